import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { committed } from '../upgrade/service.ts';
import { FILES, adopting, read, repository } from './repository.ts';

jest.setTimeout(60_000);

const JAVASCRIPT = {
  'template.yaml': FILES['template.yaml'].replace('python3.13', 'nodejs24.x'),
  'src/app.js': 'exports.take = async () => ({})\n',
  'package.json': '{"name": "orders"}\n',
};
const SOURCE = ['--yes', '--no-install', '--hooks', 'source'] as const;

test('nothing compiles TypeScript in a JavaScript service, so its hooks are bundles', async () => {
  const folder = repository(JAVASCRIPT);
  expect(await adopting(folder, '--yes')).toMatchObject({ status: 0 });
  expect(read(folder, 'fitness.yaml')).toContain('hooks: prebuilt');
  expect(read(folder, 'package.json')).toBe(JAVASCRIPT['package.json']);
});

test('unless --hooks asks for source, in both steps of --staged', async () => {
  const folder = committed(repository(JAVASCRIPT));
  expect(await adopting(folder, ...SOURCE, '--staged')).toMatchObject({ err: expect.stringContaining('Two commits') });
  expect(read(folder, 'fitness.yaml')).toContain('hooks: source');
  expect(existsSync(join(folder, 'fitness/hooks/pre-traffic.ts'))).toBe(true);
});

test('who has the tool from no registry is told that npx does not find it, but where package.json names what is packed', async () => {
  const said = expect.stringContaining('This tool is from no registry');
  expect(await adopting(repository(JAVASCRIPT), '--yes')).toMatchObject({ err: said });
  const folder = repository(JAVASCRIPT);
  const { err } = await adopting(folder, ...SOURCE);
  expect(err).not.toContain('no registry');
  expect(read(folder, 'package.json')).toMatch(/"create-fitness-serverless": "file:vendor\/[^"]+\.tgz"/);
});

test('source wants a package.json', async () => {
  await expect(adopting(repository(FILES), ...SOURCE)).rejects.toMatchObject({
    code: 'no-source-hooks',
    message: expect.stringContaining('there is no package.json'),
  });
});

test('an adopted service keeps its hooks', async () => {
  const folder = repository(JAVASCRIPT);
  await adopting(folder, '--yes');
  await expect(adopting(folder, ...SOURCE)).rejects.toMatchObject({ code: 'other-hooks' });
});

test('where bun installs, nothing is installed, and no other package manager is asked to', async () => {
  const files = { ...JAVASCRIPT, 'tsconfig.json': '{}\n', 'bun.lock': '{}\n' };
  const folder = repository(files);
  const { status, err } = await adopting(folder, '--yes');
  expect(status).toBe(0);
  expect(err).not.toMatch(/install/i);
  for (const path of ['package.json', 'bun.lock'] as const) expect(read(folder, path)).toBe(files[path]);
  await expect(adopting(repository(files), ...SOURCE)).rejects.toMatchObject({
    code: 'no-source-hooks',
    message: expect.stringContaining('bun installs the packages here'),
  });
});
