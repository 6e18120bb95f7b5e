/** Runs a bundled function as Lambda would: its environment, its time, and what comes out of it. */
import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { pathToFileURL } from 'node:url';
import { RUNNER } from './runner.ts';

export interface FunctionToRun {
  /** Physical id. */
  readonly name: string;
  readonly arn: string;
  /** File of the bundle. */
  readonly bundle: string;
  /** Export that is called. */
  readonly handler: string;
  /** Folder of packages that its runtime brings. */
  readonly modules?: string;
  /** As the deployed function has them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  readonly memory: number;
}

export interface InvokeOptions {
  readonly region: string;
  readonly endpoint: string;
  readonly now: Date;
  /** How much faster than ours its time passes. */
  readonly speed: number;
  /** Ends the process. */
  readonly signal: AbortSignal;
}

export interface Invoked {
  readonly outcome: 'ok' | 'error' | 'timeout';
  /** What the handler returned, or how it failed. */
  readonly payload: unknown;
  /** Milliseconds of its own time. */
  readonly elapsed: number;
  /** What it wrote, line by line. */
  readonly lines: readonly string[];
}

export function invoke(fn: FunctionToRun, event: unknown, options: InvokeOptions): Promise<Invoked> {
  const { now, speed, signal } = options;
  const timeout = fn.timeout * 1000;
  const input = {
    bundle: pathToFileURL(fn.bundle).href,
    handler: fn.handler,
    event,
    now: now.getTime(),
    timeout,
    speed,
  };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', RUNNER, JSON.stringify(input)], {
    env: environmentOf(fn, options),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    signal,
    killSignal: 'SIGKILL',
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (written += text));
  return new Promise((resolve, reject) => {
    let answer: { result?: unknown; error?: unknown; elapsed: number } | undefined;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeout / speed);
    child.on('message', (message) => (answer = message as typeof answer));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, ended) => {
      clearTimeout(timer);
      const lines = written.split('\n').filter((line) => line.trim() !== '');
      if (answer && !('error' in answer))
        resolve({ outcome: 'ok', payload: answer.result, elapsed: answer.elapsed, lines });
      else if (answer) resolve({ outcome: 'error', payload: answer.error, elapsed: answer.elapsed, lines });
      else {
        const message = late
          ? `Task timed out after ${fn.timeout.toFixed(2)} seconds`
          : `Runtime exited with error: ${ended ? `signal: ${ended}` : `exit status ${code}`}`;
        const payload = { type: late ? 'Sandbox.Timedout' : 'Runtime.ExitError', message };
        resolve({ outcome: late ? 'timeout' : 'error', payload, elapsed: late ? timeout : 0, lines });
      }
    });
  });
}

/** Nothing of this process's: no credentials and no profile may get into a rehearsal. */
function environmentOf(fn: FunctionToRun, { region, endpoint }: InvokeOptions): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return {
    ...(PATH !== undefined && { PATH }),
    ...(SystemRoot !== undefined && { SystemRoot }),
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...(fn.modules !== undefined && { NODE_PATH: fn.modules }),
    ...fn.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memory),
    REHEARSAL_FUNCTION_ARN: fn.arn,
  };
}
