/** What stands in a repository that is to be adopted: its templates, and all that surrounds one of them. Runs nothing. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { PackageManager } from '../config/config.ts';
import { REGION } from '../config/defaults.ts';
import {
  packageManagerByLockfile,
  packageManagerByUserAgent,
  packageManagerNamed,
} from '../config/package-managers.ts';
import { parameterTables } from '../config/samconfig.ts';
import type { ParameterTable } from '../config/samconfig.ts';
import { UserError } from '../errors.ts';
import type { SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import { legible } from '../upgrade/legible.ts';
import { whyNotInstallable } from '../project/adopted/beside/peers.ts';
import type { FoundTemplate, Survey } from './model.ts';
import { environmentsOf } from './survey/environments.ts';
import { filesBeside } from './survey/files.ts';
import { filesOfOurs } from './survey/ours.ts';
import { folderOf, foldersAbove, joined, lookThrough, pathBelow, pathInside } from './survey/folder.ts';
import type { Folder } from './survey/folder.ts';
import { codePaths, languagesOf } from './survey/languages.ts';
import { serviceName } from './survey/name.ts';
import { manifestIn, pipelinesOf } from './survey/pipelines.ts';
import { nestedIn, outsideIn, samconfigIn, tablesIn, templatesIn, templatesNamedIn } from './survey/templates.ts';
import { testsOf } from './survey/tests.ts';

export { lookThrough };
export type { Folder };

/**
 * The SAM and CloudFormation templates of a folder and of those below it, the shallow ones first.
 * @param folder its path, or what was looked through already
 * @throws UserError `not-a-folder`
 */
export function findTemplates(folder: string | Folder): FoundTemplate[] {
  return templatesIn(opened(folder));
}

/**
 * A template of a folder, by its path in there.
 * @throws UserError if it is not there, or does not read
 */
export function templateIn(folder: Folder, template: string): SourceDocument {
  return documentIn(folder, templatePath(folder, template));
}

/**
 * What surrounds a template.
 *
 * @param folder of the repository, or a part of it: nothing outside is read, but for pipelines that name the service's folder
 * @param template its path in the folder
 * @param document the template, if it was read already
 * @throws UserError if it is not there, or does not read, or the samconfig beside it does not
 */
export function survey(
  folder: string | Folder,
  template: string,
  env: NodeJS.ProcessEnv,
  document?: SourceDocument,
): Survey {
  const here = opened(folder);
  const path = templatePath(here, template);
  const { data } = document ?? documentIn(here, path);
  const root = rootOf(here, path, data);
  const samconfig = samconfigIn(here, root) ?? samconfigIn(here, folderOf(path));
  const tables = samconfig ? parameterTables(samconfig) : [];
  const outside = samconfig && outsideIn(tables, samconfig.file);
  const manifest = manifestIn(here, root);
  const ours = filesOfOurs(here, root);
  const languages = languagesOf(data, path, here, root, ours);
  const environments = environmentsOf(data, samconfig);
  const pipelines = pipelinesOf(here, root);
  const packageManager = manifest === undefined ? undefined : packageManagerOf(here, root, manifest, env);
  const region = regionOf(tables, env);
  const absolute = join(here.root, root);
  return {
    root: absolute,
    template: inRoot(root, path),
    languages,
    hooks: hasTypeScript(here, root, manifest) ? 'source' : 'prebuilt',
    ...(packageManager && { packageManager }),
    ...(region !== undefined && { region }),
    service: serviceName({
      manifest,
      stackNames: tables.map(({ parameters }) => parameters['stack_name']),
      folder: basename(absolute),
      environments: environments.environments.map(({ name }) => name),
    }),
    ...environments,
    ...(samconfig &&
      outside !== undefined && { outside: { samconfig: inRoot(root, samconfig.file), template: outside } }),
    pipelines,
    files: filesBeside(here, root, pipelines),
    ...testsOf(here, root, manifest, ours),
    nested: nestedIn({ data }, path).flatMap((nested) =>
      here.text(nested.path) === undefined ? [] : [inRoot(root, nested.path)],
    ),
  };
}

function opened(folder: string | Folder): Folder {
  return typeof folder === 'string' ? lookThrough(folder) : folder;
}

function templatePath({ root }: Folder, template: string): string {
  const file = resolve(root, template);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile())
    throw new UserError('no-template', stat ? `${file} is no file.` : `There is no ${template} in ${root}.`, {
      hint: 'Name a SAM template by its path in the folder.',
    });
  const path = pathInside(root, realpathSync(file));
  if (path !== undefined) return path;
  throw new UserError('template-outside', `${template} lies outside of ${root}.`, {
    hint: 'Adopt in the folder that it lies in, or in one around it.',
  });
}

/** @throws UserError `not-utf-8`, `odd-character`, `unreadable`; and for what does not read */
function documentIn({ root }: Folder, path: string): SourceDocument {
  const file = readable(root, path);
  const found = legible(file);
  if ('text' in found) return parseDocument(found.text, path);
  const { code, reason, hint, line, column } = found;
  throw new UserError(code, `${path}:${line}:${column}: ${reason}.`, { location: { file: path, line, column }, hint });
}

function readable(root: string, path: string): Buffer {
  try {
    return readFileSync(join(root, path));
  } catch (cause) {
    throw new UserError('unreadable', `${path} cannot be read: ${(cause as Error).message}.`, {
      hint: 'Give yourself the right to read it.',
      cause,
    });
  }
}

/**
 * The service's folder: the nearest that has a samconfig or a package.json, or whose files build this template by its path;
 * code outside of it is of the service as well. Else the template's own.
 */
function rootOf(folder: Folder, template: string, data: unknown): string {
  const code = codePaths(data, template);
  const above = foldersAbove(template).filter((at) => code.every((path) => isWithin(at, path)));
  return above.find((at) => isRoot(folder, at, template)) ?? above[0] ?? folderOf(template);
}

function isRoot(folder: Folder, at: string, template: string): boolean {
  const samconfig = samconfigIn(folder, at);
  if (at === folderOf(template)) return samconfig !== undefined || folder.has(joined(at, 'package.json'));
  if (samconfig && templatesNamedIn(tablesIn(folder, samconfig.file), samconfig.file).includes(template)) return true;
  const path = inRoot(at, template);
  const builds = ['package.json', 'Makefile', 'buildspec.yml'].some((name) =>
    folder.text(joined(at, name))?.includes(path),
  );
  return builds && servicesIn(folder, at) === 1;
}

/** A folder with several services is the root of none of them. */
function servicesIn(folder: Folder, at: string): number {
  const own = templatesIn(folder).filter(({ kind, nestedIn: parents }) => kind === 'sam' && parents.length === 0);
  return own.filter(({ path }) => isWithin(at, path)).length;
}

function isWithin(folder: string, path: string): boolean {
  return pathBelow(folder, path) !== undefined;
}

/** The path in the service's folder of a path in the folder that was looked through; `../` where it is outside. */
function inRoot(root: string, path: string): string {
  const inside = pathBelow(root, path);
  return inside ?? '../'.repeat(root.split('/').length) + path;
}

/**
 * May the hooks be TypeScript that the service's own build compiles? Where nobody wrote TypeScript, nothing that compiles it is on
 * the PATH of a bare `sam build`, which has to go on working.
 */
function hasTypeScript(folder: Folder, root: string, manifest: unknown): boolean {
  const packages = [own(manifest, 'dependencies'), own(manifest, 'devDependencies')];
  const compilers = ['typescript', 'esbuild'];
  const compiles = compilers.some((name) => packages.some((each) => own(each, name) !== undefined));
  return (
    (compiles || folder.has(joined(root, 'tsconfig.json'))) &&
    whyNoSource(manifest, join(folder.root, root)) === undefined
  );
}

/**
 * Why the hooks cannot be source: a clause. A build that cannot have the tool beside its own packages is left alone, as is one whose
 * packages nobody but bun installs.
 *
 * @param folder of the package.json
 */
export function whyNoSource(manifest: unknown, folder: string): string | undefined {
  if (!isRecord(manifest)) return 'there is no package.json for what builds them';
  return whyNotInstallable(manifest) ?? (isOfBun(manifest, folder) ? 'bun installs the packages here' : undefined);
}

function isOfBun(manifest: unknown, folder: string): boolean {
  const named = own(manifest, 'packageManager');
  if (typeof named === 'string') return named.startsWith('bun@');
  const locked = foldersAround(folder).find((at) => packageManagerByLockfile(at) !== undefined || hasLockOfBun(at));
  return locked !== undefined && packageManagerByLockfile(locked) === undefined;
}

/** https://bun.sh/docs/pm/lockfile */
function hasLockOfBun(folder: string): boolean {
  return ['bun.lock', 'bun.lockb'].some((name) => existsSync(join(folder, name)));
}

/** It, and those above it up to the root of the git repository. */
function foldersAround(folder: string): string[] {
  const above = dirname(folder);
  return existsSync(join(folder, '.git')) || above === folder ? [folder] : [folder, ...foldersAround(above)];
}

/** A lockfile may lie in a workspace around the service, up to the root of the git repository. */
function packageManagerOf(
  folder: Folder,
  root: string,
  manifest: unknown,
  env: NodeJS.ProcessEnv,
): PackageManager | undefined {
  const named = packageManagerNamed(own(manifest, 'packageManager'));
  if (named) return named;
  for (const at of foldersAround(join(folder.root, root))) {
    const found = packageManagerByLockfile(at);
    if (found) return found;
  }
  return packageManagerByUserAgent(env['npm_config_user_agent']);
}

function regionOf(tables: readonly ParameterTable[], env: NodeJS.ProcessEnv): string | undefined {
  const written = tables.map(({ parameters }) => parameters['region']);
  return [...written, env['AWS_REGION'], env['AWS_DEFAULT_REGION']].find(
    (region): region is string => typeof region === 'string' && REGION.test(region),
  );
}
