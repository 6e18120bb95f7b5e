import { spawn, spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export const KEY = { enter: '\r', up: '\x1b[A', down: '\x1b[B', space: ' ', interrupt: '\x03' } as const;

/** util-linux's `script` gives a program a terminal of its own. */
export const hasTerminal =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;

/** What to wait for on the screen, and what to type then. */
export type Step = readonly [seen: RegExp, keys: string];

export interface Session {
  readonly status: number | null;
  /** Everything that was shown, without control characters. */
  readonly screen: string;
}

/** Runs a program on a terminal and types, each time when what it waits for has been shown. */
export function onTerminal(
  command: string,
  args: readonly string[],
  steps: readonly Step[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Session> {
  return new Promise((resolve, reject) => {
    const quoted = [command, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const child = spawn(
      'script',
      ['--quiet', '--flush', '--return', '--command', `stty cols 80 rows 24; exec ${quoted}`, '/dev/null'],
      { cwd, env: { ...env, TERM: 'xterm' } },
    );
    let screen = '';
    let from = 0;
    const waiting = [...steps];
    const advance = (): void => {
      const step = waiting[0];
      if (!step?.[0].test(screen.slice(from))) return;
      waiting.shift();
      from = screen.length;
      // a person needs a moment, and the prompt one to listen
      setTimeout(() => child.stdin.write(step[1]), 50);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += stripVTControlCharacters(text);
      advance();
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(timer);
      if (waiting.length > 0) reject(new Error(`never seen: ${String(waiting[0]?.[0])}\n${screen}`));
      else resolve({ status, screen });
    });
  });
}
