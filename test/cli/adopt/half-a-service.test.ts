import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { committed, upgrading } from '../upgrade/service.ts';
import { adopting, commitAll, files, read, repository, unadopting } from './repository.ts';

jest.setTimeout(60_000);

async function adopted(damage: (folder: string) => void): Promise<string> {
  const folder = committed(repository());
  await adopting(folder, '--yes');
  damage(folder);
  commitAll(folder);
  return folder;
}

const at = (path: string, change: (file: string) => void) => (folder: string) => change(join(folder, path));
const gone = (path: string) => at(path, (file) => rmSync(file, { recursive: true }));
const MANIFEST = '.fitness/manifest.json';

test.each([
  ['no manifest', gone(MANIFEST), 'no-manifest', 'usage'],
  ['no .fitness', gone('.fitness'), 'no-manifest', 'usage'],
  [
    'a folder for a manifest',
    (folder: string) => {
      gone(MANIFEST)(folder);
      mkdirSync(join(folder, MANIFEST));
      writeFileSync(join(folder, MANIFEST, 'a'), '');
    },
    'no-manifest',
    'usage',
  ],
  ['a manifest that is broken', at(MANIFEST, (file) => appendFileSync(file, '}{')), 'broken-manifest', 'tampered'],
  ['a manifest of nothing', at(MANIFEST, (file) => writeFileSync(file, '{}')), 'broken-manifest', 'tampered'],
  [
    'a later version of the tool',
    at(MANIFEST, (file) =>
      writeFileSync(file, readFileSync(file, 'utf8').replace(/serverless@[\d.]+/, 'serverless@99.0.0')),
    ),
    'older-tool',
    'usage',
  ],
  [
    'a fitness.yaml that is broken',
    at('fitness.yaml', (file) => appendFileSync(file, '}{')),
    'template-syntax',
    'usage',
  ],
])('%s: neither adopt nor unadopt does anything', async (_, damage, code, kind) => {
  const folder = await adopted(damage);
  const before = files(folder);
  for (const command of [adopting, unadopting])
    for (const flag of ['--yes', '--dry-run'])
      await expect(command(folder, flag)).rejects.toMatchObject({ code, kind, hint: expect.any(String) });
  expect(files(folder)).toEqual(before);
});

test('no fitness.yaml: adopt puts nothing in a second time', async () => {
  const folder = await adopted(gone('fitness.yaml'));
  const before = files(folder);
  for (const flag of ['--yes', '--dry-run'])
    await expect(adopting(folder, flag)).rejects.toMatchObject({ code: 'no-service', kind: 'usage' });
  expect(files(folder)).toEqual(before);
});

test('without the base of a template that nobody edited it is known to the byte what is ours in it', async () => {
  const folder = await adopted(gone('.fitness/base/template.yaml.base'));
  const template = read(folder, 'template.yaml');
  for (const command of [adopting, upgrading])
    expect(await command(folder, '--allow-dirty', ...(command === adopting ? ['--yes'] : []))).toMatchObject({
      status: 0,
    });
  expect(read(folder, 'template.yaml')).toBe(template);
});

test('of one that was edited nobody knows it, and nothing is written', async () => {
  const folder = await adopted((service) => {
    gone('.fitness/base/template.yaml.base')(service);
    at('template.yaml', (file) => appendFileSync(file, '# ours\n'))(service);
  });
  const before = files(folder);
  const why = expect.stringContaining('nobody knows what of it is ours');
  await expect(adopting(folder, '--yes')).rejects.toMatchObject({ code: 'no-base', kind: 'tampered', message: why });
  await expect(upgrading(folder)).rejects.toMatchObject({ message: why });
  expect(files(folder)).toEqual(before);
});
