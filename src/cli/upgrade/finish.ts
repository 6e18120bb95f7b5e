/** `--abort` and `--continue`: an upgrade that was killed while it wrote, or one that left conflicts. */
import { UserError } from '../../errors.ts';
import { plain } from '../../report/text.ts';
import { abort, canUndo, interrupted, isLeftover, isUndoOfThis, recover, undo } from '../../upgrade/apply/recover.ts';
import { refuseOlderTool } from '../../upgrade/older-tool.ts';
import { quoted } from '../command-line.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { COMMANDS, parseCommand } from '../options.ts';
import type { Values } from '../options.ts';
import { keptText } from '../put-back.ts';
import type { Terminal } from '../terminal.ts';
import { refuseTogether } from './request.ts';
import { flagsOf } from '../flags.ts';

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
  if (!wasInterrupted && canUndo(root) && !isUndoOfThis(root)) throw ofAnother();
  const restored = wasInterrupted ? abort(root) : canUndo(root) ? undo(root) : undefined;
  if (!restored) throw nothingTo('take back');
  if (values.json) out(`${JSON.stringify({ version: 1, aborted: true, kept: restored.kept }, null, 2)}\n`);
  else say(`Everything is as it was before that upgrade.\n${keptText(restored)}`);
  return EXIT.ok;
}

function ofAnother(): UserError {
  return new UserError(
    'way-back-of-another',
    'What can be taken back is an upgrade of another state of this service.',
    {
      hint: 'Its manifest has changed since: go to the branch that it was made on, or let version control take it back.',
    },
  );
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
  const [name = 'upgrade', ...flags] = found.command ?? [];
  if (name !== 'upgrade')
    throw new UserError('not-an-upgrade', `It was \`${name}\` that was interrupted.`, {
      hint: '`upgrade --abort` puts back what was there; then run that command again.',
    });
  const earlier = again(flags);
  const request = { ...parseCommand('upgrade', earlier).values, ...given(values) };
  refuseTogether(request, terminal);
  recover(root);
  refuseOlderTool(root);
  terminal.say(`Again: ${plain(['upgrade', ...earlier].map(quoted).join(' '))}\n`);
  return upgradeService(root, request, terminal);
}

/** What says how an upgrade is made. Which version makes it was decided before, and is this one now. */
const AGAIN: readonly string[] = [
  'conflict',
  'restore',
  'enforce',
  'wanted',
  'allow-dirty',
  'interactive',
  'install',
  'custom',
  'json',
];

/** The record may have come with the repository, so that no more is taken from it than a killed upgrade needs. */
function again(recorded: readonly string[]): string[] {
  const { values } = parseCommand('upgrade', recorded);
  const options = COMMANDS.upgrade.options.filter(({ name }) => AGAIN.includes(name));
  return flagsOf(options, values, []);
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
