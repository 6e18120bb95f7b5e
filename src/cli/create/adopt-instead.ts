/** `create` was pointed at a service that is there already: what is wanted may be `adopt`. */
import type { UserError } from '../../errors.ts';
import { agreed } from '../adopt/ask.ts';
import { run } from '../adopt.ts';
import type { ExitStatus } from '../exit.ts';
import { COMMANDS, parseCommand } from '../options.ts';
import type { Invocation } from '../terminal.ts';
import { flagsOf } from '../flags.ts';

/** Asks, and adopts with what was said that both commands know. @throws the error if the answer is no */
export async function adoptInstead(
  error: UserError,
  { values, positional, terminal }: Pick<Invocation<'create'>, 'values' | 'positional' | 'terminal'>,
): Promise<ExitStatus> {
  terminal.say(`${error.message}\n`);
  if (!(await agreed('Adopt it?', terminal.say))) throw error;
  const shared = COMMANDS.create.options.filter(({ name }) => COMMANDS.adopt.options.some((one) => one.name === name));
  const flags = flagsOf(shared, values, []);
  const parsed = parseCommand('adopt', [...flags, ...(positional === undefined ? [] : ['--', positional])]);
  return run({ ...parsed, program: 'create-fitness-serverless', terminal });
}
