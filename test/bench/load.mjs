/** Modules of ours, and of the tests, which are TypeScript: bundled for Node as it is. */
import { build } from 'esbuild';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './processes.mjs';

/** Below node_modules' parent, so that packages are found. */
const cache = join(root, '.cache', 'bench');

/** @param path below the repository */
export async function load(path) {
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, `${path.replaceAll(/\W/g, '-')}.mjs`);
  await build({
    entryPoints: [join(root, path)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: { '#yaml': 'yaml', '#js-yaml': 'js-yaml', '#ejs': 'ejs' },
    conditions: ['@create-fitness-serverless/source'],
    define: { 'import.meta.dirname': JSON.stringify(join(root, path, '..')) },
    logLevel: 'error',
    outfile,
  });
  return import(pathToFileURL(outfile).href);
}
