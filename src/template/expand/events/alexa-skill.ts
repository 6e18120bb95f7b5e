import { addPermission } from './event.ts';
import type { ExpandEvent } from './event.ts';

export const alexaSkill: ExpandEvent = (event) => {
  addPermission(event, 'alexa-appkit.amazon.com', { token: event.properties.SkillId });
};
