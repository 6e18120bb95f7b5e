/** Applies what goes on from where an earlier upgrade left off. */
import { UserError } from '../../errors.ts';
import { apply } from '../../upgrade/apply.ts';
import type { ApplyOptions } from '../../upgrade/apply.ts';
import { closeUndo, isUndoOfThis } from '../../upgrade/apply/recover.ts';
import { afterSignals } from '../../upgrade/apply/uninterrupted.ts';
import type { Plan } from '../../upgrade/plan.ts';
import { toolCommand } from '../command-line.ts';
import { listenForInterruption } from '../interruption.ts';

type Options = Pick<ApplyOptions, 'keepUndo' | 'command'> & { readonly isRepository: boolean };

/**
 * The way back of the earlier one goes, unless this keeps its own: it would take back a part of both. Outside of a repository it
 * stays, for it is all that keeps what was there.
 *
 * @throws UserError `interrupted` for Ctrl-C and its kin, which wait for the files to be whole
 */
export async function applyOver(root: string, plan: Plan, { isRepository, ...options }: Options): Promise<void> {
  const isSettled = !options.keepUndo && isRepository && isUndoOfThis(root);
  const interruption = listenForInterruption();
  try {
    apply(root, plan, options);
    if (isSettled) closeUndo(root);
    // what was pressed while files were written is delivered now
    await new Promise<void>(afterSignals);
  } finally {
    interruption.stop();
  }
  if (interruption.signal.aborted) throw interruptedWhole(options.keepUndo, isRepository);
}

function interruptedWhole(keepUndo: boolean | undefined, isRepository: boolean): UserError {
  const abort = `\`${toolCommand('upgrade', '--abort')}\` takes it all back.`;
  const back = keepUndo ? [abort] : isRepository ? ['`git stash --include-untracked` puts it away.'] : [];
  return new UserError(
    'interrupted',
    'Interrupted while files were written. That was finished first: they are whole.',
    {
      kind: 'interrupted',
      hint: [...back, 'If package.json changed, its packages are not installed yet.'].join(' '),
    },
  );
}
