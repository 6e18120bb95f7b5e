/** What `npm run build` makes of a service with default answers, as its owner would have made it. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { pack } from '../../src/cli/create/pack.ts';
import { CACHE, packTool, ROOT, VENV } from './packed.ts';
import { succeed } from './process.ts';

export interface BuiltService {
  /** The output of `sam build`: template.yaml, and a folder per function, named by its logical id. */
  readonly build: string;
  /** Text of the service's fitness.yaml. */
  readonly config: string;
  /** The SAM template, as it was generated. */
  readonly template: string;
  /** Of the sources that were measured, as `deploy` passes it. */
  readonly buildId: string;
}

const KEPT = join(CACHE, 'e2e', 'built');

/**
 * The service `orders`, created by the packed tool in a folder of its own outside this repository, installed and built.
 * What comes out is kept in .cache/e2e/built for as long as the tarball is the same.
 */
export async function builtService(): Promise<BuiltService> {
  const kept = join(
    KEPT,
    createHash('sha256')
      .update(await pack(ROOT))
      .digest('hex'),
  );
  if (!existsSync(kept)) {
    const scratch = mkdtempSync(join(tmpdir(), 'built-'));
    try {
      const { bin } = await packTool(join(scratch, 'tool'));
      keep(await create(bin, scratch), kept);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return {
    build: join(kept, 'build'),
    config: readFileSync(join(kept, 'fitness.yaml'), 'utf8'),
    template: join(kept, 'template.yaml'),
    buildId: (JSON.parse(readFileSync(join(kept, 'measurements.json'), 'utf8')) as { buildId: string }).buildId,
  };
}

/** Bytes of a built function: of its entry point and of what is loaded from beside it. */
export function sizeOf(bundle: string): number {
  const folder = dirname(bundle);
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** Where the build puts the hooks. */
const HOOKS = {
  'pre-traffic': 'PreTrafficHook/pre-traffic.mjs',
  'post-traffic': 'PostTrafficHook/post-traffic.mjs',
  'report-failure': 'ReportFailure/report-failure.mjs',
  recorder: 'Recorder/recorder.mjs',
} as const;

export type Hook = keyof typeof HOOKS;

/** The bundled hooks of that build, or of the one that `FITNESS_HOOK_BUNDLES` names (`<service>/.aws-sam/build`). */
export async function builtHooks(): Promise<Record<Hook, string>> {
  const build = process.env['FITNESS_HOOK_BUNDLES'] ?? (await builtService()).build;
  const paths = Object.entries(HOOKS).map(([hook, path]) => [hook, join(build, path)] as const);
  for (const [, path] of paths) if (!existsSync(path)) throw new Error(`the build has no ${path}`);
  return Object.fromEntries(paths) as Record<Hook, string>;
}

async function create(bin: string, scratch: string): Promise<string> {
  console.error('e2e: creating, installing and building a service (half a minute, once for each state of the tool)');
  const env = {
    ...process.env,
    PATH: `${VENV}${delimiter}${process.env['PATH']}`,
    SAM_CLI_TELEMETRY: '0',
    AWS_DEFAULT_REGION: 'eu-west-1',
    // Coverage and colours of the outer run are not the service's.
    NODE_OPTIONS: '',
  };
  const service = join(scratch, 'orders');
  await succeed(bin, ['orders', '--yes', '--no-git', '--no-install', '--package-manager', 'npm'], {
    cwd: scratch,
    env,
  });
  await succeed('npm', ['install'], { cwd: service, env });
  await succeed('npm', ['run', 'build'], { cwd: service, env });
  return service;
}

/** Whole or not at all, and only the newest. */
function keep(service: string, kept: string): void {
  mkdirSync(KEPT, { recursive: true });
  for (const name of readdirSync(KEPT)) rmSync(join(KEPT, name), { recursive: true, force: true });
  const half = `${kept}.${process.pid}`;
  cpSync(join(service, '.aws-sam', 'build'), join(half, 'build'), { recursive: true });
  for (const name of ['fitness.yaml', 'template.yaml', 'fitness/measurements.json'])
    cpSync(join(service, name), join(half, basename(name)));
  renameSync(half, kept);
}
