/**
 * What fitness.yaml, or an edit of package.json, says that the tool should be. A bot that raises dependencies edits a line,
 * and `upgrade --wanted` makes it true.
 */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import semver from '#semver';
import { answerIn } from '../../config/answer-line.ts';
import { UserError } from '../../errors.ts';
import { PACKAGE, ownPackage } from '../../package.ts';
import { runGit, withoutGit } from '../../upgrade/git/process.ts';
import { basePath } from '../../upgrade/manifest.ts';
import { refuseOlderTool } from '../../upgrade/older-tool.ts';
import { ownDependency } from '../../upgrade/own-dependency.ts';
import { readRegular } from '../../upgrade/paths.ts';
import { CONFIG_FILE } from '../service-folder.ts';
import type { Terminal } from '../terminal.ts';
import { isInstalledIn } from './own.ts';
import { isKeptElsewhere, rangeOf, registryName } from '../../upgrade/specification.ts';
import { byItsContent, versionInTarball } from './tarball.ts';
import { serviceAt } from './target.ts';
import type { Version } from './target.ts';

const MANIFEST = 'package.json';

/**
 * The npm specification that is wanted: of fitness.yaml and package.json, the one that somebody edited.
 *
 * @throws UserError `two-wanted` if both were edited, each in its own way
 */
export function wantedSpecification(root: string): string {
  const config = answerIn(textOf(join(root, CONFIG_FILE)) ?? '', 'tool');
  const dependency = ownDependency(textOf(join(root, MANIFEST)))?.specification;
  if (config === undefined || dependency === undefined || config === dependency) return config ?? dependency ?? '';
  const base = answerIn(textOf(join(root, basePath(CONFIG_FILE))) ?? '', 'tool');
  if (config !== base && dependency !== base)
    throw new UserError('two-wanted', `${CONFIG_FILE} wants ${config}, ${MANIFEST} wants ${dependency}.`, {
      hint: `Write the same specification of ${PACKAGE} into both.`,
    });
  return config === base ? dependency : config;
}

/**
 * Which version satisfies what is wanted.
 *
 * @returns undefined if the running one does
 * @throws UserError if there is none, nobody can tell, or it is older than what made the service
 */
export async function wantedVersion(root: string, offline: boolean, terminal: Terminal): Promise<Version | undefined> {
  const wanted = wantedSpecification(root);
  const file = /^file:(.*\.(?:tgz|tar\.gz))$/i.exec(wanted)?.[1];
  const found = file === undefined ? await ofRegistry(root, wanted, offline, terminal) : packed(root, file);
  if (found) refuseOlderTool(root, found.version);
  return found?.version === ownPackage().version ? undefined : found;
}

function packed(root: string, path: string): Version {
  const file = resolve(root, path);
  return { version: versionInTarball(file, path), name: PACKAGE, specification: byItsContent(file) };
}

async function ofRegistry(
  root: string,
  wanted: string,
  offline: boolean,
  terminal: Terminal,
): Promise<Version | undefined> {
  const own = ownPackage().version;
  // what is linked, or comes from a repository, is what the package manager installed
  if (isKeptElsewhere(wanted) || isFolder(root, wanted) || (registryName(wanted) === undefined && isInstalledIn(root)))
    return undefined;
  if (registryName(wanted) === undefined)
    throw new UserError('unknown-version', `${JSON.stringify(wanted)} names neither a version nor a file.`, {
      hint: 'Install the dependencies, and run the tool from there.',
    });
  const range = rangeOf(wanted);
  if (semver.validRange(range) !== null && semver.satisfies(own, range)) return undefined;
  if (offline)
    throw new UserError('offline', `${wanted} is wanted, and this is ${own}.`, {
      kind: 'incomplete',
      hint: 'Without --offline the version is found and run.',
    });
  const { namedVersion } = await import('./look.ts');
  return namedVersion({ ...serviceAt(root), tool: wanted }, range, terminal, (path) => resolve(root, path));
}

function isFolder(root: string, wanted: string): boolean {
  const [, path] = /^file:(.*)$/.exec(wanted) ?? [];
  return path !== undefined && (statSync(resolve(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/** What package managers write when somebody raises a dependency. */
const OF_PACKAGE_MANAGERS =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|\.pnp\.cjs|\.pnp\.loader\.mjs|\.yarn\/.*|vendor\/create-fitness-serverless-[^/]+\.tgz)$/;

/** The line that names the tool. */
const LINE: Readonly<Record<string, RegExp>> = {
  [CONFIG_FILE]: /^tool:.*$/m,
  [MANIFEST]: /^[ \t]*"create-fitness-serverless"[ \t]*:[ \t]*"[^"]*"[ \t]*,?[ \t]*$/m,
};

/** Uncommitted files that say more than which version of the tool is wanted. Paths are below the service's folder. */
export function besidesVersion(root: string, uncommitted: readonly string[], environment: NodeJS.ProcessEnv): string[] {
  const env = withoutGit(environment);
  return uncommitted.filter((path) => {
    if (OF_PACKAGE_MANAGERS.test(path)) return false;
    const line = Object.hasOwn(LINE, path) ? LINE[path] : undefined;
    if (line === undefined) return true;
    const then = runGit(['cat-file', 'blob', `HEAD:./${path}`], { cwd: root, env });
    const now = textOf(join(root, path));
    if (then.status !== 0 || now === undefined) return true;
    const rest = (text: string): string => text.replaceAll('\r\n', '\n').replace(line, '');
    return rest(then.stdout.toString('utf8')) !== rest(now);
  });
}

function textOf(file: string): string | undefined {
  return readRegular(file)?.toString('utf8');
}
