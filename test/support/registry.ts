/** A registry of npm's on this machine, which has versions of this one package and sends for all others to the configured one. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import semver from 'semver';
import { emptyFolder } from '../upgrade/tree.ts';
import { plainEnvironment } from './cli.ts';
import { PACKAGE, tarballOf, type ToolVersion } from './new-version.ts';

export interface Registry {
  readonly url: string;
  /** What makes npm, pnpm and yarn use it, with a cache of its own: versions of other tests have the same numbers. */
  readonly env: Readonly<Record<string, string>>;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface RegistryOptions {
  /** Default: `latest` is the highest version that is no prerelease. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Takes every request, and answers none. */
  readonly silent?: boolean;
}

interface Published {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly tarball: Buffer;
}

/** https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
export async function startRegistry(
  tools: readonly ToolVersion[],
  { tags, silent = false }: RegistryOptions = {},
): Promise<Registry> {
  const published = new Map<string, Published>();
  for (const tool of tools) published.set(tool.version, await publishedOf(tool));
  const distTags = { latest: newestOf(tools.map(({ version }) => version)), ...tags };
  const requests: string[] = [];

  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').replace(/\?.*$/, '');
    requests.push(path);
    if (silent) return;
    const [, version] = new RegExp(`^/${PACKAGE}/-/${PACKAGE}-(.+)\\.tgz$`).exec(path) ?? [];
    if (path === `/${PACKAGE}`) return json(response, packument(url, published, distTags));
    if (version !== undefined && published.has(version)) return void response.end(published.get(version)?.tarball);
    if (request.method !== 'GET' || path.startsWith('/-/')) return void response.writeHead(404).end('{}');
    response.writeHead(302, { location: new URL(request.url ?? '/', upstream()).href }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    env: environmentFor(url),
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Where nobody listens: what a machine without a network sees. */
export function unreachableRegistry(): Readonly<Record<string, string>> {
  return environmentFor('http://127.0.0.1:9');
}

function environmentFor(url: string): Record<string, string> {
  return {
    npm_config_registry: `${url}/`,
    npm_config_cache: join(emptyFolder(), 'npm-cache'),
    npm_config_noproxy: '127.0.0.1',
    npm_config_fetch_retries: '0',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    YARN_NPM_REGISTRY_SERVER: url,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
  };
}

async function publishedOf(tool: ToolVersion): Promise<Published> {
  const manifest = JSON.parse(readFileSync(join(tool.root, 'package.json'), 'utf8')) as Record<string, unknown>;
  return { manifest, tarball: readFileSync(await tarballOf(tool)) };
}

function packument(url: string, published: ReadonlyMap<string, Published>, tags: object): object {
  const versions = [...published].map(([version, { manifest, tarball }]) => {
    const dist = {
      tarball: `${url}/${PACKAGE}/-/${PACKAGE}-${version}.tgz`,
      shasum: createHash('sha1').update(tarball).digest('hex'),
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    };
    return [version, { ...manifest, _id: `${PACKAGE}@${version}`, dist }];
  });
  return { _id: PACKAGE, name: PACKAGE, 'dist-tags': tags, versions: Object.fromEntries(versions) };
}

function newestOf(versions: readonly string[]): string {
  return semver.maxSatisfying([...versions], '*') ?? semver.rsort([...versions])[0] ?? '0.0.0';
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

let configured: string | undefined;

/** The registry that npm is configured with. */
function upstream(): string {
  return (configured ??= execFileSync('npm', ['config', 'get', 'registry'], {
    env: plainEnvironment(),
    encoding: 'utf8',
  }).trim());
}
