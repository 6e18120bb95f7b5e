/**
 * `prepack` puts in place the package.json that is published, `postpack` puts the checkout's back.
 * Published are neither the private condition that resolves to sources nor what only a checkout can run.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publishedManifest } from './published-manifest.mjs';

const root = join(import.meta.dirname, '..');
const path = join(root, 'package.json');
const saved = join(root, '.cache', 'package.json.checkout');

if (process.argv[2] === 'prepack') {
  if (!existsSync(join(root, 'dist', 'cli', 'main.js'))) throw new Error('nothing is built: run "npm run build" first');
  mkdirSync(dirname(saved), { recursive: true });
  copyFileSync(path, saved);
  const published = publishedManifest(JSON.parse(readFileSync(path, 'utf8')));
  writeFileSync(path, `${JSON.stringify(published, null, 2)}\n`);
} else if (existsSync(saved)) {
  renameSync(saved, path);
}
