/** Data by path; what is not an own property is not there. Nothing is changed in place: what stays the same is shared. */
import { equal } from '../template/edit/data.ts';
import type { Path } from '../template/model.ts';
import { set } from '../template/syntax/yaml.ts';

export type Data = Readonly<Record<string, unknown>>;

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The key of a map that is an intrinsic function: a whole, to which no key can be added. Two of them stand beside other keys. */
export function functionOf(data: Data): string | undefined {
  const [key, ...more] = Object.keys(data);
  if (key === undefined || more.length > 0) return undefined;
  if (key === 'Ref' && typeof data[key] === 'string') return key;
  return key.startsWith('Fn::') && !/^Fn::(?:Transform$|ForEach::)/.test(key) ? key : undefined;
}

/** Undefined: there is nothing. */
export function child(data: unknown, step: string | number): unknown {
  if (Array.isArray(data)) return typeof step === 'number' ? (data as unknown[])[step] : undefined;
  return isData(data) && Object.hasOwn(data, String(step)) ? data[String(step)] : undefined;
}

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce(child, data);
}

/** A place, and what stands there then. */
export interface Change {
  readonly path: Path;
  /** @param there what stands there now */
  readonly value: (there: unknown) => unknown;
}

/** Maps that are missing on the way are made. */
export function withValue(data: unknown, path: Path, value: unknown): unknown {
  return withChanges(data, [{ path, value: () => value }]);
}

/** One after the other; what several of them change is copied once. */
export function withChanges(data: unknown, changes: readonly Change[]): unknown {
  const copies = new Set<unknown>();
  return changes.reduce((all, { path, value }) => changed(all, path, value, copies), data);
}

/** @param copies what may be changed in place */
function changed(data: unknown, path: Path, value: Change['value'], copies: Set<unknown>): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value(data);
  const inner = changed(child(data, step), rest, value, copies);
  if (Array.isArray(data)) return (data as unknown[]).map((item, index) => (index === step ? inner : item));
  const result = copies.has(data) ? (data as Record<string, unknown>) : shallow(isData(data) ? data : {});
  copies.add(result);
  set(result, String(step), inner);
  return result;
}

/**
 * Without the key or item at the path, and without the maps and lists on the way that are empty now.
 *
 * @param stays the container at this depth stays, however empty
 */
export function withoutValue(data: unknown, path: Path, stays = 0): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return undefined;
  const inner = child(data, step);
  if (inner === undefined) return data;
  const left = withoutValue(inner, rest, stays - 1);
  if (left !== undefined) return withValue(data, [step], left);
  if (Array.isArray(data)) return nonEmpty(data.filter((_, index) => index !== step) as unknown[], stays);
  const result = shallow(data as Data);
  delete result[String(step)];
  return nonEmpty(result, stays);
}

function nonEmpty<T extends object>(container: T, stays: number): T | undefined {
  return stays > 0 || Object.keys(container).length > 0 ? container : undefined;
}

/** Without the key or item at the path; what it stood in stays, however empty. */
export function withoutLeaf(data: unknown, path: Path): unknown {
  return withoutValue(data, path, path.length);
}

export function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** An item that is new, before the owner's at this index. */
export interface PlacedItem {
  readonly index: number;
  readonly item: unknown;
}

/** The list at the path with the items; a missing one is made. */
export function withItems(data: unknown, path: Path, placed: readonly PlacedItem[]): unknown {
  if (placed.length === 0) return data;
  const found = valueAt(data, path);
  const list = Array.isArray(found) ? (found as unknown[]) : [];
  const result: unknown[] = [];
  for (let at = 0; at <= list.length; at++) {
    for (const { index, item } of placed) if (index === at) result.push(item);
    if (at < list.length) result.push(list[at]);
  }
  return withValue(data, path, result);
}

/** Where the list holds this item; -1: nowhere. */
export function indexOfItem(list: unknown, item: unknown): number {
  return Array.isArray(list) ? list.findIndex((one) => equal(one, item)) : -1;
}

function shallow(data: Data): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) set(result, key, value);
  return result;
}

/** As a reader names it: `Resources.Orders.Properties`. */
export function pathText(path: Path): string {
  return path.length > 0 ? path.join('.') : 'the file';
}
