import { defineCheck, isUndetermined, judge, literal, type ResourceView } from 'create-fitness-serverless/check';

const MODES = ['PAY_PER_REQUEST', 'PROVISIONED'];

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html */
export default defineCheck({
  meta: {
    id: 'dynamodb-billing-mode-check',
    title: 'Tables say what they are billed by',
    why: 'A table that does not say is billed for what is provisioned, used or not, and throttles what is more.',
    remedy: 'set BillingMode to PAY_PER_REQUEST, or to PROVISIONED where the load is known',
    category: 'cost',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: ['AWS::DynamoDB::Table'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html',
    references: { guard: ['rules/aws/dynamodb/dynamodb_billing_mode_rule.guard'], cfnNag: ['W73'] },
    liveActions: ['dynamodb:DescribeTable'],
  },

  evaluate: (table) =>
    judge(
      table.get('BillingMode'),
      (mode) => MODES.includes(literal(mode) ?? ''),
      `BillingMode is none of ${MODES.join(', ')}`,
    ),

  /** What it is billed by without: to change that, a person has to decide. */
  fix(table) {
    const set = modeOf(table);
    return set === undefined ? undefined : [{ path: ['Properties', 'BillingMode'], set }];
  },
});

function modeOf(table: ResourceView): string | undefined {
  const throughput = table.get('ProvisionedThroughput');
  if (isUndetermined(throughput)) return undefined;
  return throughput.state === 'absent' ? 'PAY_PER_REQUEST' : 'PROVISIONED';
}
