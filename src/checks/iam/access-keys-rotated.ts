import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html */
export default defineCheck<{ maxAccessKeyAge: number }>({
  meta: {
    id: 'access-keys-rotated',
    title: 'Access keys are not old',
    why: 'An access key works from anywhere until somebody deletes it, and an old one lies in many places.',
    remedy: 'raise its Serial to make a new one, or better let whoever uses it assume a role',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::IAM::AccessKey'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/access-keys-rotated.html',
    references: { securityHub: ['IAM.3'], fsbp: true },
    liveActions: ['iam:ListAccessKeys'],
    options: {
      maxAccessKeyAge: {
        type: 'integer',
        minimum: 1,
        maximum: 36500,
        default: 90,
        description: 'Days that an access key may be used',
      },
    },
  },

  evaluate(key, context) {
    const { maxAccessKeyAge } = context.options;
    return judgeMeasurement(
      context.measurement('accessKeyAge', key),
      { atMost: maxAccessKeyAge },
      (days) => `is ${days} days old, and ${maxAccessKeyAge} are the most`,
    );
  },
});
