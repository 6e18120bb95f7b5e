import { beforeAll, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder } from '../upgrade/tree.ts';
import { builtVersion, installTool, newVersion, runTool, tarballOf, thisVersion, withNewCheck } from './new-version.ts';
import { succeed } from './process.ts';

beforeAll(() => void thisVersion(), 300_000);

test('a new version says so, renders its own templates and packs its migrations; the one it is made of stays as it is', async () => {
  const one = thisVersion();
  const two = newVersion({
    version: '7.1.0-beta.1',
    templates: { 'README.md.ejs': (text) => `${text}\nOf version 7.\n`, '_editorconfig.ejs': 'root = true\n' },
    migrations: { '7.0.0': { notes: ['The README says of which version it is.'] } },
  });
  const cwd = emptyFolder();
  const version = await runTool(two, ['--version'], { cwd });
  expect(version).toMatchObject({ status: 0, stdout: '7.1.0-beta.1\n' });
  expect(await runTool(one, ['--version'], { cwd })).toMatchObject({ stdout: `${one.version}\n` });

  const args = ['orders', '--yes', '--no-install', '--no-git'];
  expect(await runTool(two, args, { cwd, program: 'create-fitness-serverless' })).toMatchObject({ status: 0 });
  const read = (path: string): string => readFileSync(join(cwd, 'orders', path), 'utf8');
  expect(read('README.md')).toMatch(/Of version 7\.\n$/);
  expect(read('.editorconfig')).toBe('root = true\n');
  // as if a registry had it: nothing is vendored
  expect(JSON.parse(read('package.json')).devDependencies['create-fitness-serverless']).toBe('^7.1.0-beta.1');
  expect(existsSync(join(cwd, 'orders/vendor'))).toBe(false);

  const { stdout } = await succeed('tar', ['-tzf', await tarballOf(two)], { cwd });
  expect(stdout.split('\n')).toContain('package/migrations/7.0.0.json');
});

test('a version installed in a service is the one that its own folder runs', async () => {
  const folder = emptyFolder();
  installTool(folder, newVersion({ version: '7.2.0' }));
  const program = join(folder, 'node_modules/.bin/fitness-serverless');
  expect(await succeed(program, ['--version'], { cwd: folder })).toMatchObject({ stdout: '7.2.0\n' });
});

test('a built version has a new check', async () => {
  const check = { id: 'function-described', folder: 'lambda', since: '8.0.0' };
  const edits = withNewCheck({ ...check, resourceType: 'AWS::Lambda::Function', property: 'Description' });
  const { stdout } = await runTool(builtVersion({ version: '8.0.0', edits }), ['checks', '--json'], {
    cwd: emptyFolder(),
  });
  expect(JSON.parse(stdout).checks).toContainEqual(expect.objectContaining({ id: 'function-described' }));
}, 300_000);
