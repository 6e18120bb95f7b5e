/** docs/checks.md shows a check and its test: they have to work as they stand there. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { ROOT } from '../support/packed.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

const [check = '', itsTest = ''] = [
  ...readFileSync(join(ROOT, 'docs/checks.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g),
].map(([, code]) => code);

/** Runs the test of the documentation, with this text as the check; what it says if it fails. */
async function failure(text: string): Promise<string> {
  const folder = emptyFolder();
  write(folder, { 'topics-have-a-display-name.ts': text, 'check.test.ts': itsTest });
  const outfile = join(folder, 'check.test.mjs');
  await build({
    entryPoints: [join(folder, 'check.test.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@create-fitness-serverless/source'],
    alias: {
      'create-fitness-serverless/check': join(ROOT, 'src/checks/api.ts'),
      'create-fitness-serverless/testing': join(ROOT, 'src/checks/testing.ts'),
      '#yaml': join(ROOT, 'node_modules/yaml/browser/index.js'),
    },
  });
  try {
    execFileSync(process.execPath, [outfile], { stdio: 'pipe', encoding: 'utf8' });
    return '';
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

test('the check of docs/checks.md passes its test', async () => {
  expect(await failure(check)).toBe('');
});

test('and would not if it said something else', async () => {
  expect(await failure(check.replace("'has no display name'", "'is amiss'"))).toMatch(/has no display name/);
  expect(await failure(check.replace('set: topic.logicalId', "set: ''").replace('!== undefined', "=== 'x'"))).not.toBe(
    '',
  );
});
