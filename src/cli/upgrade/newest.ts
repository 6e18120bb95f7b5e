/** Asks the registry which versions there are, through the package manager: it knows the registry, its certificate and its password. */
import semver from '#semver';
import type { PackageManager } from '../../config/config.ts';
import { isRecord } from '../../template/resolve/values.ts';
import { childEnvironment } from '../npm.ts';
import { COMMANDS } from '../options.ts';
import { runProcess } from '../run-process.ts';

export interface Published {
  /** `latest` and others, each with its version. */
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: readonly string[];
}

export interface Asking {
  /** Yarn has no such command in all of its versions: then npm is asked. */
  readonly packageManager: PackageManager | undefined;
  /** Its .npmrc counts. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** For which an answer is waited, in milliseconds. */
const PATIENCE = 6_000;

/** What is published under a name; in words, why nobody knows. https://docs.npmjs.com/cli/commands/npm-view */
export async function publishedAs(name: string, { packageManager, folder, env }: Asking): Promise<Published | string> {
  const timeout = AbortSignal.timeout(PATIENCE);
  for (const command of packageManager === 'pnpm' ? ['pnpm', 'npm'] : ['npm']) {
    const outcome = await runProcess(command, ['view', name, 'dist-tags', 'versions', '--json'], {
      cwd: folder,
      env: childEnvironment(env, COMMANDS.upgrade.options),
      signal: timeout,
    });
    if (timeout.aborted) return `${command} gave no answer within ${PATIENCE / 1000} s`;
    if (outcome.missing) continue;
    if (outcome.status !== 0) return `${command} view ${name}: ${reasonIn(outcome.stdout, outcome.stderr)}`;
    return publishedIn(outcome.stdout) ?? `${command} view ${name} answered what is no list of versions`;
  }
  return 'npm is not installed';
}

/**
 * The newest version: what `latest` names, with `pre` the highest of all.
 * @returns undefined if there is none that is no prerelease
 */
export function newestOf({ tags, versions }: Published, { pre }: { readonly pre: boolean }): string | undefined {
  if (pre) return semver.rsort([...versions])[0];
  const latest = Object.hasOwn(tags, 'latest') ? tags['latest'] : undefined;
  if (latest !== undefined && semver.prerelease(latest) === null) return latest;
  return semver.rsort(versions.filter((version) => semver.prerelease(version) === null))[0];
}

/** The version that a version, a tag or a range names. */
export function versionNamed(wanted: string, { tags, versions }: Published): string | undefined {
  const exact = semver.valid(wanted);
  if (exact !== null) return versions.includes(exact) ? exact : undefined;
  if (Object.hasOwn(tags, wanted)) return tags[wanted];
  return semver.maxSatisfying([...versions], wanted) ?? undefined;
}

function publishedIn(stdout: string): Published | undefined {
  const data = parsed(stdout);
  if (!isRecord(data)) return undefined;
  // of a package with one version npm prints no list
  const versions = [data['versions']].flat().filter(isVersion);
  const tags = Object.entries(isRecord(data['dist-tags']) ? data['dist-tags'] : {}).flatMap(
    ([tag, version]): [string, string][] => (isVersion(version) ? [[tag, version]] : []),
  );
  return versions.length === 0 ? undefined : { tags: Object.fromEntries(tags), versions };
}

function isVersion(value: unknown): value is string {
  return typeof value === 'string' && semver.valid(value) !== null;
}

/** npm's `{"error": {"code": "E404", "summary": "Not Found - …"}}`, else the first line of what it said. */
function reasonIn(stdout: string, stderr: string): string {
  const data = parsed(stdout);
  const error = isRecord(data) && isRecord(data['error']) ? data['error'] : {};
  const said =
    [error['summary'], stderr].find((text): text is string => typeof text === 'string' && text.trim() !== '') ?? '';
  const first = said.split('\n').find((line) => line.trim() !== '') ?? 'it failed';
  return first.replace(/^npm (?:error|ERR!) /, '').replace(/\.$/, '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
