/** The example of docs/examples/golden-path, as a platform team would use it: a .projenrc of its own declares the files. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment } from '../support/cli.ts';
import { builtVersion, newVersion, runTool } from '../support/new-version.ts';
import { ROOT } from '../support/packed.ts';
import { run, succeed } from '../support/process.ts';
import { startRegistry, type Registry } from '../support/registry.ts';
import { installRuntimeClient } from '../support/runtime-client/install.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'golden-path-'));
const folder = join(scratch, 'orders');
let registry: Registry;
let node: string;

const file = (path: string): string => join(folder, path);
const read = (path: string): string => readFileSync(file(path), 'utf8');
const git = (...args: string[]) =>
  succeed('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
const commit = async (message: string): Promise<void> => {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', message);
};
const upgrade = (...args: string[]) =>
  run('npx', ['--no-install', 'fitness-serverless', 'upgrade', ...args], {
    cwd: folder,
    env: { ...plainEnvironment(), ...registry.env },
  });

beforeAll(async () => {
  ({ node } = await installRuntimeClient());
  const one = builtVersion({ version: '0.1.0', edits: {}, library: true });
  const two = newVersion({
    version: '0.2.0',
    from: one,
    templates: { '_editorconfig.ejs': (text) => `${text}\n[*.md]\ntrim_trailing_whitespace = false\n` },
  });
  registry = await startRegistry([one, two], { tags: { latest: '0.2.0' } });
  const create = ['create', 'orders', '--yes', '--no-git', '--no-install', '--package-manager', 'npm'];
  expect(await runTool(one, create, { cwd: scratch })).toMatchObject({ status: 0 });
  for (const name of ['.projenrc.ts', 'golden-path.ts'])
    cpSync(join(ROOT, 'docs/examples/golden-path', name), file(name));
  // .npmrc of the service pins what is added, so the tool is pinned from here on
  const add = ['install', '--save-dev', '--no-audit', '--no-fund', 'projen@~0.103.25', 'constructs@^10.5.0'];
  await succeed('npm', [...add, 'create-fitness-serverless@0.1.0'], {
    cwd: folder,
    env: { ...plainEnvironment(), ...registry.env },
  });
  await git('init', '--quiet');
  await commit('Create');
});

afterAll(async () => {
  await registry.close();
  rmSync(scratch, { recursive: true, force: true });
});

describe('a service whose .projenrc declares its files', () => {
  test('the .projenrc adds what it declares, and deletes nothing', async () => {
    await succeed(node, ['.projenrc.ts'], { cwd: folder });
    const { stdout } = await git('status', '--porcelain', '--untracked-files=all');
    expect(stdout.trim().split('\n').sort()).toEqual(
      [
        ' M .fitness/manifest.json',
        '?? .fitness/base/docs/runbook.md.base',
        '?? .github/CODEOWNERS',
        '?? docs/runbook.md',
        '?? renovate.json',
      ]
        .map((line) => line.trim())
        .sort(),
    );
    expect(JSON.parse(read('.fitness/manifest.json'))).toMatchObject({ renderer: 'projenrc' });
    await commit('Declare the golden path');
  });

  test('runs with the linter of the service', async () => {
    expect(await run('npx', ['--no-install', 'tsc', '--noEmit', '-p', 'fitness'], { cwd: folder })).toMatchObject({
      status: 0,
    });
  });

  test('upgrade --check knows of the newer version without running anything', async () => {
    expect(await upgrade('--check')).toMatchObject({ status: 4 });
  });

  test('upgrade raises the dependency, installs it, and runs the .projenrc with it; edits stay', async () => {
    const runbook = read('docs/runbook.md').replace('## Triggers', 'On call: the whole team.\n\n## Triggers');
    writeFileSync(file('docs/runbook.md'), runbook);
    await commit('Say who is on call');
    const { status, stderr, stdout } = await upgrade();
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
    expect(JSON.parse(read('node_modules/create-fitness-serverless/package.json'))).toMatchObject({ version: '0.2.0' });
    expect(JSON.parse(read('package.json'))).toMatchObject({
      devDependencies: { 'create-fitness-serverless': '0.2.0' },
    });
    expect(JSON.parse(read('.fitness/manifest.json'))).toMatchObject({
      tool: 'create-fitness-serverless@0.2.0',
      renderer: 'projenrc',
    });
    expect(read('fitness.yaml')).toMatch(/^tool: 0\.2\.0$/m);
    expect(read('.editorconfig')).toContain('trim_trailing_whitespace = false');
    expect(read('docs/runbook.md')).toBe(runbook);
    expect(existsSync(file('README.md'))).toBe(true);
    await succeed('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: folder,
      env: { ...plainEnvironment(), ...registry.env },
    });
    await commit('Upgrade');
    expect(await upgrade('--check')).toMatchObject({ status: 0 });
  });

  test('a component that is declared no more goes, unless a person edited its file', async () => {
    const before = read('golden-path.ts');
    writeFileSync(
      file('golden-path.ts'),
      before.replace('    new CodeOwners(this);\n', '').replace('    new Runbook(this);\n', ''),
    );
    await commit('Declare less');
    const { status } = await upgrade('--offline');
    expect(status).toBe(3);
    expect(existsSync(file('.github/CODEOWNERS'))).toBe(false);
    expect(read('docs/runbook.md')).toContain('On call: the whole team.');
  });
});
