import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(import.meta.dirname, '../../src/cli/short-lived.ts'), 'utf8');
const isKnown = process.versions.v8.startsWith('11.');

/** What V8 says of a flag that it does not know goes to standard error, into what a person reads. */
(isKnown ? test : test.skip)('V8 knows the flag that is set, and optimises what runs for long', () => {
  const [, flag = ''] = /setFlagsFromString\(`(--[\w-]+)=/.exec(text) ?? [];
  const [, budget = ''] = /BUDGET = ([\d_]+)/.exec(text) ?? [];
  expect(flag).toMatch(/^--/);
  const code = `
    require('node:v8').setFlagsFromString('${flag}=${budget.replaceAll('_', '')}');
    function sum(n) { let all = 0; for (let i = 0; i < n; i++) all += i % 7; return all; }
    for (let i = 0; i < 2000; i++) sum(20000);
    const status = %GetOptimizationStatus(sum);
    console.log(Boolean(status & 16));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--allow-natives-syntax', '-e', code], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'true\n', stderr: '' });
});
