/** What AWS writes out although nobody asked for it. */
import { isDeepStrictEqual } from 'node:util';
import { SERVICE_DEFAULTS } from '../../template/defaults.ts';
import type { Resolved } from '../../template/model.ts';
import { isRecord, own } from '../../template/resolve/values.ts';
import type { LiveProperties } from '../aws.ts';
import type { DeployedResource } from '../reader.ts';

/** Does the template say anything of the property? What it says may be known only when deployed. */
export function isWritten(resource: DeployedResource, ...path: readonly [string, ...string[]]): boolean {
  const above = resource.property(...path.slice(0, -1));
  return isRecord(above) && Object.hasOwn(above, path.at(-1) ?? '');
}

/**
 * Properties as the template has them: a service's default that the template does not write is not set, so that a check
 * that asks for it in writing says the same of both.
 */
export function withoutDefaults(resource: DeployedResource, live: LiveProperties): LiveProperties {
  const standing = Object.entries(live).map(([name, value]): [string, Resolved | undefined] => {
    const isDefault = isDeepStrictEqual(value, defaultOf(resource.type, name));
    return [name, isDefault && !isWritten(resource, name) ? undefined : value];
  });
  return Object.fromEntries(standing);
}

function defaultOf(type: string, name: string): Resolved | undefined {
  const defaults = own(SERVICE_DEFAULTS, type) as (typeof SERVICE_DEFAULTS)[string] | undefined;
  return defaults?.find(({ path }) => path.length === 1 && path[0] === name)?.value;
}
