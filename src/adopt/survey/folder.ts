/** The files of a repository, looked through once and within bounds. Nothing is run, and nothing outside of it is read. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { UserError } from '../../errors.ts';
import { legible } from '../../upgrade/legible.ts';
import { readRegular } from '../../upgrade/paths.ts';

const MAX_DEPTH = 10;
const MAX_FOLDERS = 3_000;
const MAX_FILES = 50_000;
const MAX_LINKS = 1_000;
const MAX_BYTES = 4_000_000;

/** Installed, generated, or of tests: nothing in them is the service's. Hidden folders are not looked into, either. */
const SKIPPED = new Set([
  '__fixtures__',
  '__pycache__',
  'bin',
  'bower_components',
  'build',
  'coverage',
  'dist',
  'fixtures',
  'node_modules',
  'obj',
  'out',
  'site-packages',
  'target',
  'testdata',
  'vendor',
  'venv',
]);
const HIDDEN = new Set(['.github']);

export interface Folder {
  /** Absolute, without links. */
  readonly root: string;
  /** Paths of its files, `/` as separator; those of a folder before those in folders below it. */
  readonly files: readonly string[];
  /** Links to files: path of the link → path of what it leads to; those that lead out of the folder. */
  readonly links: ReadonlyMap<string, string>;
  readonly outside: readonly string[];
  has(path: string): boolean;
  /** Text of a file, found or not, to look at; undefined if there is none, it is very large, or it lies outside. */
  text(path: string): string | undefined;
  /** As `text`, of one that something could be put into: in UTF-8, and with lines as every program sees them. */
  legible(path: string): string | undefined;
}

/**
 * Looks through a folder.
 * @throws UserError if it is none
 */
export function lookThrough(folder: string): Folder {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError('not-a-folder', `${folder} is no folder.`, { hint: 'Name the folder of a repository.' });
  const root = realpathSync(folder);
  const { files, links, outside } = filesBelow(root);
  const known = new Set(files);
  return {
    root,
    files,
    links,
    outside,
    has: (path) => known.has(path),
    text: once((path) => textInside(root, path)),
    legible: once((path) => legibleIn(root, path)),
  };
}

/** Each file is read once. */
function once(read: (path: string) => string | undefined): (path: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (path) => {
    if (!texts.has(path)) texts.set(path, read(path));
    return texts.get(path);
  };
}

/** Level by level, so that a bound cuts off what is deep. Links to folders are not followed: what is inside is found itself. */
function filesBelow(root: string): Pick<Folder, 'files' | 'links' | 'outside'> {
  const files: string[] = [];
  const links = new Map<string, string>();
  const outside: string[] = [];
  const folders: [path: string, depth: number][] = [['', 0]];
  for (const [folder, depth] of folders) {
    const entries = entriesOf(join(root, folder));
    if (depth > 0 && entries.some(({ name }) => name === 'pyvenv.cfg')) continue;
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() && files.length < MAX_FILES) files.push(path);
      else if (entry.isSymbolicLink() && links.size + outside.length < MAX_LINKS) {
        const target = targetOf(root, path);
        if (target === undefined) outside.push(path);
        else if (target !== '') links.set(path, target);
      } else if (entry.isDirectory() && depth < MAX_DEPTH && folders.length < MAX_FOLDERS && !isSkipped(entry.name))
        folders.push([path, depth + 1]);
    }
  }
  return { files, links, outside };
}

/** Path of the file that a link leads to; `''` for one that leads to none; undefined if it leads out of the folder. */
function targetOf(root: string, path: string): string | undefined {
  try {
    const file = realpathSync(join(root, path));
    const inside = pathInside(root, file);
    return inside === undefined || statSync(file).isFile() ? inside : '';
  } catch {
    return '';
  }
}

/** CDK's output is looked for, to say that it is one. */
function isSkipped(name: string): boolean {
  return SKIPPED.has(name) || (name.startsWith('.') && !HIDDEN.has(name)) || name.startsWith('asset.');
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // not for us to read: nothing in it is found
    return [];
  }
}

/** Text of a file in a folder (its real path); undefined if there is none, it is very large, or it lies outside. */
export function textInside(root: string, path: string): string | undefined {
  return bytesInside(root, path)?.toString('utf8');
}

function legibleIn(root: string, path: string): string | undefined {
  const bytes = bytesInside(root, path);
  const found = bytes && legible(bytes);
  return found && 'text' in found ? found.text : undefined;
}

function bytesInside(root: string, path: string): Buffer | undefined {
  try {
    const file = realpathSync(join(root, path));
    if (pathInside(root, file) === undefined || statSync(file).size > MAX_BYTES) return undefined;
    return readRegular(file);
  } catch {
    return undefined;
  }
}

/** The path of a file from a folder, `/` as separator. */
export function pathFrom(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/');
}

/** The path of a file from a folder around it, `/` as separator; undefined if it is outside. Of the folder itself: `''`. */
export function pathInside(root: string, file: string): string | undefined {
  const path = pathFrom(root, file);
  return path === '..' || path.startsWith('../') || /^([A-Za-z]:|\/)/.test(path) ? undefined : path;
}

/** The path from a folder of the repository of what is in it; undefined if it is not. Both are paths from the root. */
export function pathBelow(folder: string, path: string): string | undefined {
  if (folder === '' || folder === path) return folder === '' ? path : '';
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/** Path of what a file of the repository names relative to its own folder; undefined if that is outside, or no path. */
export function pathBeside(file: string, named: string): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:|^[/\\~]|\0|\$\{/.test(named)) return undefined;
  const steps = folderOf(file)
    .split('/')
    .filter((step) => step !== '');
  for (const step of named.replaceAll('\\', '/').split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

/** `''` for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

export function nameIn(path: string): string {
  return basename(path);
}

/** The folders from the one of a file up to the root, `''`. */
export function foldersAbove(path: string): string[] {
  const found = [folderOf(path)];
  while (found.at(-1) !== '') found.push(folderOf(found.at(-1) as string));
  return found;
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
