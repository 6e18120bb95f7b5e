/** What a rehearsal plays, without playing it. */
import { expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommand } from '../../src/cli/options.ts';
import { rehearsalRequest } from '../../src/cli/rehearse/request.ts';
import { generatedService } from './service.ts';

const terminal = { out: () => {}, say: () => {}, color: false, width: 100, interactive: false, env: {} };

test('where the gate lets neither a draft nor a queue through, there are five releases all the same', async () => {
  const cwd = generatedService({ triggers: ['http'] });
  const file = join(cwd, 'fitness.yaml');
  const strict = 'gate:\n  minimum: 98\n  maxComplexityGrowth: 0\n';
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^gate:\n(?: {2}.*\n)*/m, strict));
  const { values } = parseCommand('rehearse', []);
  const { scenes } = await rehearsalRequest(values, { ...terminal, cwd });
  expect(scenes.map(({ change }) => change)).toEqual([
    'the service as it is',
    'more memory for the functions',
    'more time for a function',
    'a little more time for the function',
    'a bucket that everybody may read and write',
  ]);
});
