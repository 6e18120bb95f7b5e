/** Ours is called where a function had a pre-traffic hook, and calls that one next. */
import type { AdoptedConfig } from '../../config/config.ts';
import { writtenFunction } from '../../project/adopted/template/written-function.ts';
import type { Edit } from '../../template/edit.ts';
import { equal } from '../../template/edit/data.ts';
import type { SourceDocument } from '../../template/model.ts';
import { own, ownAt } from '../../template/resolve/values.ts';

/**
 * What of the owner's has to change for the functions that are `chained`.
 *
 * @param document the owner's template, without parts of ours
 * @param names of ours that gave way
 */
export function chainEdits(
  { data }: SourceDocument,
  functions: AdoptedConfig['functions'],
  names: AdoptedConfig['names'],
): Edit[] {
  const ours = calledHere(names);
  const paths = Object.entries(functions).flatMap(([id, { hooks }]) => {
    const fn = hooks === 'chained' ? writtenFunction(data, id) : undefined;
    return fn ? [fn.source(['DeploymentPreference', 'Hooks', 'PreTraffic'])] : [];
  });
  // functions that have it from Globals have it from one place
  const once = new Map(paths.map((path) => [path.join('\0'), path]));
  return [...once.values()].map((path) => ({ path, set: { Ref: ours } }));
}

/** The way back: where ours is still named, the owner's is again. */
export function unchainEdits(
  { data }: SourceDocument,
  { functions, names }: Pick<AdoptedConfig, 'functions' | 'names'>,
): Edit[] {
  const ours = { Ref: calledHere(names) };
  return Object.entries(functions).flatMap(([id, { hooks, next }]): Edit[] => {
    const fn = hooks === 'chained' && next !== undefined ? writtenFunction(data, id) : undefined;
    const path = fn?.source(['DeploymentPreference', 'Hooks', 'PreTraffic']);
    if (!path || !equal(ownAt(data, path), ours)) return [];
    return [{ path, set: own(own(data, 'Resources'), next ?? '') === undefined ? next : { Ref: next } }];
  });
}

function calledHere(names: AdoptedConfig['names']): string | undefined {
  return Object.hasOwn(names, 'PreTrafficHook') ? names['PreTrafficHook'] : 'PreTrafficHook';
}
