/**
 * An HTTP server that plays the AWS endpoints, validates as the real ones do, and breaks on demand. One address serves
 * all services (`AWS_ENDPOINT_URL`): whose request it is says the credential scope of its signature.
 *
 * To add a service, write services/<name>.ts, which exports a `PlayedService`, and put it into services/index.ts:
 *
 *     export const kms = jsonService('kms', {
 *       DescribeKey: ({ KeyId }, { account }) => {
 *         const key = account.find(KeyId, 'AWS::KMS::Key');
 *         if (!key) throw new AwsError('NotFoundException', `Key '${String(KeyId)}' does not exist`);
 *         return { KeyMetadata: { KeyId, Arn: account.arn('kms', `key/${String(KeyId)}`), Enabled: key.properties['Enabled'] ?? true } };
 *       },
 *     });
 *
 * `jsonService` is for services with an X-Amz-Target header (DynamoDB, SQS, Events, States, Logs, CloudWatch, Config …),
 * `queryService` for forms and XML (CloudFormation, IAM, SNS), `restService` for methods and paths (Lambda, API Gateway;
 * S3 with `xml`: the answer is `{ RootElement: … }`; the SDK addresses buckets by path where the host is an IP address).
 * Answer from `account.resources`, whose properties are CloudFormation's. Lists that have pages go through `call.page`.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Account } from './account.ts';
import { send, sendEmpty, sendError, sendResult } from './answer.ts';
import { type Fault, Faults } from './faults.ts';
import { type Asked, AwsError, type Call, type PlayedRequest } from './service.ts';
import { SERVICES } from './services/index.ts';

const ANSWERS = '/custom-resource-answers/';

export class AwsStandIn {
  readonly account: Account;
  /** The operations that were called, in order, with their service: `ssm:GetParameter`. */
  readonly calls: string[] = [];
  /** What was asked for and is not played, as `service target`. */
  readonly unplayed = new Set<string>();
  /** Milliseconds that every call takes. */
  latency = 0;
  /** What was put where the answers of custom resources go, by id. */
  readonly answers = new Map<string, string>();
  readonly #faults = new Faults();
  readonly #server: Server;
  #tokens = 0;

  private constructor(account: Account) {
    this.account = account;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(account = new Account()): Promise<AwsStandIn> {
    const standIn = new AwsStandIn(account);
    standIn.#server.listen(0, '127.0.0.1');
    await once(standIn.#server, 'listening');
    return standIn;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Where the answer of a custom resource is to be put: a bucket's URL at AWS, signed in itself. */
  answerUrl(id: string): string {
    return `${this.endpoint}${ANSWERS}${id}`;
  }

  /** Environment variables by which the SDK finds it. */
  get environment(): Record<string, string> {
    return { AWS_ENDPOINT_URL: this.endpoint };
  }

  /** From now on the operation (`GetTemplate`, `cloudformation:GetTemplate`) breaks; a second call replaces the first. */
  break(operation: string, fault: Fault): void {
    this.#faults.set(operation, fault);
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

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming);
    if (request.method === 'PUT' && request.path.startsWith(ANSWERS)) {
      this.answers.set(request.path.slice(ANSWERS.length), request.body);
      response.end();
      return;
    }
    const asked = this.#asked(request);
    if (asked instanceof AwsError) return sendError('json', response, asked);
    this.calls.push(asked.name);
    const fault = this.#faults.next(asked.name);
    if (this.latency > 0) await setTimeout(this.latency, undefined, { ref: false });
    if (fault?.kind === 'slow') await setTimeout(fault.milliseconds, undefined, { ref: false });
    const call = this.#call(request, fault);
    if (fault && (await playFault(fault, asked, call, response))) return;
    try {
      sendResult(asked, response, await asked.answer(call));
    } catch (error) {
      const known = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
      sendError(asked.protocol, response, known);
    }
  }

  #asked(request: PlayedRequest): Asked | AwsError {
    const [, scope = ''] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(String(request.headers.authorization)) ?? [];
    const service = SERVICES.find(({ name }) => name === scope);
    const asked = service?.operation(request, this.account);
    if (asked) return asked;
    const what = `${scope || 'unsigned'} ${operationOf(request)}`;
    this.unplayed.add(what);
    return new AwsError('UnknownOperationException', `not played: ${what}`, 404);
  }

  #call(request: PlayedRequest, fault: Fault | undefined): Call {
    const { account } = this;
    return {
      account,
      request,
      page: (all, token, size = Infinity) => {
        const from = Number(token ?? 0) || 0;
        const to = from + (account.pageSize ?? size);
        const items = all.slice(from, to);
        if (fault?.kind === 'endless-pages')
          return { items, next: fault.token === 'same' ? 'endless' : `endless-${++this.#tokens}` };
        return to < all.length ? { items, next: String(to) } : { items };
      },
    };
  }
}

/** As well as it can be told of any protocol. */
function operationOf({ headers, method, path, body }: PlayedRequest): string {
  const target = headers['x-amz-target'] ?? new URLSearchParams(body).get('Action');
  return String(target ?? `${method} ${path}`);
}

/** True if there is nothing more to answer. */
async function playFault(fault: Fault, asked: Asked, call: Call, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'error':
      sendError(
        asked.protocol,
        response,
        new AwsError(fault.code, fault.message ?? `${fault.code} on demand`, fault.status),
      );
      return true;
    case 'throttle': {
      const code = { query: 'Throttling', 'rest-xml': 'SlowDown', json: undefined, 'rest-json': undefined }[
        asked.protocol
      ];
      const status = asked.protocol === 'rest-xml' ? 503 : asked.protocol === 'rest-json' ? 429 : 400;
      sendError(asked.protocol, response, new AwsError(code ?? 'ThrottlingException', 'Rate exceeded', status));
      return true;
    }
    case '5xx':
      sendError(asked.protocol, response, new AwsError('InternalFailure', 'Internal failure', 500));
      return true;
    case 'garbage':
      send(response, 200, asked.protocol, '<html>]}{"');
      return true;
    case 'empty':
      sendEmpty(asked, response);
      return true;
    case 'lost':
      try {
        await asked.answer(call);
      } catch {
        // the error gets lost as well
      }
      response.socket?.destroy();
      return true;
    case 'reset':
      response.socket?.destroy();
      return true;
    case 'hang':
      return true;
    case 'slow':
    case 'endless-pages':
      return false;
  }
}

async function read(incoming: IncomingMessage): Promise<PlayedRequest> {
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body,
  };
}
