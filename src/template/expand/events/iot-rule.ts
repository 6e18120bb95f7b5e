import { defined, ref, sub } from '../intrinsics.ts';
import { addPermission, sourceOfEvent } from './event.ts';
import type { ExpandEvent } from './event.ts';

export const iotRule: ExpandEvent = (event) => {
  const { x, sam, id, properties, target } = event;
  addPermission(event, 'iot.amazonaws.com', {
    sourceArn: sub(`arn:${x.partition}:iot:\${AWS::Region}:\${AWS::AccountId}:rule/\${RuleName}`, {
      RuleName: ref(id),
    }),
    sourceAccount: sub('${AWS::AccountId}'),
  });
  const payload = defined({
    Sql: properties.Sql,
    AwsIotSqlVersion: properties.AwsIotSqlVersion,
    RuleDisabled: false,
    Actions: [{ Lambda: { FunctionArn: target.arn } }],
  });
  const source = sourceOfEvent(event, { TopicRulePayload: [] });
  x.addGenerated(sam, id, 'AWS::IoT::TopicRule', { TopicRulePayload: payload }, source);
};
