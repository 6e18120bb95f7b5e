/** `remove check|environment`: what `add` adds, but for functions, whose code is their owner's. */
import { nearest } from '../config/nearest.ts';
import { UserError } from '../errors.ts';
import { change } from './change.ts';
import { checkRemoval } from './remove/check.ts';
import { environmentRemoval } from './remove/environment.ts';
import type { Removal } from './remove/removal.ts';
import { findService } from './service.ts';
import type { Run } from './terminal.ts';

const REMOVALS: Readonly<Record<string, Removal>> = { check: checkRemoval, environment: environmentRemoval };

export const run: Run<'remove'> = async ({ values, positionals: [what = '', name, ...more], terminal }) => {
  const removal = removalOf(what);
  const hint = `Write ${removal.example}.`;
  if (name === undefined) throw new UserError(`missing-${what}`, `remove ${what} needs ${removal.needs}.`, { hint });
  if (more[0] !== undefined)
    throw new UserError('unexpected-argument', `Unexpected argument ${JSON.stringify(more[0])}.`, { hint });
  const service = findService(terminal.cwd);
  return change(service, removal.change(name, service), values, terminal, ['remove', what, name]);
};

function removalOf(what: string): Removal {
  const found = Object.hasOwn(REMOVALS, what) ? REMOVALS[what] : undefined;
  if (found) return found;
  const near = nearest(what, Object.keys(REMOVALS));
  const examples = Object.values(REMOVALS).map(({ example }) => example);
  throw new UserError(
    'nothing-to-remove',
    what === '' ? 'Nothing to remove is named.' : `${JSON.stringify(what)} cannot be removed.`,
    {
      hint:
        what === 'function'
          ? 'Its code is yours, and stays: take its entry out of fitness.yaml, then run `upgrade`.'
          : near
            ? `Did you mean \`remove ${near}\`?`
            : `Write ${examples.join(', or ')}.`,
    },
  );
}
