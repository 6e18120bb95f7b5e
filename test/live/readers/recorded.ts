/** Answers as the documentation of AWS shows them, sent to the real client. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Aws } from '../../../src/live/aws.ts';
import { actionsOf } from '../../../src/live/operations.ts';
import type { DeployedResource, Reading, ResourceReader } from '../../../src/live/reader.ts';
import { settingsOf } from './deployed-stack.ts';

/** By what a request is for: the path with the name of its sub-resource, or the operation in its header. */
export type Answers = Readonly<Record<string, string | { readonly status: number; readonly body: string }>>;

/** What a reader makes of answers. What is not among them is not found. */
export async function readRecorded(
  reader: ResourceReader,
  resource: Pick<DeployedResource, 'type' | 'physicalId'> & { readonly properties?: Readonly<Record<string, unknown>> },
  answers: Answers,
): Promise<Reading> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
    const [subresource] = [...searchParams.keys()].filter((key) => !['x-id', 'Qualifier'].includes(key));
    const path = pathname.replace(/\/$/, '');
    const key = operation ?? (subresource === undefined ? path : `${path}?${subresource}`);
    const answer = answers[decodeURIComponent(key)] ?? { status: 404, body: '' };
    const { status, body } = typeof answer === 'string' ? { status: 200, body: answer } : answer;
    request.resume().on('end', () => response.writeHead(status).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const wanted = new Set(reader.operations.flatMap((each) => [...actionsOf(each)]));
    const aws = new Aws({ wanted, settings: settingsOf(endpoint), signal: new AbortController().signal });
    return await reader.read(asDeployed(resource), aws);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A resource beside which the template declares nothing. */
function asDeployed({ properties = {}, ...resource }: Parameters<typeof readRecorded>[1]): DeployedResource {
  const property = (...path: (string | number)[]) =>
    path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], properties);
  return { logicalId: 'Resource', ...resource, property, declared: () => [] };
}
