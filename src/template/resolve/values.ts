/** Resolved data and its states. */
import type { Evidence, Hole, PartialString, Path, Resolved, Value } from '../model.ts';
import { readsAs } from '../wildcards.ts';

/** What `AWS::NoValue` resolves to: the key or the item is not there. */
export const NO_VALUE = Symbol('AWS::NoValue');
export type ResolvedOrNothing = Resolved | typeof NO_VALUE;

export function isHole(value: unknown): value is Hole {
  return typeof value === 'object' && value !== null && (value as Hole).kind === 'hole' && 'reason' in value;
}

export function isPartialString(value: unknown): value is PartialString {
  return typeof value === 'object' && value !== null && (value as PartialString).kind === 'partial-string';
}

export function hole(reason: string, id?: string): Hole {
  return id === undefined ? { kind: 'hole', reason } : { kind: 'hole', reason, id };
}

export function referenceTo(logicalId: string, attribute?: string): Hole {
  const name = attribute === undefined ? logicalId : `${logicalId}.${attribute}`;
  const ref = attribute === undefined ? { logicalId } : { logicalId, attribute };
  return { kind: 'hole', reason: `${name} is known after deployment`, ref };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The own property; a template may name things `constructor`. */
export function own(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key)
    ? (data as Record<string, unknown>)[key]
    : undefined;
}

/** The value at a path of own properties. */
export function ownAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => own(value, String(step)), data);
}

/** `{ 'Fn::Sub': … }` → `['Fn::Sub', …]`; undefined for what is plain data. */
export function intrinsicOf(value: unknown): readonly [name: string, argument: unknown] | undefined {
  if (!isRecord(value)) return undefined;
  let name: string | undefined;
  for (const key in value) {
    if (name !== undefined) return undefined;
    name = key;
  }
  if (name === undefined || (name !== 'Ref' && !name.startsWith('Fn::')) || name.startsWith('Fn::ForEach::'))
    return undefined;
  return [name, value[name]];
}

/** Joins text and holes; a lone hole stays itself, so that `!Sub '${Bucket}'` is `!Ref Bucket`. */
export function concatenate(values: readonly Resolved[]): Resolved {
  const parts: (string | Hole)[] = [];
  for (const value of values) {
    for (const part of partsOf(value)) {
      const last = parts.length - 1;
      if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] += part;
      else if (part !== '') parts.push(part);
    }
  }
  if (parts.length === 0) return '';
  if (parts.length === 1) return parts[0] as string | Hole;
  return { kind: 'partial-string', parts };
}

function partsOf(value: Resolved): readonly (string | Hole)[] {
  if (isHole(value)) return [value];
  if (isPartialString(value)) return value.parts;
  if (value === null) return [''];
  if (typeof value === 'object') return [hole('a list or map stands where text belongs')];
  return [String(value)];
}

/** Has the value a hole anywhere? */
export function hasHoles(value: Resolved): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isHole(value) || isPartialString(value)) return true;
  if (Array.isArray(value)) return (value as Resolved[]).some(hasHoles);
  return Object.values(value).some(hasHoles);
}

/** A hole without a reference is unknown, even its presence; every other hole leaves the value partial. */
export function valueOf(resolved: ResolvedOrNothing, path: Path, evidence: Evidence): Value {
  if (resolved === NO_VALUE || resolved === null) return { state: 'absent', path, evidence };
  if (isHole(resolved) && !resolved.ref) {
    const { reason, id, parameter } = resolved;
    return { state: 'unknown', reason, path, ...(id !== undefined && { id }), ...(parameter && { parameter }) };
  }
  return { state: hasHoles(resolved) ? 'partial' : 'known', value: resolved, path, evidence };
}

/**
 * Text in which equal holes are equal marks, for comparison. `certain` is false if it holds a hole
 * that may stand for anything.
 */
export function render(value: Resolved): { text: string; certain: boolean } {
  let certain = true;
  const text = partsOf(value).map((part) => {
    if (typeof part === 'string') return part;
    const id = part.ref ? [part.ref.logicalId, part.ref.attribute].filter(Boolean).join('.') : part.id;
    certain &&= id !== undefined;
    return `\u0000${id ?? '?'}\u0000`;
  });
  return { text: text.join(''), certain };
}

/** Three-valued equality, as `Fn::Equals` compares: as text. */
export function equal(left: Resolved, right: Resolved): boolean | undefined {
  if (isComparable(left) && isComparable(right)) {
    const [a, b] = [render(left), render(right)];
    if (a.certain && b.certain && a.text === b.text) return true;
    if (!hasHoles(left) && !hasHoles(right)) return a.text === b.text;
    return mayMatch(left, right) && mayMatch(right, left) ? undefined : false;
  }
  if (hasHoles(left) || hasHoles(right)) return undefined;
  return JSON.stringify(left) === JSON.stringify(right);
}

function isComparable(value: Resolved): boolean {
  return typeof value !== 'object' || value === null || isHole(value) || isPartialString(value);
}

/** Could the pattern's holes be filled so that it reads as the text? Only judged against text without holes. */
function mayMatch(pattern: Resolved, text: Resolved): boolean {
  if (hasHoles(text)) return true;
  return mayRead(pattern, render(text).text);
}

/** As many holes, and as much text, as a regular expression may backtrack over. */
const FEW_HOLES = 3;
const SHORT = 256;

/** Could the holes of the value be filled so that it reads as the text, or, `within`, as a whole part of the ARN? */
export function mayRead(value: Resolved, text: string, within = false): boolean {
  const parts = partsOf(value);
  const pieces = [''];
  for (const part of parts) {
    if (typeof part === 'string') pieces[pieces.length - 1] += part;
    else pieces.push('');
  }
  if (!readsAs(within ? ['', ...pieces, ''] : pieces, text)) return false;
  if (pieces.length - 1 > FEW_HOLES || text.length > SHORT) return true;
  const pattern = patternOf(value);
  return new RegExp(within ? `(?:^|[:/])${pattern}(?:$|[:/])` : `^${pattern}$`, 's').test(text);
}

/** A regular expression for the texts that a value may become. */
function patternOf(value: Resolved): string {
  return partsOf(value)
    .map((part) => (typeof part === 'string' ? escapeRegExp(part) : shapeOf(part)))
    .join('');
}

export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Shapes of pseudo parameters that are not known. Source: the parameters' documentation; partitions of the AWS SDKs. */
const SHAPES: Readonly<Record<string, string>> = {
  'AWS::AccountId': '\\d{12}',
  'AWS::Region': '[a-z]{2,5}(?:-[a-z]+)+-\\d+',
  'AWS::Partition': 'aws(?:-[a-z]+)*',
  'AWS::URLSuffix': '[a-z0-9.]+',
  'AWS::StackName': '[A-Za-z][A-Za-z0-9-]*',
};

function shapeOf(part: Hole): string {
  return (part.ref && SHAPES[part.ref.logicalId]) ?? '.*';
}
