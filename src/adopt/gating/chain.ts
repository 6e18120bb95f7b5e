/** Ours is called where a function had a pre-traffic hook, and calls that one next. */
import type { AdoptedConfig } from '../../config/config.ts';
import { writtenFunction } from '../../project/adopted/template/written-function.ts';
import type { Edit } from '../../template/edit.ts';
import type { SourceDocument } from '../../template/model.ts';

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
  const ours = Object.hasOwn(names, 'PreTrafficHook') ? names['PreTrafficHook'] : 'PreTrafficHook';
  const paths = Object.entries(functions).flatMap(([id, { hooks }]) => {
    const fn = hooks === 'chained' ? writtenFunction(data, id) : undefined;
    return fn ? [fn.source(['DeploymentPreference', 'Hooks', 'PreTraffic'])] : [];
  });
  // functions that have it from Globals have it from one place
  const once = new Map(paths.map((path) => [path.join('\0'), path]));
  return [...once.values()].map((path) => ({ path, set: { Ref: ours } }));
}
