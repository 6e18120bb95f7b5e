/** Starts git. Arguments are a list, never a string for a shell. */
export interface GitOutcome {
  /** Exit status; null if a signal ended it, or it did not start. */
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** There is no git. */
  readonly missing: boolean;
  /** Somebody pressed Ctrl-C, or ended it otherwise. */
  readonly interrupted: boolean;
}

export interface GitOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly input?: Uint8Array | string;
}

/** Not with the rest: where there is no repository, nothing is started. */
const starting = () => process.getBuiltinModule('node:child_process');

/** More than any repository lists or any service holds. */
const LARGEST = 1024 * 1024 * 1024;

/** Never throws. Messages are in English, nothing is asked for, and no index is refreshed on the way. */
export function runGit(args: readonly string[], { cwd, env, input }: GitOptions): GitOutcome {
  const options = { cwd, env: plainly(env), input: input ?? '', maxBuffer: LARGEST, windowsHide: true };
  return outcomeOf(starting().spawnSync('git', args, options));
}

/** As `runGit`, while this process does something else. */
export function startGit(args: readonly string[], { cwd, env }: Omit<GitOptions, 'input'>): Promise<GitOutcome> {
  const options = { cwd, env: plainly(env), encoding: 'buffer', maxBuffer: LARGEST, windowsHide: true } as const;
  return new Promise((done) => {
    const child = starting().execFile('git', args, options, (failure, stdout, stderr) => {
      const { exitCode, signalCode } = child;
      const error = exitCode === null || exitCode < 0 ? (failure ?? undefined) : undefined;
      done(outcomeOf({ status: exitCode, signal: signalCode, stdout, stderr, error }));
    });
    child.stdin?.end();
  });
}

function plainly(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Absent if it did not start. */
  readonly stdout: Buffer | null;
  readonly stderr: Buffer | null;
  readonly error?: Error | undefined;
}

function outcomeOf({ status, signal, stdout, stderr, error }: Ended): GitOutcome {
  const failure: NodeJS.ErrnoException | undefined = error;
  return {
    status,
    stdout: stdout ?? Buffer.alloc(0),
    stderr: stderr?.toString('utf8') || (error?.message ?? ''),
    missing: failure?.code === 'ENOENT',
    interrupted: signal === 'SIGINT' || signal === 'SIGTERM' || signal === 'SIGHUP',
  };
}

/** An environment without what tells git where it is, or how it is to behave. */
export function withoutGit(env: NodeJS.ProcessEnv, except: (name: string) => boolean = () => false): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^GIT_/i.test(name) || except(name.toUpperCase())));
}

/** What git said, in a line. */
export function saidBy({ stderr }: GitOutcome): string {
  const said = stderr.trim().split('\n')[0] ?? '';
  return said.replace(/^(?:fatal|error): /, '').replace(/\.$/, '') || 'git failed';
}
