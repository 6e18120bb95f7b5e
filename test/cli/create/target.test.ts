/** Folders that `create` leaves alone, whatever it is told. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as create from '../../../src/cli/create.ts';
import * as orgHook from '../../../src/cli/org-hook.ts';
import { inProcess } from '../../support/in-process.ts';
import { emptyFolder, tree, write } from '../../upgrade/tree.ts';
import { committed } from '../upgrade/service.ts';
import { adopting, commitAll, files, repository, unadopting } from '../adopt/repository.ts';

jest.setTimeout(60_000);

const FLAGS = ['--yes', '--no-install'];

describe('an adopted service', () => {
  async function adopted(): Promise<{ folder: string; original: Record<string, string> }> {
    const folder = committed(repository());
    const original = files(folder);
    await adopting(folder, '--yes');
    return { folder, original };
  }

  test.each([[[]], [['--merge']], [['--merge', '--dry-run']], [['--merge', '--json', '--name', 'shop']]])(
    'is not created over, with %j',
    async (flags) => {
      const { folder, original } = await adopted();
      commitAll(folder);
      const before = tree(folder);
      await expect(inProcess('create', create, ['.', ...FLAGS, ...flags], folder)).rejects.toMatchObject({
        code: 'already-adopted',
        kind: 'usage',
        hint: '`upgrade` brings it forward; `adopt` adds what came since. To create one, name another folder.',
      });
      expect(tree(folder)).toEqual(before);
      expect((await unadopting(folder, '--yes')).status).toBe(0);
      expect(files(folder)).toEqual(original);
    },
  );

  test.each([
    ['without its fitness.yaml', (folder: string) => rmSync(join(folder, 'fitness.yaml'))],
    ['whose fitness.yaml is broken', (folder: string) => writeFileSync(join(folder, 'fitness.yaml'), 'a: }{')],
    ['without its manifest', (folder: string) => rmSync(join(folder, '.fitness'), { recursive: true })],
  ])('%s neither', async (_, damage) => {
    const { folder } = await adopted();
    damage(folder);
    const before = tree(folder);
    await expect(inProcess('create', create, ['.', ...FLAGS, '--merge'], folder)).rejects.toMatchObject({
      code: 'already-adopted',
    });
    expect(tree(folder)).toEqual(before);
  });

  test('is no place for an organisation hook', async () => {
    const { folder } = await adopted();
    await expect(inProcess('org-hook', orgHook, ['.', '--merge'], folder)).rejects.toMatchObject({
      code: 'already-adopted',
    });
  });
});

test.each([
  ['.', ''],
  ['../orders', ' ../orders'],
])('the command that adopts a template in %s can be copied as it is', async (named, argument) => {
  const folder = join(emptyFolder(), 'orders');
  write(folder, { 'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources: {}\n' });
  await expect(inProcess('create', create, [named, ...FLAGS], folder)).rejects.toMatchObject({
    code: 'sam-template-in-the-way',
    hint: expect.stringMatching(
      new RegExp(`^\`npx create-fitness-serverless@[\\d.]+ adopt${argument.replaceAll('.', '\\.')}\` brings it`),
    ),
  });
});
