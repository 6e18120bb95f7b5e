import { allow, inlinePolicy } from '../policies.ts';
import { sourceOfEvent } from './event.ts';
import type { ExpandEvent } from './event.ts';
import { addSchedule } from './scheduler.ts';

export const scheduleV2: ExpandEvent = (event) => {
  const { id, target } = event;
  const invoke = inlinePolicy(`${id}LambdaPolicy`, [allow('lambda:InvokeFunction', target.arn)]);
  addSchedule(
    { ...event, boundary: event.properties.PermissionsBoundary },
    target.arn,
    invoke,
    sourceOfEvent(event, { Target: [] }),
  );
};
