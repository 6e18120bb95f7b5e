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
  const [, major, minor] = /^v?(\d+)(?:\.(\d+))?/.exec(written) ?? [];
  if (major === undefined || Number(major) >= 24) return undefined;
  const first = FIRST_MINOR[major];
  const runs = first !== undefined && (minor === undefined || Number(minor) >= first);
  return runs ? undefined : written;
}

/** As `engines` of package.json has it, of what is older than 24. */
const FIRST_MINOR: Readonly<Record<string, number>> = { '20': 19, '22': 13 };

/** The version in the name of an image: `node:22-alpine`, `public.ecr.aws/sam/build-nodejs22.x`. */
export function nodeOfImage(image: unknown): string | undefined {
  return typeof image === 'string' ? /\bnode(?:js)?:?(\d+(?:\.\d+)?)/i.exec(image)?.[1] : undefined;
}

/** An image holds what it is made for; where commands call Node.js it is there, in the version that its owner wants. */
export function runsNode(images: readonly unknown[]): boolean {
  return images.some((text) => typeof text === 'string' && /\b(?:npm|npx|node|nodejs|yarn|pnpm)(?![a-z])/i.test(text));
}
