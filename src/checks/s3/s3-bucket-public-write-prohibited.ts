import {
  any,
  defineCheck,
  fail,
  grantsAnyone,
  isTrue,
  isUndetermined,
  literal,
  pass,
  policyStatements,
  strictOption,
  unknown,
  unreadable,
  type CheckContext,
  type ResourceView,
  type Ternary,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  strict: 'off' | 'explicit';
}

/** Canned ACLs that let everyone write. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const PUBLIC_ACLS = ['PublicReadWrite'];

/** What writes data, by S3's own definition of a public policy. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html */
const ACTIONS = [
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutBucketAcl',
  's3:PutBucketPolicy',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:DeleteBucket',
  's3:AbortMultipartUpload',
  's3:RestoreObject',
];

/**
 * As the Config rule, it judges what is granted, by ACL and by policy, unless a block public access setting takes it away.
 * S3 blocks all public access to buckets made since April 2023, so a bucket that grants none needs no block of its own.
 * One that does grant it has to block it in writing: a template does not say how old its bucket is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export default defineCheck<Options>({
  meta: {
    id: 's3-bucket-public-write-prohibited',
    title: 'Buckets cannot be written by the public',
    why: 'A bucket that anyone can write to takes malware, illegal content and a bill from anyone.',
    remedy:
      'take the public grant away (AccessControl, bucket policy), and set all four flags of PublicAccessBlockConfiguration to true',
    category: 'security',
    severity: 'critical',
    weight: 10,
    resourceTypes: ['AWS::S3::Bucket'],
    relatedTypes: ['AWS::S3::BucketPolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-public-write-prohibited.html',
    references: {
      guard: [
        'rules/aws/amazon_s3/s3_bucket_public_write_prohibited.guard',
        'rules/aws/amazon_s3/s3_bucket_public_rw_acl.guard',
      ],
      guardRules: ['S3_BUCKET_NO_PUBLIC_RW_ACL'],
      cdkNag: ['NIST.800.53.R5-S3BucketPublicWriteProhibited'],
      checkov: ['CKV_AWS_57'],
      cfnNag: ['F14'],
      securityHub: ['S3.3'],
      fsbp: true,
    },
    liveActions: ['s3:GetBucketAcl', 's3:GetBucketPolicyStatus', 's3:GetBucketPublicAccessBlock'],
    options: { strict: strictOption },
  },

  evaluate(bucket, context) {
    const open = judgeAcl(bucket) ?? judgePolicies(bucket, context);
    if (open) return open;
    return context.options.strict === 'explicit' ? judgeBlock(bucket) : pass();
  },

  fix(bucket, context) {
    const blocked = {
      path: ['Properties', 'PublicAccessBlockConfiguration'],
      set: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    };
    const isPublicByAcl = PUBLIC_ACLS.includes(literal(bucket.get('AccessControl')) ?? '');
    const isPublicByPolicy = context
      .resources('AWS::S3::BucketPolicy')
      .some((policy) => context.refersTo(policy.get('Bucket'), bucket) !== false && grantsOf(policy) !== false);
    // What a policy should grant instead, its author has to say; S3 refuses one that a block forbids.
    if (isPublicByPolicy) return undefined;
    return isPublicByAcl ? [{ path: ['Properties', 'AccessControl'], remove: true }, blocked] : [blocked];
  },
});

/** What its ACL grants, unless the bucket ignores it; undefined if nothing. */
function judgeAcl(bucket: ResourceView): Verdict | undefined {
  const ignored = bucket.get('PublicAccessBlockConfiguration', 'IgnorePublicAcls');
  if (isTrue(literal(ignored))) return undefined;
  const acl = bucket.get('AccessControl');
  if (isUndetermined(acl)) return unreadable(acl);
  const granted = literal(acl) ?? '';
  if (!PUBLIC_ACLS.includes(granted)) return undefined;
  if (isUndetermined(ignored)) return unreadable(ignored);
  return fail(`AccessControl ${granted} lets everyone write it`, acl);
}

/** What its policies grant, unless the bucket restricts them; undefined if nothing. */
function judgePolicies(bucket: ResourceView, context: CheckContext<Options>): Verdict | undefined {
  const restricted = bucket.get('PublicAccessBlockConfiguration', 'RestrictPublicBuckets');
  if (isTrue(literal(restricted))) return undefined;
  for (const policy of context.resources('AWS::S3::BucketPolicy')) {
    const concerns = context.refersTo(policy.get('Bucket'), bucket);
    const grants = concerns && grantsOf(policy);
    if (grants === false || (concerns === 'unknown' && grants === 'unknown')) continue;
    const document = policy.get('PolicyDocument');
    if (concerns === 'unknown') return unknown(`whether ${policy.logicalId}, a public policy, is its own is not known`);
    if (grants === 'unknown') {
      return unknown(`whom its policy ${policy.logicalId} lets write is known only when deployed`, document, policy);
    }
    if (isUndetermined(restricted)) return unreadable(restricted);
    return fail(`its policy ${policy.logicalId} lets everyone write it`, document, policy);
  }
  return undefined;
}

function grantsOf(policy: ResourceView): Ternary {
  const { statements, complete } = policyStatements(policy.get('PolicyDocument'));
  return any(...statements.map((statement) => grantsAnyone(statement, ACTIONS)), complete ? false : 'unknown');
}

/** Does it block, in the template, what somebody may grant later? */
function judgeBlock(bucket: ResourceView): Verdict {
  const flags = ['IgnorePublicAcls', 'RestrictPublicBuckets'].map((flag) =>
    bucket.get('PublicAccessBlockConfiguration', flag),
  );
  const open = flags.find((flag) => !isTrue(literal(flag)));
  if (!open) return pass(flags[0]);
  return isUndetermined(open) ? unreadable(open) : fail('does not block public access in the template', open);
}
