import {
  all,
  any,
  defineCheck,
  deniesInsecureTransport,
  fail,
  field,
  isHole,
  isPartialString,
  notApplicable,
  pass,
  policyStatements,
  referrersOf,
  targetOf,
  unknown,
  type CheckContext,
  type Link,
  type Resolved,
  type ResourceView,
  type Ternary,
  type Value,
  type Verdict,
} from 'create-fitness-serverless/check';

/**
 * Judges the bucket through its policies: together they have to deny everyone `s3:*` on the bucket and on its objects
 * when `aws:SecureTransport` is false. A bucket without a policy answers over plain HTTP. The policy of a bucket that is
 * not in the template is judged by itself.
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
    resourceTypes: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
    relatedTypes: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
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

  evaluate: (resource, context) =>
    resource.type === 'AWS::S3::Bucket' ? judgeBucket(resource, context) : judgePolicy(resource, context),
});

interface Denial {
  readonly bucket: Ternary;
  readonly objects: Ternary;
}

function judgeBucket(bucket: ResourceView, context: CheckContext): Verdict {
  const policies = referrersOf(bucket, context, 'policies', () =>
    context.resources('AWS::S3::BucketPolicy').map((policy): Link => ({ from: policy, to: policy.get('Bucket') })),
  );
  const denials = policies.flatMap(({ resource: policy, is }) =>
    // The policy of a bucket whose name is not known may be this one's.
    denialsOf(policy, (arn) => context.refersTo(arn, bucket)).map((denial) => (is === true ? denial : perhaps(denial))),
  );
  const own = policies.find(({ is }) => is === true)?.resource;
  const verdict = judgeDenials(denials, own?.get('PolicyDocument'), own);
  if (verdict.status !== 'fail') return verdict;
  if (!own) return fail('has no bucket policy, so it answers over plain HTTP');
  return { ...verdict, message: `its policy ${own.logicalId} ${verdict.message}` };
}

/** A bucket has one policy: that of a bucket of another stack decides by itself. */
function judgePolicy(policy: ResourceView, context: CheckContext): Verdict {
  const name = policy.get('Bucket');
  const bucket = targetOf(name, 'AWS::S3::Bucket', context);
  if (bucket === 'unknown') return notApplicable('is judged at the bucket of the template that it may belong to');
  if (bucket) return notApplicable(`is judged at ${bucket.logicalId}`);
  return judgeDenials(
    denialsOf(policy, (arn) => isArnOf(arn, resolved(name))),
    policy.get('PolicyDocument'),
  );
}

function denialsOf(policy: ResourceView, isBucket: (arn: Resolved) => Ternary): Denial[] {
  const { statements, complete } = policyStatements(policy.get('PolicyDocument'));
  const read = statements.map((statement) => deniesInsecureTransport(statement, isBucket));
  return complete ? read : [...read, { bucket: 'unknown', objects: 'unknown' }];
}

function perhaps({ bucket, objects }: Denial): Denial {
  return { bucket: bucket && 'unknown', objects: objects && 'unknown' };
}

function judgeDenials(denials: readonly Denial[], document?: Value, policy?: ResourceView): Verdict {
  const bucket = any(...denials.map((denial) => denial.bucket));
  const objects = any(...denials.map((denial) => denial.objects));
  if (bucket === true && objects === true) return pass(document, policy);
  if (bucket !== false && objects !== false)
    return unknown('whether its policy denies plain HTTP is known only when deployed', document, policy);
  if (bucket === true) return fail('denies plain HTTP on the bucket only, not on its objects', document, policy);
  if (objects === true) return fail('denies plain HTTP on the objects only, not on the bucket', document, policy);
  return fail('does not deny everyone s3:* over plain HTTP', document, policy);
}

/** Is it the ARN of the bucket that has this name? https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html */
function isArnOf(arn: Resolved, name: Resolved | undefined): Ternary {
  const parts = isPartialString(arn) ? arn.parts : [arn];
  const at = parts.findIndex((part) => typeof part === 'string' && part.includes(':::'));
  if (at < 0) return isHole(arn) ? 'unknown' : false;
  const [start, ...rest] = parts.slice(at) as [string, ...Resolved[]];
  const named = [start.slice(start.indexOf(':::') + 3), ...rest].filter((part) => part !== '');
  const wanted = isPartialString(name) ? name.parts : [name];
  if (named.length !== wanted.length) return 'unknown';
  return all(...named.map((part, index) => isSame(part, wanted[index])));
}

/** With what is not known as a hole, so that it can be told from another. */
function resolved(value: Value): Resolved | undefined {
  if (value.state !== 'unknown') return field(value);
  const { reason, id } = value;
  return { kind: 'hole', reason, ...(id !== undefined && { id }) };
}

function isSame(a: Resolved | undefined, b: Resolved | undefined): Ternary {
  if (!isHole(a) && !isHole(b)) return a === b;
  if (!isHole(a) || !isHole(b)) return 'unknown';
  if (a.ref && b.ref) return a.ref.logicalId === b.ref.logicalId && a.ref.attribute === b.ref.attribute;
  return a.id !== undefined && a.id === b.id ? true : 'unknown';
}
