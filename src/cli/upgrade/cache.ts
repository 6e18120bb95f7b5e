/**
 * What was seen when there was nothing to do. As long as it all stands as it did, there still is nothing to do, and nobody
 * has to render anything to know it. It lies below node_modules, never in the repository, and whatever is wrong with it
 * makes it worth nothing: it says "as then", and no more.
 */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownPackage } from '../../package.ts';
import { MANIFEST_PATH, STATE_FOLDER, basePath, insertedPath, parseManifest } from '../../upgrade/manifest.ts';
import { readRegular, standingAt } from '../../upgrade/paths.ts';
import { CONFIG_FILE } from '../service-folder.ts';

const MODULES = 'node_modules';
const FILE = `${MODULES}/.cache/create-fitness-serverless/upgrade.json`;

/** Where offers wait: while it is there, somebody has something to do. */
const CONFLICTS = `${STATE_FOLDER}/conflicts`;

/** What a file looks like from outside, and its content. */
interface Seen {
  readonly stamp: string;
  readonly hash: string;
}

interface Cache {
  readonly version: 1;
  /** `fingerprint` of the tool that looked. */
  readonly tool: string;
  /** When it began to look, in milliseconds. */
  readonly time: number;
  /** By path; null: nothing is there. */
  readonly files: Readonly<Record<string, Seen | null>>;
}

/**
 * A clock of a file system may be that much behind, in milliseconds; FAT counts in twos of seconds. What was changed later
 * than that before it was looked at may have been changed again since, and look the same: git calls it racily clean.
 * https://git-scm.com/docs/racy-git
 */
const RACE = 2_000;

/** Does everything stand as it did when there was nothing to do? Loads nothing, and asks git nothing. */
export function isAsSeen(root: string, now = Date.now()): boolean {
  try {
    const cache = JSON.parse(readRegular(join(root, FILE))?.toString('utf8') ?? '') as Cache;
    if (cache.version !== 1 || cache.tool !== fingerprint() || !(cache.time <= now)) return false;
    const paths = new Set([...watched(root), ...Object.keys(cache.files)]);
    let touched = false;
    for (const path of paths) {
      const before = Object.hasOwn(cache.files, path) ? cache.files[path] : undefined;
      const found = compared(root, path, before, cache.time);
      if (found === 'changed') return false;
      touched ||= found === 'touched';
    }
    // the next look needs to read none of them
    if (touched) remember(root, now, Object.keys(cache.files));
    return true;
  } catch {
    return false;
  }
}

/**
 * Remembers that there is nothing to do.
 *
 * @param since When the files were read that said so; what was changed later was not looked at.
 * @param also Paths that it depends on beside those that the tool wrote: files of the owner's that rendering reads.
 */
export function remember(root: string, since: number, also: readonly string[] = []): void {
  try {
    if (!lstatSync(join(root, MODULES)).isDirectory()) return;
    // a link on the way leads nowhere else
    standingAt(realpathSync(root), FILE);
    const paths = new Set([...watched(root), ...also]);
    const files = [...paths].map((path) => [path, look(root, path)] as const);
    if (files.some(([, found]) => found && found.changed >= since - CLOCK)) return;
    const seen = files.map(([path, found]): [string, Seen | null] => {
      return [path, found && { stamp: found.stamp, hash: contentOf(root, path) }];
    });
    const cache: Cache = { version: 1, tool: fingerprint(), time: since, files: Object.fromEntries(seen) };
    const file = join(root, FILE);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(cache), { flag: 'wx' });
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // a cache that cannot be kept is none
  }
}

/** The clock of a local file system ticks every few milliseconds. */
const CLOCK = 20;

/**
 * Every path on which it depends whether there is something to do. What a `.projenrc` declares depends on more, and where a
 * file that is missing went, on every other file: nothing is remembered then.
 */
function watched(root: string): string[] {
  const { files, renderer } = parseManifest(readRegular(join(root, MANIFEST_PATH)) ?? Buffer.alloc(0));
  if (renderer !== 'create-fitness-serverless') throw new Error('rendered by a program of the repository');
  const own = Object.entries(files).flatMap(([path, { class: owner, at, parts }]) => {
    if (parts) return [path, basePath(path), insertedPath(path)];
    if (owner !== 'once' && !statOf(join(root, at ?? path))) throw new Error(`${path} is missing`);
    return [path, ...(at === undefined ? [] : [at]), ...(owner === 'merged' ? [basePath(path)] : [])];
  });
  return [MANIFEST_PATH, CONFIG_FILE, CONFLICTS, ...own];
}

interface Look {
  readonly stamp: string;
  /** In milliseconds. */
  readonly changed: number;
}

function look(root: string, path: string): Look | null {
  const stat = statOf(join(root, path));
  if (!stat) return null;
  const { size, mtimeMs, ctimeMs, ino, mode } = stat;
  return { stamp: [mode, size, mtimeMs, ctimeMs, ino].join(' '), changed: Math.max(mtimeMs, ctimeMs) };
}

/** Below a file there is nothing. */
function statOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** `touched`: it has the same mode and content, and did not look so from outside. */
function compared(
  root: string,
  path: string,
  before: Seen | null | undefined,
  time: number,
): 'same' | 'touched' | 'changed' {
  const now = look(root, path);
  if (before === undefined || (before === null) !== (now === null)) return 'changed';
  if (before === null || now === null) return 'same';
  if (now.stamp === before.stamp && now.changed < time - RACE) return 'same';
  const sameMode = now.stamp.split(' ')[0] === before.stamp.split(' ')[0];
  return sameMode && contentOf(root, path) === before.hash ? 'touched' : 'changed';
}

/** Of bytes, not of text: what changed in any way is looked at whole. */
function contentOf(root: string, path: string): string {
  const file = join(root, path);
  const stat = lstatSync(file);
  const bytes = stat.isSymbolicLink() ? readlinkSync(file) : stat.isFile() ? readFileSync(file) : '';
  return createHash('sha256').update(bytes).digest('hex');
}

/** What of the package decides what is rendered: another version, a link to a checkout, an edited template. */
const MAKES = ['package.json', 'dist/cli/main.js', 'migrations', 'src/checks', 'templates'];

/** Of the tool that runs. */
function fingerprint(): string {
  const { root, version } = ownPackage();
  const hash = createHash('sha256').update(`${version}\0${root}`);
  const add = (path: string): void => {
    const stat = statOf(path);
    if (!stat) return;
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`\0${path}\0${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`);
  };
  for (const name of MAKES) add(join(root, name));
  return hash.digest('hex');
}
