/** Prebuilt hooks run by a copy of fitness.yaml, which an edit of the original does not reach. */
import { join } from 'node:path';
import { PREBUILT_FOLDER } from '../config/prebuilt.ts';
import { UserError } from '../errors.ts';
import type { Diagnostic } from '../template/model.ts';
import { hashOf } from '../upgrade/manifest.ts';
import { readRegular } from '../upgrade/paths.ts';
import { toolCommand } from './command-line.ts';
import { CONFIG_FILE, shownAs } from './service.ts';
import type { Service } from './service.ts';

/** What brings fitness.yaml to the hooks. */
const mending = (): string => toolCommand('upgrade', '--wanted');

/** Says it where the copy is another one; where there is none, `validate` says so. */
export function staleHooks(service: Service, cwd: string, severity: Diagnostic['severity'] = 'warning'): Diagnostic[] {
  if (!isStale(service)) return [];
  const file = shownAs(join(service.root, CONFIG_FILE), cwd);
  const message = `the hooks judge by ${PREBUILT_FOLDER}/${CONFIG_FILE}, which is not what ${CONFIG_FILE} says: \`${mending()}\` brings it there`;
  return [{ severity, code: 'stale-hooks', message, location: { file, line: 1, column: 1 } }];
}

/** @throws UserError `stale-hooks` */
export function refuseStaleHooks(service: Service): void {
  if (!isStale(service)) return;
  throw new UserError(
    'stale-hooks',
    `The hooks would judge by ${PREBUILT_FOLDER}/${CONFIG_FILE}, which is not what ${CONFIG_FILE} says.`,
    {
      hint: `\`${mending()}\` brings it there; then commit it.`,
    },
  );
}

function isStale({ root, config }: Service): boolean {
  if (config.adopted?.hooks !== 'prebuilt') return false;
  const [copy, original] = [`${PREBUILT_FOLDER}/${CONFIG_FILE}`, CONFIG_FILE].map((path) =>
    readRegular(join(root, path)),
  );
  return copy !== undefined && original !== undefined && hashOf(copy) !== hashOf(original);
}
