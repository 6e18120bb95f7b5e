/** Which rendered file, which record and which file of the folder belong together, whoever moved what. */
import type { RenderedFile } from '../../project/files.ts';
import { basePath, insertedPath, offerPath } from '../manifest.ts';
import type { ManifestEntry } from '../manifest.ts';
import { pathAfter } from '../migrations.ts';
import type { PlanInput } from '../plan.ts';
import { sideOf, standing } from './side.ts';
import type { Side } from './side.ts';

/** A rendered file, with all that is known of it. */
export interface Subject {
  /** Its path as the tool has it. */
  readonly path: string;
  /** The same in the version before. */
  readonly from: string;
  /** Where it stands, and where it shall. A person, or a file in its way, may keep it elsewhere. */
  readonly source: string;
  readonly target: string;
  /** A person's file stands where the tool moves it to. */
  readonly blocked: boolean;
  readonly file: RenderedFile;
  readonly next: Side;
  /** What becomes its base. Differs from `next` where that was merged before. */
  readonly pristine: Side;
  readonly merged: boolean;
  /** As the manifest has it. */
  readonly recorded: ManifestEntry | undefined;
  /** The same once a person settled what was offered or marked. */
  readonly last: ManifestEntry | undefined;
  readonly yours: Side | undefined;
  /** What stands there if it is nothing that the tool writes. */
  readonly obstacle: string | undefined;
  /** The pristine copy, whatever its hash. */
  readonly base: Side | undefined;
  /** Of a file that is its owner's: the record of what was put in. */
  readonly inserted: Side | undefined;
}

/** A path of the manifest that nobody renders any more. */
export interface Gone {
  readonly path: string;
  readonly place: string;
  readonly last: ManifestEntry;
  readonly yours: Side | undefined;
  readonly obstacle: string | undefined;
  readonly base: Side | undefined;
  readonly inserted: Side | undefined;
  /** A migration says that it is its owner's now. */
  readonly released: boolean;
}

export interface Subjects {
  readonly rendered: readonly Subject[];
  readonly gone: readonly Gone[];
}

type Records = ReadonlyMap<string, ManifestEntry>;

/** Pairs what is rendered with what the manifest says and what stands in the folder. */
export function pairUp(input: PlanInput): Subjects {
  const records = recordsOf(input);
  const renames = renamesByTool(input, records);
  const places = placesOf(input, records);
  const rendered = [...input.rendered].map(([path, file]) => {
    const from = records.has(path) ? path : (renames.get(path) ?? path);
    const place = places.get(from);
    const found = from !== path && !file.parts && isAnother(input, path, from, place) ? undefined : records.get(from);
    // what was ours, or both's, and what is its owner's have nothing to do with each other
    const recorded = found?.parts === file.parts ? found : undefined;
    return subjectOf(input, { path, from, file, recorded, place });
  });
  const used = new Set(rendered.map(({ from }) => from));
  const gone = [...records].flatMap(([path, last]): Gone[] =>
    used.has(path) ? [] : [goneOf(input, path, places.get(path) ?? path, last)],
  );
  return { rendered, gone };
}

/** Is what the tool renames not what it wrote? Then it is new in its new place. */
function isAnother({ disk, manifest }: PlanInput, path: string, from: string, place: string | undefined): boolean {
  // gone from its old place, it is not what stands in the new place
  if (place === undefined) return disk.has(path);
  const { conflict, hash } = manifest?.files[from] ?? {};
  return conflict !== undefined && conflict === hash && disk.has(offerPath(from));
}

export function recordsOf({ manifest }: PlanInput): Records {
  return new Map(Object.entries(manifest?.files ?? {}));
}

/** New path → old path: what migrations say, then names of which only the case changed, then what was found to be similar. */
export function renamesByTool(
  { rendered, migrations = [], renamed }: PlanInput,
  records: Records,
): Map<string, string> {
  const renames = new Map<string, string>();
  const add = (from: string, to: string | undefined): void => {
    if (to === undefined || to === from || rendered.has(from) || !rendered.has(to)) return;
    // a file cannot become the folder that it lies in, nor a folder one of its files: the old goes, and the new comes
    if (to.startsWith(`${from}/`) || from.startsWith(`${to}/`)) return;
    const isOwners = records.get(from)?.parts === true;
    // what its owner has they move themselves, and say so in fitness.yaml
    if (isOwners !== (rendered.get(to)?.parts === true) || (isOwners && renamed?.get(from) !== to)) return;
    if (!records.has(to) && !renames.has(to)) renames.set(to, from);
  };
  if (migrations.length > 0) for (const from of records.keys()) add(from, pathAfter(from, migrations));
  const moved = new Set(renames.values());
  const spelled = new Map(
    [...rendered.keys()].flatMap((to) => (records.has(to) ? [] : [[to.toLowerCase(), to] as const])),
  );
  for (const from of records.keys()) {
    const to = spelled.get(from.toLowerCase()) ?? renamed?.get(from);
    if (!moved.has(from)) add(from, to);
  }
  return renames;
}

/**
 * Where each recorded file stands; those that stand nowhere are left out. A file that a person moved is followed, unless it was
 * the tool's alone, or the new path has a meaning of its own.
 */
export function placesOf({ rendered, disk, moved }: PlanInput, records: Records): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  const taken = new Set([...rendered.keys(), ...records.keys()]);
  const elsewhere = (path: string | undefined): path is string =>
    path !== undefined && !taken.has(path) && disk.has(path);
  for (const [path, { at, class: owner }] of records) {
    const by = owner === 'managed' || disk.has(path) ? undefined : moved?.get(path);
    const place = elsewhere(at) ? at : disk.has(path) ? path : elsewhere(by) ? by : undefined;
    if (place === undefined) continue;
    places.set(path, place);
    taken.add(place);
  }
  return places;
}

interface Pair {
  readonly path: string;
  readonly from: string;
  readonly file: RenderedFile;
  readonly recorded: ManifestEntry | undefined;
  readonly place: string | undefined;
}

function subjectOf({ disk, merged }: PlanInput, pair: Pair): Subject {
  const { path, from, file, recorded, place } = pair;
  const way = wayOf(pair, (at) => disk.has(at), place !== undefined && disk.get(place)?.kind);
  const now = disk.get(way.source);
  const yours = standing(now);
  const next = sideOf(file);
  const given = merged?.get(path);
  const pristine = given ? sideOf({ bytes: given, executable: file.executable }) : next;
  const there = { yours, pristine, owner: file.class, offered: disk.has(offerPath(from)) };
  return {
    path,
    from,
    ...way,
    file,
    next,
    pristine,
    merged: given !== undefined,
    recorded,
    last: recorded && settled(recorded, now ? there : undefined),
    yours,
    obstacle: now?.kind === 'obstacle' ? now.what : undefined,
    base: standing(disk.get(basePath(from))),
    inserted: standing(disk.get(insertedPath(from))),
  };
}

/** From where to where a file goes. */
function wayOf(
  { path, from, file, recorded, place }: Pair,
  isTaken: (path: string) => boolean,
  kind: string | false | undefined,
): Pick<Subject, 'source' | 'target' | 'blocked'> {
  const stays = (at: string, blocked = false) => ({ source: at, target: at, blocked });
  if (file.parts) return stays(path);
  if (!recorded || place === undefined || place === path) return stays(path);
  // a managed file comes back to its place as soon as that is free
  const byPerson = place !== from && file.class !== 'managed';
  if (recorded.ejected !== undefined || byPerson || kind === 'obstacle') return stays(place);
  return isTaken(path) ? stays(place, true) : { source: place, target: path, blocked: false };
}

/**
 * What a person did with an offer (markers are looked for before). They took it: then that is what the tool wrote. They
 * deleted it: then they took from it what they wanted, and of a file without base, or of the very text that is due, it counts
 * as written, too.
 */
function settled(
  { unresolved: _, ...recorded }: ManifestEntry,
  there: { yours: Side | undefined; pristine: Side; owner: string; offered: boolean } | undefined,
): ManifestEntry {
  const { conflict, ...rest } = recorded;
  if (conflict === undefined || there === undefined) return recorded;
  if (there.yours?.hash === conflict) return { ...rest, hash: conflict };
  if (there.offered) return recorded;
  const seen = there.owner !== 'merged' || conflict === there.pristine.hash || rest.hash === conflict;
  return seen ? { ...rest, hash: conflict } : rest;
}

function goneOf({ disk, migrations = [] }: PlanInput, path: string, place: string, last: ManifestEntry): Gone {
  const now = disk.get(place);
  let at = path;
  let released = false;
  for (const migration of migrations) {
    released ||= migration.released.includes(at);
    at = pathAfter(at, [migration]);
  }
  return {
    path,
    place,
    last,
    yours: standing(now),
    obstacle: now?.kind === 'obstacle' ? now.what : undefined,
    base: standing(disk.get(basePath(path))),
    inserted: standing(disk.get(insertedPath(path))),
    released: released || migrations.some((migration) => migration.released.includes(at)),
  };
}
