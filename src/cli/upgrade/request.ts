/** What may be asked of `upgrade`, before anything is read. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { refuseContradiction, together } from '../contradiction.ts';
import type { Values } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { STATE_FOLDER } from '../../upgrade/manifest.ts';

type Flag = keyof Values<'upgrade'>;

/** Of each row one may be given: they say different things of the same. */
const ONE_OF: readonly (readonly Flag[])[] = [
  ['continue', 'abort'],
  ['check', 'dry-run', 'interactive'],
  ['check', 'diff'],
  ['diff', 'json'],
  ['check', 'branch'],
  ['all', 'branch'],
  ['interactive', 'branch'],
  ['interactive', 'json'],
  ['interactive', 'diff'],
  ['to', 'offline'],
  ['to', 'wanted'],
];

/** What finishes an earlier upgrade says nothing of this one. */
const ALONE: readonly Flag[] = ['continue', 'abort'];
const WITH_THEM: readonly Flag[] = ['json', 'debug', 'install', 'help', 'version'];

/** @throws UserError for options that contradict each other, or want somebody who is not there */
export function refuseTogether(values: Values<'upgrade'>, terminal: Pick<Terminal, 'interactive'>): void {
  const given = (flag: Flag): boolean => values[flag] !== undefined;
  refuseContradiction(values, ONE_OF);
  for (const flag of ALONE.filter(given)) {
    const other = (Object.keys(values) as Flag[]).find((one) => one !== flag && !WITH_THEM.includes(one));
    if (other !== undefined) throw together([flag, other]);
  }
  if (values.all && !values.wanted)
    throw new UserError('all-without-wanted', '--all goes with --wanted.', {
      hint: 'Write --wanted --all: every service of the repository as its fitness.yaml says.',
    });
  if (values.interactive && !terminal.interactive)
    throw new UserError('no-terminal', '--interactive asks, and there is no terminal to answer on.', {
      hint: 'Leave it out; --dry-run shows what would be done.',
    });
}

/** Options with which there may be something to do although nothing changed, or that want the whole report. */
const WHOLE: readonly Flag[] = ['json', 'restore', 'enforce', 'wanted', 'branch'];

export function usesCache(values: Values<'upgrade'>): boolean {
  return values.cache !== false && WHOLE.every((flag) => values[flag] === undefined);
}

/**
 * One that was killed after it had done everything is in nobody's way: what it left is swept up.
 *
 * @throws UserError if an earlier command was killed while it wrote
 */
export async function refuseInterrupted(root: string): Promise<void> {
  if (!existsSync(join(root, STATE_FOLDER, 'journal'))) return;
  const { isInterrupted, recover } = await import('../../upgrade/apply/recover.ts');
  if (!isInterrupted(root)) return void recover(root);
  throw new UserError('interrupted-before', 'An earlier command was interrupted while it wrote here.', {
    kind: 'incomplete',
    hint: '`upgrade --abort` puts back what was there; `upgrade --continue` puts it back and does it again.',
  });
}
