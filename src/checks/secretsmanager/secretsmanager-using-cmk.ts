import { defineCheck, judgeKey, kmsKeyArnsOption } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
export default defineCheck<{ kmsKeyArns?: string[] }>({
  meta: {
    id: 'secretsmanager-using-cmk',
    title: 'Secrets are encrypted with a key of the account',
    why: 'A key of your own adds a key policy to who may read a secret, and lets other accounts read it; the key of the service cannot.',
    remedy: 'set KmsKeyId to a key whose policy lets the readers use it',
    category: 'security',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: ['AWS::SecretsManager::Secret'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-using-cmk.html',
    references: {
      guard: ['rules/aws/secrets_manager/secretsmanager_using_cmk.guard'],
      cdkNag: ['NIST.800.53.R5-SecretsManagerUsingKMSKey'],
      checkov: ['CKV_AWS_149'],
      cfnNag: ['W77'],
    },
    liveActions: ['secretsmanager:DescribeSecret'],
    options: { kmsKeyArns: kmsKeyArnsOption },
  },

  evaluate: (secret, { options: { kmsKeyArns } }) =>
    judgeKey(secret, ['KmsKeyId'], {
      ...(kmsKeyArns && { among: kmsKeyArns }),
      besides: 'aws/secretsmanager',
      message: "is encrypted with aws/secretsmanager, AWS's own key",
    }),

  fix: (_secret, { options: { kmsKeyArns: [key] = [] } }) =>
    // Which key, and who may use it, a person has to say.
    key === undefined ? undefined : [{ path: ['Properties', 'KmsKeyId'], set: key }],
});
