/** What becomes of one rendered file: base, yours and next are compared, and where both changed a merge is asked for. */
import type { ManifestEntry } from '../manifest.ts';
import { latin1 } from '../merge/line-endings.ts';
import type { Favour, Kept, Merged, ThreeWay } from '../merge/three-way.ts';
import type { Action, Left, PlanInput, Problem } from '../plan.ts';
import { judgeParts, judgePartsGone } from './parts.ts';
import { baseProblem } from './records.ts';
import { isLink, isSame, isUntouched, mergedMode, modeOf, withEndingsOf } from './side.ts';
import type { Content, Side } from './side.ts';
import type { Gone, Subject } from './subjects.ts';

/** What is to be done with a file, wherever it stands. */
export interface Verdict {
  readonly action: Action;
  readonly reason: string;
  /** What stands there afterwards; absent: what stands there now. */
  readonly text?: Content;
  /** Absent: it leaves the manifest. */
  readonly entry?: ManifestEntry | undefined;
  /** The pristine copy becomes today's text, stays as it is, or goes. */
  readonly base: 'next' | 'keep' | 'none';
  /** What waits in `.fitness/conflicts/`: today's text, what waits there now; absent: nothing. */
  readonly offer?: 'next' | 'keep';
  readonly kept?: readonly Kept[];
  /** Of a file that is its owner's: what is ours in it from now on, and where to the byte, if that is known. */
  readonly parts?: { readonly base: Uint8Array; readonly inserted?: Uint8Array };
  /** What of ours was not put in. */
  readonly left?: readonly Left[];
  /** Text of a `.rej` file. */
  readonly rejected?: Uint8Array;
  readonly problem?: Omit<Problem, 'path'>;
}

/** Both changed it. */
export interface Question {
  readonly files: ThreeWay;
  readonly verdict: (merged: Merged) => Verdict;
}

export interface How {
  readonly favour: Favour;
  readonly merges: boolean;
  /** Of the tool that runs. */
  readonly version: string;
  readonly restore: PlanInput['restore'];
  readonly theirs: PlanInput['theirs'];
  readonly unread?: PlanInput['unread'];
  readonly insert?: PlanInput['insert'];
}

export function isQuestion(found: Verdict | Question): found is Question {
  return 'verdict' in found;
}

/** What stands behind conflict markers. */
export const LABELS = {
  yours: 'yours',
  next: (version: string): string => `create-fitness-serverless ${version}`,
};

/** Decides about one rendered file. */
export function judge(s: Subject, how: How): Verdict | Question {
  const { recorded, yours } = s;
  if (recorded?.ejected !== undefined) return stays(s, 'keep', `yours since it was ejected: ${recorded.ejected}`);
  if (s.file.parts) return judgeParts(s, how);
  if (s.merged) return merged(s, how);
  if (isRestored(s, how)) return took(s, yours ? 'update' : 'create', 'restored');
  if (recorded?.unresolved !== undefined && hasMarkers(s, recorded.unresolved))
    return unresolved(s, recorded.unresolved);
  return s.last ? judgeKnown(s, s.last, how) : arrives(s, how);
}

/** The tool never wrote it. */
function arrives(s: Subject, how: How): Verdict {
  const { yours, obstacle, next } = s;
  if (obstacle !== undefined) return offers(s, how, `${obstacle} stands in its place`);
  if (!yours) return took(s, 'create', 'new');
  if (isSame(yours, next)) return took(s, 'unchanged', 'as it should be', yours);
  if (s.file.class === 'once' && how.theirs?.has(s.path))
    return { ...stays(s, 'keep', 'yours, and there already', owner(s)), base: 'none' };
  return offers(
    s,
    how,
    yours.link && !next.link ? 'a symbolic link stands in its place' : 'you have a file of that name',
  );
}

function judgeKnown(s: Subject, last: ManifestEntry, how: How): Verdict | Question {
  const { yours, obstacle, next, file } = s;
  const owned = last.class === 'once' && file.class === 'once';
  const waits = last.conflict !== undefined && last.conflict === last.hash;
  if (!yours && obstacle === undefined) return isMissing(s, last);
  if (yours && isSame(yours, next)) return follows(s, last, yours);
  if (waits)
    return offers(s, how, obstacle === undefined ? 'you have a file of that name' : `${obstacle} stands in its place`);
  if (owned) return stays(s, 'keep', 'yours since it was created', last);
  if (yours && isUntouched(yours, last)) return replaced(s, last, yours);
  if (file.class === 'once') return { ...stays(s, 'keep', 'it is yours from now on', owner(s, last)), base: 'none' };
  const changed = last.hash !== next.hash || isLink(last) !== (next.link === true);
  if (last.class === 'once' && (changed || file.class === 'managed'))
    return offers(s, how, 'it was yours, and the tool needs it now');
  if (!changed) return edited(s, last);
  const what = obstacle ?? (yours?.link && !next.link && 'a symbolic link');
  if (what) return offers(s, how, `${what} stands in its place`);
  const both = 'you edited it and the tool changed it';
  if (file.class === 'managed' || !yours || next.link)
    return { ...offers(s, how, both), ...(how.favour !== 'theirs' && tampered(s)) };
  return judgeEdited(s, last, yours, how);
}

/** An edited file that both own, and that the tool changed. */
function judgeEdited(s: Subject, last: ManifestEntry, yours: Side, how: How): Verdict | Question {
  const { base, next, recorded, path } = s;
  const both = 'you edited it and the tool changed it';
  if (base?.hash === next.hash) return edited(s, last);
  if (base?.hash === yours.hash) return replaced(s, last, yours);
  if (base?.hash === last.hash && how.merges) {
    return {
      files: { path: s.source, base: base.bytes, yours: yours.bytes, next: next.bytes },
      verdict: (found) => mergedBy(found, s, yours, how),
    };
  }
  const never = last.class !== 'merged' || recorded?.conflict !== undefined;
  if (base?.hash === last.hash || never || !how.merges || how.restore === true) return offers(s, how, both);
  const { reason, problem } = baseProblem(path, base);
  return { ...stays(s, 'skip', reason), problem };
}

function mergedBy(found: Merged, s: Subject, yours: Side, how: How): Verdict {
  if (found.kind === 'unmergeable') return offers(s, how, `both changed it: ${found.reason}`);
  const text = { bytes: found.bytes, executable: mergedMode(s.last, yours, s.next) };
  const same = latin1(text.bytes) === latin1(yours.bytes) && text.executable === yours.executable;
  const entry = owner(s);
  const written = same ? {} : { text };
  if (found.kind === 'clean') {
    const reason = same ? 'it has what the tool changed' : 'merged with your edits';
    const kept = found.kept.length > 0 ? { kept: found.kept } : {};
    return { action: same ? 'keep' : 'update', reason, ...written, entry, base: 'next', ...kept };
  }
  const places = `${found.hunks} ${found.hunks === 1 ? 'place' : 'places'}`;
  switch (how.favour) {
    case 'markers': {
      const marked = { ...entry, unresolved: how.version };
      return { action: 'conflict', reason: `both changed it in ${places}`, ...written, entry: marked, base: 'next' };
    }
    case 'rej': {
      const rejected = found.rejected ? { rejected: found.rejected } : {};
      return {
        action: 'conflict',
        reason: `both changed it in ${places}`,
        ...written,
        entry,
        base: 'next',
        ...rejected,
      };
    }
    case 'ours':
    case 'theirs': {
      const reason = `merged; in ${places} ${how.favour === 'ours' ? 'your text stays' : 'the tool’s text is taken'}`;
      return { action: same ? 'keep' : 'update', reason, ...written, entry, base: 'next' };
    }
  }
}

/** What is no longer rendered. */
export function judgeGone(gone: Gone, how: How): Verdict {
  const { path, place, last, yours, obstacle, released } = gone;
  const leaves = (action: Action, reason: string): Verdict => ({ action, reason, base: 'none' });
  if (last.ejected !== undefined)
    return { ...leaves('keep', `yours since it was ejected: ${last.ejected}`), entry: last, base: 'keep' };
  if (last.parts) return judgePartsGone(gone, how.unread?.get(path));
  if (released) return leaves('keep', 'the tool lets go of it: it is yours now');
  if (!yours && obstacle === undefined) return leaves('keep', 'you deleted it, and the tool has it no more');
  if (last.class === 'once') return leaves('keep', 'it is yours');
  if (last.conflict !== undefined && last.conflict === last.hash && yours?.hash !== last.hash)
    return leaves('keep', 'it is yours, and the tool has it no more');
  if (place === path && yours && isUntouched(yours, last)) return leaves('delete', 'the tool has it no more');
  const did = place === path ? 'edited' : 'moved';
  return leaves(
    how.favour === 'ours' ? 'keep' : 'conflict',
    `you ${did} it, and the tool has it no more: it is yours now`,
  );
}

/** fitness.yaml: it came merged. */
function merged(s: Subject, how: How): Verdict {
  const { yours, obstacle, next, last } = s;
  if (obstacle !== undefined || yours?.link)
    return offers(s, how, `${obstacle ?? 'a symbolic link'} stands in its place`);
  if (!yours) return took(s, 'create', 'new');
  if (isSame(yours, next)) return took(s, 'unchanged', 'as it should be', yours);
  if (!last) return took(s, 'update', 'merged with your edits', yours);
  return replaced(s, last, yours, isUntouched(yours, last) ? 'the tool changed it' : 'merged with your edits');
}

/** The tool's text, or yours that is the same, counts as written. */
function took(s: Subject, action: Action, reason: string, yours?: Side): Verdict {
  return { action, reason, ...(action !== 'unchanged' && { text: written(s, yours) }), entry: owner(s), base: 'next' };
}

function written({ next }: Subject, yours?: Side): Content {
  return content({ ...next, bytes: yours ? withEndingsOf(yours, next) : next.bytes });
}

function content({ bytes, executable, link }: Content): Content {
  return { bytes, executable, ...(link && { link }) };
}

/** Nobody edited it. */
function replaced(s: Subject, last: ManifestEntry, yours: Side, reason = 'the tool changed it'): Verdict {
  const text = { ...written(s, yours), executable: mergedMode(last, yours, s.next) };
  return { action: 'update', reason, text, entry: owner(s), base: 'next' };
}

/** It has today's text: only the executable bit may have to follow. */
function follows(s: Subject, last: ManifestEntry, yours: Side): Verdict {
  const text = withToolsMode(s, last);
  if (!text) return took(s, 'unchanged', 'as it should be', yours);
  return { action: 'update', reason: 'its mode changed', text, entry: owner(s), base: 'next' };
}

/** The text that stands there with the executable bit that the tool changed; undefined if it did not. */
function withToolsMode({ yours, next }: Subject, last: ManifestEntry): Content | undefined {
  if (!yours || yours.link) return undefined;
  const executable = mergedMode(last, yours, next);
  return executable === yours.executable ? undefined : { ...content(yours), executable };
}

/** A person edited it, and the tool did not. */
function edited(s: Subject, last: ManifestEntry): Verdict {
  const { yours, obstacle } = s;
  const entry = owner(s);
  const text = withToolsMode(s, last);
  if (text) return { action: 'update', reason: 'its mode changed', text, entry, base: 'next', ...tampered(s) };
  const settled = s.recorded?.conflict !== undefined && s.last?.conflict === undefined;
  const what = obstacle ?? (yours?.link && !s.next.link && 'a symbolic link');
  const reason = settled ? 'you settled the conflict' : what ? `you put ${what} in its place` : 'you edited it';
  return { action: 'keep', reason, entry, base: 'next', ...tampered(s) };
}

function tampered({ file, path }: Subject): Pick<Verdict, 'problem'> {
  if (file.class !== 'managed') return {};
  return { problem: { kind: 'tampered', message: `${path} is the tool's, and was edited.` } };
}

function isMissing(s: Subject, last: ManifestEntry): Verdict {
  const { file, path } = s;
  if (last.conflict !== undefined) return took(s, 'create', 'new');
  // what was an example becomes a part of the tool
  if (last.class === 'once' && file.class === 'managed') return took(s, 'create', 'the tool needs it now');
  const gone = {
    ...stays(s, 'keep', 'you deleted it', { ...last, class: file.class }),
    base: file.class === 'merged' ? 'keep' : 'none',
  } as const;
  if (file.class !== 'managed') return gone;
  return { ...gone, problem: { kind: 'missing', message: `${path} is the tool's, and is missing.` } };
}

/** Nothing of it is touched. */
function stays(s: Subject, action: Action, reason: string, entry = s.recorded): Verdict {
  return { action, reason, entry, base: 'keep', ...(entry?.conflict !== undefined && { offer: 'keep' }) };
}

/** Nothing can be merged: the person's text stays, and ours waits beside it, unless one side was asked for. */
function offers(s: Subject, { favour }: How, reason: string): Verdict {
  const { last, next, yours } = s;
  const never = last === undefined || last.conflict === last.hash;
  const bit = never ? undefined : withToolsMode(s, last);
  const text = bit ? { text: bit } : {};
  const kept = `${reason}: your text stays`;
  if (favour === 'ours')
    return { action: bit ? 'update' : 'keep', reason: kept, ...text, entry: owner(s), base: 'next' };
  const taken = `${reason}: the tool’s text is taken`;
  if (favour === 'theirs' && yours) return last ? replaced(s, last, yours, taken) : took(s, 'update', taken, yours);
  const entry = { ...owner(s), ...(!never && { hash: last.hash }), conflict: next.hash };
  return { action: 'conflict', reason, ...text, entry, base: 'keep', offer: 'next' };
}

/** A file of today's text, or of an earlier one. */
function owner({ file, next, pristine }: Subject, last?: ManifestEntry): ManifestEntry {
  return { class: file.class, mode: modeOf(next), hash: last?.hash ?? pristine.hash };
}

/** A managed file that is missing or edited, any other that is missing, or whatever was named. */
function isRestored({ path, source, last, yours, obstacle, next, file }: Subject, { restore }: How): boolean {
  if (restore === undefined || last === undefined || obstacle !== undefined) return false;
  if (yours && (isSame(yours, next) || isUntouched(yours, last))) return false;
  if (restore !== true) return restore.has(path) || restore.has(source);
  return !yours || file.class === 'managed';
}

/** A line with the label of the version that wrote the markers, or the one that goes with it. */
function hasMarkers({ yours, next }: Subject, version: string): boolean {
  if (!yours || yours.link) return false;
  if (isMarkedBy(version, yours.bytes)) return true;
  const first = `<<<<<<< ${LABELS.yours}`;
  return linesOf(yours.bytes).includes(first) && !linesOf(next.bytes).includes(first);
}

/** Does a line close a conflict that a version marked? */
export function isMarkedBy(version: string, bytes: Uint8Array): boolean {
  return linesOf(bytes).includes(`>>>>>>> ${LABELS.next(version)}`);
}

function linesOf(bytes: Uint8Array): string[] {
  return latin1(bytes).split(/\r?\n/);
}

function unresolved(s: Subject, version: string): Verdict {
  const message = `${s.source} still has the conflict markers of ${version}.`;
  return { ...stays(s, 'conflict', 'conflict markers are left in it'), problem: { kind: 'unresolved', message } };
}
