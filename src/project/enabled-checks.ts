import type { CheckMeta } from '../checks/api.ts';
import { checkById } from '../checks/catalogue.ts';
import type { Config } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';

/** The checks of the tool that are enabled in some environment, by their ids. */
export function enabledChecks(config: Config): CheckMeta[] {
  const ids = Object.keys(config.environments).flatMap((environment) =>
    Object.entries(forEnvironment(config, environment).checks)
      .filter(([, { enabled }]) => enabled)
      .map(([id]) => id),
  );
  return [...new Set(ids)].sort().flatMap((id) => checkById(id)?.meta ?? []);
}
