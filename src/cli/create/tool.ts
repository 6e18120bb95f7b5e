/** What a service's package.json names as its tool: a version of the registry, or this very package, packed. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ownPackage } from '../../package.ts';

export interface Tool {
  /** npm specification, recorded in fitness.yaml. */
  readonly specification: string;
  /** Where the packed tool goes in the service; absent for a version of the registry. */
  readonly vendored?: string;
}

/** The tool as the service should name it. */
export function toolOf({ root, version } = ownPackage()): Tool {
  if (isFromRegistry(root, version)) return { specification: `^${version}` };
  const vendored = `vendor/create-fitness-serverless-${version}.tgz`;
  return { specification: `file:${vendored}`, vendored };
}

/**
 * Was the package in `root` installed from a registry? Then the services that it makes can be. A checkout, a link to
 * one, a tarball, or a git URL is known to nobody else.
 */
export function isFromRegistry(root: string, version: string): boolean {
  const modules = dirname(root);
  // a checkout, or a link to one: the path of a module is its real path
  if (basename(modules) !== 'node_modules') return false;
  const store = basename(dirname(modules));
  // pnpm: node_modules/.pnpm/create-fitness-serverless@0.1.0/node_modules, or …@file+tool.tgz/…
  if (basename(dirname(dirname(modules))) === '.pnpm') return store.startsWith(`create-fitness-serverless@${version}`);
  // yarn's plug'n'play: .yarn/cache/create-fitness-serverless-npm-0.1.0-1a2b….zip/node_modules, or …-file-1a2b….zip
  if (store.endsWith('.zip')) return store.startsWith(`create-fitness-serverless-npm-${version}`);
  const resolved = resolvedByNpm(modules);
  if (resolved !== undefined) return isRegistryTarball(resolved, version);
  const wanted = wantedBy(dirname(modules));
  return wanted === undefined || !/[:/]/.test(wanted.replace(/^npm:/, ''));
}

/** npm's hidden lockfile; `omit-lockfile-registry-resolved` leaves out only what comes from a registry. */
function resolvedByNpm(modules: string): string | undefined {
  const lock = readJson(join(modules, '.package-lock.json')) as
    { packages?: Record<string, { resolved?: string; link?: boolean }> } | undefined;
  const entry = lock?.packages?.['node_modules/create-fitness-serverless'];
  return entry?.link ? 'file:' : entry?.resolved;
}

/** `https://registry…/create-fitness-serverless/-/create-fitness-serverless-0.1.0.tgz`; any other URL is a tarball of somebody. */
function isRegistryTarball(resolved: string, version: string): boolean {
  return (
    /^https?:/.test(resolved) &&
    new URL(resolved).pathname.endsWith(`/create-fitness-serverless-${version}.tgz`) &&
    resolved.includes('/create-fitness-serverless/-/')
  );
}

/** What the project around node_modules asks for, e.g. `^0.1.0` or `file:tool.tgz`. */
function wantedBy(project: string): string | undefined {
  const manifest = readJson(join(project, 'package.json')) as
    Record<string, Record<string, string> | undefined> | undefined;
  return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap(
    (kind) => manifest?.[kind]?.['create-fitness-serverless'] ?? [],
  )[0];
}

function readJson(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
