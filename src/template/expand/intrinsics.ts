/** Intrinsic functions as data, as the transform writes and reads them. */
import { isRecord } from '../resolve/values.ts';

export type Properties = Record<string, unknown>;

export const NO_VALUE = { Ref: 'AWS::NoValue' };

export function ref(logicalId: string): Properties {
  return { Ref: logicalId };
}

export function getAtt(logicalId: string, attribute: string): Properties {
  return { 'Fn::GetAtt': [logicalId, attribute] };
}

export function sub(text: string, variables?: Properties): Properties {
  return { 'Fn::Sub': variables ? [text, variables] : text };
}

/** SAM's `is_intrinsic`: a map with one key that is `Ref`, `Condition` or a function. */
export function isIntrinsic(value: unknown): value is Properties {
  if (!isRecord(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && /^(?:Ref|Condition|Fn::.*)$/.test(keys[0] as string);
}

/** The three parts of an `Fn::If`; undefined if the value is none. */
export function ifParts(
  value: unknown,
): readonly [condition: string, whenTrue: unknown, whenFalse: unknown] | undefined {
  if (!isIntrinsic(value)) return undefined;
  const parts = value['Fn::If'];
  if (!Array.isArray(parts) || parts.length !== 3 || typeof parts[0] !== 'string') return undefined;
  return parts as [string, unknown, unknown];
}

export function isNoValue(value: unknown): boolean {
  return isRecord(value) && value.Ref === 'AWS::NoValue';
}

/** The name in `!Ref Name`. */
export function refName(value: unknown): string | undefined {
  return isRecord(value) && typeof value.Ref === 'string' ? value.Ref : undefined;
}

/** What a reference names: the logical id in `Ref` or `Fn::GetAtt`. */
export function logicalIdIn(value: unknown): string | undefined {
  const named = refName(value);
  if (named !== undefined || !isRecord(value)) return named;
  const target = value['Fn::GetAtt'];
  const first: unknown = Array.isArray(target) ? target[0] : target;
  return typeof first === 'string' ? first.split('.')[0] : undefined;
}

/** Without the keys that have no value: the transform leaves them out. */
export function defined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined && value !== null));
}

export function pick(source: Readonly<Properties>, keys: readonly string[]): Properties {
  return Object.fromEntries(
    keys.filter((key) => source[key] !== undefined && source[key] !== null).map((key) => [key, source[key]]),
  );
}

/** As Python judges truth, which is what the transform does with a property's value. */
export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

export function tagList(tags: unknown): Properties[] {
  if (!isRecord(tags)) return [];
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value: Value ?? '' }));
}

/** A managed policy of AWS by its path and name. @param partition its name, or the reference to it */
export function awsManagedPolicy(path: string, partition = '${AWS::Partition}'): unknown {
  const arn = `arn:${partition}:iam::aws:policy/${path}`;
  return partition.includes('${') ? sub(arn) : arn;
}
