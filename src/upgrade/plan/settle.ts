/** From verdicts to writes: what is written where, in which order, and what the manifest says of it. */
import { MANIFEST_PATH, STATE_FOLDER, rejectPath } from '../manifest.ts';
import type { ManifestEntry } from '../manifest.ts';
import type { Disk, PlanInput, PlannedAction, Problem, Write } from '../plan.ts';
import { isVendored } from '../specification.ts';
import { isQuestion } from './judge.ts';
import type { Question, Verdict } from './judge.ts';
import { recordsGone, recordsOf } from './records.ts';
import type { Step } from './records.ts';
import { isUntouched, standing } from './side.ts';
import type { Content } from './side.ts';
import type { Gone, Subject } from './subjects.ts';

/** All that comes of one path. */
export interface Outcome {
  readonly steps: readonly Step[];
  readonly entry?: readonly [path: string, entry: ManifestEntry] | undefined;
  readonly problem?: Problem;
}

/** A path that is not to be touched, and would be, stays as it is. */
export function skipped(s: Subject, found: Verdict | Question, skip: PlanInput['skip']): Verdict | Question {
  const reason = [s.path, s.source, s.from].map((path) => skip?.get(path)).find((why) => why !== undefined);
  if (reason === undefined || (!isQuestion(found) && !touches(s, found))) return found;
  const problem = isQuestion(found) ? undefined : found.problem;
  const offer = s.recorded?.conflict !== undefined ? ({ offer: 'keep' } as const) : {};
  return { action: 'skip', reason, entry: s.recorded, base: 'keep', ...offer, ...(problem && { problem }) };
}

function touches(s: Subject, { action, text, entry }: Verdict): boolean {
  if (action === 'skip') return false;
  if (text || action === 'conflict' || s.source !== s.target) return true;
  return entry?.hash !== s.recorded?.hash || entry?.mode !== s.recorded?.mode || entry?.class !== s.recorded?.class;
}

/** What a verdict on a rendered file does, where it stands and where it shall stand. */
export function settle(s: Subject, verdict: Verdict, disk: Disk): Outcome {
  if (s.source !== s.target && isOwnLink(s) && !verdict.text) return settle({ ...s, target: s.source }, verdict, disk);
  const moves = s.source !== s.target && s.yours !== undefined;
  if (verdict.action === 'skip' && moves) return postponed(s, verdict, disk);
  const content = verdict.text ?? (moves && s.yours ? contentOf(s.yours) : undefined);
  const written: Step[] = content ? [{ write: writeOf(s, content, moves) }] : [];
  const left: Step[] = moves && s.yours ? [{ write: { path: s.source, before: s.yours.hash } }] : [];
  return {
    steps: [
      { action: actionOf(s, verdict, moves) },
      ...written,
      ...left,
      ...rejected(s, verdict, disk),
      ...recordsOf(s, verdict, disk),
    ],
    ...(verdict.entry && { entry: [s.path, located(verdict.entry, s, content)] }),
    ...problemOf(s.path, verdict),
  };
}

/** A link that a person put there leads somewhere else from another folder. */
function isOwnLink({ yours, recorded }: Subject): boolean {
  return yours?.link === true && !(recorded && isUntouched(yours, recorded));
}

function actionOf(s: Subject, verdict: Verdict, moves: boolean): PlannedAction {
  const { action, reason, kept, left } = verdict;
  const told = { class: s.file.class, ...(kept && { kept }), ...(left && { left }) };
  if (s.blocked)
    return {
      path: s.source,
      ...told,
      action: 'conflict',
      reason: `${s.path} is a file of yours, so it stays where it is`,
    };
  if (!moves) {
    const where = s.source === s.path ? reason : `${reason}; it is ${s.path}, moved`;
    return { path: s.source, ...told, action, reason: where };
  }
  const why = action === 'keep' || action === 'unchanged' ? 'the tool renamed it' : `the tool renamed it; ${reason}`;
  return { path: s.source, ...told, action: action === 'conflict' ? action : 'rename', reason: why, to: s.target };
}

function writeOf({ source, target, yours }: Subject, content: Content, moves: boolean): Write {
  return { path: target, content, ...(yours && (moves ? { from: source } : { before: yours.hash })) };
}

/** A rename that is not to be done yet: it stays recorded under its old path, as if a person moved nothing, so that it comes later. */
function postponed(s: Subject, verdict: Verdict, disk: Disk): Outcome {
  return settle({ ...s, path: s.from, target: s.source }, verdict, disk);
}

/** Where it stands if that is not its path; what stands nowhere has no place. */
function located(
  { at: _, ...entry }: ManifestEntry,
  { path, target, yours, obstacle }: Subject,
  content?: Content,
): ManifestEntry {
  const stands = yours !== undefined || obstacle !== undefined || content !== undefined;
  return stands && target !== path ? { ...entry, at: target } : entry;
}

/** Beside the file; what an earlier upgrade left there stays above. */
function rejected({ target, file }: Subject, verdict: Verdict, disk: Disk): Step[] {
  if (!verdict.rejected) return [];
  const path = rejectPath(target);
  const there = standing(disk.get(path));
  const bytes = there && !there.link ? Buffer.concat([there.bytes, verdict.rejected]) : verdict.rejected;
  const action = {
    path,
    class: file.class,
    action: there ? 'update' : 'create',
    reason: 'what did not fit in',
  } as const;
  const content = { bytes, executable: false };
  return [{ action, write: { path, content, ...(there && { before: there.hash }) } }];
}

/**
 * What a verdict on a path that the tool has no more does. What a plan of something else made stays what it is. What another
 * renderer made is its owner's from now on: recorded, it would be deleted the next time. The packed tool no renderer declares.
 */
export function settleGone(
  { path, place, last, yours }: Gone,
  verdict: Verdict,
  { disk, others, skip }: { disk: Disk; others: 'ours' | 'theirs' | 'apart'; skip: PlanInput['skip'] },
): Outcome {
  const told = (action: PlannedAction['action'], reason: string, kept?: PlannedAction['kept']): Step => ({
    action: { path: place, class: last.class, action, reason, ...(kept && { kept }) },
  });
  if (others === 'apart') return { steps: [], entry: [path, last] };
  if (others === 'theirs' && !verdict.entry && !isVendored(path)) {
    const reason = 'another renderer made it: it is yours now';
    return { steps: [told('keep', reason), ...recordsGone(path, disk)] };
  }
  const why = skip?.get(path) ?? skip?.get(place);
  if (why !== undefined && verdict.action !== 'keep') return { steps: [told('skip', why)], entry: [path, last] };
  const deletion: Step[] = verdict.action === 'delete' && yours ? [{ write: { path: place, before: yours.hash } }] : [];
  const left: Step[] =
    verdict.text && yours ? [{ write: { path: place, content: verdict.text, before: yours.hash } }] : [];
  return {
    steps: [
      told(verdict.action, verdict.reason, verdict.kept),
      ...deletion,
      ...left,
      ...(verdict.entry ? [] : recordsGone(path, disk)),
    ],
    ...(verdict.entry && { entry: [path, verdict.entry] }),
    ...problemOf(path, verdict),
  };
}

function problemOf(path: string, { problem }: Verdict): Pick<Outcome, 'problem'> {
  return problem ? { problem: { path, ...problem } } : {};
}

function contentOf({ bytes, executable, link }: Content): Content {
  return { bytes, executable, ...(link && { link }) };
}

/**
 * New texts first, so that a failure leaves more rather than less; then what goes; the manifest at last. Of two spellings of one
 * name the old one goes before: they may be one file.
 */
export function inOrder(writes: readonly Write[]): Write[] {
  const made = new Set(writes.flatMap(({ path, content }) => (content ? [path.toLowerCase()] : [])));
  const rank = ({ path, content }: Write): number => {
    if (path === MANIFEST_PATH) return 4;
    if (!content) return made.has(path.toLowerCase()) ? 0 : 3;
    return path.startsWith(`${STATE_FOLDER}/`) ? 2 : 1;
  };
  return [...writes].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}
