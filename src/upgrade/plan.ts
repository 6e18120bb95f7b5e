/** What would be done to a repository, as data. Pure: `--dry-run`, `--json` and the real run show the same plan. */
import type { FileClass, RenderedFiles } from '../project/files.ts';
import { MANIFEST_PATH, basePath, insertedPath, offerPath, rejectPath } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import type { Favour, Kept, Merge } from './merge/three-way.ts';
import type { Migration } from './migrations.ts';
import { LABELS, isQuestion, judge, judgeGone } from './plan/judge.ts';
import type { How, Question, Verdict } from './plan/judge.ts';
import type { Insert } from './plan/parts.ts';
import { manifestStep } from './plan/records.ts';
import { inOrder, settle, settleGone, skipped } from './plan/settle.ts';
import type { Outcome } from './plan/settle.ts';
import { pairUp } from './plan/subjects.ts';
import type { Subject } from './plan/subjects.ts';

/** What stands at a path of the repository. */
export type OnDisk =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly executable: boolean }
  /** A symbolic link, not followed. */
  | { readonly kind: 'link'; readonly target: Uint8Array }
  /** A folder, a device, or a path below a file: never replaced. */
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
  /** Of a file that is its owner's: parts of ours that were not put in. */
  readonly left?: readonly Left[];
}

/** A part of ours that does not fit into a file. It is tried again next time. */
export interface Left {
  /** `Resources.Orders.Properties.AutoPublishAlias`. */
  readonly at: string;
  /** A clause. */
  readonly reason: string;
}

/** One change of the disk. */
export interface Write {
  readonly path: string;
  /** Absent: the file is removed. */
  readonly content?: { readonly bytes: Uint8Array; readonly executable: boolean; readonly link?: true };
  /** Hash of what stood there when the plan was made, of a link that of where it leads; absent: nothing did. */
  readonly before?: string;
  /** Of a rename: where it stood, whose permissions it keeps. */
  readonly from?: string;
}

/**
 * What stands against the laws of ownership, whatever is done about it:
 * - `no-base`: an edited file that cannot be merged, since its base is missing or not what the manifest says. Nothing of it is touched.
 * - `tampered`: a file that is the tool's alone was edited.
 * - `missing`: one was deleted.
 * - `unresolved`: conflict markers of an earlier upgrade are left in it. Nothing of it is touched.
 * - `dangling`: something in the merged template refers to what is not there any more.
 */
export interface Problem {
  readonly path: string;
  readonly kind: 'no-base' | 'tampered' | 'missing' | 'unresolved' | 'dangling';
  /** A sentence. */
  readonly message: string;
}

export interface Plan {
  /** For every rendered path, every path that the tool has no more, and every record; sorted by path. */
  readonly actions: readonly PlannedAction[];
  /** What apply does, in order; empty if there is nothing to do. */
  readonly writes: readonly Write[];
  /** Sorted by path; absent: none was looked for. */
  readonly problems?: readonly Problem[];
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
  /** What rendered; the manifest's unless given. Where it differs from the manifest's, nothing is deleted, now or later. */
  readonly renderer?: Manifest['renderer'];
  /** Files of `rendered` that are merged already, with the text that becomes their base: fitness.yaml. */
  readonly merged?: ReadonlyMap<string, Uint8Array>;
  /** Of the versions between, in order. */
  readonly migrations?: readonly Migration[];
  /** Default: `markers`. */
  readonly conflict?: Conflict;
  readonly merge?: Merge;
  /** How parts are put into a file of an owner's; by one who has done it already, from memory. */
  readonly insert?: Insert | undefined;
  /**
   * Paths that get the tool's text whatever a person made of them. `true`: managed files that are missing or edited, and others
   * that are missing; an edited file without base gets ours as an offer.
   */
  readonly restore?: true | ReadonlySet<string>;
  /** Paths that stay as they are, with why: uncommitted changes, or a person said no. They keep their old base. */
  readonly skip?: ReadonlyMap<string, string>;
  /** Files that would be written once, and that a person who has them already keeps without a conflict. */
  readonly theirs?: ReadonlySet<string>;
  /** Where a person moved a missing file: path of the tool → theirs. */
  readonly moved?: ReadonlyMap<string, string>;
  /** What the tool renamed without a migration: old path → new. */
  readonly renamed?: ReadonlyMap<string, string>;
  /** Files of its owner's that parts of ours are in, or go into, and for which none could be rendered, with why. They stay as they are. */
  readonly unread?: ReadonlyMap<string, string>;
  /** Only some files were rendered: what else the manifest names stays as it is. */
  readonly partial?: boolean;
}

/** Every path that a plan has to know about. */
export function pathsToRead(
  rendered: RenderedFiles,
  manifest?: Manifest,
  { moved, conflict }: Pick<PlanInput, 'moved' | 'conflict'> = {},
): string[] {
  const recorded = Object.entries(manifest?.files ?? {});
  const places = [...recorded.flatMap(([, { at }]) => at ?? []), ...(moved?.values() ?? [])];
  const paths = new Set([...rendered.keys(), ...recorded.map(([path]) => path)]);
  const rejects = conflict === 'rej' ? [...paths, ...places].map(rejectPath) : [];
  const holdsParts = (path: string): boolean =>
    rendered.get(path)?.parts === true || manifest?.files[path]?.parts === true;
  const records = [...paths].flatMap((path) => [
    basePath(path),
    offerPath(path),
    ...(holdsParts(path) ? [insertedPath(path)] : []),
  ]);
  return [...new Set([...paths, ...places, ...rejects, ...records, MANIFEST_PATH])];
}

/**
 * Plans how rendered files come into a folder, over what stands there and what the tool wrote before. First every path is
 * judged; then all files that both sides changed are merged at once; then what is to be done is told as writes.
 */
export function plan(input: PlanInput): Plan {
  const { disk, manifest, tool, conflict = 'markers', skip } = input;
  const how: How = {
    favour: conflict === 'fail' ? 'markers' : conflict,
    merges: input.merge !== undefined,
    version: tool.slice(tool.lastIndexOf('@') + 1),
    restore: input.restore,
    theirs: input.theirs,
    unread: input.unread,
    insert: input.insert,
  };
  const { rendered, gone } = pairUp(input);
  const decided = decide(rendered, how, input);
  const others = input.partial
    ? 'apart'
    : (input.renderer ?? manifest?.renderer) === manifest?.renderer
      ? 'ours'
      : 'theirs';
  const outcomes = [
    ...decided.map(([subject, verdict]) => settle(subject, verdict, disk)),
    ...gone.map((one) => settleGone(one, judgeGone(one, how), { disk, others, skip })),
  ];
  return planOf(outcomes, input);
}

/** Every rendered file with its verdict, after one merge of all that both changed. */
function decide(subjects: readonly Subject[], how: How, { merge, skip }: PlanInput): [Subject, Verdict][] {
  const judged = subjects.map((subject): [Subject, Verdict | Question] => {
    const found = judge(subject, how);
    return [subject, skipped(subject, found, skip)];
  });
  const questions = judged.flatMap(([, found]) => (isQuestion(found) ? [found] : []));
  const labels = { yours: LABELS.yours, next: LABELS.next(how.version) };
  const files = questions.map((question) => question.files);
  const answers = questions.length > 0 && merge ? merge(files, { favour: how.favour, labels }) : [];
  const merged = new Map(questions.map((question, index) => [question, answers[index]]));
  return judged.map(([subject, found]) => {
    if (!isQuestion(found)) return [subject, found];
    const answer = merged.get(found);
    if (!answer) throw new Error(`${subject.path} was not merged`);
    return [subject, found.verdict(answer)];
  });
}

function planOf(outcomes: readonly Outcome[], input: PlanInput): Plan {
  const { manifest, tool, renderer = manifest?.renderer ?? 'create-fitness-serverless', disk } = input;
  const files = Object.fromEntries(outcomes.flatMap(({ entry }) => (entry ? [entry] : [])));
  const steps = [
    ...outcomes.flatMap((outcome) => outcome.steps),
    ...manifestStep({ version: 1, tool, renderer, files }, disk),
  ];
  const byPath = <T extends { path: string }>(a: T, b: T): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  const actions = steps.flatMap(({ action }) => action ?? []).sort(byPath);
  const failed = input.conflict === 'fail' && actions.some(({ action }) => action === 'conflict');
  return {
    actions,
    writes: failed ? [] : inOrder(steps.flatMap(({ write }) => write ?? [])),
    problems: outcomes.flatMap(({ problem }) => problem ?? []).sort(byPath),
  };
}

export function isDangling({ kind }: Problem): boolean {
  return kind === 'dangling';
}

export function conflictsOf({ actions }: Plan): PlannedAction[] {
  return actions.filter(({ action }) => action === 'conflict');
}
