/** Whom the ACL and the policies of a bucket let in. Part of the check API. */
import {
  fail,
  pass,
  unknown,
  unreadable,
  type CheckContext,
  type Fix,
  type ResourceView,
  type Verdict,
} from './check.ts';
import { grantsAnyone, policyStatements } from './policy.ts';
import { referrersOf, type Referrer } from './references.ts';
import { any, isTrue, isUndetermined, literal, type Ternary } from './values.ts';

/** What a bucket must not let everyone do. */
export interface PublicGrant {
  /** For messages: `read`, `write`. */
  readonly verb: string;
  /** Canned ACLs that let everyone do it. */
  readonly acls: readonly string[];
  /** IAM actions that do it. */
  readonly actions: readonly string[];
}

type Surroundings = Pick<CheckContext, 'resources' | 'refersTo' | 'options'>;

/**
 * As AWS Config does, it judges what is granted, by ACL and by policy, unless a block public access setting takes it away.
 * S3 blocks all public access to buckets made since April 2023, so a bucket that grants none needs no block of its own.
 * One that does grant it has to block it in writing: a template does not say how old its bucket is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function judgePublicAccess(bucket: ResourceView, context: Surroundings, grant: PublicGrant): Verdict {
  const open = judgeAcl(bucket, grant) ?? judgePolicies(bucket, context, grant);
  if (open) return open;
  return context.options['strict'] === 'explicit' ? judgeBlock(bucket) : pass();
}

/** The edits that take a public grant away; undefined where a policy makes it. */
export function closePublicAccess(
  bucket: ResourceView,
  context: Surroundings,
  grant: PublicGrant,
): readonly Fix[] | undefined {
  const blocked = {
    path: ['Properties', 'PublicAccessBlockConfiguration'],
    set: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
  };
  const isPublicByAcl = grant.acls.includes(literal(bucket.get('AccessControl')) ?? '');
  const isPublicByPolicy = policiesOf(bucket, context).some(({ resource }) => grantsOf(resource, grant) !== false);
  // What a policy should grant instead, its author has to say; S3 refuses one that a block forbids.
  if (isPublicByPolicy) return undefined;
  return isPublicByAcl ? [{ path: ['Properties', 'AccessControl'], remove: true }, blocked] : [blocked];
}

/** What its ACL grants, unless the bucket ignores it; undefined if nothing. */
function judgeAcl(bucket: ResourceView, grant: PublicGrant): Verdict | undefined {
  const ignored = bucket.get('PublicAccessBlockConfiguration', 'IgnorePublicAcls');
  if (isTrue(literal(ignored))) return undefined;
  const acl = bucket.get('AccessControl');
  if (isUndetermined(acl)) return unreadable(acl);
  const granted = literal(acl) ?? '';
  if (!grant.acls.includes(granted)) return undefined;
  if (isUndetermined(ignored)) return unreadable(ignored);
  return fail(`AccessControl ${granted} lets everyone ${grant.verb} it`, acl);
}

/** What its policies grant, unless the bucket restricts them; undefined if nothing. */
function judgePolicies(bucket: ResourceView, context: Surroundings, grant: PublicGrant): Verdict | undefined {
  const restricted = bucket.get('PublicAccessBlockConfiguration', 'RestrictPublicBuckets');
  if (isTrue(literal(restricted))) return undefined;
  for (const { resource: policy, is } of policiesOf(bucket, context)) {
    const grants = grantsOf(policy, grant);
    if (grants === false || (is === 'unknown' && grants === 'unknown')) continue;
    const document = policy.get('PolicyDocument');
    if (is === 'unknown') return unknown(`whether ${policy.logicalId}, a public policy, is its own is not known`);
    if (grants === 'unknown') {
      return unknown(
        `whom its policy ${policy.logicalId} lets ${grant.verb} is known only when deployed`,
        document,
        policy,
      );
    }
    if (isUndetermined(restricted)) return unreadable(restricted);
    return fail(`its policy ${policy.logicalId} lets everyone ${grant.verb} it`, document, policy);
  }
  return undefined;
}

function policiesOf(bucket: ResourceView, context: Surroundings): readonly Referrer[] {
  return referrersOf(bucket, context, 'policies', () =>
    context.resources('AWS::S3::BucketPolicy').map((policy) => ({ from: policy, to: policy.get('Bucket') })),
  );
}

function grantsOf(policy: ResourceView, { actions }: PublicGrant): Ternary {
  const { statements, complete } = policyStatements(policy.get('PolicyDocument'));
  return any(...statements.map((statement) => grantsAnyone(statement, actions)), complete ? false : 'unknown');
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
