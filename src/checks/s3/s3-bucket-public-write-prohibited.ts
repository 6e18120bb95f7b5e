import {
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
} from 'create-fitness-serverless/check';

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
export default defineCheck<{ strict: 'off' | 'explicit' }>({
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
    const block = (flag: string) => bucket.get('PublicAccessBlockConfiguration', flag);

    const acl = bucket.get('AccessControl');
    const ignoresAcls = block('IgnorePublicAcls');
    if (!isTrue(literal(ignoresAcls))) {
      if (isUndetermined(acl)) return unreadable(acl);
      const granted = literal(acl);
      if (granted !== undefined && PUBLIC_ACLS.includes(granted)) {
        if (isUndetermined(ignoresAcls)) return unreadable(ignoresAcls);
        return fail(`AccessControl ${granted} lets everyone write it`, acl);
      }
    }

    const restrictsPolicies = block('RestrictPublicBuckets');
    if (!isTrue(literal(restrictsPolicies))) {
      for (const policy of context.resources('AWS::S3::BucketPolicy')) {
        const concerns = context.refersTo(policy.get('Bucket'), bucket);
        if (concerns === false) continue;
        const document = policy.get('PolicyDocument');
        const { statements, complete } = policyStatements(document);
        const grants = statements.map((statement) => grantsAnyone(statement, ACTIONS));
        if (grants.includes(true)) {
          if (concerns === 'unknown')
            return unknown(`whether ${policy.logicalId}, a public policy, is its own is not known`);
          if (isUndetermined(restrictsPolicies)) return unreadable(restrictsPolicies);
          return fail(`its policy ${policy.logicalId} lets everyone write it`, document, policy);
        }
        if (concerns === true && (!complete || grants.includes('unknown'))) {
          return unknown(
            `whom its policy ${policy.logicalId} lets write is known only when deployed`,
            document,
            policy,
          );
        }
      }
    }

    if (context.options.strict !== 'explicit') return isTrue(literal(ignoresAcls)) ? pass() : pass(acl);
    const open = [ignoresAcls, restrictsPolicies].find((flag) => !isTrue(literal(flag)));
    if (!open) return pass(ignoresAcls);
    return isUndetermined(open) ? unreadable(open) : fail('does not block public access in the template', open);
  },

  fix(bucket, context) {
    const blocked = {
      path: ['Properties', 'PublicAccessBlockConfiguration'],
      set: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    };
    const isPublicByAcl = PUBLIC_ACLS.includes(literal(bucket.get('AccessControl')) ?? '');
    const isPublicByPolicy = context
      .resources('AWS::S3::BucketPolicy')
      .some(
        (policy) =>
          context.refersTo(policy.get('Bucket'), bucket) !== false &&
          policyStatements(policy.get('PolicyDocument')).statements.some(
            (statement) => grantsAnyone(statement, ACTIONS) !== false,
          ),
      );
    // What a policy should grant instead, its author has to say; S3 refuses one that a block forbids.
    if (isPublicByPolicy) return undefined;
    return isPublicByAcl ? [{ path: ['Properties', 'AccessControl'], remove: true }, blocked] : [blocked];
  },
});
