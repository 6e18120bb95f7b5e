import { spawn, type SpawnOptions } from 'node:child_process';

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Never throws because of its exit status; `stdin` is closed unless given. */
export function run(
  command: string,
  args: readonly string[],
  { input, timeout = 600_000, ...options }: SpawnOptions & { input?: string; timeout?: number } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
    child.once('error', reject);
    child.once('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, stdout, stderr });
    });
    if (input !== undefined) child.stdin?.end(input);
  });
}

/** As `run`, for a step that has to succeed: what it printed is in the error. */
export async function succeed(...args: Parameters<typeof run>): Promise<Ended> {
  const ended = await run(...args);
  if (ended.status !== 0) {
    const [command, parameters] = args;
    const how = ended.signal ?? ended.status;
    throw new Error(`${command} ${parameters.join(' ')} ended with ${how}\n${ended.stdout}\n${ended.stderr}`);
  }
  return ended;
}
