import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageManager } from './config.ts';

/** The file in which a package manager writes what it installed. */
export const LOCKFILE: Readonly<Record<PackageManager, string>> = {
  npm: 'package-lock.json',
  pnpm: 'pnpm-lock.yaml',
  yarn: 'yarn.lock',
};

const LOCKFILES: Readonly<Record<string, PackageManager>> = {
  [LOCKFILE.pnpm]: 'pnpm',
  [LOCKFILE.yarn]: 'yarn',
  [LOCKFILE.npm]: 'npm',
  'npm-shrinkwrap.json': 'npm',
};

export function packageManagerByLockfile(folder: string): PackageManager | undefined {
  return Object.entries(LOCKFILES).find(([name]) => existsSync(join(folder, name)))?.[1];
}

/** `pnpm/10.1.0 npm/? node/v24.0.0 linux x64` */
export function packageManagerByUserAgent(agent: string | undefined): PackageManager | undefined {
  return packageManagerNamed(agent?.split('/')[0]);
}

/** `pnpm@10.1.0+sha512…` of `packageManager` in package.json. */
export function packageManagerNamed(specification: unknown): PackageManager | undefined {
  const name = typeof specification === 'string' ? specification.split('@')[0] : undefined;
  return name === 'npm' || name === 'pnpm' || name === 'yarn' ? name : undefined;
}
