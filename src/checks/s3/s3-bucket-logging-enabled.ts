import {
  defineCheck,
  fail,
  field,
  judge,
  listOf,
  literal,
  notApplicable,
  pass,
  policyStatements,
  referrersOf,
  unreadable,
  type CheckContext,
  type ResourceView,
} from 'create-fitness-serverless/check';

interface Options {
  targetBucket?: string;
  targetPrefix?: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html */
export default defineCheck<Options>({
  meta: {
    id: 's3-bucket-logging-enabled',
    title: 'Buckets log who accesses them',
    why: 'Without server access logs nobody can tell afterwards who read or changed what.',
    remedy: 'set LoggingConfiguration with a DestinationBucketName',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::S3::Bucket'],
    relatedTypes: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-logging-enabled.html',
    references: {
      guard: ['rules/aws/amazon_s3/s3_bucket_logging_enabled.guard'],
      controlTower: ['CT.S3.PR.2'],
      cdkNag: ['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled'],
      checkov: ['CKV_AWS_18'],
      cfnNag: ['W35'],
      securityHub: ['S3.9'],
      fsbp: true,
    },
    liveActions: ['s3:GetBucketLogging', 's3:GetBucketAcl', 's3:GetBucketPolicy'],
    options: {
      targetBucket: { type: 'string', description: 'Name of the bucket that the logs must go to' },
      targetPrefix: { type: 'string', description: 'Prefix that the logs must have' },
    },
  },

  evaluate(bucket, context) {
    if (receivesLogs(bucket, context)) return notApplicable('receives access logs itself');
    const logging = bucket.get('LoggingConfiguration');
    if (logging.state === 'unknown') return unreadable(logging);
    if (logging.state === 'absent') return fail('does not log who accesses it', logging);
    const { targetBucket, targetPrefix } = context.options;
    const demands = [
      { key: 'DestinationBucketName', demanded: targetBucket },
      { key: 'LogFilePrefix', demanded: targetPrefix },
    ];
    for (const { key, demanded } of demands) {
      if (demanded === undefined) continue;
      const value = bucket.get('LoggingConfiguration', key);
      const verdict = judge(value, (text) => literal(text) === demanded, `${key} is not ${demanded}`);
      if (verdict.status !== 'pass') return verdict;
    }
    return pass(logging);
  },

  fix: (_bucket, { options: { targetBucket, targetPrefix } }) =>
    // Which bucket takes the logs, a person has to say.
    targetBucket === undefined
      ? undefined
      : [
          {
            path: ['Properties', 'LoggingConfiguration'],
            set: {
              DestinationBucketName: targetBucket,
              ...(targetPrefix !== undefined && { LogFilePrefix: targetPrefix }),
            },
          },
        ],
});

/** A log bucket that logs its own accesses would log the writing of its logs, for ever. */
function receivesLogs(bucket: ResourceView, context: CheckContext<Options>): boolean {
  if (literal(bucket.get('AccessControl')) === 'LogDeliveryWrite') return true;
  const sources = referrersOf(bucket, context, 'log targets', () =>
    context
      .resources('AWS::S3::Bucket')
      .map((source) => ({ from: source, to: source.get('LoggingConfiguration', 'DestinationBucketName') })),
  );
  if (sources.some(({ resource, is }) => is === true && resource.logicalId !== bucket.logicalId)) return true;
  const policies = referrersOf(bucket, context, 'policies', () =>
    context.resources('AWS::S3::BucketPolicy').map((policy) => ({ from: policy, to: policy.get('Bucket') })),
  );
  return policies.some(({ resource, is }) => is === true && admitsLogs(resource));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general */
function admitsLogs(policy: ResourceView): boolean {
  return policyStatements(policy.get('PolicyDocument')).statements.some(
    (statement) =>
      literal(field(statement, 'Effect')) === 'Allow' &&
      listOf(field(statement, 'Principal', 'Service')).some(
        (service) => literal(service) === 'logging.s3.amazonaws.com',
      ),
  );
}
