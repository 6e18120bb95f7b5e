/** Reading resource policies (IAM's JSON) with holes in them. Part of the check API. */
import type { Resolved, Value } from '../template/model.ts';
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
  const principal = field(statement, 'Principal');
  if (isHole(principal)) return isText(principal, '*');
  const values =
    typeof principal === 'object' && principal !== null && !Array.isArray(principal) && !isPartialString(principal)
      ? Object.values(principal as Record<string, Resolved>).flatMap((value) => listOf(value))
      : listOf(principal);
  return any(...values.map((value) => isText(value, '*')));
}

function allowsAction(statement: Statement, action: string): Ternary {
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

/** Condition keys whose fixed value says where requests come from, as Amazon S3 reads them. */
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
