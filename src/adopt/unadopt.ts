/** What taking an adoption back does: every part of ours comes out of its owner's files, and what is the tool's alone goes. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AdoptedConfig } from '../config/config.ts';
import { CUSTOM_CHECKS } from '../config/own-checks.ts';
import { UserError } from '../errors.ts';
import { KNOWN_FAILURES_FILE } from '../fitness/known-failures.ts';
import { BUILD_FILE, PREBUILT_BUILD_FILE } from '../measurements/build.ts';
import { pathText } from '../insert/data.ts';
import { inOneLine } from '../insert/take-out.ts';
import type { Path, SourceDocument } from '../template/model.ts';
import { parseReadable } from '../template/parse.ts';
import { isRecord, own, ownAt } from '../template/resolve/values.ts';
import { danglingIn } from '../upgrade/dangling.ts';
import { readDisk } from '../upgrade/disk.ts';
import { filesIn, repositoryOf } from '../upgrade/git.ts';
import { MANIFEST_PATH, STATE_FOLDER } from '../upgrade/manifest.ts';
import type { Manifest, ManifestEntry } from '../upgrade/manifest.ts';
import { pathsToRead, plan } from '../upgrade/plan.ts';
import type { Disk, Plan, PlannedAction, Write } from '../upgrade/plan.ts';
import { inOrder } from '../upgrade/plan/settle.ts';
import { standing } from '../upgrade/plan/side.ts';
import { CONFIG, TEMPLATE, startIn } from '../upgrade/start.ts';
import { CHANGED_PATH } from './changed.ts';
import type { Changed } from './changed.ts';
import { ownersToday, withOriginals } from './unadopt/originals.ts';

/** What stays of it, and is for its owner to look at. */
export interface KeptPart {
  readonly path: string;
  /** In the file, as it stands then. */
  readonly line?: number;
  readonly at?: string;
  /** A clause. */
  readonly reason: string;
}

export interface Unadoption {
  readonly plan: Plan;
  readonly kept: readonly KeptPart[];
  /** Files that go with what a person changed in them. */
  readonly edited: readonly string[];
  /** Of the template. */
  readonly template: {
    /** Whether it could be taken out. */
    readonly isBare: boolean;
    /** Resources that go, and functions that lose their alias, by logical id. */
    readonly resources: readonly string[];
    readonly aliases: readonly string[];
    /** How many references lead nowhere then. */
    readonly dangling: number;
  };
}

/**
 * Plans to take out what `adopt` and later upgrades put in. An edit of a person's stays, and is told. Reads, and writes nothing.
 *
 * @param env for git
 * @throws UserError `no-manifest`, `no-service`, `broken-manifest`; `template-moved` if it is not where something was put into it
 */
export function planUnadoption(root: string, env: NodeJS.ProcessEnv): Unadoption {
  const { manifest, yours } = startIn(root, env);
  const disk = readDisk(root, pathsToRead(new Map(), manifest));
  const { adopted, changed } = ownersToday(root, yours, manifest);
  refuseMoved(adopted ?? { template: TEMPLATE, files: [] }, manifest, disk);
  const made = plan({
    rendered: new Map(),
    disk,
    manifest: asTheTools(manifest, disk),
    tool: manifest.tool,
    conflict: 'ours',
  });
  const left = { ...made, writes: made.writes.filter(({ path }) => path !== MANIFEST_PATH) };
  const again = withOriginals(left, { disk, adopted, changed });
  const whole = withoutRecords(again.plan, root);
  const after = new After(whole, disk);
  const template = adopted?.template ?? TEMPLATE;
  const dangling = danglingAfter(template, after);
  const kept = [
    ...keptOf(whole, manifest, { disk, after }),
    ...again.left.map((each) => keptChange(each, template, after)),
    ...dangling,
    ...ownChecksIn(root, manifest, env),
  ];
  const isBare = !(whole.problems ?? []).some(({ path }) => path === template);
  return {
    plan: whole,
    kept: kept.sort(byPlace),
    edited: editedIn(whole, manifest, disk),
    template: { isBare, ...lostIn(template, after), dangling: dangling.length },
  };
}

/** What was put into it stands somewhere else then, and would name hooks that are gone. */
function refuseMoved(
  { template, files: beside }: Pick<AdoptedConfig, 'template' | 'files'>,
  { files }: Manifest,
  disk: Disk,
): void {
  const isAway = (path: string): boolean => files[path]?.parts === true && !disk.has(path);
  if (isAway(template))
    throw new UserError(
      'template-moved',
      `${CONFIG} says that the template is ${template}, and there is no such file.`,
      {
        hint: 'If you moved it, write its new path at adopted.template, and run `upgrade`. If it is gone for good, restore it, and delete it afterwards.',
      },
    );
  const before = Object.keys(files).find((path) => isAway(path) && !beside.includes(path));
  if (Object.hasOwn(files, template) || before === undefined) return;
  throw new UserError('template-moved', `${CONFIG} says that the template is ${template}, and it was ${before}.`, {
    hint: 'Run `upgrade` first, and commit: it takes over the new path.',
  });
}

function byPlace(a: KeptPart, b: KeptPart): number {
  return a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1;
}

/** The files of their owner, as they were and will be. */
class After {
  readonly #plan: Plan;
  readonly #disk: Disk;
  readonly #documents = new Map<string, SourceDocument | undefined>();

  constructor(plan: Plan, disk: Disk) {
    this.#plan = plan;
    this.#disk = disk;
  }

  before(path: string): string {
    return textOf(standing(this.#disk.get(path))?.bytes);
  }

  text(path: string): string {
    const write = this.#plan.writes.find((one) => one.path === path);
    return write ? textOf(write.content?.bytes) : this.before(path);
  }

  /** Undefined: there is no such place, or it cannot be read. */
  lineOf(path: string, at: Path): number | undefined {
    if (!this.#documents.has(path)) this.#documents.set(path, parseReadable(this.text(path), path));
    return this.#documents.get(path)?.locate(at)?.line;
  }
}

function textOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}

/** What the owner wrote after ours, or kept of it, may name what is gone. */
function danglingAfter(path: string, after: After): KeptPart[] {
  const [before, text] = [after.before(path), after.text(path)];
  if (before === text) return [];
  return danglingIn({ before, after: text, next: text }, path).map(({ from, to, line }) => {
    const reason = `it refers to ${to}, which is taken out: name another one there, or take that out, too`;
    return { path, line, at: from, reason };
  });
}

/** Resources and aliases that are gone from a template. */
function lostIn(path: string, after: After): Pick<Unadoption['template'], 'resources' | 'aliases'> {
  const [before, text] = [after.before(path), after.text(path)];
  if (before === text) return { resources: [], aliases: [] };
  const [was, is] = [before, text].map((one) => own(parseReadable(one, path)?.data, 'Resources'));
  const ids = isRecord(was) ? Object.keys(was) : [];
  const alias = (resources: unknown, id: string): unknown => ownAt(resources, [id, 'Properties', 'AutoPublishAlias']);
  return {
    resources: ids.filter((id) => own(is, id) === undefined),
    aliases: ids.filter((id) => own(is, id) && alias(was, id) !== undefined && alias(is, id) === undefined),
  };
}

/** What only the gate reads, and what would be in the way of a later `adopt`: they go, whoever edited them. */
const OF_THE_GATE = [CONFIG, KNOWN_FAILURES_FILE];

function editedIn({ writes }: Plan, { files }: Manifest, disk: Disk): string[] {
  const going = new Set(writes.flatMap(({ path, content }) => (content ? [] : [path])));
  return OF_THE_GATE.filter((path) => going.has(path) && standing(disk.get(path))?.hash !== files[path]?.hash);
}

/**
 * The manifest as taking out reads it: what is of the gate goes, edited or not; what was written once goes if nobody edited it;
 * and what was ejected is not the tool's at all.
 */
function asTheTools(manifest: Manifest, disk: Disk): Manifest {
  const files = Object.entries(manifest.files).flatMap(([path, entry]): [string, ManifestEntry][] => {
    const now = standing(disk.get(entry.at ?? path));
    if (entry.ejected !== undefined) return [];
    if (OF_THE_GATE.includes(path) && now) return [[path, { ...entry, class: 'managed', hash: now.hash }]];
    return [[path, entry.class === 'once' && now?.hash === entry.hash ? { ...entry, class: 'managed' } : entry]];
  });
  return { ...manifest, files: Object.fromEntries(files) };
}

function keptChange({ path: at, was }: Changed, path: string, after: After): KeptPart {
  const line = after.lineOf(path, at);
  const reason = `--fix changed it, and you did since: it was ${inOneLine(was)}`;
  return { path, ...(line !== undefined && { line }), at: pathText(at), reason };
}

/** All that is below `.fitness/` but what an interrupted command needs. */
const RECORDS = ['base', 'inserted', 'conflicts'];

/** Without the records of the tool: the manifest, and what nobody asks for any more. */
function withoutRecords({ actions, writes, problems }: Plan, root: string): Plan {
  const gone = new Set(writes.map(({ path }) => path));
  const records = RECORDS.flatMap((name) => filesBelow(root, `${STATE_FOLDER}/${name}`));
  // what `measure` found is nobody's text, and git has none of it
  const paths = [MANIFEST_PATH, CHANGED_PATH, BUILD_FILE, PREBUILT_BUILD_FILE, ...records];
  const disk = readDisk(root, paths);
  const left = [...disk].flatMap(([path, now]): Write[] => {
    const there = standing(now);
    return there && !gone.has(path) ? [{ path, before: there.hash }] : [];
  });
  const told = left.map(({ path }): PlannedAction => ({
    path,
    class: 'state',
    action: 'delete',
    reason: 'nobody asks for it any more',
  }));
  const isLeft = new Set(left.map(({ path }) => path));
  return {
    actions: [...actions.filter(({ path }) => !isLeft.has(path)), ...told].sort((a, b) => (a.path < b.path ? -1 : 1)),
    writes: inOrder([...writes, ...left]),
    ...(problems && { problems }),
  };
}

/** Links are not followed. */
function filesBelow(root: string, folder: string): string[] {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

function keptOf(
  { actions, problems = [] }: Plan,
  { files }: Manifest,
  { disk, after }: { readonly disk: Disk; readonly after: After },
): KeptPart[] {
  const done = new Map(actions.map((action) => [action.path, action]));
  return Object.entries(files).flatMap(([path, { at = path, ejected, parts }]): KeptPart[] => {
    if (!disk.has(at)) return [];
    if (ejected !== undefined) return [{ path: at, reason: `it is yours since it was ejected: ${ejected}` }];
    const { action, kept = [] } = done.get(at) ?? {};
    const problem = problems.find((one) => one.path === path);
    if (problem) return [{ path: at, reason: `what was put into it is not known: ${lowered(problem.message)}` }];
    if (action === 'keep' && !parts) return [{ path: at, reason: 'you edited it' }];
    return kept.map((place) => {
      const line = after.lineOf(at, place.at.split('.'));
      return { path: at, ...(line !== undefined && { line }), at: place.at, reason: place.why ?? 'you edited it' };
    });
  });
}

/** A sentence as a clause. */
function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

/** Checks of a person's own, which nothing runs any more. What else of theirs stands beside ours never was the tool's. */
function ownChecksIn(root: string, { files }: Manifest, env: NodeJS.ProcessEnv): KeptPart[] {
  const folder = join(root, CUSTOM_CHECKS);
  if (!existsSync(folder)) return [];
  return filesIn(folder, repositoryOf(folder, env)).flatMap((name): KeptPart[] => {
    const path = `${CUSTOM_CHECKS}/${name}`;
    return Object.hasOwn(files, path) ? [] : [{ path, reason: 'it is yours' }];
  });
}
