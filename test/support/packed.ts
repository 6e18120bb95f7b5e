import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './process.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
export const CACHE = join(ROOT, '.cache');
/** What test/e2e/setup.mjs installed. */
export const VENV = join(CACHE, 'e2e', 'venv', 'bin');

export interface PackedTool {
  readonly tarball: string;
  /** Folder into which the tarball was installed, as a user would have it. */
  readonly home: string;
  readonly bin: string;
}

/** The package as it would be published, installed into an empty folder. */
export async function packTool(folder: string): Promise<PackedTool> {
  const packs = join(folder, 'pack');
  const home = join(folder, 'home');
  rmSync(packs, { recursive: true, force: true });
  mkdirSync(packs, { recursive: true });
  mkdirSync(home, { recursive: true });
  await succeed('npm', ['pack', '--pack-destination', packs], { cwd: ROOT });
  const tarball = join(packs, readdirSync(packs).find((name) => name.endsWith('.tgz')) ?? 'missing.tgz');
  await succeed('npm', ['install', '--no-save', '--prefix', home, tarball], { cwd: home });
  return { tarball, home, bin: join(home, 'node_modules', '.bin', 'create-fitness-serverless') };
}
