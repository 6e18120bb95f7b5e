/** How the files of an adopted service call this tool, and what else its pipelines need for that. */
import type { AdoptedConfig, Config } from '../../../config/config.ts';
import { ownPackage, PACKAGE } from '../../../package.ts';

/** Stands above what is ours, where the format has comments. */
export const HEADING = 'Gate of create-fitness-serverless';

/**
 * The command line of a command of this tool, for a POSIX shell. Where package.json names the tool, npx takes the one that is
 * installed; elsewhere it fetches just this version, or takes the tarball that lies in the repository.
 */
export function toolCommand({ tool }: Config, { hooks }: AdoptedConfig, command: string): string {
  if (hooks === 'source') return `npx ${PACKAGE}@${ownPackage().version} ${command}`;
  const vendored = vendoredPath(tool);
  return `npx --yes ${vendored === undefined ? `${PACKAGE}@${ownPackage().version}` : `./${vendored}`} ${command}`;
}

/** `file:vendor/create-fitness-serverless-0.1.0.tgz` → its path. */
export function vendoredPath(tool: string): string | undefined {
  return /^file:(vendor\/create-fitness-serverless-[\w.+-]+\.tgz)$/.exec(tool)?.[1];
}

/** Major version of the Node.js that the hooks run on: what the pipeline gets where it has none. */
export function nodeVersion({ runtime }: Config): number {
  return Number(/\d+/.exec(runtime)?.[0]);
}

/**
 * The version of Node.js that is written in a pipeline, if it certainly is one that the tool does not run on. Of `20.x`,
 * `lts/*` or `${{ matrix.node }}` it is not certain.
 */
export function tooOld(version: unknown): string | undefined {
  const written = typeof version === 'string' || typeof version === 'number' ? String(version) : '';
  const major = /^v?(\d+)/.exec(written)?.[1];
  const runs = major === undefined || major === '20' || major === '22' || Number(major) >= 24;
  return runs ? undefined : written;
}
