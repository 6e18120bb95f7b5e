/** `doctor [template] [--fix]`: what the dependency graph decides, recomputed. */
import { writeEdited } from './edited.ts';
import { EXIT } from './exit.ts';
import { findTemplate } from './service.ts';
import type { Run } from './terminal.ts';
import { doctor } from '../template/doctor.ts';
import { applyEdits } from '../template/edit.ts';

export const run: Run<'doctor'> = ({ values, positional, terminal }) => {
  const service = findTemplate(terminal.cwd, positional);
  const { findings, edits } = doctor(service.document);
  const fixed = values.fix === true && edits.length > 0;
  if (fixed && values['dry-run'] !== true)
    writeEdited(service.file, service.document.text, applyEdits(service.document, edits));
  if (values.json) {
    terminal.out(
      `${JSON.stringify({ version: 1, template: service.shown, fixed: fixed && values['dry-run'] !== true, findings, edits }, null, 2)}\n`,
    );
  } else {
    const lines = findings.map(({ severity, message, location }) => {
      const place = location ? `${location.file}:${location.line}:${location.column}: ` : '';
      return `${place}${severity}: ${message}`;
    });
    const last =
      findings.length === 0
        ? 'Everything that the graph decides is as it should be.'
        : fixed
          ? verdict(values['dry-run'], edits.length)
          : edits.length > 0
            ? '`doctor --fix` sets it right.'
            : '';
    terminal.out([...lines, last, ''].filter((line, index, all) => line !== '' || index === all.length - 1).join('\n'));
  }
  return Promise.resolve(findings.length === 0 || fixed ? EXIT.ok : EXIT.no);
};

function verdict(dryRun: boolean | undefined, edits: number): string {
  return `${dryRun ? 'Would make' : 'Made'} ${edits} edit${edits === 1 ? '' : 's'}.`;
}
