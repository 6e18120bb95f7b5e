import { isRecord } from '../../resolve/values.ts';
import { defined, getAtt, pick } from '../intrinsics.ts';
import { deadLetterTarget, ruleState, targetId } from './eventbridge.ts';
import { addPermission, sourceOfEvent } from './event.ts';
import type { ExpandEvent } from './event.ts';

/** EventBridgeRule, and CloudWatchEvent as it was called before. */
export const eventBridgeRule: ExpandEvent = (event) => {
  const { x, sam, id, properties, target } = event;
  const named = isRecord(properties.Target) ? properties.Target.Id : undefined;
  const rule = defined({
    EventBusName: properties.EventBusName,
    EventPattern: properties.Pattern,
    Name: properties.RuleName,
    State: ruleState(properties),
    Targets: [
      {
        Arn: target.arn,
        Id: named ?? targetId(id, 'LambdaTarget'),
        ...pick(properties, ['Input', 'InputPath', 'RetryPolicy', 'InputTransformer']),
        ...deadLetterTarget(event, id),
      },
    ],
  });
  const source = sourceOfEvent(event, { EventPattern: ['Pattern'], Name: ['RuleName'], Targets: [] });
  x.addGenerated(sam, id, 'AWS::Events::Rule', rule, source);
  addPermission(event, 'events.amazonaws.com', { sourceArn: getAtt(id, 'Arn') });
};
