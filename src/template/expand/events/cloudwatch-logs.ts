import { pick, sub } from '../intrinsics.ts';
import { addPermission, sourceOfEvent } from './event.ts';
import type { ExpandEvent } from './event.ts';

const GROUP = '${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*';

export const cloudWatchLogs: ExpandEvent = (event) => {
  const { x, sam, id, properties, target } = event;
  const permission = addPermission(event, 'logs.amazonaws.com', {
    sourceArn: sub(`arn:${x.partition}:logs:${GROUP}`, { __LogGroupName__: properties.LogGroupName }),
  });
  const filter = { ...pick(properties, ['LogGroupName', 'FilterPattern']), DestinationArn: target.arn };
  const attributes = { DependsOn: [permission] };
  x.addGenerated(sam, id, 'AWS::Logs::SubscriptionFilter', filter, sourceOfEvent(event), attributes);
};
