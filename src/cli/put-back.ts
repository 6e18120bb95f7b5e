/** What a command that was killed while it wrote has left, before another one begins. */
import { UserError } from '../errors.ts';
import { isInterrupted, recover } from '../upgrade/apply/recover.ts';
import type { Restored } from '../upgrade/apply/restore.ts';

/** @throws UserError `interrupted-before` in a dry run, which writes nothing */
export function putBack(folder: string, dryRun: boolean, say: (text: string) => void): void {
  if (!isInterrupted(folder)) return;
  if (dryRun) {
    throw new UserError('interrupted-before', `An earlier run was interrupted while it wrote to ${folder}.`, {
      hint: 'Run the command without --dry-run: it puts back what was there first.',
    });
  }
  const restored = recover(folder);
  say(`Put back what an interrupted run had left in ${folder}.\n${restored ? keptText(restored) : ''}`);
}

/** What a person did since then is not lost. */
export function keptText({ kept }: Restored): string {
  if (kept.length === 0) return '';
  return ['What you changed since then is beside it:', ...kept.map(({ as }) => `  ${as}`), ''].join('\n');
}
