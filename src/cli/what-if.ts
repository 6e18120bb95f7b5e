/** `what-if [template]`: what mending would give, in points of fitness. */
import { forEnvironment } from '../config/defaults.ts';
import { UserError } from '../errors.ts';
import { whatIf } from '../fitness/what-if.ts';
import type { Proposal } from '../fitness/what-if.ts';
import { changedLines } from '../report/unified-diff.ts';
import { formatWhatIf, whatIfJson } from '../report/what-if.ts';
import type { Lines } from '../report/what-if.ts';
import { applyEdits } from '../template/edit.ts';
import type { SourceDocument } from '../template/model.ts';
import { EXIT } from './exit.ts';
import { subjectOf } from './subject.ts';
import type { Run } from './terminal.ts';

const LIMIT = 10;
/** Of the pairs and of the triples. */
const COMBINATIONS = 3;

export const run: Run<'what-if'> = async ({ values, positional, terminal }) => {
  const limit = limitOf(values.limit);
  const { service, environment, config, judged, judge } = await subjectOf(positional, values, terminal);
  const { gate, complexity } = forEnvironment(config, environment);
  const found = whatIf(judged, judge, { complexity, limit: Math.min(limit, COMBINATIONS) });
  const context = {
    report: judged.assessment.report,
    limit,
    minimum: gate.minimum,
    linesOf: (proposal: Proposal) => linesOf(service.document, proposal),
  };
  if (values.json) terminal.out(`${JSON.stringify(whatIfJson(found, context), null, 2)}\n`);
  else terminal.out(formatWhatIf(found, context, { color: terminal.color, width: terminal.width }));
  return EXIT.ok;
};

function limitOf(given: string | undefined): number {
  if (given === undefined) return LIMIT;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new UserError('invalid-limit', `--limit is a number of rows from 1 on, not ${JSON.stringify(given)}.`);
}

/** Undefined where the text cannot be edited in place. */
function linesOf(document: SourceDocument, { edits }: Proposal): Lines | undefined {
  try {
    return changedLines(document.text, applyEdits(document, edits));
  } catch (error) {
    if (error instanceof UserError && error.code === 'edit-impossible') return undefined;
    throw error;
  }
}
