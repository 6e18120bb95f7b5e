/** `RouteSettings` of an HTTP API and of its events: throttling, metrics and logs of single routes. */
import type { Path } from '../model.ts';
import { isRecord, own } from '../resolve/values.ts';
import { set } from '../syntax/yaml.ts';
import { isIntrinsic, NO_VALUE } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { ANY_METHOD } from './openapi/names.ts';
import type { Route } from './openapi/routes.ts';

export interface RouteSettings {
  readonly settings: unknown;
  /** Where the settings of routes are written that an event has. */
  readonly sources: readonly (readonly [of: Path, at: Path])[];
}

/**
 * What an event says wins over what the API says of the same route; under a condition it replaces what Globals say.
 *
 * @param written of the API itself
 * @param merged with Globals
 */
export function routeSettings(written: unknown, merged: unknown, routes: readonly Route[]): RouteSettings {
  const events = routes.filter(({ properties }) => isRecord(properties.RouteSettings));
  if (events.length === 0 || !isRecord(merged ?? {})) return { settings: merged, sources: [] };
  const settings: Properties = { ...(isRecord(merged) ? merged : {}) };
  const sources = events.map(({ path, method, condition, properties, at }) => {
    const key = method === ANY_METHOD ? path : `${method.toUpperCase()} ${path}`;
    const said = properties.RouteSettings as Properties;
    const conditional = typeof condition === 'string' ? { 'Fn::If': [condition, said, NO_VALUE] } : said;
    const local = { ...mapAt(written, key), ...conditional };
    set(settings, key, isIntrinsic(local) ? local : { ...mapAt(settings, key), ...conditional });
    return [
      ['Properties', 'RouteSettings', key],
      [...at, 'Properties', 'RouteSettings'],
    ] as const;
  });
  return { settings, sources };
}

function mapAt(data: unknown, key: string): Readonly<Properties> {
  const value = own(data, key);
  return isRecord(value) ? value : {};
}
