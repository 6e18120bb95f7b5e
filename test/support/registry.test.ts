import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { emptyFolder, write } from '../upgrade/tree.ts';
import { plainEnvironment } from './cli.ts';
import { newVersion, thisVersion } from './new-version.ts';
import { succeed } from './process.ts';
import { startRegistry, type Registry } from './registry.ts';

let registry: Registry;

beforeAll(async () => {
  const versions = ['7.1.0', '7.2.0', '8.0.0-beta.1'].map((version) => newVersion({ version }));
  registry = await startRegistry([thisVersion(), ...versions], { tags: { next: '8.0.0-beta.1' } });
}, 300_000);
afterAll(() => registry.close());

test('npm sees versions and tags, and installs and runs them', async () => {
  const cwd = emptyFolder();
  const env = { ...plainEnvironment(), ...registry.env };
  const view = await succeed('npm', ['view', 'create-fitness-serverless', 'dist-tags', '--json'], { cwd, env });
  expect(JSON.parse(view.stdout)).toEqual({ latest: '7.2.0', next: '8.0.0-beta.1' });

  const program = ['--', 'fitness-serverless', '--version'];
  const ran = await succeed('npm', ['exec', '--yes', '--package=create-fitness-serverless@7.1.0', ...program], {
    cwd,
    env,
  });
  expect(ran.stdout).toBe('7.1.0\n');

  write(cwd, { 'package.json': '{"devDependencies": {"create-fitness-serverless": "^7.1.0"}}' });
  await succeed('npm', ['install'], { cwd, env });
  expect(await succeed('npx', ['fitness-serverless', '--version'], { cwd, env })).toMatchObject({ stdout: '7.2.0\n' });
}, 60_000);
