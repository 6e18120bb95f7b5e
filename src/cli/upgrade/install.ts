/** After a change of dependencies the package manager installs: a lockfile that nobody refreshed makes `npm ci` fail. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { PackageManager } from '../../config/config.ts';
import { LOCKFILE } from '../../config/package-managers.ts';
import { quoted } from '../command-line.ts';
import { install, installation } from '../create/install.ts';
import type { Installation } from '../create/install.ts';
import { lookAround } from '../create/surroundings.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { listenForInterruption } from '../interruption.ts';
import type { Terminal } from '../terminal.ts';

/** The command that refreshes the lockfile, for the service or the workspace around it. */
export async function installationFor(
  root: string,
  packageManager: PackageManager,
  env: NodeJS.ProcessEnv,
): Promise<Installation> {
  const planned = installation(root, packageManager, await lookAround(root, env));
  // in CI pnpm takes the lockfile for what has to be, and it is what has to change
  const args = packageManager === 'pnpm' ? [...planned.args, '--no-frozen-lockfile'] : planned.args;
  return { ...planned, args };
}

/**
 * Installs, or says how to. The files stay whatever comes of it.
 *
 * @param wanted false for `--no-install`
 */
export async function installAfter(
  root: string,
  packageManager: PackageManager,
  { wanted, terminal: { env, say, cwd } }: { readonly wanted: boolean; readonly terminal: Terminal },
): Promise<ExitStatus> {
  const planned = await installationFor(root, packageManager, env);
  const lockfile = LOCKFILE[packageManager];
  const at = relative(cwd, planned.folder);
  const command = [planned.command, ...planned.args].join(' ');
  const byHand = `${at === '' ? '' : `cd ${quoted(at)} && `}${command}`;
  const refreshes = existsSync(join(planned.folder, lockfile)) ? `it refreshes ${lockfile}` : 'there is no lockfile';
  if (!wanted) {
    say(`Dependencies changed. Run \`${byHand}\` (${refreshes}).\n`);
    return EXIT.ok;
  }
  say(`Installing with ${planned.command} …\n`);
  const interruption = listenForInterruption();
  // yarn 2 and later do in CI as pnpm does
  const problem = await install(planned, {
    env: { ...env, YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
    signal: interruption.signal,
    show: true,
  });
  interruption.stop();
  if (problem === undefined) return EXIT.ok;
  say(`The files are written, their dependencies are not installed: ${problem}.\nRun \`${byHand}\` (${refreshes}).\n`);
  return interruption.signal.aborted ? EXIT.interrupted : EXIT.incomplete;
}
