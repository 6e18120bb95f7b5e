/** `set <answer>=<value>…`: changes answers of fitness.yaml, and whatever was made from them. */
import { catalogue } from '../checks/catalogue.ts';
import { assignments } from '../config/assignments.ts';
import { UserError } from '../errors.ts';
import { change } from './change.ts';
import { findService } from './service.ts';
import { consequences } from './set/consequences.ts';
import type { Run } from './terminal.ts';

export const run: Run<'set'> = async ({ values, positionals, terminal }) => {
  if (positionals.length === 0)
    throw new UserError('nothing-to-set', 'Nothing to set is named.', { hint: 'Write `set region=eu-west-1`.' });
  const service = findService(terminal.cwd);
  const metas = catalogue.map(({ meta }) => meta);
  const edits = assignments(positionals, service.configDocument?.data, metas);
  const notes = consequences(edits, service);
  const request = { edits, notes, nothing: 'fitness.yaml says so already; nothing to do.' };
  return change(service, request, values, terminal, ['set', ...positionals]);
};
