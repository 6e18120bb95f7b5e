import {
  defineCheck,
  isTrue,
  isUndetermined,
  judge,
  literal,
  notApplicable,
  unreadable,
} from 'create-fitness-serverless/check';

/** What KMS can rotate by itself: a symmetric key for encryption whose material it made. https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html */
const ROTATED: readonly (readonly [property: string, value: string])[] = [
  ['KeySpec', 'SYMMETRIC_DEFAULT'],
  ['KeyUsage', 'ENCRYPT_DECRYPT'],
  ['Origin', 'AWS_KMS'],
];

/** https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-enable-disable.html */
export default defineCheck({
  meta: {
    id: 'cmk-backing-key-rotation-enabled',
    title: 'Keys are rotated',
    why: 'Rotation bounds how much is encrypted with the same material, and costs nothing to whoever uses the key.',
    remedy: 'set EnableKeyRotation to true',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::KMS::Key'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cmk-backing-key-rotation-enabled.html',
    references: {
      guard: ['rules/aws/aws_kms/cmk_backing_key_rotation_enabled.guard'],
      controlTower: ['CT.KMS.PR.1'],
      cdkNag: ['AwsSolutions-KMS5', 'NIST.800.53.R5-KMSBackingKeyRotationEnabled'],
      checkov: ['CKV_AWS_7'],
      cfnNag: ['F19'],
      securityHub: ['KMS.4'],
      fsbp: false,
    },
    liveActions: ['kms:GetKeyRotationStatus'],
  },

  evaluate(key) {
    for (const [property, rotated] of ROTATED) {
      const value = key.get(property);
      if (isUndetermined(value)) return unreadable(value);
      const text = literal(value) ?? rotated;
      if (text !== rotated) return notApplicable(`KMS does not rotate keys of the ${property} ${text}`);
    }
    return judge(key.get('EnableKeyRotation'), isTrue, 'is never rotated');
  },

  fix: () => [{ path: ['Properties', 'EnableKeyRotation'], set: true }],
});
