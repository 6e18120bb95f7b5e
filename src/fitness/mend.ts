/**
 * Applies the fixes of failing results, each only if it holds: the template is judged again, its check has to pass, and
 * nothing may get worse. A person would do the same, one fix after the other; here all are tried at once, and where that
 * does not do, those of each check, then halves of them.
 */
import { editsOf } from '../checks/fixes.ts';
import { UserError } from '../errors.ts';
import { applyEdits, editData, type Edit } from '../template/edit.ts';
import type { SourceDocument, Template } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import type { Assessment } from './assess.ts';
import type { Report, Result, Status } from './report.ts';

/** A template, and what is thought of it. */
export interface Judged {
  readonly template: Template;
  readonly assessment: Assessment;
}

/** Judges an edited document as the first one was judged: same service, environment, parameters and clock. */
export type Judge = (document: SourceDocument) => Judged;

/** Edits that make failing results pass; one edit in Globals may serve many. */
export interface Mend {
  readonly results: readonly Result[];
  readonly edits: readonly Edit[];
}

/** A fix that was not applied, and why, in a clause. */
export interface Refusal {
  readonly result: Result;
  readonly reason: string;
}

export interface Mended {
  /** After the edits. */
  readonly judged: Judged;
  /** In the order in which they were applied. */
  readonly applied: readonly Mend[];
  readonly refused: readonly Refusal[];
}

/**
 * The document with the fixes that hold, of the failing results that are wanted. Its text has been read and judged again.
 * A second time there is nothing left to do.
 */
export function mend(judged: Judged, wanted: (result: Result) => boolean, judge: Judge): Mended {
  const found = mendData(judged, wanted, judge);
  const edits = found.applied.flatMap((each) => each.edits);
  if (edits.length === 0) return found;
  // The search was over data; what is written is text, and has to come to the same.
  const written = attempt(() => judge(withText(judged.template.document, edits)));
  if (!('reason' in written) && worsening(judged, written) === undefined && openOf(written, found.applied).length === 0)
    return { ...found, judged: written };
  return new Mender(judge, withText).run(judged, wanted);
}

/** The same without the text: what `mend` would come to, for whoever only asks. */
export function mendData(judged: Judged, wanted: (result: Result) => boolean, judge: Judge): Mended {
  return new Mender(judge, withData).run(judged, wanted);
}

/** The fixes of the failing results that are wanted, as edits of the source; equal ones are one. */
function mendsOf({ template, assessment }: Judged, wanted: (result: Result) => boolean): Mend[] {
  const byEdits = new Map<string, { results: Result[]; edits: Edit[] }>();
  for (const [result, fixes] of assessment.fixes) {
    if (!wanted(result)) continue;
    const edits = editsOf(template, result.resource, fixes);
    if (!edits) continue;
    const key = JSON.stringify(edits);
    const known = byEdits.get(key);
    if (known) known.results.push(result);
    else byEdits.set(key, { results: [result], edits });
  }
  return [...byEdits.values()];
}

/** The document with other data, for judging only: it has no ranges, and the places of the first. */
function withData(document: SourceDocument, edits: readonly Edit[]): SourceDocument {
  const { file, text, diagnostics } = document;
  const data = editData(document.data, edits, document);
  return { file, text, data, diagnostics, locate: (path) => document.locate(path), range: () => undefined };
}

function withText(document: SourceDocument, edits: readonly Edit[]): SourceDocument {
  return parseDocument(applyEdits(document, edits), document.file);
}

/** What a result is about. */
export function keyOf({ check, resource }: Pick<Result, 'check' | 'resource'>): string {
  return `${check} ${resource}`;
}

/** How often the fixes of one check are halved: a check whose fixes never hold costs time in vain. */
const HALVINGS = 64;

class Mender {
  readonly #judge: Judge;
  readonly #edit: (document: SourceDocument, edits: readonly Edit[]) => SourceDocument;
  #applied: Mend[] = [];
  #refused = new Map<string, Refusal>();
  #halvings = HALVINGS;

  constructor(judge: Judge, edit: (document: SourceDocument, edits: readonly Edit[]) => SourceDocument) {
    this.#judge = judge;
    this.#edit = edit;
  }

  /** In rounds: what one round has changed may let a fix hold that did not before. Each has fewer failures than the last. */
  run(start: Judged, wanted: (result: Result) => boolean): Mended {
    let judged = start;
    for (let before = -1; before < this.#applied.length;) {
      before = this.#applied.length;
      this.#refused = new Map();
      judged = this.#settle(judged, withoutShifts(mendsOf(judged, wanted)));
    }
    return { judged, applied: this.#applied, refused: [...this.#refused.values()] };
  }

  #settle(judged: Judged, mends: readonly Mend[]): Judged {
    if (mends.length === 0) return judged;
    const after = attempt(() =>
      this.#judge(
        this.#edit(
          judged.template.document,
          mends.flatMap(({ edits }) => edits),
        ),
      ),
    );
    if ('reason' in after) return this.#divide(judged, mends, after.reason, after.hopeless);
    const open = openOf(after, mends);
    if (open.length > 0 && open.length < mends.length) {
      for (const each of open) this.#refuse(each, stillOpen(after, each));
      const left = new Set(open);
      return this.#settle(
        judged,
        mends.filter((each) => !left.has(each)),
      );
    }
    const reason = open[0] ? stillOpen(after, open[0]) : worsening(judged, after);
    if (reason !== undefined) return this.#divide(judged, mends, reason);
    // What one check gives must not pay for the complexity that the fixes of another add.
    if (addsComplexity(judged, after) && new Set(mends.map(checkOf)).size > 1) return this.#divide(judged, mends, '');
    this.#applied.push(...mends);
    return after;
  }

  /** Between the checks first, then in halves, unless that is hopeless. */
  #divide(judged: Judged, mends: readonly Mend[], reason: string, hopeless = false): Judged {
    const byCheck = new Map<string, Mend[]>();
    for (const each of mends) {
      const own = byCheck.get(checkOf(each));
      if (own) own.push(each);
      else byCheck.set(checkOf(each), [each]);
    }
    if (byCheck.size > 1) {
      return [...byCheck.values()].reduce((state, own) => {
        this.#halvings = HALVINGS;
        return this.#settle(state, own);
      }, judged);
    }
    if (mends.length === 1 || hopeless || this.#halvings-- <= 0) {
      for (const each of mends) this.#refuse(each, reason);
      return judged;
    }
    const middle = mends.length >> 1;
    return this.#settle(this.#settle(judged, mends.slice(0, middle)), mends.slice(middle));
  }

  #refuse({ results }: Mend, reason: string): void {
    for (const result of results) this.#refused.set(keyOf(result), { result, reason });
  }
}

/** Without those whose paths lead through a list from which another removes an item: their turn comes when it is gone. */
function withoutShifts(mends: readonly Mend[]): Mend[] {
  const shifted = new Set<string>();
  return mends.filter(({ edits }) => {
    const lists = edits.flatMap(({ path }) =>
      path.flatMap((step, depth) => (typeof step === 'number' ? [JSON.stringify(path.slice(0, depth))] : [])),
    );
    if (lists.some((list) => shifted.has(list))) return false;
    for (const edit of edits) {
      if ('remove' in edit && typeof edit.path.at(-1) === 'number') shifted.add(JSON.stringify(edit.path.slice(0, -1)));
    }
    return true;
  });
}

/** `hopeless` where the template has grown too large: half of the fixes would be tried for nothing, each time the whole text. */
function attempt(make: () => Judged): Judged | { readonly reason: string; readonly hopeless: boolean } {
  try {
    return make();
  } catch (error) {
    if (error instanceof UserError) return { reason: error.message, hopeless: error.code === 'template-too-large' };
    throw error;
  }
}

function checkOf({ results: [first] }: Mend): string {
  return first?.check ?? '';
}

function addsComplexity(before: Judged, after: Judged): boolean {
  const [then, now] = [before.assessment.report, after.assessment.report];
  return now.complexity.penalty > then.complexity.penalty + 1e-9;
}

/** Those of which no result passes now. */
function openOf({ assessment }: Judged, mends: readonly Mend[]): Mend[] {
  const statuses = statusesOf(assessment.report);
  return mends.filter(({ results }) => !results.some((result) => statuses.get(keyOf(result)) === 'pass'));
}

function stillOpen({ assessment }: Judged, { results }: Mend): string {
  const keys = new Set(results.map(keyOf));
  const left = assessment.report.results.find((result) => keys.has(keyOf(result)));
  return left ? `${left.check} does not pass with it: ${left.message}` : 'its check does not pass with it';
}

function statusesOf({ results }: Report): ReadonlyMap<string, Status> {
  return new Map(results.map((result) => [keyOf(result), result.status]));
}

const RANK: Readonly<Record<Status, number>> = { pass: 0, 'not-applicable': 0, unknown: 1, fail: 2 };

/** What has become worse, in a clause; undefined if nothing. */
function worsening(before: Judged, after: Judged): string | undefined {
  const [then, now] = [before.assessment.report, after.assessment.report];
  const errors = new Set(errorsOf(then));
  const error = errorsOf(now).find((message) => !errors.has(message));
  if (error !== undefined) return `the template would not be valid: ${error}`;
  const statuses = statusesOf(then);
  for (const result of now.results) {
    const was = statuses.get(keyOf(result));
    const isHidden = was === 'fail' && result.status === 'unknown';
    if (isHidden || RANK[result.status] > RANK[was ?? 'not-applicable'])
      return `${result.resource} would be ${result.status === 'fail' ? 'failing' : 'unknown to'} ${result.check}: ${result.message}`;
  }
  if (now.fitness < then.fitness - 1e-9)
    return `fitness would fall by ${(then.fitness - now.fitness).toFixed(2)} points, as it adds complexity`;
  return undefined;
}

function errorsOf({ diagnostics }: Report): string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}
