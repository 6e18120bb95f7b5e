import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html */
export default defineCheck({
  meta: {
    id: 'secretsmanager-scheduled-rotation-success-check',
    title: 'Secrets are rotated when they are due',
    why: 'A rotation that fails leaves the old secret valid, and nobody notices until it is needed.',
    remedy: 'read the log of the rotation function, and rotate the secret at once',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::SecretsManager::Secret'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-scheduled-rotation-success-check.html',
    references: { securityHub: ['SecretsManager.2'], fsbp: true },
    liveActions: ['secretsmanager:DescribeSecret'],
  },

  evaluate: (secret, context) =>
    judgeMeasurement(
      context.measurement('rotationDelay', secret),
      { atMost: 0 },
      (days) => `should have been rotated ${days} days ago`,
    ),
});
