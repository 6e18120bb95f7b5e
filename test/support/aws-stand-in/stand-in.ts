/**
 * An HTTP server that plays the AWS endpoints which the hooks use, validates as the real ones do, and breaks on
 * demand. The SDK reaches it by `AWS_ENDPOINT_URL_<SERVICE>`.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormation } from './cloudformation.ts';
import { CodeDeploy } from './codedeploy.ts';
import { LambdaVersions } from './lambda-versions.ts';
import { AwsError } from './service.ts';
import { Ssm } from './ssm.ts';
import { xml, type Xml } from './xml.ts';

/** How an operation breaks. `times`: then it works again; for ever if absent. */
export type Fault = (
  | { readonly kind: 'error'; readonly code: string; readonly status?: number }
  | { readonly kind: 'throttle' }
  | { readonly kind: 'hang' }
  | { readonly kind: '5xx' }
  /** Status 200 and a body that is neither JSON nor XML. */
  | { readonly kind: 'garbage' }
  /** Status 200 and an answer without content. */
  | { readonly kind: 'empty' }
  /** The connection is cut before an answer. */
  | { readonly kind: 'reset' }
  /** The operation is done, and its answer gets lost. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
) & { readonly times?: number };

interface Request {
  readonly operation: string;
  readonly protocol: 'json' | 'query' | 'rest';
  readonly answer: () => object | undefined;
}

export class AwsStandIn {
  readonly codedeploy = new CodeDeploy();
  readonly cloudformation = new CloudFormation();
  readonly ssm = new Ssm();
  readonly lambda = new LambdaVersions();
  /** Names of the operations that were called, in order. */
  readonly calls: string[] = [];
  readonly #faults = new Map<string, { fault: Fault; left: number }>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<AwsStandIn> {
    const standIn = new AwsStandIn();
    standIn.#server.listen(0, '127.0.0.1');
    await once(standIn.#server, 'listening');
    return standIn;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Environment variables by which the SDK finds it. */
  get environment(): Record<string, string> {
    const services = ['CODEDEPLOY', 'CLOUDFORMATION', 'SSM', 'LAMBDA'];
    return Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, this.endpoint]));
  }

  /** From now on the operation breaks; a second call replaces the first. */
  break(operation: string, fault: Fault): void {
    this.#faults.set(operation, { fault, left: fault.times ?? Infinity });
  }

  /** Everything works again. */
  mend(): void {
    this.#faults.clear();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parsed = this.#parse(request, await text(request));
    if (!parsed)
      return send(response, 404, 'application/json', JSON.stringify({ __type: 'UnknownOperationException' }));
    this.calls.push(parsed.operation);
    const fault = this.#nextFault(parsed.operation);
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds).unref());
    else if (fault && this.#playFault(fault, parsed, request, response)) return;
    answer(parsed, response);
  }

  #parse(request: IncomingMessage, body: string): Request | undefined {
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') {
      const [service = '', operation = ''] = target.split('.');
      const operations = service.startsWith('CodeDeploy') ? this.codedeploy.operations : this.ssm.operations;
      const play = operations[operation];
      return play && { operation, protocol: 'json', answer: () => play(JSON.parse(body || '{}') as never) };
    }
    const url = new URL(request.url ?? '/', this.endpoint);
    const rest = this.lambda.handle(request.method ?? '', url);
    if (rest) return { ...rest, protocol: 'rest' };
    const form = Object.fromEntries(new URLSearchParams(body));
    const operation = form['Action'] ?? '';
    const play = this.cloudformation.operations[operation];
    return play && { operation, protocol: 'query', answer: () => play(form) };
  }

  #nextFault(operation: string): Fault | undefined {
    const found = this.#faults.get(operation);
    if (!found || found.left <= 0) return undefined;
    found.left--;
    return found.fault;
  }

  /** True if there is nothing more to answer. */
  #playFault(fault: Fault, parsed: Request, request: IncomingMessage, response: ServerResponse): boolean {
    const type = parsed.protocol === 'query' ? 'text/xml' : 'application/x-amz-json-1.1';
    switch (fault.kind) {
      case 'error':
        fail(parsed, response, new AwsError(fault.code, `${fault.code} on demand`, fault.status));
        return true;
      case 'throttle':
        fail(
          parsed,
          response,
          new AwsError(parsed.protocol === 'query' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded'),
        );
        return true;
      case '5xx':
        fail(parsed, response, new AwsError('InternalFailure', 'Internal failure', 500));
        return true;
      case 'garbage':
        send(response, 200, type, '<html>]}{"');
        return true;
      case 'empty':
        send(response, 200, type, parsed.protocol === 'query' ? envelope(parsed.operation, {}) : '{}');
        return true;
      case 'lost':
        try {
          parsed.answer();
        } catch {
          // the error gets lost as well
        }
        request.socket.destroy();
        return true;
      case 'reset':
        request.socket.destroy();
        return true;
      case 'hang':
        return true;
      case 'slow':
        return false;
    }
  }
}

function answer(parsed: Request, response: ServerResponse): void {
  try {
    const result = parsed.answer();
    if (parsed.protocol === 'query') send(response, 200, 'text/xml', envelope(parsed.operation, result as Xml));
    else if (result === undefined) response.writeHead(204).end();
    else send(response, 200, 'application/x-amz-json-1.1', JSON.stringify(result));
  } catch (error) {
    fail(parsed, response, error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500));
  }
}

function fail({ protocol }: Request, response: ServerResponse, error: AwsError): void {
  const { code, message, status } = error;
  if (protocol === 'query') {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${xml(message)}</Message></Error><RequestId>0</RequestId></ErrorResponse>`;
    return send(response, status, 'text/xml', body);
  }
  response.setHeader('x-amzn-errortype', code);
  send(response, status, 'application/x-amz-json-1.1', JSON.stringify({ __type: code, message }));
}

function envelope(operation: string, result: Xml): string {
  const content = xml({ [`${operation}Result`]: result, ResponseMetadata: { RequestId: '0' } });
  return `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">${content}</${operation}Response>`;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'x-amzn-requestid': '0' }).end(body);
}

async function text(request: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of request.setEncoding('utf8')) all += chunk;
  return all;
}
