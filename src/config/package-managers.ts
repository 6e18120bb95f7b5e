import type { PackageManager } from './config.ts';

/** The file in which a package manager writes what it installed. */
export const LOCKFILE: Readonly<Record<PackageManager, string>> = {
  npm: 'package-lock.json',
  pnpm: 'pnpm-lock.yaml',
  yarn: 'yarn.lock',
};
