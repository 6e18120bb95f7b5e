import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Account } from '../account.ts';
import { AwsError, jsonService, type Call } from '../service.ts';
import { regionOf, replicasOf } from './tables.ts';

type Data = Readonly<Record<string, unknown>>;

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';

/** Application Auto Scaling's part: what scales, and by which policies. */
export const applicationAutoscaling = jsonService('application-autoscaling', {
  DescribeScalableTargets: ({ ServiceNamespace, ResourceIds, ScalableDimension, NextToken }, call) => {
    if (typeof ServiceNamespace !== 'string') throw new AwsError('ValidationException', 'ServiceNamespace is missing');
    const declared = call.account.ofType(TARGET).map(([, { properties }]) => properties);
    const all = [...declared, ...ofGlobalTables(call).map(({ target }) => target)]
      .filter((target) => target['ServiceNamespace'] === ServiceNamespace)
      .filter((target) => !isList(ResourceIds) || ResourceIds.includes(target['ResourceId']))
      .filter((target) => ScalableDimension === undefined || ScalableDimension === target['ScalableDimension']);
    const { items, next } = call.page(all, NextToken, 50);
    return {
      ScalableTargets: items.map((target) => ({
        ...targetIn(target),
        MinCapacity: Number(target['MinCapacity']),
        MaxCapacity: Number(target['MaxCapacity']),
        RoleARN: target['RoleARN'],
        CreationTime: 1_795_000_000,
      })),
      NextToken: next,
    };
  },

  DescribeScalingPolicies: ({ ServiceNamespace, ResourceId, ScalableDimension, NextToken }, call) => {
    if (typeof ServiceNamespace !== 'string') throw new AwsError('ValidationException', 'ServiceNamespace is missing');
    const { account } = call;
    const declared = account
      .ofType(POLICY)
      .map(([arn, { properties }]) => ({ arn, policy: properties, target: targetOf(properties, account) }));
    const all = [...declared, ...ofGlobalTables(call)]
      .filter(({ target }) => target['ServiceNamespace'] === ServiceNamespace)
      .filter(({ target }) => ResourceId === undefined || ResourceId === target['ResourceId'])
      .filter(({ target }) => ScalableDimension === undefined || ScalableDimension === target['ScalableDimension']);
    const { items, next } = call.page(all, NextToken, 50);
    return {
      ScalingPolicies: items.map(({ arn, policy, target }) => ({
        PolicyARN: arn,
        PolicyName: policy['PolicyName'],
        ...targetIn(target),
        PolicyType: policy['PolicyType'] ?? 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: numbersIn(policy['TargetTrackingScalingPolicyConfiguration']),
        CreationTime: 1_795_000_000,
      })),
      NextToken: next,
    };
  },
});

/** Which capacity is meant. */
function targetIn({ ServiceNamespace, ResourceId, ScalableDimension }: Data): Data {
  return { ServiceNamespace, ResourceId, ScalableDimension };
}

/** A policy names its target by the target's id, or by what that is made of. */
function targetOf(policy: Data, account: Account): Data {
  return account.find(policy['ScalingTargetId'], TARGET)?.properties ?? policy;
}

/** A global table carries its scaling itself: of writes for all replicas, of reads for each. */
function ofGlobalTables(call: Call): { arn: string; target: Data; policy: Data }[] {
  return call.account.ofType('AWS::DynamoDB::GlobalTable').flatMap(([name, table]) => {
    const replica = replicasOf(table).find(({ region }) => region === regionOf(call));
    const reads = own(replica?.settings, 'ReadProvisionedThroughputSettings');
    const writes = own(table.properties, 'WriteProvisionedThroughputSettings');
    return [
      { direction: 'Read', settings: own(reads, 'ReadCapacityAutoScalingSettings') },
      { direction: 'Write', settings: own(writes, 'WriteCapacityAutoScalingSettings') },
    ].flatMap(({ direction, settings }) => {
      if (!replica || !isRecord(settings)) return [];
      const ScalableDimension = `dynamodb:table:${direction}CapacityUnits`;
      const id = { ServiceNamespace: 'dynamodb', ResourceId: `table/${name}`, ScalableDimension };
      return [{ arn: `${name}/${direction}`, target: { ...settings, ...id }, policy: settings }];
    });
  });
}

function numbersIn(configuration: unknown): unknown {
  if (!isRecord(configuration)) return undefined;
  return { ...configuration, TargetValue: Number(configuration['TargetValue']) };
}
