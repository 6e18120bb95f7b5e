import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** What Security Hub's SecretsManager.4 asks for. */
const DAYS = 90;

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html */
export default defineCheck<{ maxDaysSinceRotation?: number }>({
  meta: {
    id: 'secretsmanager-secret-periodic-rotation',
    title: 'Secrets are not old',
    why: 'The longer a secret stays the same, the more have seen it.',
    remedy: 'rotate it, or let Secrets Manager do so by a schedule',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::SecretsManager::Secret'],
    configRule: true,
    recommended: false,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-secret-periodic-rotation.html',
    references: { securityHub: ['SecretsManager.4'], fsbp: true },
    liveActions: ['secretsmanager:DescribeSecret'],
    options: {
      maxDaysSinceRotation: {
        type: 'integer',
        minimum: 1,
        maximum: 36500,
        description: 'Days that a secret may stay the same, 90 if absent',
      },
    },
  },

  evaluate(secret, context) {
    const { maxDaysSinceRotation = DAYS } = context.options;
    return judgeMeasurement(
      context.measurement('secretAge', secret),
      { atMost: maxDaysSinceRotation },
      (days) => `has not been rotated for ${days} days, and ${maxDaysSinceRotation} are the most`,
    );
  },
});
