/** What a played service is made of, and the three ways in which AWS services are spoken to. */
import type { Account } from './account.ts';

/** A request as it came in. */
export interface PlayedRequest {
  readonly method: string;
  /** Without the query, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The token of the next one; absent on the last. */
  readonly next?: string;
}

/** What an operation may use besides its input. */
export interface Call {
  readonly account: Account;
  readonly request: PlayedRequest;
  /** The page of `all` that the request's token asks for, with as many items as the service gives. */
  readonly page: <T>(all: readonly T[], token: unknown, size?: number) => Page<T>;
}

export type Input = Readonly<Record<string, unknown>>;

/**
 * Plays one operation: takes the request's parameters, answers or throws an `AwsError`. `undefined` is an answer
 * without content.
 */
export type Operation = (input: Input, call: Call) => object | undefined | Promise<object | undefined>;

export type Protocol = 'json' | 'query' | 'rest-json' | 'rest-xml';

/** An operation that a request asks for. */
export interface Asked {
  /** `dynamodb:DescribeTable` */
  readonly name: string;
  readonly protocol: Protocol;
  readonly answer: (call: Call) => ReturnType<Operation>;
}

export interface PlayedService {
  /** As in the credential scope of a signature: `s3`, `dynamodb`, `monitoring`. */
  readonly name: string;
  /** `undefined` if the request is for none of the operations that are played. */
  operation(request: PlayedRequest, account: Account): Asked | undefined;
}

/** An error as a service sends it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** An answer that is neither an object nor empty: a bucket's policy, headers alone. */
export class RawAnswer {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: string, headers: Readonly<Record<string, string>> = {}) {
    this.body = body;
    this.headers = headers;
  }
}

type Operations = Readonly<Record<string, Operation>>;

/** A service of the JSON protocols: the operation is in the header `X-Amz-Target`, the parameters in the body. */
export function jsonService(name: string, operations: Operations): PlayedService {
  return {
    name,
    operation({ headers, body }) {
      const [, operation = ''] = String(headers['x-amz-target'] ?? '').split('.');
      if (!Object.hasOwn(operations, operation)) return undefined;
      const play = operations[operation]!;
      return { name: `${name}:${operation}`, protocol: 'json', answer: (call) => play(jsonInput(body), call) };
    },
  };
}

/** A service of the Query protocol: operation and parameters are a form, the answer is XML. */
export function queryService(name: string, operations: Operations): PlayedService {
  return {
    name,
    operation({ body }) {
      const form = new URLSearchParams(body);
      const operation = form.get('Action') ?? '';
      if (!Object.hasOwn(operations, operation)) return undefined;
      const play = operations[operation]!;
      return { name: `${name}:${operation}`, protocol: 'query', answer: (call) => play(formInput(form), call) };
    },
  };
}

export interface Route {
  readonly operation: string;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** `/restapis/{restApiId}/stages`: a name in braces takes one segment, and is a parameter. */
  readonly path: string;
  /** Parameters of the query that must be there: S3's sub-resources, as `encryption`. */
  readonly query?: readonly string[];
  readonly play: Operation;
}

/**
 * A REST service: the first route that fits answers. Its input is the parameters of path and query and, if the body is
 * JSON, its members. With `xml` the answer has one member, the root element, and its lists are flat.
 */
export function restService(name: string, format: 'json' | 'xml', routes: readonly Route[]): PlayedService {
  const patterns = routes.map((route) => ({ route, segments: route.path.split('/') }));
  return {
    name,
    operation({ method, path, query, body }) {
      const segments = (path.length > 1 ? path.replace(/\/$/, '') : path).split('/');
      for (const { route, segments: pattern } of patterns) {
        if (route.method !== method || !(route.query ?? []).every((key) => query.has(key))) continue;
        const parameters = matched(pattern, segments);
        if (!parameters) continue;
        const inBody = format === 'json' ? jsonInput(body) : {};
        const input = { ...inBody, ...Object.fromEntries(query), ...parameters };
        return {
          name: `${name}:${route.operation}`,
          protocol: `rest-${format}`,
          answer: (call) => route.play(input, call),
        };
      }
      return undefined;
    },
  };
}

function matched(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index]!;
    if (expected.startsWith('{') && actual !== '') parameters[expected.slice(1, -1)] = decodeURIComponent(actual);
    else if (expected !== actual) return undefined;
  }
  return parameters;
}

function jsonInput(body: string): Input {
  return body === '' ? {} : (JSON.parse(body) as Input);
}

/** `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }`. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
function formInput(form: URLSearchParams): Input {
  const input: Record<string, unknown> = {};
  for (const [name, value] of form) {
    const steps = name.split('.').filter((step) => step !== 'member' && step !== 'entry');
    let at: Record<string, unknown> = input;
    for (const [index, step] of steps.entries()) {
      const key = /^\d+$/.test(step) ? String(Number(step) - 1) : step;
      if (index === steps.length - 1) at[key] = value;
      else {
        if (!Object.hasOwn(at, key)) at[key] = /^\d+$/.test(steps[index + 1]!) ? [] : {};
        at = at[key] as Record<string, unknown>;
      }
    }
  }
  return input;
}
