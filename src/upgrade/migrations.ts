/**
 * What a version of the tool renames. `migrations/<version>.json` of the package says it as data, so that a fork or a platform
 * team adds one without building anything; each is used once, in the order of versions, in memory. migrations/README.md
 * describes the file.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import semver from '#semver';
import { UserError } from '../errors.ts';
import { suggestion } from '../config/nearest.ts';
import { ownPackage } from '../package.ts';
import type { FileClass } from '../project/files.ts';
import { isRecord } from '../template/resolve/values.ts';
import { STATE_FOLDER } from './manifest.ts';
import { unsafePath } from '../safe-path.ts';

export interface Migration {
  /** The version that brings it: the name of the file. */
  readonly version: string;
  /** For the reader of an upgrade, a line each. */
  readonly notes: readonly string[];
  /**
   * Answers of fitness.yaml: path of keys → new path, `region` → `aws.region`. The value and its comments move along. `*` is
   * any key, and stands as often in the new path.
   */
  readonly answers: Readonly<Record<string, string>>;
  /** Values of an answer, of each item where it is a list, by its new path: old → new. */
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Files and folders (`docs/` → `doc/`): old path → new path. A person's own files in a folder stay. */
  readonly paths: Readonly<Record<string, string>>;
  /** By new path. */
  readonly classes: Readonly<Record<string, FileClass>>;
  /** Paths that the tool lets go of: the file stays, its owner's. */
  readonly released: readonly string[];
}

/**
 * Of the versions after `from` up to `to`, in their order.
 *
 * @param folder Default: that of this package
 * @throws UserError `broken-migration` if a file of the folder is not as README.md says
 */
export function migrationsBetween(from: string, to: string, folder?: string): readonly Migration[] {
  for (const version of [from, to]) refuseVersion(version);
  // nothing lies between: the folder is not read
  if (semver.compare(from, to) >= 0) return [];
  const at = folder ?? join(ownPackage().root, 'migrations');
  return versionsIn(at)
    .filter((version) => semver.compare(from, version) < 0 && semver.compare(version, to) <= 0)
    .sort(semver.compare)
    .map((version) => readMigration(join(at, `${version}.json`), version));
}

/** Where a file of the tool is, after all of the migrations. A file that is named itself is not moved with its folder. */
export function pathAfter(path: string, migrations: readonly Migration[]): string {
  return migrations.reduce((at, { paths }) => moved(at, paths), path);
}

function moved(path: string, paths: Migration['paths']): string {
  if (Object.hasOwn(paths, path)) return paths[path] ?? path;
  const [folder] = Object.keys(paths)
    .filter((from) => from.endsWith('/') && path.startsWith(from))
    .sort((a, b) => b.length - a.length);
  return folder === undefined ? path : `${paths[folder] ?? ''}${path.slice(folder.length)}`;
}

function refuseVersion(version: string): void {
  if (semver.valid(version) !== null) return;
  throw new UserError('unknown-version', `${JSON.stringify(version)} is no version of this tool.`, {
    hint: 'Versions are written 1.4.0 or 1.4.0-rc.1.',
  });
}

/** A package without migrations has no such folder. */
function versionsIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const versions = names.flatMap((name) => /^(.*)\.json$/.exec(name)?.[1] ?? []);
  for (const version of versions) {
    if (semver.valid(version) !== version)
      throw broken(join(folder, `${version}.json`), undefined, 'is not named by a version, as 1.4.0.json is');
  }
  return versions;
}

function readMigration(file: string, version: string): Migration {
  const data = parsed(file);
  const unknown = Object.keys(data).find((key) => !Object.hasOwn(READERS, key));
  if (unknown !== undefined) throw broken(file, unknown, `is unknown${suggestion(unknown, Object.keys(READERS))}`);
  const read = <Key extends keyof Readers>(key: Key): ReturnType<Readers[Key]> => {
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    return READERS[key](value, (at, problem) => broken(file, [key, ...at].join(' → '), problem)) as ReturnType<
      Readers[Key]
    >;
  };
  return {
    version,
    notes: read('notes'),
    answers: read('answers'),
    values: read('values'),
    paths: read('paths'),
    classes: read('classes'),
    released: read('released'),
  };
}

function parsed(file: string): Readonly<Record<string, unknown>> {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw broken(file, undefined, `is not JSON: ${error.message}`);
    throw error;
  }
  if (!isRecord(data)) throw broken(file, undefined, 'is no object');
  return data;
}

/** Makes the error that names the file, the key, and what is wrong there. */
type Refuse = (at: readonly string[], problem: string) => UserError;

const READERS = {
  notes: (value: unknown, refuse: Refuse) => texts(value, refuse),
  answers: (value: unknown, refuse: Refuse) => {
    const answers = textByText(value, refuse);
    for (const [from, to] of Object.entries(answers)) {
      const problem = keyPathProblem(from) ?? keyPathProblem(to);
      if (problem !== undefined) throw refuse([from], problem);
      if (stars(from) !== stars(to)) throw refuse([from], 'has * more or less often than what it becomes');
    }
    return answers;
  },
  values: (value: unknown, refuse: Refuse) => {
    const values = recordOf(value, refuse, []);
    return Object.fromEntries(
      Object.entries(values).map(([path, map]) => {
        const problem = keyPathProblem(path);
        if (problem !== undefined) throw refuse([path], problem);
        return [path, recordOf(map, refuse, [path])];
      }),
    );
  },
  paths: (value: unknown, refuse: Refuse) => {
    const paths = textByText(value, refuse);
    for (const [from, to] of Object.entries(paths)) {
      const problem = filePathProblem(from) ?? filePathProblem(to);
      if (problem !== undefined) throw refuse([from], problem);
      if (from.endsWith('/') !== to.endsWith('/'))
        throw refuse([from], 'is a folder, and what it becomes is none, or the other way');
    }
    return paths;
  },
  classes: (value: unknown, refuse: Refuse) => {
    const classes = textByText(value, refuse);
    for (const [path, name] of Object.entries(classes)) {
      const problem = filePathProblem(path);
      if (problem !== undefined) throw refuse([path], problem);
      if (!CLASSES.has(name))
        throw refuse([path], `must be one of ${[...CLASSES].join(', ')}, not ${JSON.stringify(name)}`);
    }
    return classes as Readonly<Record<string, FileClass>>;
  },
  released: (value: unknown, refuse: Refuse) => {
    const released = texts(value, refuse);
    for (const path of released) {
      const problem = filePathProblem(path);
      if (problem !== undefined) throw refuse([path], problem);
    }
    return released;
  },
} as const;

type Readers = typeof READERS;

const CLASSES: ReadonlySet<string> = new Set<FileClass>(['managed', 'merged', 'once']);

function texts(value: unknown, refuse: Refuse): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw refuse([], 'must be a list');
  return value.map((item: unknown, index) => {
    if (typeof item === 'string' && item !== '') return item;
    throw refuse([String(index)], 'must be text');
  });
}

function textByText(value: unknown, refuse: Refuse): Readonly<Record<string, string>> {
  const entries = Object.entries(recordOf(value, refuse, [])).map(([key, item]): [string, string] => {
    if (typeof item !== 'string') throw refuse([key], 'must be text');
    return [key, item];
  });
  return Object.fromEntries(entries);
}

function recordOf(value: unknown, refuse: Refuse, at: readonly string[]): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw refuse(at, 'must be an object');
  return value;
}

function keyPathProblem(path: string): string | undefined {
  return path.split('.').every((key) => key !== '')
    ? undefined
    : `${JSON.stringify(path)} is no path of keys such as aws.region`;
}

function stars(path: string): number {
  return path.split('.').filter((key) => key === '*').length;
}

function filePathProblem(path: string): string | undefined {
  const problem = unsafePath(path.replace(/\/$/, ''));
  if (problem !== undefined) return `${JSON.stringify(path)} ${problem}`;
  return path === 'fitness.yaml' || path.split('/')[0] === STATE_FOLDER ? `${path} stays where it is` : undefined;
}

function broken(file: string, at: string | undefined, problem: string): UserError {
  return new UserError('broken-migration', `${file}: ${at === undefined ? '' : `${at} `}${problem}.`, {
    location: { file, line: 1, column: 1 },
    hint: 'migrations/README.md of the package says what may stand there.',
  });
}
