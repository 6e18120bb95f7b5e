/** What would be done to a repository, as data. Pure: `--dry-run`, `--json` and the real run show the same plan. */
import type { FileClass, RenderedFile, RenderedFiles } from '../project/files.ts';
import { MANIFEST_PATH, basePath, hashOf, offerPath, serializeManifest } from './manifest.ts';
import type { Manifest, ManifestEntry } from './manifest.ts';
import type { Favour, Kept, Merge } from './merge/three-way.ts';
import type { Migration } from './migrations.ts';

/** What stands at a path of the repository. */
export type OnDisk =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly executable: boolean }
  /** A folder, a link, a device, or a path below a file: never replaced. */
  | { readonly kind: 'obstacle'; readonly what: string };

/** By path; a path that is missing is free. */
export type Disk = ReadonlyMap<string, OnDisk>;

/**
 * - `create`: the path is free.
 * - `update`: it takes the tool's text, or both merged.
 * - `delete`: the tool has it no more, and nobody edited it.
 * - `rename`: it moves to `to`.
 * - `unchanged`: it already holds the text.
 * - `keep`: the person's text, or its absence, stays.
 * - `conflict`: both changed it: markers are in it, or the person's text stays and ours waits in `.fitness/conflicts/`.
 * - `skip`: it was not to be touched.
 */
export type Action = 'create' | 'update' | 'delete' | 'rename' | 'unchanged' | 'keep' | 'conflict' | 'skip';

export interface PlannedAction {
  readonly path: string;
  /** `state`: the tool's own records below `.fitness/`. */
  readonly class: FileClass | 'state';
  readonly action: Action;
  /** In words, for the reader of a dry run. */
  readonly reason: string;
  /** Of a rename. */
  readonly to?: string;
  /** Places where both changed a structured file, and the person's stays. */
  readonly kept?: readonly Kept[];
}

/** One change of the disk. */
export interface Write {
  readonly path: string;
  /** Absent: the file is removed. */
  readonly content?: { readonly bytes: Uint8Array; readonly executable: boolean; readonly link?: true };
  /** Hash of what stood there when the plan was made, of a link that of where it leads; absent: nothing did. */
  readonly before?: string;
}

export interface Plan {
  /** For every rendered path and record, sorted by path. */
  readonly actions: readonly PlannedAction[];
  /** What apply does, in order; empty if there is nothing to do. */
  readonly writes: readonly Write[];
}

/** What is done where both sides changed the same lines: merged with markers, one side, a `.rej` beside, or nothing at all. */
export type Conflict = Favour | 'fail';

export interface PlanInput {
  readonly rendered: RenderedFiles;
  /** At least every path of `pathsToRead`. */
  readonly disk: Disk;
  readonly manifest?: Manifest | undefined;
  /** `create-fitness-serverless@<version>`. */
  readonly tool: string;
  /** What rendered; the manifest's unless given. Where it differs from the manifest's, nothing is deleted. */
  readonly renderer?: Manifest['renderer'];
  /** Files of `rendered` that are merged already, with the text that becomes their base: fitness.yaml. */
  readonly merged?: ReadonlyMap<string, Uint8Array>;
  /** Of the versions between, in order. */
  readonly migrations?: readonly Migration[];
  /** Default: `markers`. */
  readonly conflict?: Conflict;
  readonly merge?: Merge;
  /** Paths that get the tool's text whatever stands there or not: `true` for all that are missing or edited. */
  readonly restore?: true | ReadonlySet<string>;
  /** Paths that stay as they are, with why: uncommitted changes, or a person said no. They keep their old base. */
  readonly skip?: ReadonlyMap<string, string>;
}

/** Every path that a plan has to know about. */
export function pathsToRead(rendered: RenderedFiles): string[] {
  return [...[...rendered.keys()].flatMap((path) => [path, basePath(path), offerPath(path)]), MANIFEST_PATH];
}

/** Plans how rendered files come into a folder, over what stands there and what the tool wrote before. */
export function plan({ rendered, disk, manifest, tool }: PlanInput): Plan {
  const decisions = [...rendered].map(([path, file]) => decide(path, file, disk, manifest?.files[path]));
  const records = decisions.flatMap((decision) => recordsOf(decision, disk));
  const files: Record<string, ManifestEntry> = { ...manifest?.files };
  for (const { path, entry } of decisions) files[path] = entry;
  const next: Manifest = { version: 1, tool, renderer: manifest?.renderer ?? 'create-fitness-serverless', files };
  const state = stateWrite(MANIFEST_PATH, serializeManifest(next), disk);

  const steps = [...decisions, ...records, ...state];
  return {
    actions: steps
      .map(({ path, class: owner, action, reason }) => ({ path, class: owner, action, reason }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    writes: steps.flatMap(({ write }) => write ?? []),
  };
}

export function conflictsOf({ actions }: Plan): PlannedAction[] {
  return actions.filter(({ action }) => action === 'conflict');
}

interface Step extends PlannedAction {
  readonly write?: Write;
}

interface Decision extends Step {
  readonly file: RenderedFile;
  readonly entry: ManifestEntry;
}

function decide(path: string, file: RenderedFile, disk: Disk, last: ManifestEntry | undefined): Decision {
  const hash = hashOf(file.bytes);
  const entry: ManifestEntry = { class: file.class, mode: file.executable ? '755' : '644', hash };
  const content = { bytes: file.bytes, executable: file.executable };
  const as = (action: Action, reason: string, more: { write?: Write; entry?: ManifestEntry } = {}): Decision => ({
    path,
    class: file.class,
    action,
    reason,
    file,
    entry,
    ...more,
  });

  const now = disk.get(path);
  if (!now) {
    if (!last || last.conflict) return as('create', 'new', { write: { path, content } });
    return as('keep', 'you deleted it', { entry: last });
  }
  const offered: ManifestEntry = { ...entry, ...(last && { hash: last.hash }), conflict: hash };
  if (now.kind === 'obstacle') return as('conflict', `${now.what} stands in its place`, { entry: offered });

  const before = hashOf(now.bytes);
  if (before === hash) {
    const oursToChange = last !== undefined && last.mode !== entry.mode && now.executable !== file.executable;
    return oursToChange
      ? as('update', 'its mode changed', { write: { path, content, before } })
      : as('unchanged', 'as it should be');
  }
  if (!last) return as('conflict', 'you have a file of that name', { entry: offered });
  if (last.conflict) {
    // the offer is gone from .fitness/conflicts: the person took from it what they wanted
    const settled = last.conflict === hash && !disk.has(offerPath(path));
    return settled
      ? as('keep', 'you settled the conflict')
      : as('conflict', 'you have a file of that name', { entry: offered });
  }
  if (file.class === 'once') return as('keep', 'yours since it was created', { entry: last });
  if (before === last.hash) return as('update', 'the tool changed it', { write: { path, content, before } });
  if (last.hash === hash) return as('keep', 'you edited it');
  return as('conflict', 'you edited it and the tool changed it', { entry: offered });
}

/** The pristine copy of a merged file, and the text that waits beside a conflict. */
function recordsOf({ path, action, file, entry }: Decision, disk: Disk): Step[] {
  const keepsBase = file.class === 'merged' && action !== 'conflict' && entry.hash === hashOf(file.bytes);
  return [
    ...(keepsBase ? stateWrite(basePath(path), file.bytes, disk) : []),
    ...(action === 'conflict'
      ? stateWrite(offerPath(path), file.bytes, disk, file.executable)
      : removal(offerPath(path), disk)),
  ];
}

/** The tool's own records are its own: they follow without asking. */
function stateWrite(path: string, bytes: Uint8Array, disk: Disk, executable = false): Step[] {
  const now = disk.get(path);
  if (now?.kind === 'obstacle')
    return [{ path, class: 'state', action: 'conflict', reason: `${now.what} stands in its place` }];
  const content = { bytes, executable };
  if (!now) return [{ path, class: 'state', action: 'create', reason: 'new', write: { path, content } }];
  if (hashOf(now.bytes) === hashOf(bytes))
    return [{ path, class: 'state', action: 'unchanged', reason: 'as it should be' }];
  return [
    {
      path,
      class: 'state',
      action: 'update',
      reason: 'follows the files',
      write: { path, content, before: hashOf(now.bytes) },
    },
  ];
}

function removal(path: string, disk: Disk): Step[] {
  const now = disk.get(path);
  if (now?.kind !== 'file') return [];
  return [
    {
      path,
      class: 'state',
      action: 'delete',
      reason: 'the conflict is settled',
      write: { path, before: hashOf(now.bytes) },
    },
  ];
}
