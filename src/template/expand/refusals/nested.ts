/** Properties inside properties, of the types whose transform checks them to the bottom. */
import type { Path } from '../../model.ts';
import { isList, isRecord } from '../../resolve/values.ts';
import { isMacroKey, isUnset } from './shapes.ts';
import { refuse } from './subject.ts';
import type { Subject } from './subject.ts';

/** What may stand somewhere: a leaf, a map of known keys, or a map or list of items. */
export type Schema =
  | 'any'
  | 'boolean'
  /** These may also be an intrinsic function. */
  | 'list'
  | 'number'
  | { readonly keys: Readonly<Record<string, Schema>>; readonly required?: readonly string[] }
  | { readonly one: readonly string[] }
  | { readonly mapOf: Schema }
  | { readonly listOf: Schema };

export function keys(any: string, more: Readonly<Record<string, Schema>> = {}, required?: readonly string[]): Schema {
  const leaves = any === '' ? [] : any.split(' ').map((name) => [name, 'any'] as const);
  return { keys: { ...Object.fromEntries(leaves), ...more }, ...(required && { required }) };
}

/** @returns whether the value has the form of the schema */
export function checkNested(subject: Subject, schema: Schema, value: unknown, path: Path): boolean {
  const name = path.join('.');
  const fault = (text: string, at: Path = path) => {
    refuse(subject, 'property-shape', text, at);
    return false;
  };
  if (isUnset(value)) return true;
  if (typeof schema === 'string') return isLeaf(schema, value) || fault(`${name} has to be a ${schema}`);
  if ('one' in schema) {
    return schema.one.includes(value as string) || fault(`${name} is one of ${schema.one.join(', ')}`);
  }
  if ('listOf' in schema) {
    if (!isList(value)) return fault(`${name} has to be a list`);
    return value.map((item, index) => checkNested(subject, schema.listOf, item, [...path, index])).every(Boolean);
  }
  if (!isRecord(value)) return fault(`${name} has to be a map`);
  const entries = Object.entries(value);
  if ('mapOf' in schema) {
    return entries
      .map(([key, item]) => {
        const at = [...path, key];
        return item === null ? fault(`${at.join('.')} is empty`, at) : checkNested(subject, schema.mapOf, item, at);
      })
      .every(Boolean);
  }
  const missing = (schema.required ?? []).filter((key) => isUnset(value[key]));
  for (const key of missing) fault(`${name} needs ${key}`);
  return entries
    .map(([key, item]) => {
      const inner = Object.hasOwn(schema.keys, key) ? schema.keys[key] : undefined;
      if (inner === undefined) return isMacroKey(key) || fault(`${name} has no ${key}`, [...path, key]);
      return checkNested(subject, inner, item, [...path, key]);
    })
    .concat(missing.length === 0)
    .every(Boolean);
}

/** The transform's words for true and false. */
const BOOLEANS = new Set('0 1 f false n no off on t true y yes'.split(' '));

function isLeaf(schema: 'any' | 'boolean' | 'list' | 'number', value: unknown): boolean {
  if (schema === 'any') return true;
  if (schema === 'boolean') return BOOLEANS.has(String(value).toLowerCase());
  if (isRecord(value)) return true;
  if (schema === 'list') return isList(value) && !value.some(isList);
  return typeof value === 'number' || typeof value === 'boolean' || isNumeric(value);
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}
