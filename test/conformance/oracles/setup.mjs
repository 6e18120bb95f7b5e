/**
 * Installs, once, the independent judges of the differential test into .cache/oracles, from the pinned package.json
 * beside this file. A second run finds the stamp of the same lockfile and does nothing.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', '..', '.cache', 'oracles');

/** @returns the folder that holds their node_modules */
export function installOracles() {
  const lockfile = readFileSync(join(import.meta.dirname, 'package-lock.json'), 'utf8');
  const stamp = join(folder, 'node_modules', '.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return folder;
  console.error('conformance: installing cdk-nag and cfn-guard (once)');
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(import.meta.dirname, name), join(folder, name));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });
  const binaries = join(folder, 'node_modules', '@cdklabs', 'cdk-validator-cfnguard', 'bin');
  for (const path of readdirSync(binaries, { recursive: true })) {
    if (basename(path) === 'cfn-guard') chmodSync(join(binaries, path), 0o755);
  }
  writeFileSync(stamp, lockfile);
  return folder;
}
