/** How an answer, an error and nothing at all look in each protocol. */
import type { ServerResponse } from 'node:http';
import { type Asked, type AwsError, type Protocol, RawAnswer } from './service.ts';
import { xml, type Xml } from './xml.ts';

const TYPES: Readonly<Record<Protocol, string>> = {
  json: 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
  query: 'text/xml',
  'rest-xml': 'application/xml',
};

/** The namespaces of the answers, by service; the SDK does not read them, a reader may. */
const NAMESPACES: Readonly<Record<string, string>> = {
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
};

export function sendResult({ name, protocol }: Asked, response: ServerResponse, result: object | undefined): void {
  if (result instanceof RawAnswer) {
    for (const [header, value] of Object.entries(result.headers)) response.setHeader(header, value);
    return send(response, 200, protocol, result.body);
  }
  if (protocol === 'query') return send(response, 200, protocol, envelope(name, (result ?? {}) as Xml));
  if (result === undefined) return void response.writeHead(204).end();
  send(response, 200, protocol, protocol === 'rest-xml' ? xml(result as Xml, 'flat') : JSON.stringify(result));
}

/** An answer without any of the members that it should have. */
export function sendEmpty({ name, protocol }: Asked, response: ServerResponse): void {
  const bodies = { query: () => envelope(name, {}), 'rest-xml': () => '', json: () => '{}', 'rest-json': () => '{}' };
  send(response, 200, protocol, bodies[protocol]());
}

export function sendError(protocol: Protocol, response: ServerResponse, { code, message, status }: AwsError): void {
  if (protocol === 'query' || protocol === 'rest-xml') {
    const error = { Type: 'Sender', Code: code, Message: message };
    const body = protocol === 'query' ? { ErrorResponse: { Error: error, RequestId: '0' } } : { Error: error };
    return send(response, status, protocol, xml(body));
  }
  response.setHeader('x-amzn-errortype', code);
  send(response, status, protocol, JSON.stringify({ __type: code, message }));
}

export function send(response: ServerResponse, status: number, protocol: Protocol, body: string): void {
  if (!response.hasHeader('content-type')) response.setHeader('Content-Type', TYPES[protocol]);
  response.writeHead(status, { 'x-amzn-requestid': '0' }).end(body);
}

function envelope(name: string, result: Xml): string {
  const [service = '', operation = ''] = name.split(':');
  const content = xml({ [`${operation}Result`]: result, ResponseMetadata: { RequestId: '0' } });
  const namespace = Object.hasOwn(NAMESPACES, service) ? ` xmlns="${NAMESPACES[service]}"` : '';
  return `<${operation}Response${namespace}>${content}</${operation}Response>`;
}
