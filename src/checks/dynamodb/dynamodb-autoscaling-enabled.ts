import {
  all,
  defineCheck,
  fail,
  field,
  isPartialString,
  isUndetermined,
  listOf,
  literal,
  pass,
  referrersOf,
  unknown,
  unreadable,
  withoutPrefix,
  withoutSuffix,
  type CheckContext,
  type Link,
  type Resolved,
  type ResourceView,
  type Ternary,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  minProvisionedReadCapacity?: number;
  maxProvisionedReadCapacity?: number;
  targetReadUtilization?: number;
  minProvisionedWriteCapacity?: number;
  maxProvisionedWriteCapacity?: number;
  targetWriteUtilization?: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html */
export default defineCheck<Options>({
  meta: {
    id: 'dynamodb-autoscaling-enabled',
    title: 'Tables scale with their load',
    why: 'A table with a fixed capacity throttles when the load grows, and is paid for when it does not.',
    remedy: 'set BillingMode to PAY_PER_REQUEST, or add a ScalableTarget and a ScalingPolicy for reads and for writes',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    relatedTypes: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-autoscaling-enabled.html',
    references: {
      cdkNag: ['NIST.800.53.R5-DynamoDBAutoScalingEnabled'],
      securityHub: ['DynamoDB.1'],
      fsbp: true,
    },
    liveActions: [
      'dynamodb:DescribeTable',
      'application-autoscaling:DescribeScalableTargets',
      'application-autoscaling:DescribeScalingPolicies',
    ],
    options: {
      minProvisionedReadCapacity: { type: 'integer', minimum: 1, description: 'Least MinCapacity of reads' },
      maxProvisionedReadCapacity: { type: 'integer', minimum: 1, description: 'Greatest MaxCapacity of reads' },
      targetReadUtilization: { type: 'number', description: 'Greatest target utilization of reads, percent' },
      minProvisionedWriteCapacity: { type: 'integer', minimum: 1, description: 'Least MinCapacity of writes' },
      maxProvisionedWriteCapacity: { type: 'integer', minimum: 1, description: 'Greatest MaxCapacity of writes' },
      targetWriteUtilization: { type: 'number', description: 'Greatest target utilization of writes, percent' },
    },
  },

  evaluate(table, context) {
    const billing = table.get('BillingMode');
    if (isUndetermined(billing)) return unreadable(billing);
    if (literal(billing) === 'PAY_PER_REQUEST') return pass(billing);
    if (table.type === 'AWS::DynamoDB::GlobalTable') return judgeGlobalTable(table);

    const indexes = table.get('GlobalSecondaryIndexes');
    if (isUndetermined(indexes)) return unreadable(indexes);
    const names = listOf(indexes).map((index) => literal(field(index, 'IndexName')));
    if (names.includes(undefined)) return unknown('an index cannot be read', indexes);
    for (const index of [undefined, ...names]) {
      for (const direction of ['Read', 'Write'] as const) {
        const verdict = judgeCapacity(table, index, direction, context);
        if (verdict.status !== 'pass') return verdict;
      }
    }
    return pass(billing);
  },
});

/** Capacity of a table, or of one of its indexes, in one direction: a target for it, and a policy that follows the load. */
function judgeCapacity(
  table: ResourceView,
  index: string | undefined,
  direction: 'Read' | 'Write',
  context: CheckContext<Options>,
): Verdict {
  const dimension = `dynamodb:${index === undefined ? 'table' : 'index'}:${direction}CapacityUnits`;
  const of = index === undefined ? '' : ` of its index ${index}`;
  const targets = ofTable(table, 'AWS::ApplicationAutoScaling::ScalableTarget', context);
  const found = targets.map((target) => ({ target, scales: scales(target, dimension, table, index, context) }));
  const target = found.find(({ scales }) => scales === true)?.target;
  if (!target) {
    if (found.some(({ scales }) => scales === 'unknown')) {
      return unknown(`whether a ScalableTarget scales the ${direction.toLowerCase()} capacity${of} is not known`);
    }
    return fail(`${direction.toLowerCase()} capacity${of} is provisioned and does not scale`, [
      'Properties',
      'BillingMode',
    ]);
  }

  const followers = referrersOf(target, context, 'followers', () =>
    context
      .resources('AWS::ApplicationAutoScaling::ScalingPolicy')
      .map((policy): Link => ({ from: policy, to: policy.get('ScalingTargetId') })),
  );
  const policy =
    followers.find(({ is }) => is === true)?.resource ??
    ofTable(table, 'AWS::ApplicationAutoScaling::ScalingPolicy', context).find(
      (each) => scales(each, dimension, table, index, context) === true,
    );
  if (!policy) {
    if (followers.length > 0) return unknown(`whether a ScalingPolicy follows ${target.logicalId} is not known`);
    return fail(`no ScalingPolicy follows ${target.logicalId}`, ['Properties', 'BillingMode']);
  }
  return judgeBounds(target, policy, direction, context.options);
}

/** Targets (or policies) that may be of this table, by what stands between `table/` and `/index/`. */
function ofTable(table: ResourceView, type: string, context: CheckContext<Options>): ResourceView[] {
  const found = referrersOf(table, context, type, () =>
    context.resources(type).map((each): Link => {
      const id = each.get('ResourceId');
      return { from: each, to: id.state === 'unknown' ? id : beforeIndex(withoutPrefix(field(id), 'table/')) };
    }),
  );
  return found.map(({ resource }) => resource);
}

function beforeIndex(name: Resolved | undefined): Resolved | undefined {
  if (typeof name === 'string') return name.split('/index/')[0];
  const last = isPartialString(name) ? name.parts.at(-1) : undefined;
  if (typeof last !== 'string') return name;
  const at = last.indexOf('/index/');
  return at < 0 ? name : withoutSuffix(name, last.slice(at));
}

/** Is the target (or policy) that of this dimension of this table or index, by `table/<name>` or `table/<name>/index/<index>`? */
function scales(
  target: ResourceView,
  dimension: string,
  table: ResourceView,
  index: string | undefined,
  context: CheckContext<Options>,
): Ternary {
  const wanted = target.get('ScalableDimension');
  if (!isUndetermined(wanted) && literal(wanted) !== dimension) return false;
  const id = target.get('ResourceId');
  if (id.state === 'unknown') return 'unknown';
  const name = withoutSuffix(withoutPrefix(field(id), 'table/'), index === undefined ? '' : `/index/${index}`);
  if (name === undefined) return false;
  return all(context.refersTo(name, table), isUndetermined(wanted) ? 'unknown' : true);
}

function judgeBounds(
  target: ResourceView,
  policy: ResourceView,
  direction: 'Read' | 'Write',
  options: Options,
): Verdict {
  const bounds = [
    { of: target, path: ['MinCapacity'], least: options[`minProvisioned${direction}Capacity`] },
    { of: target, path: ['MaxCapacity'], most: options[`maxProvisioned${direction}Capacity`] },
    {
      of: policy,
      path: ['TargetTrackingScalingPolicyConfiguration', 'TargetValue'],
      most: options[`target${direction}Utilization`],
    },
  ];
  for (const { of, path, least, most } of bounds) {
    if (least === undefined && most === undefined) continue;
    const value = of.get(...path);
    if (isUndetermined(value)) return unreadable(value, of);
    const number = Number(literal(value));
    if (!(number >= (least ?? -Infinity) && number <= (most ?? Infinity))) {
      const bound = least === undefined ? `at most ${most}` : `at least ${least}`;
      return fail(`${path.at(-1)} of ${of.logicalId} is ${literal(value) ?? 'missing'}, not ${bound}`, value, of);
    }
  }
  return pass();
}

/** A global table carries its scaling itself: writes for all replicas, reads for each. */
function judgeGlobalTable(table: ResourceView): Verdict {
  const writes = table.get('WriteProvisionedThroughputSettings', 'WriteCapacityAutoScalingSettings');
  if (writes.state === 'unknown') return unreadable(writes);
  if (writes.state === 'absent') return fail('write capacity is provisioned and does not scale', writes);
  const replicas = table.get('Replicas');
  if (isUndetermined(replicas)) return unreadable(replicas);
  const reads = listOf(replicas).map((_, i) =>
    table.get('Replicas', i, 'ReadProvisionedThroughputSettings', 'ReadCapacityAutoScalingSettings'),
  );
  const fixed = reads.find((read) => read.state === 'absent');
  if (fixed) return fail('read capacity of a replica is provisioned and does not scale', fixed);
  const open = reads.find((read) => read.state === 'unknown');
  return open ? unreadable(open) : pass(writes);
}
