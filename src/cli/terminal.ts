/** The process around a command: its streams and what they can show. */
import type { ExitStatus } from './exit.ts';
import type { CommandName, Parsed, Program } from './options.ts';

export interface Terminal {
  /** Data, and nothing else. */
  readonly out: (text: string) => void;
  /** Everything that is said to a person. */
  readonly say: (text: string) => void;
  /** May stdout carry colours? */
  readonly color: boolean;
  /** Columns of stdout. */
  readonly width: number;
  /** Is there a person to ask? */
  readonly interactive: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

export interface Invocation<C extends CommandName> extends Parsed<C> {
  readonly program: Program;
  readonly terminal: Terminal;
}

/** What each command's module exports as `run`. */
export type Run<C extends CommandName> = (invocation: Invocation<C>) => Promise<ExitStatus>;

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  // a reader that has seen enough (`| head`) is no failure of ours
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    out: (text) => void stdout.write(text),
    say: (text) => void stderr.write(text),
    color: Boolean(stdout.isTTY) && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    width: stdout.columns || 100,
    interactive: Boolean(stdin.isTTY && stderr.isTTY) && !isTrue(env['CI']),
    env,
    cwd: process.cwd(),
  };
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}
