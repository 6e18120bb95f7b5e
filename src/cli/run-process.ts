/** Starts other programs: git, package managers, sam. Arguments are a list, never a string for a shell. */
import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';

export interface Outcome {
  /** Exit status; null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The program is not there. */
  readonly missing: boolean;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Show what it prints, on stderr: stdout is ours for data. Otherwise it is returned. */
  readonly show?: boolean;
  /** It does what we are asked to: what it says is said by us, and so is, unless only `messages` are, its data. */
  readonly takesOver?: 'all' | 'messages' | undefined;
  /** May it read the terminal? */
  readonly stdin?: boolean;
  readonly signal?: AbortSignal;
}

/** Runs a program to its end. Never rejects; an aborted one is asked to end (SIGTERM) and waited for. */
export function runProcess(
  program: string,
  args: readonly string[],
  { cwd, env, show, takesOver, stdin, signal }: RunOptions,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const [command, words] = onThisPlatform(program, args, env);
    const output = takesOver === 'all' ? 'inherit' : show ? process.stderr : 'pipe';
    const child = spawn(command, words, {
      cwd,
      env,
      stdio: [stdin ? 'inherit' : 'ignore', output, show || takesOver ? 'inherit' : 'pipe'],
      windowsHide: true,
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const stop = (): void => void child.kill('SIGTERM');
    signal?.addEventListener('abort', stop, { once: true });
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ status: null, stdout, stderr: stderr || error.message, missing: error.code === 'ENOENT' });
    });
    child.once('close', (status) => {
      signal?.removeEventListener('abort', stop);
      resolve({ status, stdout, stderr, missing: false });
    });
  });
}

/**
 * On Windows npm, pnpm, yarn and sam are `.cmd` files, which Node starts only through cmd.exe (CVE-2024-27980). The
 * package manager that started us is a script that node runs by itself; for the others each argument is quoted for
 * cmd.exe, and one that cannot be is refused.
 */
function onThisPlatform(program: string, args: readonly string[], env: NodeJS.ProcessEnv): [string, string[]] {
  if (process.platform !== 'win32' || program === 'git') return [program, [...args]];
  const started = env['npm_execpath'];
  if (started && /\.c?js$/.test(started) && basename(started).startsWith(program))
    return [process.execPath, [started, ...args]];
  if (args.some((word) => /["%!^\r\n]/.test(word)))
    throw new Error('an argument has a character that cmd.exe cannot be given: " % ! ^');
  const quoted = args.map((word) => (/^[\w@+=:,./\\-]+$/.test(word) ? word : `"${word}"`));
  return [env['ComSpec'] ?? 'cmd.exe', ['/d', '/s', '/c', [`${program}.cmd`, ...quoted].join(' ')]];
}

/** The environment with a folder's `node_modules/.bin` first on the PATH. */
export function withBinaries(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...env, [name]: [join(folder, 'node_modules', '.bin'), env[name]].filter(Boolean).join(separator) };
}
