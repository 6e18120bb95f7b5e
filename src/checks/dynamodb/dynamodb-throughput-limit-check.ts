import {
  defineCheck,
  fail,
  field,
  isUndetermined,
  listOf,
  literal,
  onceFor,
  pass,
  unreadable,
  type CheckContext,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

interface Options {
  accountRCUThresholdPercentage: number;
  accountWCUThresholdPercentage: number;
  accountMaxReadCapacityUnits: number;
  accountMaxWriteCapacityUnits: number;
}

/**
 * Sums what the stack's own tables provision: one stack must not bring its account near the limit, beyond which no table
 * of the Region can be created or raised. Judged at the table that provisions most; a capacity that cannot be read
 * counts at its own table only.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#default-limits-throughput
 */
export default defineCheck<Options>({
  meta: {
    id: 'dynamodb-throughput-limit-check',
    title: 'Tables stay away from the throughput limit of the account',
    why: "At the account's limit no table of the Region can be created, or raised when its load grows.",
    remedy: 'lower ProvisionedThroughput, or set BillingMode to PAY_PER_REQUEST',
    category: 'reliability',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::DynamoDB::Table'],
    relatedTypes: ['AWS::DynamoDB::Table'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-throughput-limit-check.html',
    liveActions: ['dynamodb:DescribeTable'],
    options: {
      accountRCUThresholdPercentage: {
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 80,
        description: 'Percent of the read capacity limit from which the check fails',
      },
      accountWCUThresholdPercentage: {
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 80,
        description: 'Percent of the write capacity limit from which the check fails',
      },
      accountMaxReadCapacityUnits: {
        type: 'integer',
        minimum: 1,
        default: 80_000,
        description: 'Read capacity limit of the account in the Region; the default is that of new accounts',
      },
      accountMaxWriteCapacityUnits: {
        type: 'integer',
        minimum: 1,
        default: 80_000,
        description: 'Write capacity limit of the account in the Region; the default is that of new accounts',
      },
    },
  },

  evaluate(table, context) {
    const { options } = context;
    const billing = table.get('BillingMode');
    if (literal(billing) === 'PAY_PER_REQUEST') return pass(billing);
    if (isUndetermined(billing)) return unreadable(billing);
    const open = capacities(table, 'Read').concat(capacities(table, 'Write')).find(isUndetermined);
    if (open) return unreadable(open);

    for (const [direction, limit] of [
      ['Read', (options.accountMaxReadCapacityUnits * options.accountRCUThresholdPercentage) / 100],
      ['Write', (options.accountMaxWriteCapacityUnits * options.accountWCUThresholdPercentage) / 100],
    ] as const) {
      const { sum, most } = onceFor(context, direction, () => provisioned(direction, context));
      if (sum >= limit && most === table.logicalId) {
        const own = table.get('ProvisionedThroughput', `${direction}CapacityUnits`);
        return fail(
          `the tables of the stack provision ${sum} ${direction.toLowerCase()} capacity units, and ${limit} is the threshold`,
          own,
        );
      }
    }
    return pass(table.get('ProvisionedThroughput'));
  },
});

/** Units of all tables, and which of them has the most. */
function provisioned(
  direction: 'Read' | 'Write',
  context: CheckContext<Options>,
): { sum: number; most: string | undefined } {
  let sum = 0;
  let most: { id: string; units: number } | undefined;
  for (const table of context.resources('AWS::DynamoDB::Table')) {
    const own = units(table, direction);
    sum += own;
    if (!most || own > most.units) most = { id: table.logicalId, units: own };
  }
  return { sum, most: most?.id };
}

/** Known units of a table and its indexes, which share the limit. */
function units(table: ResourceView, direction: 'Read' | 'Write'): number {
  if (literal(table.get('BillingMode')) === 'PAY_PER_REQUEST') return 0;
  return capacities(table, direction).reduce((sum, value) => sum + (Number(literal(value)) || 0), 0);
}

function capacities(table: ResourceView, direction: 'Read' | 'Write'): Value[] {
  const key = `${direction}CapacityUnits`;
  const indexes = table.get('GlobalSecondaryIndexes');
  return [
    table.get('ProvisionedThroughput', key),
    ...(isUndetermined(indexes) ? [indexes] : []),
    ...listOf(indexes)
      .map((index, i) => ({ index, i }))
      .filter(({ index }) => field(index, 'ProvisionedThroughput') !== undefined)
      .map(({ i }) => table.get('GlobalSecondaryIndexes', i, 'ProvisionedThroughput', key)),
  ];
}
