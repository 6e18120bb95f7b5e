import { defineCheck, isTrue, judge, unknown } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html */
export default defineCheck<{ isMfaDeleteEnabled?: string }>({
  meta: {
    id: 's3-bucket-versioning-enabled',
    title: 'Buckets keep the versions of their objects',
    why: 'With versioning an object that was overwritten or deleted by mistake can be restored.',
    remedy: 'set VersioningConfiguration.Status to Enabled',
    category: 'reliability',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::S3::Bucket'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-versioning-enabled.html',
    references: {
      guard: ['rules/aws/amazon_s3/s3_bucket_versioning_enabled.guard'],
      controlTower: ['CT.S3.PR.11'],
      cdkNag: ['NIST.800.53.R5-S3BucketVersioningEnabled'],
      checkov: ['CKV_AWS_21'],
      securityHub: ['S3.14'],
      fsbp: false,
    },
    liveActions: ['s3:GetBucketVersioning'],
    options: {
      isMfaDeleteEnabled: {
        type: 'string',
        enum: ['true', 'false'],
        description:
          '`true` demands MFA delete too, which only a deployed bucket can show: CloudFormation cannot set it',
      },
    },
  },

  evaluate(bucket, { options }) {
    const status = bucket.get('VersioningConfiguration', 'Status');
    const verdict = judge(status, (value) => value === 'Enabled', 'versioning is not enabled');
    if (verdict.status !== 'pass' || options.isMfaDeleteEnabled !== 'true') return verdict;
    const mfaDelete = bucket.get('VersioningConfiguration', 'MfaDelete');
    const isOfTemplate = mfaDelete.state === 'absent' && mfaDelete.evidence !== 'live';
    if (isOfTemplate) return unknown('MFA delete is not part of a template', mfaDelete);
    return judge(mfaDelete, (value) => value === 'Enabled' || isTrue(value), 'MFA delete is not enabled');
  },

  fix: () => [{ path: ['Properties', 'VersioningConfiguration', 'Status'], set: 'Enabled' }],
});
