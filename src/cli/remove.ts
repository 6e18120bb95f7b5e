/** `remove check <id>`: a check that does not run any more, with its file, its permissions and its readers. */
import { checkById } from '../checks/catalogue.ts';
import { removeCheckEdits } from '../config/check-edits.ts';
import { nearest } from '../config/nearest.ts';
import { UserError } from '../errors.ts';
import { change } from './change.ts';
import type { Change } from './change.ts';
import { CUSTOM_CHECKS, CUSTOM_INDEX } from './own-checks.ts';
import { findService } from './service.ts';
import type { Run } from './terminal.ts';

const EXAMPLE = '`remove check s3-bucket-logging-enabled`';

export const run: Run<'remove'> = async ({ values, positionals: [what, id, ...more], terminal }) => {
  if (what !== 'check')
    throw new UserError(
      'nothing-to-remove',
      what === undefined ? 'Nothing to remove is named.' : `${JSON.stringify(what)} cannot be removed.`,
      { hint: `Write ${EXAMPLE}.` },
    );
  if (id === undefined)
    throw new UserError('missing-check', 'remove check needs the id of a check.', { hint: `Write ${EXAMPLE}.` });
  if (more[0] !== undefined)
    throw new UserError('unexpected-argument', `Unexpected argument ${JSON.stringify(more[0])}.`, {
      hint: `Write ${EXAMPLE}.`,
    });
  const service = findService(terminal.cwd);
  const edits = removeCheckEdits(service.configDocument?.data, id);
  const isOurs = checkById(id) !== undefined;
  if (edits.length === 0 && !isOurs) throw unknownCheck(id, Object.keys(service.config.checks));
  const wanted: Change = { edits, notes: isOurs ? [] : ownNotes(id), nothing: `${id} does not run; nothing to do.` };
  return change(service, wanted, values, terminal, ['remove', 'check', id]);
};

function ownNotes(id: string): string[] {
  return [
    `${CUSTOM_CHECKS}/${id}.ts is yours and stays: it runs as its author meant it until its line in ${CUSTOM_INDEX} is gone.`,
  ];
}

function unknownCheck(id: string, known: readonly string[]): UserError {
  const near = nearest(id, known);
  return new UserError('unknown-check', `fitness.yaml has no check ${JSON.stringify(id)}.`, {
    hint: near ? `Did you mean ${near}?` : '`checks` lists those that run here.',
  });
}
