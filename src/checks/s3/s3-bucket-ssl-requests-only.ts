import {
  any,
  defineCheck,
  deniesInsecureTransport,
  fail,
  pass,
  policyStatements,
  unknown,
} from 'create-fitness-serverless/check';

/**
 * Judges the bucket through its policies: together they have to deny everyone `s3:*` on the bucket and on its objects
 * when `aws:SecureTransport` is false. A bucket without a policy answers over plain HTTP.
 * https://repost.aws/knowledge-center/s3-bucket-policy-for-config-rule
 */
export default defineCheck({
  meta: {
    id: 's3-bucket-ssl-requests-only',
    title: 'Buckets refuse requests over plain HTTP',
    why: 'Over plain HTTP whoever listens on the way can read the data, and change it.',
    remedy:
      'add a bucket policy that denies Principal "*" the Action s3:* on the bucket and its objects (/*) where aws:SecureTransport is false',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::S3::Bucket'],
    relatedTypes: ['AWS::S3::BucketPolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-ssl-requests-only.html',
    references: {
      guard: ['rules/aws/amazon_s3/s3_bucket_ssl_requests_only.guard'],
      controlTower: ['CT.S3.PR.8'],
      cdkNag: ['AwsSolutions-S10', 'NIST.800.53.R5-S3BucketSSLRequestsOnly'],
      cfnNag: ['W51'],
      securityHub: ['S3.5'],
      fsbp: true,
    },
    liveActions: ['s3:GetBucketPolicy'],
  },

  evaluate(bucket, context) {
    const policies = context
      .resources('AWS::S3::BucketPolicy')
      .map((policy) => ({ policy, concerns: context.refersTo(policy.get('Bucket'), bucket) }))
      .filter(({ concerns }) => concerns !== false);
    const isBucket = (resource: Parameters<typeof context.refersTo>[0]) => context.refersTo(resource, bucket);

    const denials = policies.flatMap(({ policy, concerns }) => {
      const { statements, complete } = policyStatements(policy.get('PolicyDocument'));
      const read = statements.map((statement) => deniesInsecureTransport(statement, isBucket));
      const unread = complete ? [] : [{ bucket: 'unknown' as const, objects: 'unknown' as const }];
      // The policy of a bucket whose name is not known may be this one's.
      return [...read, ...unread].map((denial) =>
        concerns === true
          ? denial
          : { bucket: denial.bucket && ('unknown' as const), objects: denial.objects && ('unknown' as const) },
      );
    });
    const ofBucket = any(...denials.map((denial) => denial.bucket));
    const ofObjects = any(...denials.map((denial) => denial.objects));

    const own = policies.find(({ concerns }) => concerns === true)?.policy;
    const document = own?.get('PolicyDocument');
    if (ofBucket === true && ofObjects === true) return pass(document, own);
    if (ofBucket !== false && ofObjects !== false) {
      return unknown('whether its policy denies plain HTTP is known only when deployed', document, own);
    }
    if (!own) return fail('has no bucket policy, so it answers over plain HTTP');
    if (ofBucket === true)
      return fail(
        `its policy ${own.logicalId} denies plain HTTP on the bucket only, not on its objects`,
        document,
        own,
      );
    if (ofObjects === true)
      return fail(
        `its policy ${own.logicalId} denies plain HTTP on the objects only, not on the bucket`,
        document,
        own,
      );
    return fail(`its policy ${own.logicalId} does not deny everyone s3:* over plain HTTP`, document, own);
  },
});
