/** Reading values that may have holes. Part of the check API. */
import type { Hole, PartialString, Resolved, Value } from '../template/model.ts';
import type { ResourceView } from './check.ts';

/** Yes, no, or not known before deployment. */
export type Ternary = boolean | 'unknown';

export function isHole(value: Resolved | undefined): value is Hole {
  return typeof value === 'object' && value !== null && (value as Hole).kind === 'hole';
}

export function isPartialString(value: Resolved | undefined): value is PartialString {
  return typeof value === 'object' && value !== null && (value as PartialString).kind === 'partial-string';
}

/** True if the value cannot be compared with anything: not known at all, or a string with holes. */
export function isUndetermined(
  value: Value,
): value is Extract<Value, { state: 'unknown' }> | Extract<Value, { state: 'partial' }> {
  if (value.state === 'unknown') return true;
  return value.state === 'partial' && (isHole(value.value) || isPartialString(value.value));
}

/**
 * Is something written at this path of properties that cannot vanish? A reference to a parameter or a resource counts,
 * whatever its value will be; an empty text and a bare `*` do not.
 */
export function isGiven(resource: ResourceView, ...path: (string | number)[]): Ternary {
  const value = resource.get(...path);
  if (value.state === 'absent') return false;
  if (value.state === 'partial') return true;
  if (value.state === 'known') return value.value !== '' && value.value !== '*';
  const last = path.at(-1);
  const hole = last === undefined ? undefined : field(resource.get(...path.slice(0, -1)), last);
  return isHole(hole) && hole.id !== undefined ? true : 'unknown';
}

/** Is there something in the list at this path of properties? One that is given as a whole, by a parameter, is not empty. */
export function hasItems(resource: ResourceView, ...path: (string | number)[]): Ternary {
  const value = resource.get(...path);
  const isList = (value.state === 'known' || value.state === 'partial') && Array.isArray(value.value);
  return isList ? listOf(value).length > 0 : isGiven(resource, ...path);
}

/** The text of a known string, number or boolean (CloudFormation takes `123`, `'123'`, `true` and `'true'` alike), else undefined. */
export function literal(value: Value | Resolved | undefined): string | undefined {
  const resolved = resolvedOf(value);
  return typeof resolved === 'string' || typeof resolved === 'number' || typeof resolved === 'boolean'
    ? String(resolved)
    : undefined;
}

/** Is it `true`, or the text of it? */
export function isTrue(value: Resolved | undefined): boolean {
  return literal(value)?.toLowerCase() === 'true';
}

/** The items of a list; a single value is a list of one, as in IAM policies; nothing is an empty list. */
export function listOf(value: Value | Resolved | undefined): readonly Resolved[] {
  const resolved = resolvedOf(value);
  if (resolved === undefined || resolved === null) return [];
  return isList(resolved) ? resolved : [resolved];
}

/** The value at a path below a resolved value; undefined if it is not there, the hole itself if it is in one. */
export function field(value: Value | Resolved | undefined, ...path: (string | number)[]): Resolved | undefined {
  let at = resolvedOf(value);
  for (const key of path) {
    if (at === undefined || at === null || typeof at !== 'object') return undefined;
    if (isHole(at) || isPartialString(at)) return at;
    at = Object.hasOwn(at, key) ? (at as Record<string | number, Resolved>)[key] : undefined;
  }
  return at;
}

/** The string without its end, if it is known to end so; works on strings with holes. */
export function withoutSuffix(value: Resolved | undefined, suffix: string): Resolved | undefined {
  if (suffix === '') return value;
  if (typeof value === 'string') return value.endsWith(suffix) ? value.slice(0, -suffix.length) : undefined;
  if (!isPartialString(value)) return undefined;
  const last = value.parts.at(-1);
  if (typeof last !== 'string' || !last.endsWith(suffix)) return undefined;
  return joined([...value.parts.slice(0, -1), last.slice(0, -suffix.length)]);
}

/** The string without its start, if it is known to start so; works on strings with holes. */
export function withoutPrefix(value: Resolved | undefined, prefix: string): Resolved | undefined {
  if (typeof value === 'string') return value.startsWith(prefix) ? value.slice(prefix.length) : undefined;
  if (!isPartialString(value)) return undefined;
  const [first, ...rest] = value.parts;
  if (typeof first !== 'string' || !first.startsWith(prefix)) return undefined;
  return joined([first.slice(prefix.length), ...rest]);
}

/** A string made of parts; a hole that stands alone is that hole. */
function joined(parts: readonly (string | Hole)[]): Resolved {
  const kept = parts.filter((part) => part !== '');
  const [only] = kept;
  if (kept.length === 0) return '';
  if (kept.length === 1 && only !== undefined) return only;
  return { kind: 'partial-string', parts: kept };
}

/** True if all are; false if one is not; else unknown. */
export function all(...conditions: readonly Ternary[]): Ternary {
  if (conditions.includes(false)) return false;
  return conditions.includes('unknown') ? 'unknown' : true;
}

/** True if one is; false if none is; else unknown. */
export function any(...conditions: readonly Ternary[]): Ternary {
  if (conditions.includes(true)) return true;
  return conditions.includes('unknown') ? 'unknown' : false;
}

export function not(condition: Ternary): Ternary {
  return condition === 'unknown' ? 'unknown' : !condition;
}

function resolvedOf(value: Value | Resolved | undefined): Resolved | undefined {
  if (typeof value === 'object' && value !== null && 'state' in value && 'path' in value) {
    const read = value as Value;
    return read.state === 'known' || read.state === 'partial' ? read.value : undefined;
  }
  return value;
}

function isList(value: Resolved): value is readonly Resolved[] {
  return Array.isArray(value);
}
