/** `validate`: fitness.yaml, the checks and hooks that it wires, and the template's traps. */
import { loadTemplate } from '../template/template.ts';
import { danglingReferences } from './dangling-references.ts';
import { lineOf } from './diagnostics.ts';
import { EXIT } from './exit.ts';
import { staleHooks } from './prebuilt-hooks.ts';
import { findTemplate } from './service.ts';
import type { Run } from './terminal.ts';
import { trapsBeside } from './traps.ts';
import { wiring } from './wiring.ts';

export const run: Run<'validate'> = ({ values, positional, terminal }) => {
  const service = findTemplate(terminal.cwd, positional);
  const template = loadTemplate(service.document);
  const diagnostics = [
    ...wiring(service, terminal.cwd),
    ...staleHooks(service, terminal.cwd, 'error'),
    ...danglingReferences(service),
    ...template.diagnostics,
    ...trapsBeside(service.file, template),
  ];
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (values.json)
    terminal.out(
      `${JSON.stringify({ version: 1, template: service.shown, valid: errors.length === 0, diagnostics }, null, 2)}\n`,
    );
  else {
    for (const diagnostic of diagnostics) terminal.out(`${lineOf(diagnostic)}\n`);
    terminal.say(
      errors.length === 0
        ? `${service.shown} and ${service.isOrganisation ? "the organisation hook's" : 'its'} configuration are valid.\n`
        : `${errors.length} error${errors.length === 1 ? '' : 's'}.\n`,
    );
  }
  return Promise.resolve(errors.length === 0 ? EXIT.ok : EXIT.no);
};
