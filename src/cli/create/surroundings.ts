/** What lies around the folder of a new service: a repository, a workspace, a package manager, an AWS Region. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parse as parseYaml } from '#yaml';
import type { PackageManager } from '../../config/config.ts';
import {
  packageManagerByLockfile,
  packageManagerByUserAgent,
  packageManagerNamed,
} from '../../config/package-managers.ts';

export interface Workspace {
  readonly root: string;
  readonly packageManager: PackageManager;
}

export interface Surroundings {
  /** The git work tree around the folder (or in it). */
  readonly repository: string | undefined;
  /** The workspace that the folder is a member of. */
  readonly workspace: Workspace | undefined;
  /** A workspace around it that does not name it. */
  readonly foreignWorkspace: Workspace | undefined;
  /** Detected, if anything says so. */
  readonly packageManager: PackageManager | undefined;
  readonly region: string | undefined;
}

export async function lookAround(folder: string, env: NodeJS.ProcessEnv): Promise<Surroundings> {
  const above = ancestorsOf(folder);
  const around = above.slice(1).flatMap((at) => workspaceAt(at) ?? [])[0];
  const member = around !== undefined && (await isMember(around, folder));
  const workspace = member ? around : undefined;
  return {
    repository: above.find((at) => existsSync(join(at, '.git'))),
    workspace,
    foreignWorkspace: member ? undefined : around,
    packageManager:
      workspace?.packageManager ??
      packageManagerByLockfile(folder) ??
      packageManagerByUserAgent(env['npm_config_user_agent']),
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'],
  };
}

interface WorkspaceFile extends Workspace {
  readonly patterns: readonly string[];
}

/** https://pnpm.io/pnpm-workspace_yaml, https://docs.npmjs.com/cli/using-npm/workspaces, https://yarnpkg.com/features/workspaces */
function workspaceAt(root: string): WorkspaceFile | undefined {
  const pnpm = readText(join(root, 'pnpm-workspace.yaml'));
  if (pnpm !== undefined) {
    const packages = stringsOf(attempt(() => parseYaml(pnpm) as { packages?: unknown })?.packages);
    return { root, packageManager: 'pnpm', patterns: packages };
  }
  const manifest = readText(join(root, 'package.json'));
  const data =
    manifest === undefined
      ? undefined
      : attempt(() => JSON.parse(manifest) as { workspaces?: unknown; packageManager?: unknown });
  const workspaces = data?.workspaces;
  const patterns = stringsOf(
    Array.isArray(workspaces) ? workspaces : (workspaces as { packages?: unknown } | undefined)?.packages,
  );
  if (!data || patterns.length === 0) return undefined;
  return {
    root,
    packageManager: packageManagerNamed(data.packageManager) ?? packageManagerByLockfile(root) ?? 'npm',
    patterns,
  };
}

async function isMember({ root, patterns }: WorkspaceFile, folder: string): Promise<boolean> {
  const { default: picomatch } = await import('picomatch');
  const path = relative(root, folder).split(sep).join('/');
  const clean = (pattern: string): string => pattern.replace(/^\.\//, '').replace(/\/$/, '');
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => clean(pattern.slice(1)));
  const included = patterns.filter((pattern) => !pattern.startsWith('!')).map(clean);
  return (
    included.length > 0 &&
    picomatch.isMatch(path, included) &&
    !(excluded.length > 0 && picomatch.isMatch(path, excluded))
  );
}

function ancestorsOf(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== dirname(at);) folders.push((at = dirname(at)));
  return folders;
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function readText(file: string): string | undefined {
  return attempt(() => readFileSync(file, 'utf8'));
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
