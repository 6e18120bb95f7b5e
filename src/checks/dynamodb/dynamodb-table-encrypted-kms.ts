import {
  defineCheck,
  fail,
  isTrue,
  isUndetermined,
  judgeKey,
  kmsKeyArnsOption,
  literal,
  pass,
  unreadable,
} from 'create-fitness-serverless/check';

const KEY = ['SSESpecification', 'KMSMasterKeyId'];

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html */
export default defineCheck<{ kmsKeyArns?: string[] }>({
  meta: {
    id: 'dynamodb-table-encrypted-kms',
    title: 'Tables are encrypted with a key of KMS',
    why: 'A key of KMS adds an audit trail and a key policy to who may read the data; the key that DynamoDB owns has neither.',
    remedy: 'set SSESpecification.SSEEnabled to true',
    category: 'security',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: ['AWS::DynamoDB::Table'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-table-encrypted-kms.html',
    references: {
      guard: ['rules/aws/dynamodb/dynamodb_table_encrypted_kms.guard'],
      controlTower: ['CT.DYNAMODB.PR.2'],
      checkov: ['CKV_AWS_119'],
      cfnNag: ['W74'],
    },
    liveActions: ['dynamodb:DescribeTable'],
    options: { kmsKeyArns: kmsKeyArnsOption },
  },

  evaluate(table, { options: { kmsKeyArns } }) {
    const enabled = table.get('SSESpecification', 'SSEEnabled');
    if (isUndetermined(enabled)) return unreadable(enabled);
    if (!isTrue(literal(enabled))) return fail('is not encrypted with a key of KMS', enabled);
    if (!kmsKeyArns) return pass(enabled);
    return judgeKey(table, KEY, { among: kmsKeyArns, message: "is encrypted with alias/aws/dynamodb, AWS's own key" });
  },

  fix: (_table, { options: { kmsKeyArns: [key] = [] } }) => [
    { path: ['Properties', 'SSESpecification', 'SSEEnabled'], set: true },
    ...(key === undefined ? [] : [{ path: ['Properties', ...KEY], set: key }]),
  ],
});
