/** What IAM policies of a template allow. Part of the check API. */
import type { Value } from '../template/model.ts';
import {
  notApplicable,
  pass,
  unknown,
  unreadable,
  type CheckContext,
  type ResourceView,
  type Verdict,
} from './check.ts';
import { onceFor } from './once.ts';
import { PHYSICAL_NAMES } from './physical-names.ts';
import { judgePolicy, type ForbiddenGrant } from './policy.ts';
import { any, field, isHole, isUndetermined, listOf, literal, type Ternary } from './values.ts';

/** Types with a document that says what a principal may do. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html */
export const identityPolicyTypes = [
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::IAM::Group',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::GroupPolicy',
] as const;

/** IAM actions that read these documents. */
export const identityPolicyActions = [
  'iam:GetGroupPolicy',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRolePolicy',
  'iam:GetUserPolicy',
  'iam:ListGroupPolicies',
  'iam:ListRolePolicies',
  'iam:ListUserPolicies',
] as const;

/** What may name a managed policy as its boundary. */
export const boundedTypes = ['AWS::IAM::Role', 'AWS::IAM::User'] as const;

const WITH_INLINE_POLICIES = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

type Surroundings = Pick<CheckContext, 'resources' | 'refersTo'> & {
  /** Those of the Config rules; none in other checks. */
  readonly options: { readonly excludePermissionBoundaryPolicy?: boolean } | object;
};

/** Judges every statement of every document that a resource holds itself; not the managed policies that it names. */
export function judgeGrants(resource: ResourceView, context: Surroundings, grant: ForbiddenGrant): Verdict {
  if ('excludePermissionBoundaryPolicy' in context.options && context.options.excludePermissionBoundaryPolicy) {
    const boundary = isBoundary(resource, context);
    if (boundary === true) return notApplicable('is a permissions boundary, which allows nothing by itself');
    if (boundary === 'unknown') return unknown('whether it is a permissions boundary is known only when deployed');
  }
  const { documents, open } = documentsOf(resource);
  if (documents.length === 0 && !open) return notApplicable('has no policy of its own');
  let undecided: Verdict | undefined = open && unreadable(open);
  for (const document of documents) {
    const verdict = judgePolicy(document, grant);
    if (verdict.status === 'fail') return verdict;
    if (verdict.status === 'unknown') undecided ??= verdict;
  }
  return undecided ?? pass(documents.length === 1 ? documents[0] : undefined);
}

/** `open`: a list of inline policies that cannot be read as a whole. */
function documentsOf(resource: ResourceView): { documents: Value[]; open?: Value } {
  if (!WITH_INLINE_POLICIES.includes(resource.type)) return { documents: [resource.get('PolicyDocument')] };
  const policies = resource.get('Policies');
  if (isUndetermined(policies)) return { documents: [], open: policies };
  const items = listOf(policies);
  const documents = items.map((_, index) => resource.get('Policies', index, 'PolicyDocument'));
  return items.some((item) => isHole(item)) ? { documents, open: policies } : { documents };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
function isBoundary(resource: ResourceView, context: Surroundings): Ternary {
  if (resource.type !== 'AWS::IAM::ManagedPolicy') return false;
  return any(
    ...context
      .resources(...boundedTypes)
      .map((principal) => context.refersTo(principal.get('PermissionsBoundary'), resource)),
  );
}

/** The role, user or group of the template that has this name; looked up, as there may be many of both. */
export function principalNamed(
  name: Value,
  type: string,
  context: Pick<CheckContext, 'resources'>,
): ResourceView | 'unknown' | undefined {
  if (name.state === 'absent') return undefined;
  const { byKey, hasOpenNames } = onceFor(context, `names: ${type}`, () => namesIn(type, context));
  const principal = byKey.get(keyOf(name) ?? '');
  if (principal) return principal;
  const isText = literal(name) !== undefined;
  return (isText ? hasOpenNames : byKey.size > 0) ? 'unknown' : undefined;
}

function namesIn(type: string, context: Pick<CheckContext, 'resources'>) {
  const byKey = new Map<string, ResourceView>();
  let hasOpenNames = false;
  for (const principal of context.resources(type)) {
    const name = principal.get(PHYSICAL_NAMES[type] ?? '');
    byKey.set(referenceTo(principal.logicalId), principal);
    byKey.set(keyOf(name) ?? referenceTo(principal.logicalId), principal);
    hasOpenNames ||= isUndetermined(name);
  }
  return { byKey, hasOpenNames };
}

/** Equal for values that are equal when deployed; undefined where that cannot be told. */
function keyOf(name: Value): string | undefined {
  if (name.state === 'unknown') return name.id === undefined ? undefined : `value ${name.id}`;
  const value = field(name);
  if (isHole(value)) return value.ref && referenceTo(value.ref.logicalId);
  const text = literal(value);
  return text === undefined ? undefined : `text ${text}`;
}

function referenceTo(logicalId: string): string {
  return `ref ${logicalId}`;
}
