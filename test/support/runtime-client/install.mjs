/**
 * Installs, once, into .cache/e2e/runtime-client: Node 24 and Lambda's own runtime client (aws-lambda-ric), both from
 * npm at pinned versions. Its native HTTP client is not built; rapid-client.mjs of this folder stands for it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSIONS = { 'aws-lambda-ric': '4.0.2', [`node-${process.platform}-${process.arch}`]: '24.21.0' };

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../.cache/e2e/runtime-client');

/** Where the parts are, installed or not. */
export function runtimeClient() {
  const modules = join(folder, 'node_modules');
  return {
    node: join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node'),
    client: join(modules, 'aws-lambda-ric', 'index.mjs'),
    shim: join(dirname(fileURLToPath(import.meta.url)), 'rapid-client.mjs'),
  };
}

export async function installRuntimeClient() {
  const stamp = join(folder, 'stamp');
  const wanted = JSON.stringify(VERSIONS);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return runtimeClient();
  console.error('e2e: installing Node 24 and the Lambda runtime client (some seconds, once)');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: VERSIONS }));
  // npm itself, so that no shell is needed and npm's own environment does not leak in
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--silent'], {
    cwd: folder,
    stdio: 'inherit',
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'))),
  });
  const { node } = runtimeClient();
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  if (!version.startsWith('v24.')) throw new Error(`${node} is Node ${version}`);
  writeFileSync(stamp, wanted);
  return runtimeClient();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await installRuntimeClient();
