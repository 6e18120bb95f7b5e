/** `add check --custom` in services that were there before the tool: only where something runs it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import * as add from '../../../src/cli/add.ts';
import { inProcess } from '../../support/in-process.ts';
import type { Said } from '../../support/in-process.ts';
import { tree, write } from '../../upgrade/tree.ts';
import { adopting, FILES, repository } from '../adopt/repository.ts';

jest.setTimeout(60_000);

const adding = (folder: string, ...flags: string[]): Promise<Said> =>
  inProcess('add', add, ['check', '--custom', 'bucket-has-owner', '--type', 'AWS::S3::Bucket', ...flags], folder);

async function adopted(hooks: 'source' | 'prebuilt' | 'none'): Promise<string> {
  const folder = repository({ ...FILES, 'package.json': '{"name": "orders"}\n' }, 'orders');
  await adopting(folder, '--yes', '--hooks', hooks === 'source' ? 'source' : 'prebuilt');
  const file = join(folder, 'fitness.yaml');
  const text = readFileSync(file, 'utf8');
  if (hooks === 'none') writeFileSync(file, text.replace('hooks: prebuilt', 'hooks: none'));
  return folder;
}

test.each([
  ['prebuilt', 'prebuilt-hooks', /`adopt --hooks source`/],
  ['none', 'no-esbuild', /^Nothing was written\. Install it first/],
] as const)('with hooks: %s nothing would run it: it is refused, and nothing is written', async (hooks, code, hint) => {
  const folder = await adopted(hooks);
  const before = tree(folder);
  for (const flags of [[], ['--dry-run'], ['--json']])
    await expect(adding(folder, ...flags)).rejects.toMatchObject({
      code,
      kind: 'usage',
      hint: expect.stringMatching(hint),
    });
  expect(tree(folder)).toEqual(before);
});

test('without hooks, and with esbuild, it runs in score alone, and that is what is said', async () => {
  const folder = await adopted('none');
  write(folder, {
    'node_modules/esbuild/package.json': '{"name": "esbuild", "main": "main.js"}',
    'node_modules/esbuild/main.js': '',
  });
  const { status, err } = await adding(folder);
  expect({ status, err }).toEqual({ status: 0, err: expect.stringContaining('there are no hooks here') });
  expect(err).not.toContain('jest.config.js');
});

test('with hooks of TypeScript it runs in them, and its test by the configuration that is there', async () => {
  const folder = await adopted('source');
  const { status, err } = await adding(folder);
  expect({ status, err }).toEqual({ status: 0, err: expect.stringContaining('--config fitness/jest.config.js') });
  expect(Object.keys(tree(folder))).toContain('fitness/jest.config.js');
});
