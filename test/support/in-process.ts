import { parseCommand, type CommandName } from '../../src/cli/options.ts';
import type { Run } from '../../src/cli/terminal.ts';

export interface Said {
  readonly status: number;
  readonly out: string;
  /** What is said to a person. */
  readonly err: string;
}

/** Runs a command of the sources, without a build and a process of its own. Throws what it throws. */
export async function inProcess<C extends CommandName>(
  name: C,
  { run }: { run: Run<C> },
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Said> {
  const said = { out: '', err: '' };
  const status = await run({
    ...parseCommand(name, args),
    program: 'fitness-serverless',
    terminal: {
      out: (text) => void (said.out += text),
      say: (text) => void (said.err += text),
      color: false,
      width: 100,
      interactive: false,
      env,
      cwd,
    },
  });
  return { status, ...said };
}
