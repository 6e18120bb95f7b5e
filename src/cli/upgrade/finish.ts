/** `--abort` and `--continue`: an upgrade that was killed while it wrote, or one that left conflicts. */
import { UserError } from '../../errors.ts';
import { abort, canUndo, interrupted, isLeftover, recover, undo } from '../../upgrade/recover.ts';
import type { Restored } from '../../upgrade/restore.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { parseCommand } from '../options.ts';
import type { Values } from '../options.ts';
import type { Terminal } from '../terminal.ts';

export async function finish(root: string, values: Values<'upgrade'>, terminal: Terminal): Promise<ExitStatus> {
  if (isLeftover(root)) return sweepUp(root, values, terminal);
  return values.abort ? takeBack(root, values, terminal) : goOn(root, values, terminal);
}

/** It was killed after it had done everything: there is nothing half-done to go on with, or to put back. */
async function sweepUp(root: string, values: Values<'upgrade'>, terminal: Terminal): Promise<ExitStatus> {
  recover(root);
  if (values.continue) {
    const { upgradeService } = await import('./upgrade-service.ts');
    return upgradeService(root, values, terminal);
  }
  throw new UserError('nothing-to-finish', 'That command had done everything when it was stopped.', {
    hint: 'Version control has what was there before.',
  });
}

function takeBack(root: string, values: Values<'upgrade'>, { out, say }: Terminal): ExitStatus {
  const wasInterrupted = interrupted(root) !== undefined;
  const restored = wasInterrupted ? abort(root) : canUndo(root) ? undo(root) : undefined;
  if (!restored) throw nothingTo('take back');
  if (values.json) out(`${JSON.stringify({ version: 1, aborted: true, kept: restored.kept }, null, 2)}\n`);
  else say(`Everything is as it was before that upgrade.\n${keptText(restored)}`);
  return EXIT.ok;
}

/** What a person did since then is not lost. */
function keptText({ kept }: Restored): string {
  if (kept.length === 0) return '';
  return ['What you changed since then is beside it:', ...kept.map(({ as }) => `  ${as}`), ''].join('\n');
}

/** The same again, from the start: with the options that were given then. */
async function goOn(root: string, values: Values<'upgrade'>, terminal: Terminal): Promise<ExitStatus> {
  const { upgradeService } = await import('./upgrade-service.ts');
  const found = interrupted(root);
  if (!found) {
    // its conflicts are all that an upgrade leaves behind: the same command closes them
    if (canUndo(root)) return upgradeService(root, values, terminal);
    throw nothingTo('continue');
  }
  const [name, ...flags] = found.command ?? ['upgrade'];
  if (name !== 'upgrade')
    throw new UserError('not-an-upgrade', `It was \`${name}\` that was interrupted.`, {
      hint: '`upgrade --abort` puts back what was there; then run that command again.',
    });
  const earlier = parseCommand('upgrade', flags).values;
  recover(root);
  return upgradeService(root, { ...earlier, ...given(values) }, terminal);
}

/** How it is said may differ from last time; what is done may not. */
function given({ json, debug, install }: Values<'upgrade'>): Partial<Values<'upgrade'>> {
  return {
    ...(json !== undefined && { json }),
    ...(debug !== undefined && { debug }),
    ...(install !== undefined && { install }),
  };
}

function nothingTo(what: string): UserError {
  return new UserError(
    'nothing-to-finish',
    `There is nothing to ${what}: no upgrade was interrupted or left conflicts here.`,
    {
      hint: 'Run `upgrade` without that option.',
    },
  );
}
