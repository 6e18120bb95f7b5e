/** `add check <id>`: one of the tool's, with its file, its permissions and its readers; or one of the service's own. */
import { catalogue, checkById } from '../../checks/catalogue.ts';
import { addCheckEdits } from '../../config/check-edits.ts';
import { nearest } from '../../config/nearest.ts';
import { UserError } from '../../errors.ts';
import { change } from '../change.ts';
import { toolCommand } from '../command-line.ts';
import type { Values } from '../options.ts';
import type { Addition } from './addition.ts';
import { addOwnCheck } from './own-check.ts';

const OWN = '`add check --custom queue-has-owner --type AWS::SQS::Queue`';

export const checkAddition: Addition = {
  example: '`add check s3-bucket-default-lock-enabled`',
  options: ['custom', 'type', 'title', 'trial'],
  add: async ({ name, values, service, terminal }) => {
    if (values.custom !== undefined) return addOwnCheck(service, values.custom, values, terminal);
    refuseOfOwn(values);
    const check = name === undefined ? undefined : checkById(name);
    if (!check) throw unknownCheck(name);
    const { id } = check.meta;
    const edits = addCheckEdits(service.configDocument?.data, check.meta, { trial: values.trial === true });
    const explain = `\`${toolCommand('explain', id)}\` says what it is about.`;
    const request = { edits, notes: [explain], nothing: `${id} runs already; nothing to do.` };
    return change(service, request, values, terminal, ['add', 'check', id]);
  },
};

/** A check of the tool has its type and its title. */
function refuseOfOwn(values: Values<'add'>): void {
  const found = (['type', 'title'] as const).find((option) => values[option] !== undefined);
  if (found === undefined) return;
  throw new UserError('foreign-option', `--${found} is for a check of your own: it goes with --custom.`, {
    hint: `Write ${OWN}.`,
  });
}

function unknownCheck(id: string | undefined): UserError {
  const ids = catalogue.map(({ meta }) => meta.id);
  const near = id === undefined ? undefined : nearest(id, ids);
  const said = id === undefined ? 'add check needs the id of a check.' : `There is no check ${JSON.stringify(id)}.`;
  return new UserError(id === undefined ? 'missing-check' : 'unknown-check', said, {
    hint: `${near ? `Did you mean ${near}?` : '`checks` lists those of the tool.'} For one of your own write ${OWN}.`,
  });
}
