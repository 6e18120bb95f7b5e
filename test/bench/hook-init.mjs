/**
 * What a cold start of the pre-traffic hook costs: `node test/bench/hook-init.mjs [bundle]`. On the real runtime client,
 * the init of the hook's bundle (of a build, or made here over our sources) as a ratio to that of an empty handler, and
 * the bundle's size. Init is from the start of the process until the first event is asked for.
 */
import { build } from 'esbuild';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installRuntimeClient } from '../support/runtime-client/install.mjs';

const ROUNDS = 15;
const LIMITS = { ratio: 4, megabytes: 1.5 };

const root = join(import.meta.dirname, '../..');
const cache = join(root, '.cache/e2e/hooks');
mkdirSync(join(cache, 'empty'), { recursive: true });

/** A module of the tests, which are TypeScript. */
async function load(path) {
  const outfile = join(cache, `bench-${path.replaceAll(/\W/g, '-')}.mjs`);
  const installer = pathToFileURL(join(root, 'test/support/runtime-client/install.mjs')).href;
  await build({
    entryPoints: [join(root, path)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['esbuild'],
    conditions: ['@create-fitness-serverless/source'],
    define: { 'import.meta.dirname': JSON.stringify(join(root, path, '..')) },
    plugins: [
      {
        name: 'installer',
        setup: ({ onResolve }) => onResolve({ filter: /install\.mjs$/ }, () => ({ path: installer, external: true })),
      },
    ],
    logLevel: 'error',
    outfile,
  });
  return import(pathToFileURL(outfile).href);
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

await installRuntimeClient();
const { invoke } = await load('test/support/runtime-client/runtime.ts');
let [bundle] = process.argv.slice(2);
if (!bundle) {
  const { hookBundle } = await load('test/e2e/hooks/bundle.ts');
  const { recommended } = await load('src/checks/catalogue.ts');
  const ids = recommended.map(({ meta }) => meta.id);
  const { config } = await load('test/support/aws-stand-in/world.ts');
  bundle = await hookBundle('pre-traffic', config, ids);
}
const empty = join(cache, 'empty/empty.mjs');
writeFileSync(empty, 'export const handler = async () => {};\n');

async function initTime(fn) {
  const { initMilliseconds, log, outcome } = await invoke(fn, {});
  if (initMilliseconds === undefined) throw new Error(`${fn.name} did not start: ${outcome}\n${log.join('\n')}`);
  return initMilliseconds;
}

const times = { empty: [], hook: [] };
for (let round = 0; round < ROUNDS; round++) {
  times.empty.push(await initTime({ name: 'empty', bundle: empty }));
  times.hook.push(await initTime({ name: 'hook', bundle }));
}
const ratio = median(times.hook) / median(times.empty);
const folder = dirname(bundle);
const megabytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6;
console.log(`pre-traffic hook: ${megabytes.toFixed(2)} MB (at most ${LIMITS.megabytes})`);
console.log(
  `init: ${median(times.hook).toFixed(0)} ms, an empty handler ${median(times.empty).toFixed(0)} ms: ` +
    `ratio ${ratio.toFixed(2)} (at most ${LIMITS.ratio})`,
);
if (ratio > LIMITS.ratio || megabytes > LIMITS.megabytes) process.exitCode = 1;
