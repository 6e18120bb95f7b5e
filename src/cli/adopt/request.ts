/** What may be asked of `adopt`, before anything is read. */
import { UserError } from '../../errors.ts';
import { refuseContradiction } from '../contradiction.ts';
import type { Values } from '../options.ts';
import type { Terminal } from '../terminal.ts';

type Flag = 'dry-run' | 'diff' | 'json' | 'yes';

/** Of each row one may be given. */
const ONE_OF: readonly (readonly Flag[])[] = [
  ['dry-run', 'yes'],
  ['diff', 'yes'],
  ['diff', 'json'],
];

/** What both commands ask before they write. */
export type Asked = Pick<Values<'unadopt'>, Flag>;

/**
 * Without a person who answers, nothing is written that nobody agreed to.
 *
 * @throws UserError for options that contradict each other, or that leave the question open
 */
export function refuseUnanswerable(values: Asked, { interactive }: Pick<Terminal, 'interactive'>): void {
  refuseContradiction(values, ONE_OF);
  if (values.yes || values['dry-run'] || values.diff || (interactive && !values.json)) return;
  throw new UserError('no-terminal', 'There is no terminal to ask on whether it should be applied.', {
    hint: '--yes applies it, --dry-run or --diff shows it.',
  });
}

/** @throws UserError for options that want others, or exclude them */
export function refuseAdoption(values: Values<'adopt'>, terminal: Pick<Terminal, 'interactive'>): void {
  if (values.chain && !values.fix)
    throw new UserError('chain-without-fix', '--chain changes a value of yours, which only --fix does.', {
      hint: 'Write --chain --fix. Without them your own hooks stay, and ours take the phases that are free.',
    });
  if (values.staged && values['allow-dirty'])
    throw new UserError('contradiction', '--staged and --allow-dirty do not go together.', {
      hint: 'Two commits need a clean tree: commit or stash first.',
    });
  refuseUnanswerable(values, terminal);
}
