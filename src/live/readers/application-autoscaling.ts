import type { ScalableTarget, ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import type { Resolved } from '../../template/model.ts';
import { hole } from '../../template/resolve/values.ts';
import { allPages, member, setOf } from '../answers.ts';
import { NotWanted, properties, type Aws } from '../aws.ts';
import type { DeployedResource, FoundResource, Reading, ResourceReader } from '../reader.ts';
import { texts } from './policies.ts';
import { applicationAutoscaling as calls } from '../calls.ts';

const TARGETS = 'application-autoscaling:DescribeScalableTargets';
const POLICIES = 'application-autoscaling:DescribeScalingPolicies';
const TARGET_TYPE = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY_TYPE = 'AWS::ApplicationAutoScaling::ScalingPolicy';

/** Checks ask for what scales tables; nothing else is read. */
const NAMESPACE = 'dynamodb';

export const applicationAutoscaling: ResourceReader = {
  types: [TARGET_TYPE, POLICY_TYPE],
  operations: calls,
  read: (resource, aws) => (resource.type === TARGET_TYPE ? readTarget(resource, aws) : readPolicy(resource, aws)),
};

/** `table/orders|dynamodb:table:ReadCapacityUnits|dynamodb`, the physical id of a target. */
function targetOf(physicalId: string) {
  const [id = '', dimension = '', namespace = ''] = physicalId.split('|');
  return { id, dimension, namespace };
}

/** One that is no longer registered scales nothing. */
async function readTarget(resource: DeployedResource, aws: Aws): Promise<Reading> {
  const { id, dimension, namespace } = targetOf(resource.physicalId);
  if (namespace !== NAMESPACE) return { properties: {} };
  const targets = scalableTargets(await idsBeside(id, resource, aws), aws);
  const target = targets.then((all) => all.find(isOf(id, dimension)));
  const read = await properties({
    MinCapacity: target.then((each) => each?.MinCapacity),
    MaxCapacity: target.then((each) => each?.MaxCapacity),
  });
  return {
    properties: (await isGone(target)) ? { ...read, ResourceId: undefined, ScalableDimension: undefined } : read,
  };
}

/** Was it read that there is none? */
function isGone(read: Promise<unknown>): Promise<boolean> {
  return read.then(
    (found) => found === undefined,
    () => false,
  );
}

function isOf(id: string, dimension: string) {
  return (each: ScalableTarget | ScalingPolicy) => each.ResourceId === id && each.ScalableDimension === dimension;
}

/** Ids of the table and of those of its indexes that the template scales, so that they are asked for together. */
async function idsBeside(id: string, resource: DeployedResource, aws: Aws): Promise<readonly string[]> {
  const idsByTable = await aws.shared('what the template scales', () => {
    const byTable = new Map<string, string[]>();
    for (const { physicalId } of resource.declared(TARGET_TYPE)) {
      const { id: declared } = targetOf(physicalId);
      const ids = byTable.get(tableOf(declared)) ?? [tableOf(declared)];
      byTable.set(tableOf(declared), ids.includes(declared) ? ids : [...ids, declared]);
    }
    return Promise.resolve(byTable);
  });
  return idsByTable.get(tableOf(id)) ?? [id];
}

function tableOf(id: string): string {
  return id.split('/index/')[0] ?? id;
}

/** `…:resource/dynamodb/table/orders:policyName/reads`: the ARN of a policy is its physical id. */
const POLICY_ARN = /:resource\/([^/]+)\/(.+):policyName\//;

async function readPolicy({ physicalId }: DeployedResource, aws: Aws): Promise<Reading> {
  const [, namespace, id = ''] = POLICY_ARN.exec(physicalId) ?? [];
  if (namespace !== NAMESPACE) return { properties: {} };
  const policy = scalingPolicies(id, aws).then((all) => all.find(({ PolicyARN }) => PolicyARN === physicalId));
  const read = await properties({ TargetTrackingScalingPolicyConfiguration: policy.then(tracking) });
  if (!(await isGone(policy))) return { properties: read };
  return { properties: { ...read, ScalingTargetId: undefined, ResourceId: undefined, ScalableDimension: undefined } };
}

/**
 * What scales a table or one of its indexes, besides what the template declares. What could not be read may scale any
 * dimension of them.
 *
 * @param ids `table/orders`, `table/orders/index/by-date`
 */
export async function scalingBeside(
  table: DeployedResource,
  ids: readonly string[],
  aws: Aws,
): Promise<FoundResource[]> {
  try {
    const targets = await scalableTargets(ids, aws);
    const scaled = [...new Set(targets.map(({ ResourceId = '' }) => ResourceId))];
    const policies = await Promise.all(scaled.map((id) => scalingPolicies(id, aws)));
    const known = await aws.shared('scaling that the template declares', () => {
      const declared = [...table.declared(TARGET_TYPE), ...table.declared(POLICY_TYPE)];
      return Promise.resolve(new Set(declared.map(({ physicalId }) => physicalId)));
    });
    return [
      ...targets.filter((each) => !known.has(physicalIdOf(each))).map(foundTarget),
      ...policies
        .flat()
        .filter(({ PolicyARN = '' }) => !known.has(PolicyARN))
        .map(foundPolicy),
    ];
  } catch (error) {
    if (error instanceof NotWanted) return [];
    const reason = hole(error instanceof Error ? error.message : String(error));
    return ids.map((id) => ({
      name: `scaling of ${id}`,
      type: TARGET_TYPE,
      properties: { ResourceId: id, ScalableDimension: reason },
    }));
  }
}

function physicalIdOf({ ResourceId, ScalableDimension, ServiceNamespace }: ScalableTarget): string {
  return [ResourceId, ScalableDimension, ServiceNamespace].join('|');
}

function foundTarget({ ResourceId, ScalableDimension, MinCapacity, MaxCapacity }: ScalableTarget): FoundResource {
  return {
    name: `${ScalableDimension} of ${ResourceId}`,
    type: TARGET_TYPE,
    properties: { ResourceId, ScalableDimension, MinCapacity, MaxCapacity },
  };
}

function foundPolicy(policy: ScalingPolicy): FoundResource {
  const { PolicyName, ResourceId, ScalableDimension } = policy;
  return {
    name: `${PolicyName} for ${ScalableDimension} of ${ResourceId}`,
    type: POLICY_TYPE,
    properties: { ResourceId, ScalableDimension, TargetTrackingScalingPolicyConfiguration: tracking(policy) },
  };
}

/**
 * How a table scales in a dimension, as a global table has it; undefined if it does not.
 *
 * @param id `table/orders`
 * @param dimension `dynamodb:table:ReadCapacityUnits`
 */
export async function autoScalingSettings(
  id: string,
  dimension: string,
  aws: Aws,
  region?: string,
): Promise<Resolved | undefined> {
  const target = (await scalableTargets([id], aws, region)).find(isOf(id, dimension));
  if (!target) return undefined;
  const policy = (await scalingPolicies(id, aws, region)).find(isOf(id, dimension));
  const { MinCapacity, MaxCapacity } = target;
  return policy && setOf({ MinCapacity, MaxCapacity, TargetTrackingScalingPolicyConfiguration: tracking(policy) });
}

/** The answer has CloudFormation's shape. */
function tracking(policy: ScalingPolicy | undefined): Resolved | undefined {
  const configuration = policy?.TargetTrackingScalingPolicyConfiguration;
  return configuration && (JSON.parse(JSON.stringify(configuration)) as Resolved);
}

/** @param region the client's own if absent */
function clientOf(aws: Aws, region: string | undefined) {
  return aws.client(['application-autoscaling', ...texts(region)].join(' '), async (settings) => {
    const { ApplicationAutoScalingClient, ...commands } = await import('../clients/application-autoscaling.ts');
    return { client: new ApplicationAutoScalingClient({ ...settings, ...(region && { region }) }), ...commands };
  });
}

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html, which takes 50 ids. */
function scalableTargets(ids: readonly string[], aws: Aws, region?: string): Promise<ScalableTarget[]> {
  const ResourceIds = [...ids].sort();
  return aws.shared([TARGETS, ...texts(region), ...ResourceIds].join(' '), async () => {
    const { client, DescribeScalableTargetsCommand } = await clientOf(aws, region);
    return allPages(TARGETS, async (NextToken) => {
      const input = { ServiceNamespace: NAMESPACE, ResourceIds, NextToken } as const;
      const answer = await aws.ask(TARGETS, (abortSignal) =>
        client.send(new DescribeScalableTargetsCommand(input), { abortSignal }),
      );
      return { items: member(answer?.ScalableTargets, TARGETS, 'targets'), next: answer?.NextToken };
    });
  });
}

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html */
function scalingPolicies(ResourceId: string, aws: Aws, region?: string): Promise<ScalingPolicy[]> {
  return aws.shared([POLICIES, ...texts(region), ResourceId].join(' '), async () => {
    const { client, DescribeScalingPoliciesCommand } = await clientOf(aws, region);
    return allPages(POLICIES, async (NextToken) => {
      const input = { ServiceNamespace: NAMESPACE, ResourceId, NextToken } as const;
      const answer = await aws.ask(POLICIES, (abortSignal) =>
        client.send(new DescribeScalingPoliciesCommand(input), { abortSignal }),
      );
      return { items: member(answer?.ScalingPolicies, POLICIES, 'policies'), next: answer?.NextToken };
    });
  });
}
