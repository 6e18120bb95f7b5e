/** `remove check <id>`: a check that does not run any more, with its file, its permissions and its readers. */
import { checkById } from '../../checks/catalogue.ts';
import { removeCheckEdits } from '../../config/check-edits.ts';
import { nearest } from '../../config/nearest.ts';
import { UserError } from '../../errors.ts';
import { CUSTOM_CHECKS } from '../../config/own-checks.ts';
import { CUSTOM_INDEX } from '../own-checks.ts';
import type { Removal } from './removal.ts';

export const checkRemoval: Removal = {
  needs: 'the id of a check',
  example: '`remove check s3-bucket-logging-enabled`',
  change: (id, { configDocument, config }) => {
    const edits = removeCheckEdits(configDocument?.data, id);
    const isOurs = checkById(id) !== undefined;
    if (edits.length === 0 && !isOurs) throw unknownCheck(id, Object.keys(config.checks));
    return { edits, notes: isOurs ? [] : ownNotes(id), nothing: `${id} does not run; nothing to do.` };
  },
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
