/** What IAM policies of a template allow. Part of the check API. */
import type { Resolved, Value } from '../template/model.ts';
import {
  fail,
  notApplicable,
  pass,
  unknown,
  unreadable,
  type CheckContext,
  type ResourceView,
  type Verdict,
} from './check.ts';
import { isText, policyStatements, type Statement } from './policy.ts';
import { all, any, field, isHole, isUndetermined, listOf, type Ternary } from './values.ts';

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

/** What may name a managed policy as its boundary. */
export const boundedTypes = ['AWS::IAM::Role', 'AWS::IAM::User'] as const;

const WITH_INLINE_POLICIES = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** Something that no statement of a policy should allow. */
export interface ForbiddenGrant {
  /** Does the statement, which allows something, allow this? */
  readonly allows: (statement: Statement) => Ternary;
  /** What is wrong with such a statement, in a clause. */
  readonly message: (statement: Statement) => string;
}

type Surroundings = Pick<CheckContext, 'resources' | 'refersTo'> & {
  readonly options: { readonly excludePermissionBoundaryPolicy?: boolean };
};

/** Judges every statement of every document that a resource holds itself; not the managed policies that it names. */
export function judgeGrants(resource: ResourceView, context: Surroundings, grant: ForbiddenGrant): Verdict {
  if (context.options.excludePermissionBoundaryPolicy) {
    const boundary = isBoundary(resource, context);
    if (boundary === true) return notApplicable('is a permissions boundary, which allows nothing by itself');
    if (boundary === 'unknown') return unknown('whether it is a permissions boundary is known only when deployed');
  }
  const { documents, open } = documentsOf(resource);
  if (documents.length === 0 && !open) return notApplicable('has no policy of its own');
  let undecided: Verdict | undefined = open && unreadable(open);
  for (const document of documents) {
    const verdict = judgeDocument(document, grant);
    if (verdict.status === 'fail') return verdict;
    if (verdict.status === 'unknown') undecided ??= verdict;
  }
  return undecided ?? pass(documents.length === 1 ? documents[0] : undefined);
}

function judgeDocument(document: Value, grant: ForbiddenGrant): Verdict {
  const { statements, complete } = policyStatements(document);
  const answers = statements.map((statement) => ({
    statement,
    allows: all(isText(field(statement, 'Effect'), 'Allow'), grant.allows(statement)),
  }));
  const bad = answers.filter(({ allows }) => allows === true);
  const [first] = bad;
  if (first) return fail(grant.message(first.statement), placeOf(first.statement, bad.length, document));
  if (!complete || answers.some(({ allows }) => allows === 'unknown'))
    return unknown('what its policy allows is known only when deployed', document);
  return pass(document);
}

/** The statement where it is the only one at fault, and stands in a list; else the document. */
function placeOf(statement: Statement, count: number, document: Value): Value | readonly (string | number)[] {
  const written = document.state === 'known' || document.state === 'partial' ? document.value : undefined;
  const statements = typeof written === 'string' ? undefined : field(written, 'Statement');
  const index = Array.isArray(statements) ? (statements as readonly Resolved[]).indexOf(statement) : -1;
  return count > 1 || index < 0 ? document : [...document.path, 'Statement', index];
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
