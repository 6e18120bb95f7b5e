/** One execution environment of Lambda: a Runtime API server and the real runtime client with a bundle. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';
import { runtimeClient } from './install.mjs';

export interface LambdaFunction {
  readonly name: string;
  /** ESM file that exports `handler`. */
  readonly bundle: string;
  /** MB; limits V8's heap. @default 256 */
  readonly memory?: number;
  /** Seconds. @default 30 */
  readonly timeout?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 'JSON' */
  readonly logFormat?: 'JSON' | 'Text';
}

export interface Invocation {
  /** How it ended, as Lambda would see it. */
  readonly outcome: 'ok' | 'error' | 'timeout' | 'exit' | 'init-error';
  /** What the handler answered, or the error as Lambda words it. */
  readonly payload: unknown;
  /** Lines of the log. */
  readonly log: readonly string[];
  /** From the start of the process until the first event was asked for; undefined if that never happened. */
  readonly initMilliseconds?: number;
  readonly milliseconds: number;
}

/** Lambda gives the init phase ten seconds. */
const INIT_TIMEOUT = 10_000;

/** Runs one event in a fresh environment, to its end. */
export async function invoke(fn: LambdaFunction, event: unknown): Promise<Invocation> {
  const requestId = randomUUID();
  const timeout = (fn.timeout ?? 30) * 1000;
  const started = performance.now();
  let initMilliseconds: number | undefined;
  let ended = false;
  let finish!: (end: Pick<Invocation, 'outcome' | 'payload'>) => void;
  const end = new Promise<Pick<Invocation, 'outcome' | 'payload'>>((resolve) => (finish = resolve));
  let timer = setTimeout(() => finish(timedOut(requestId, INIT_TIMEOUT)), INIT_TIMEOUT);

  const server = createServer((request, response) => {
    const path = request.url?.replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      if (initMilliseconds !== undefined) return; // a second event never comes
      initMilliseconds = performance.now() - started;
      clearTimeout(timer);
      timer = setTimeout(() => finish(timedOut(requestId, timeout)), timeout);
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': requestId,
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeout),
        'Lambda-Runtime-Invoked-Function-Arn': arnOf(fn),
      });
      response.end(typeof event === 'string' ? event : JSON.stringify(event));
      return;
    }
    void body(request).then((text) => {
      accept(response);
      if (path === `invocation/${requestId}/response`) finish({ outcome: 'ok', payload: parsed(text) });
      if (path === `invocation/${requestId}/error`) finish({ outcome: 'error', payload: parsed(text) });
      if (path === 'init/error') finish({ outcome: 'init-error', payload: parsed(text) });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const { node, client, shim } = runtimeClient();
  const child = spawn(node, [`--max-old-space-size=${fn.memory ?? 256}`, '--import', shim, client], {
    cwd: dirname(fn.bundle),
    env: {
      PATH: process.env['PATH'],
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_LAMBDA_FUNCTION_NAME: fn.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memory ?? 256),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/23/[$LATEST]0',
      AWS_LAMBDA_LOG_FORMAT: fn.logFormat ?? 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      LAMBDA_TASK_ROOT: dirname(fn.bundle),
      _HANDLER: `${basename(fn.bundle).replace(/\.[^.]+$/, '')}.handler`,
      ...fn.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.once('close', (code, signal) => {
    ended = true;
    finish(exited(requestId, code, signal));
  });

  const result = await end;
  const milliseconds = performance.now() - started;
  clearTimeout(timer);
  if (!ended) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  server.closeAllConnections();
  server.close();
  return {
    ...result,
    log: output.split(/[\n\r]+/).filter(Boolean),
    ...(initMilliseconds !== undefined && { initMilliseconds }),
    milliseconds,
  };
}

export function arnOf({ name }: LambdaFunction): string {
  return `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
}

function timedOut(requestId: string, timeout: number): Pick<Invocation, 'outcome' | 'payload'> {
  const errorMessage = `${new Date().toISOString()} ${requestId} Task timed out after ${(timeout / 1000).toFixed(2)} seconds`;
  return { outcome: 'timeout', payload: { errorMessage } };
}

function exited(
  requestId: string,
  code: number | null,
  signal: string | null,
): Pick<Invocation, 'outcome' | 'payload'> {
  const how = signal ? `signal: ${signal}` : `exit status ${code}`;
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: ${how}`;
  return { outcome: 'exit', payload: { errorType: 'Runtime.ExitError', errorMessage } };
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
