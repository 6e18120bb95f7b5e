import { defined, getAtt, pick } from '../intrinsics.ts';
import { deadLetterTarget, ruleState, targetId } from './eventbridge.ts';
import { addPermission, sourceOfEvent } from './event.ts';
import type { ExpandEvent } from './event.ts';

export const schedule: ExpandEvent = (event) => {
  const { x, sam, id, properties, target } = event;
  const deadLetter = deadLetterTarget(event, id);
  const rule = defined({
    ScheduleExpression: properties.Schedule,
    ...pick(properties, ['Name', 'Description']),
    State: ruleState(properties),
    Targets: [
      {
        Arn: target.arn,
        Id: targetId(id, 'LambdaTarget'),
        ...pick(properties, ['Input', 'RetryPolicy']),
        ...deadLetter,
      },
    ],
  });
  const source = sourceOfEvent(event, { ScheduleExpression: ['Schedule'], Targets: [] });
  x.addGenerated(sam, id, 'AWS::Events::Rule', rule, source);
  addPermission(event, 'events.amazonaws.com', { sourceArn: getAtt(id, 'Arn') });
};
