/** `doctor [template] [--fix]`: what the dependency graph decides, recomputed. */
import { doctor } from '../template/doctor.ts';
import type { Diagnosis } from '../template/doctor.ts';
import { applyEdits } from '../template/edit.ts';
import { loadTemplate } from '../template/template.ts';
import { lineOf } from './diagnostics.ts';
import { writeEdited } from './edited.ts';
import { EXIT } from './exit.ts';
import { findTemplate } from './service.ts';
import type { Run } from './terminal.ts';
import { textsBeside } from './traps.ts';

export const run: Run<'doctor'> = ({ values, positional, terminal }) => {
  const { document, file, shown } = findTemplate(terminal.cwd, positional);
  const template = loadTemplate(document);
  const diagnosis = doctor(document, template, textsBeside(file, template));
  const { findings, edits, remaining } = diagnosis;
  const mends = values.fix === true && edits.length > 0;
  const dryRun = values['dry-run'] === true;
  if (mends && !dryRun) writeEdited(file, document.text, applyEdits(document, edits));
  if (values.json)
    terminal.out(
      `${JSON.stringify({ version: 1, template: shown, fixed: mends && !dryRun, findings, edits, remaining }, null, 2)}\n`,
    );
  else terminal.out(described(diagnosis, { mends, dryRun }));
  return Promise.resolve((mends ? remaining : findings).length === 0 ? EXIT.ok : EXIT.no);
};

function described(
  { findings, edits, remaining }: Diagnosis,
  { mends, dryRun }: { mends: boolean; dryRun: boolean },
): string {
  if (findings.length === 0) return 'Everything that the graph decides is as it should be.\n';
  const last = mends
    ? [
        `${dryRun ? 'Would make' : 'Made'} ${edits.length} edit${edits.length === 1 ? '' : 's'}.`,
        ...(remaining.length > 0 ? ['Left for a person to decide:'] : []),
        ...remaining.map(lineOf),
      ]
    : edits.length > 0
      ? ['`doctor --fix` sets right what has one answer.']
      : [];
  return `${[...findings.map(lineOf), ...last].join('\n')}\n`;
}
