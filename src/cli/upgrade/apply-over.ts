/** Applies what goes on from where an earlier upgrade left off. */
import { apply } from '../../upgrade/apply.ts';
import type { ApplyOptions } from '../../upgrade/apply.ts';
import { closeUndo, isUndoOfThis } from '../../upgrade/apply/recover.ts';
import type { Plan } from '../../upgrade/plan.ts';

/**
 * The way back of the earlier one goes, unless this keeps its own: it would take back a part of both. Outside of a repository it
 * stays, for it is all that keeps what was there.
 */
export function applyOver(
  root: string,
  plan: Plan,
  { isRepository, ...options }: Pick<ApplyOptions, 'keepUndo' | 'command'> & { readonly isRepository: boolean },
): void {
  const isSettled = !options.keepUndo && isRepository && isUndoOfThis(root);
  apply(root, plan, options);
  if (isSettled) closeUndo(root);
}
