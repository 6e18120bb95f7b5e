/** Reading resource policies (IAM's JSON) with holes in them. Part of the check API. */
import type { Resolved, Value } from '../template/model.ts';
import { fail, pass, unknown, type Verdict } from './check.ts';
import { matchesWildcards } from '../template/wildcards.ts';
import {
  all,
  any,
  field,
  isHole,
  isPartialString,
  listOf,
  literal,
  not,
  withoutSuffix,
  type Ternary,
} from './values.ts';

/** One statement of a policy document. */
export type Statement = Resolved;

/** The statements of a policy document; `complete` is false where some of them cannot be read. */
export function policyStatements(document: Value): { statements: readonly Statement[]; complete: boolean } {
  if (document.state === 'unknown') return { statements: [], complete: false };
  if (document.state === 'absent') return { statements: [], complete: true };
  const written = field(fromJson(document.value), 'Statement');
  const statements = listOf(written);
  return {
    statements: statements.filter((statement) => !isHole(statement)),
    complete: !statements.some((statement) => isHole(statement) || isPartialString(statement)),
  };
}

/** CloudFormation takes a policy as an object or as its JSON text. */
export function fromJson(document: Resolved): Resolved {
  if (typeof document !== 'string') return document;
  try {
    return JSON.parse(document) as Resolved;
  } catch {
    return document;
  }
}

/** Something that no statement of a policy should allow. */
export interface ForbiddenGrant {
  /** Does the statement, which allows something, allow this? */
  readonly allows: (statement: Statement) => Ternary;
  /** What is wrong with such a statement, in a clause. */
  readonly message: (statement: Statement) => string;
}

/** Judges every statement of a policy document; one that is absent allows nothing. */
export function judgePolicy(document: Value, grant: ForbiddenGrant): Verdict {
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

/** What a statement allows whose author names only exceptions. */
const EXCLUSIONS = {
  NotAction: 'allows every action but those of NotAction',
  NotPrincipal: 'lets everyone in but whom NotPrincipal names',
  NotResource: 'allows it on every resource but those of NotResource',
} as const;

/**
 * Allowing by one of these elements, which name what is left out: what nobody thought of is let in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
 */
export function allowingBy(...elements: readonly (keyof typeof EXCLUSIONS)[]): ForbiddenGrant {
  return {
    allows: (statement) => any(...elements.map((element) => has(statement, element))),
    message: (statement) => {
      const written = elements.filter((element) => has(statement, element) === true);
      return written.map((element) => EXCLUSIONS[element]).join(', and ');
    },
  };
}

/**
 * Letting anyone in, as AWS Config means it: by a principal that is not fixed, and no condition that fixes by values
 * without wildcards where requests come from.
 * https://docs.aws.amazon.com/config/latest/developerguide/sqs-queue-no-public-access.html
 */
export const allowingAnyone: ForbiddenGrant = {
  allows: letsAnyoneIn,
  message: (statement) => `lets anyone in, to ${actionsOf(statement)}`,
};

/** Allowing every action of a service, or all there are. */
export const allowingEveryAction: ForbiddenGrant = {
  allows: (statement) => any(...listOf(field(statement, 'Action')).map((action) => isEveryAction(action))),
  message: (statement) => `allows ${actionsOf(statement, (action) => isEveryAction(action) === true)}`,
};

/** The actions of a statement, for messages; those that hold where a test is given. */
export function actionsOf(statement: Statement, test: (action: Resolved) => boolean = () => true): string {
  const actions = listOf(field(statement, 'Action')).filter(test);
  if (actions.length === 0) return 'every action but those of NotAction';
  return actions.map((action) => literal(action) ?? 'actions known only when deployed').join(', ');
}

/** `*`, or `<service>:*` of a service that is not among those excepted. A part that only a deployment knows may be a `*`. */
export function isEveryAction(action: Resolved, excepted: readonly string[] = []): Ternary {
  if (isHole(action)) return action.ref ? false : 'unknown';
  if (isPartialString(action)) {
    if (withoutSuffix(action, ':*') !== undefined) return excepted.length > 0 ? 'unknown' : true;
    return isHole(action.parts.at(-1)) ? 'unknown' : false;
  }
  const [service = '', ...rest] = (literal(action) ?? '').split(':');
  return /^\*+$/.test(rest.length > 0 ? rest.join(':') : service) && !excepted.includes(service.toLowerCase());
}

/** Is the element there? A hole of which not even that is known may be `AWS::NoValue`. */
export function has(statement: Statement, element: string): Ternary {
  const value = field(statement, element);
  if (isHole(value) && !value.ref && value.id === undefined) return 'unknown';
  return value !== undefined && value !== null;
}

/**
 * Does the statement let anyone do one of these actions? Anyone as Amazon S3 means it: a principal that is not fixed,
 * and no condition that fixes where requests come from.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function grantsAnyone(statement: Statement, actions: readonly string[]): Ternary {
  return all(
    isText(field(statement, 'Effect'), 'Allow'),
    namesAnyone(statement),
    any(...actions.map((action) => allowsAction(statement, action))),
    not(fixesTheCaller(field(statement, 'Condition'))),
  );
}

/** Does the statement apply to anyone, from anywhere? */
export function letsAnyoneIn(statement: Statement): Ternary {
  return all(
    any(namesAnyone(statement), ...principalsOf(statement).map(namesEveryAccount)),
    not(fixesTheCaller(field(statement, 'Condition'))),
  );
}

/** `arn:aws:iam::*`: IAM takes no such principal, but who writes it means everyone. */
function namesEveryAccount(principal: Resolved): boolean {
  const parts = isPartialString(principal) ? principal.parts : [literal(principal)];
  return parts.some((part) => typeof part === 'string' && /:iam::\*/.test(part));
}

/**
 * Does the statement deny everyone everything on the bucket, and on its objects, over plain HTTP?
 * `isBucket` says whether a resource of the statement is the bucket's ARN.
 * https://repost.aws/knowledge-center/s3-bucket-policy-for-config-rule
 */
export function deniesInsecureTransport(
  statement: Statement,
  isBucket: (resource: Resolved) => Ternary,
): { bucket: Ternary; objects: Ternary } {
  const denies = all(
    isText(field(statement, 'Effect'), 'Deny'),
    field(statement, 'NotPrincipal') === undefined,
    namesAnyone(statement),
    any(...listOf(field(statement, 'Action')).map((action) => any(isText(action, '*'), isText(action, 's3:*')))),
    onlyWhenInsecure(field(statement, 'Condition')),
  );
  const resources = listOf(field(statement, 'Resource')).map((resource) => covered(resource, isBucket));
  return {
    bucket: all(denies, any(...resources.map(({ bucket }) => bucket))),
    objects: all(denies, any(...resources.map(({ objects }) => objects))),
  };
}

/** Which of a bucket and its objects a statement's resource covers: `*`, `<arn>`, `<arn>*` or `<arn>/*`; part of the objects is none. */
function covered(resource: Resolved, isBucket: (resource: Resolved) => Ternary): { bucket: Ternary; objects: Ternary } {
  const objects = withoutSuffix(resource, '/*');
  if (objects !== undefined) return { bucket: false, objects: all(!isWithin(objects), isBucket(objects)) };
  const prefix = withoutSuffix(resource, '*');
  if (prefix === undefined) return { bucket: all(!isWithin(resource), isBucket(resource)), objects: false };
  const everything = typeof prefix === 'string' && (prefix === '' || prefix.endsWith(':::'));
  const both = everything || all(!isWithin(prefix), isBucket(prefix));
  return { bucket: both, objects: both };
}

/** Does the ARN go on behind the name of a bucket? */
function isWithin(arn: Resolved): boolean {
  const parts = isPartialString(arn) ? arn.parts : [arn];
  return parts.some((part) => typeof part === 'string' && part.includes('/'));
}

/** `{Bool: {aws:SecureTransport: false}}` and nothing beside it, which would narrow the statement. */
function onlyWhenInsecure(condition: Resolved | undefined): Ternary {
  if (isHole(condition)) return 'unknown';
  const entries = conditionEntries(condition);
  const [entry] = entries;
  if (!entry || entries.length > 1) return false;
  if (!/^Bool(IfExists)?$/i.test(entry.operator) || entry.key !== 'aws:securetransport') return false;
  return all(entry.values.length > 0, ...entry.values.map((value) => isText(value, 'false')));
}

/** Is the principal `*`, alone or among others? A statement with NotPrincipal names everyone else. */
function namesAnyone(statement: Statement): Ternary {
  if (field(statement, 'NotPrincipal') !== undefined) return true;
  return any(...principalsOf(statement).map((principal) => isText(principal, '*')));
}

function principalsOf(statement: Statement): readonly Resolved[] {
  const principal = field(statement, 'Principal');
  return typeof principal === 'object' &&
    principal !== null &&
    !Array.isArray(principal) &&
    !isHole(principal) &&
    !isPartialString(principal)
    ? Object.values(principal as Record<string, Resolved>).flatMap((value) => listOf(value))
    : listOf(principal);
}

/** Is the action, e.g. `iam:PassRole`, among those of the statement? */
export function allowsAction(statement: Statement, action: string): Ternary {
  const excluded = field(statement, 'NotAction');
  if (excluded !== undefined) return not(any(...listOf(excluded).map((pattern) => matches(pattern, action))));
  return any(...listOf(field(statement, 'Action')).map((pattern) => matches(pattern, action)));
}

/** Does an action pattern with IAM's wildcards cover the action? */
function matches(pattern: Resolved, action: string): Ternary {
  const text = literal(pattern);
  if (text === undefined) return 'unknown';
  return matchesWildcards(text.toLowerCase(), action.toLowerCase());
}

/**
 * Condition keys whose fixed value says where requests come from, as Amazon S3 reads them, and KMS's own.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account
 */
const CALLER_KEYS = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
]);

/** Operators that a request without the key does not satisfy; `…IfExists`, `Not…` and `ForAllValues:` are satisfied by it. */
const POSITIVE = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i;

function fixesTheCaller(condition: Resolved | undefined): Ternary {
  if (isHole(condition)) return 'unknown';
  return any(
    ...conditionEntries(condition)
      .filter(({ operator, key }) => POSITIVE.test(operator) && CALLER_KEYS.has(key))
      .map(({ key, values }) => all(values.length > 0, ...values.map((value) => isFixed(key, value)))),
  );
}

/** Does a condition demand one of the values that it names for such a key, in lower case? */
export function isLimitedBy(statement: Statement, isKey: (key: string) => boolean): Ternary {
  const condition = field(statement, 'Condition');
  if (isHole(condition)) return 'unknown';
  return any(
    ...conditionEntries(condition)
      .filter(({ operator, key }) => POSITIVE.test(operator) && isKey(key))
      .map(({ values }) => all(values.length > 0, ...values.map((value) => not(isText(value, '*'))))),
  );
}

function isFixed(key: string, value: Resolved): Ternary {
  if (isHole(value)) return value.ref ? true : 'unknown';
  if (isPartialString(value)) return !value.parts.some((part) => typeof part === 'string' && /[*?]/.test(part));
  const text = literal(value);
  if (text === undefined) return false;
  if (key === 'aws:sourceip') return isNarrow(text);
  return text !== '' && !/[*?]|\$\{/.test(text);
}

/** S3 calls a range public from /7 (IPv4) or /31 (IPv6) upwards. */
function isNarrow(range: string): boolean {
  const [address, prefix] = range.split('/');
  if (prefix === undefined) return true;
  return Number(prefix) >= (address?.includes(':') ? 32 : 8);
}

function conditionEntries(
  condition: Resolved | undefined,
): { operator: string; key: string; values: readonly Resolved[] }[] {
  return entriesOf(condition).flatMap(([operator, keys]) =>
    entriesOf(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: listOf(values) })),
  );
}

function entriesOf(value: Resolved | undefined): [string, Resolved][] {
  if (typeof value !== 'object' || value === null || isHole(value) || isPartialString(value)) return [];
  return Object.entries(value as Record<string, Resolved>);
}

/** Is it this text? A hole that stands for a resource is not, whatever its value will be; another one may be. */
export function isText(value: Resolved | undefined, text: string): Ternary {
  if (isHole(value)) return value.ref ? false : 'unknown';
  if (isPartialString(value)) return false;
  return literal(value)?.toLowerCase() === text.toLowerCase();
}
