import {
  defineCheck,
  fail,
  isTrue,
  isUndetermined,
  pass,
  strictOption,
  unreadable,
} from 'create-fitness-serverless/check';

/**
 * DynamoDB encrypts every table at rest, with a key that AWS owns where the table does not ask for one in the account's
 * KMS. So a table without SSESpecification passes unless `strict: explicit` demands that it is written; one that is told
 * `SSEEnabled: false` has declined KMS, its audit trail and its key policy, and fails.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
 */
export default defineCheck<{ strict: 'off' | 'explicit' }>({
  meta: {
    id: 'dynamodb-table-encryption-enabled',
    title: 'Tables are encrypted at rest',
    why: 'Encryption with a KMS key adds an audit trail and a key policy to who may read the data.',
    remedy: 'set SSESpecification.SSEEnabled to true',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::DynamoDB::Table'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-table-encryption-enabled.html',
    references: { guard: ['rules/aws/dynamodb/dynamodb_table_must_be_encrypted.guard'] },
    liveActions: ['dynamodb:DescribeTable'],
    options: { strict: strictOption },
  },

  evaluate(table) {
    const enabled = table.effective('SSESpecification', 'SSEEnabled');
    if (isUndetermined(enabled)) return unreadable(enabled);
    if (enabled.state === 'absent') return fail('does not ask for encryption in the template', enabled);
    if (enabled.evidence === 'service-default' || isTrue(enabled.value)) return pass(enabled);
    return fail('declines encryption with a KMS key', enabled);
  },

  fix: () => [{ path: ['Properties', 'SSESpecification', 'SSEEnabled'], set: true }],
});
