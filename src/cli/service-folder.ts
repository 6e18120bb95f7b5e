/** Where a service is, without reading it: apart from service.ts, so that who needs no more starts at once. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';

export const CONFIG_FILE = 'fitness.yaml';

/**
 * The folder of the nearest fitness.yaml, at most up to the repository's root.
 *
 * @throws UserError `no-service`
 */
export function serviceFolder(cwd: string): string {
  const folder = serviceAround(cwd);
  if (folder !== undefined) return folder;
  throw new UserError('no-service', `There is no ${CONFIG_FILE} in ${cwd} or above.`, {
    hint: 'Run the command in a service, or create one with `npm create fitness-serverless`.',
  });
}

/** As `serviceFolder`, where there may be none. */
export function serviceAround(cwd: string): string | undefined {
  return nearest(cwd, [CONFIG_FILE]);
}

/** As `serviceFolder`, for what finishes an earlier command: one that was adopting, or took that out, may have left no fitness.yaml. */
export function unfinishedFolder(cwd: string): string {
  return nearest(cwd, [CONFIG_FILE, ...WAYS_BACK]) ?? serviceFolder(cwd);
}

const WAYS_BACK = [join('.fitness', 'journal'), join('.fitness', 'undo')];

/** The nearest folder that holds one of these. */
function nearest(cwd: string, names: readonly string[]): string | undefined {
  for (let at = cwd; ; at = dirname(at)) {
    if (names.some((name) => existsSync(join(at, name)))) return at;
    if (existsSync(join(at, '.git')) || at === dirname(at)) return undefined;
  }
}
