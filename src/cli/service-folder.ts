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
  for (let at = cwd; ; at = dirname(at)) {
    if (existsSync(join(at, CONFIG_FILE))) return at;
    if (existsSync(join(at, '.git')) || at === dirname(at)) break;
  }
  throw new UserError('no-service', `There is no ${CONFIG_FILE} in ${cwd} or above.`, {
    hint: 'Run the command in a service, or create one with `npm create fitness-serverless`.',
  });
}
