/** Installs the dependencies of a new service, where its package manager expects that to happen. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageManager } from '../../config/config.ts';
import { LOCKFILE } from '../../config/package-managers.ts';
import { COMMANDS } from '../options.ts';
import { childEnvironment } from '../npm.ts';
import { runProcess } from '../run-process.ts';
import type { Surroundings } from './surroundings.ts';

/** What package managers make beside their lockfile. */
const MADE = ['node_modules', '.yarn', '.pnp.cjs', '.pnp.loader.mjs', '.pnpm-store'];

export interface Installation {
  readonly folder: string;
  readonly command: PackageManager;
  readonly args: readonly string[];
}

/** The command that installs: in the service's folder, or at the root of the workspace that it is a member of. */
export function installation(
  folder: string,
  packageManager: PackageManager,
  { workspace, foreignWorkspace }: Surroundings,
): Installation {
  const quiet = packageManager === 'npm' ? ['--no-audit', '--no-fund'] : [];
  // pnpm would install the workspace around it, and not this folder, which that does not name
  const alone = packageManager === 'pnpm' && foreignWorkspace ? ['--ignore-workspace'] : [];
  return { folder: workspace?.root ?? folder, command: packageManager, args: ['install', ...quiet, ...alone] };
}

/** Runs it, with its progress on stderr. Returns what went wrong, in words, if it did. */
export async function install(
  { folder, command, args }: Installation,
  { env, signal, show }: { env: NodeJS.ProcessEnv; signal: AbortSignal; show: boolean },
): Promise<string | undefined> {
  const outcome = await runProcess(command, args, {
    cwd: folder,
    env: childEnvironment(env, COMMANDS.create.options),
    signal,
    show,
  });
  if (outcome.missing) return `${command} is not installed`;
  return outcome.status === 0
    ? undefined
    : `${[command, ...args].join(' ')} ended with status ${outcome.status ?? 'unknown'}`;
}

/** Remembers what an installation may change. The result takes back what it made, and only that. */
export function beforeInstalling({ folder, command }: Installation): () => void {
  const lockfile = join(folder, LOCKFILE[command]);
  const locked = existsSync(lockfile) ? readFileSync(lockfile) : undefined;
  const absent = MADE.map((name) => join(folder, name)).filter((path) => !existsSync(path));
  return () => {
    for (const path of absent) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    if (!locked) rmSync(lockfile, { force: true });
    else if (!existsSync(lockfile) || !readFileSync(lockfile).equals(locked)) writeFileSync(lockfile, locked);
  };
}
