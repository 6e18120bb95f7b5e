/** After a change of dependencies the package manager installs: a lockfile that nobody refreshed makes `npm ci` fail. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { PackageManager } from '../../config/config.ts';
import { LOCKFILE } from '../../config/package-managers.ts';
import { isRecord } from '../../template/resolve/values.ts';
import { readRegular } from '../../upgrade/paths.ts';
import type { Plan } from '../../upgrade/plan.ts';
import { quoted } from '../command-line.ts';
import { install, installation } from '../create/install.ts';
import type { Installation } from '../create/install.ts';
import { lookAround } from '../create/surroundings.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { listenForInterruption } from '../interruption.ts';
import type { Terminal } from '../terminal.ts';

/** What an installation is made from. pnpm keeps overrides in pnpm-workspace.yaml, and compares them with its lockfile's. */
const DEPENDENCIES = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'overrides',
  'resolutions',
  'pnpm',
];

/** Does a plan change what has to be installed? Asked before it is applied. */
export function changesDependencies(root: string, { writes }: Plan): boolean {
  return writes.some(({ path, content }) => {
    if (path === 'pnpm-workspace.yaml' || /^vendor\/[^/]+\.tgz$/.test(path)) return true;
    if (path !== 'package.json') return false;
    const now = dependenciesIn(content && Buffer.from(content.bytes).toString('utf8'));
    return !isDeepStrictEqual(now, dependenciesIn(readRegular(join(root, path))?.toString('utf8')));
  });
}

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

function dependenciesIn(text: string | undefined): unknown {
  try {
    const manifest: unknown = JSON.parse(text ?? '{}');
    if (!isRecord(manifest)) return undefined;
    return Object.fromEntries(DEPENDENCIES.map((key) => [key, Object.hasOwn(manifest, key) ? manifest[key] : {}]));
  } catch {
    // whatever it is, it is compared as it stands
    return text;
  }
}
