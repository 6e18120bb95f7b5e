/**
 * The Globals section: merged under the properties of a resource, which wins.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
import type { Path } from '../model.ts';
import { isList, isRecord, own } from '../resolve/values.ts';
import { isIntrinsic } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';

export interface Merged {
  readonly properties: Properties;
  /** Path in the document of a path of the merged properties. */
  readonly source: (path: Path) => Path;
}

/** Where the resource wins whole instead of being merged. */
const REPLACED = new Set(['Function.Architectures', 'CapacityProvider.InstanceRequirements.Architectures']);
/** Where only keys that the resource writes survive. */
const PRUNED = new Set(['CapacityProvider.ManagedResourceTags']);

/**
 * @param section of Globals, e.g. `Function`
 * @param globals the whole Globals section
 * @param ignored the resource's `IgnoreGlobals`: `*` or property names
 */
export function mergeGlobals(
  section: string,
  globals: unknown,
  local: Readonly<Properties>,
  at: Path,
  ignored: unknown,
): Merged {
  const all = own(globals, section);
  const kept = isRecord(all) && ignored !== '*' ? withoutIgnored(all, ignored) : {};
  const properties = mergeMaps(kept, local, section);
  const source = (path: Path) => locate(path, kept, local, ['Globals', section], at, section);
  return { properties, source };
}

function withoutIgnored(globals: Readonly<Properties>, ignored: unknown): Readonly<Properties> {
  if (!isList(ignored)) return globals;
  return Object.fromEntries(Object.entries(globals).filter(([key]) => !ignored.includes(key)));
}

function isMap(value: unknown): value is Readonly<Properties> {
  return isRecord(value) && !isIntrinsic(value);
}

function merge(global: unknown, local: unknown, path: string): unknown {
  if (isMap(global) && isMap(local)) return mergeMaps(global, local, path);
  if (isList(global) && isList(local) && !REPLACED.has(path)) return [...global, ...local];
  return local;
}

function mergeMaps(global: Readonly<Properties>, local: Readonly<Properties>, path: string): Properties {
  const merged: Properties = PRUNED.has(path) ? {} : { ...global };
  for (const [key, value] of Object.entries(local)) {
    merged[key] = Object.hasOwn(global, key) ? merge(global[key], value, `${path}.${key}`) : value;
  }
  return merged;
}

/** Walks both sides down the path, as the merge did. */
function locate(path: Path, global: unknown, local: unknown, globalAt: Path, localAt: Path, name: string): Path {
  const [step, ...rest] = path;
  if (local === undefined && global !== undefined) return [...globalAt, ...path];
  if (step === undefined || global === undefined) return [...localAt, ...path];
  if (isList(global) && isList(local) && typeof step === 'number' && !REPLACED.has(name)) {
    return step < global.length ? [...globalAt, ...path] : [...localAt, step - global.length, ...rest];
  }
  if (!isMap(global) || !isMap(local)) return [...localAt, ...path];
  const key = String(step);
  const [inGlobal, inLocal] = [own(global, key), own(local, key)];
  if (inGlobal === undefined && inLocal === undefined) return [...localAt, ...path];
  return locate(rest, inGlobal, inLocal, [...globalAt, step], [...localAt, step], `${name}.${key}`);
}
