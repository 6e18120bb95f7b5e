import type { Config } from '../config/config.ts';
import { equipmentFor } from '../live/equipment.ts';
import { enabledChecks } from './enabled-checks.ts';
import { clientPackages, HOOK_CLIENTS } from './versions.ts';

/** Packages of the AWS clients that the hooks call, and what reads and measures for their checks; with versions. */
export function hookClients(config: Config): Record<string, string> {
  const { readers, measurers } = equipmentFor(enabledChecks(config), config.live);
  return clientPackages([...HOOK_CLIENTS, ...[...readers, ...measurers].flatMap(({ clients }) => clients)]);
}
