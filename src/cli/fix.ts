/** `fix [check...]`: what has one right answer, written into the template; every other byte stays. */
import type { Check } from '../checks/api.ts';
import { UserError } from '../errors.ts';
import { keyOf, mend } from '../fitness/mend.ts';
import type { Judged, Mended } from '../fitness/mend.ts';
import type { Result } from '../fitness/report.ts';
import { formatFix } from '../report/fix.ts';
import type { FixReport } from '../report/fix.ts';
import { round } from '../report/json.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { whyNotEditable } from '../template/edit.ts';
import { writeEdited } from './edited.ts';
import { EXIT } from './exit.ts';
import { namedChecks, ofResources, subjectOf } from './subject.ts';
import type { Run } from './terminal.ts';

export const run: Run<'fix'> = async ({ values, positionals, terminal }) => {
  const subject = await subjectOf(values.template, values, terminal);
  const { service, judged, judge, checks } = subject;
  const named = namedChecks(positionals, checks);
  const isOfResource = ofResources(judged, values.resource ?? []);
  // What is shown without being counted is changed only by who asks for it.
  const wanted = (result: Result) =>
    (named ? named.has(result.check) : result.weight > 0) && isOfResource(result) && result.status === 'fail';
  if (fixable(judged, wanted)) refuseUneditable(judged);

  const mended = mend(judged, wanted, judge);
  const { text } = service.document;
  const after = mended.judged.template.document.text;
  const dryRun = values['dry-run'] === true;
  if (!dryRun) writeEdited(service.file, text, after);
  const report = reportOf(judged, mended, wanted, {
    template: service.shown,
    environment: subject.environment,
    dryRun,
    diff: unifiedDiff(text, after, service.shown),
  });
  if (values.json) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const said = formatFix(report, remedies(checks), { color: terminal.color, width: terminal.width });
    if (dryRun) terminal.out(report.diff);
    // A dry run's data is the difference, for `git apply`.
    (dryRun ? terminal.say : terminal.out)(said);
  }
  return report.refused.length + report.remaining.length === 0 ? EXIT.ok : EXIT.no;
};

function fixable({ assessment }: Judged, wanted: (result: Result) => boolean): boolean {
  return assessment.report.results.some((result) => result.fixable && wanted(result));
}

function refuseUneditable({ template: { document } }: Judged): void {
  const reason = whyNotEditable(document);
  if (reason === undefined) return;
  throw new UserError('edit-impossible', `${document.file} cannot be edited: ${reason}`, {
    kind: 'incomplete',
    hint: 'Make it strict YAML or JSON; until then, fix by hand what `score` names.',
  });
}

function remedies(checks: readonly Check[]): (check: string) => string | undefined {
  const byId = new Map(checks.map(({ meta }) => [meta.id, meta.remedy]));
  return (check) => byId.get(check);
}

function reportOf(
  before: Judged,
  { judged, applied, refused }: Mended,
  wanted: (result: Result) => boolean,
  about: Pick<FixReport, 'template' | 'environment' | 'dryRun' | 'diff'>,
): FixReport {
  const [then, now] = [before.assessment.report, judged.assessment.report];
  const statuses = new Map(now.results.map((result) => [keyOf(result), result.status]));
  const reasons = new Set(refused.map(({ result }) => keyOf(result)));
  const failing = then.results.filter(({ status }) => status === 'fail');
  const fixed = failing.filter((result) => statuses.get(keyOf(result)) === 'pass');
  const edits = applied.flatMap((each) => each.edits);
  // Places are those of the file as it stands.
  const shown = about.dryRun ? then : now;
  return {
    version: 1,
    ...about,
    fitness: { before: round(then.fitness), after: round(now.fitness) },
    fixed: fixed.map(({ check, resource }) => ({ check, resource })),
    refused: refused.map(({ result: { check, resource, location = null }, reason }) => {
      return { check, resource, reason, location };
    }),
    remaining: shown.results
      .filter((result) => wanted(result) && statuses.get(keyOf(result)) === 'fail' && !reasons.has(keyOf(result)))
      .map(({ check, resource, message, location = null }) => ({ check, resource, message, location })),
    edits,
  };
}
