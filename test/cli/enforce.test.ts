/** `enforce`: checks in trial begin to count, and what that does is said. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as enforce from '../../src/cli/enforce.ts';
import * as set from '../../src/cli/set.ts';
import * as upgrade from '../../src/cli/upgrade.ts';
import { UserError } from '../../src/errors.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { inProcess, type Said } from '../support/in-process.ts';
import { tree } from '../upgrade/tree.ts';
import { olderService, service } from './upgrade/service.ts';

const [A, B, C] = ['s3-bucket-logging-enabled', 'dynamodb-pitr-enabled', 'lambda-timeout-explicit'] as const;

let folder: string;

beforeEach(async () => {
  folder = await service();
});

const enforcing = (...words: string[]): Promise<Said> => inProcess('enforce', enforce, words, folder);
const read = (): string => readFileSync(join(folder, 'fitness.yaml'), 'utf8');
const edit = (change: (text: string) => string): void => writeFileSync(join(folder, 'fitness.yaml'), change(read()));
const data = () =>
  parseDocument(read(), 'fitness.yaml').data as Record<string, Record<string, Record<string, unknown>>>;

/** Puts checks in trial, by their ids, with the version that brought them. */
function trial(checks: Readonly<Record<string, string | undefined>>): void {
  for (const [id, since] of Object.entries(checks)) {
    const line = since === undefined ? '' : `\n    since: ${since}`;
    edit((text) => text.replace(new RegExp(`(  ${id}:\n(?:    .+\n)*?    mode: )enforced`), `$1trial${line}`));
  }
}

async function refusal(running: Promise<Said>): Promise<UserError> {
  const error: unknown = await running.catch((problem: unknown) => problem);
  if (error instanceof UserError) return error;
  throw new Error('it was done');
}

describe('enforce', () => {
  test('the mode changes and since goes: nothing else of the file', async () => {
    const before = read();
    trial({ [A]: '0.1.0', [B]: '0.1.0' });
    const inTrial = read();
    const said = await enforcing(A);
    expect(said.status).toBe(0);
    const one = new RegExp(`(${A}:\n(?:    .+\n)*?    mode: )trial\n    since: 0\\.1\\.0`);
    expect(read()).toBe(inTrial.replace(one, '$1enforced'));
    await enforcing(B);
    expect(read()).toBe(before);
    expect(await enforcing(B)).toMatchObject({ status: 0, out: 'None of these checks is in trial; nothing to do.\n' });
  });

  test('all of them, or those of a version', async () => {
    trial({ [A]: '0.1.0', [B]: '0.1.1', [C]: undefined });
    await enforcing('--since', '0.1.1');
    expect(data()['checks']).toMatchObject({
      [A]: { mode: 'trial' },
      [B]: { mode: 'enforced' },
      [C]: { mode: 'trial' },
    });
    await enforcing('--all');
    expect(read()).not.toContain('trial\n');
    expect(read()).not.toContain('since:');
  });

  test('also where only an environment has it in trial', async () => {
    edit((text) =>
      text.replace(
        /( {6}cw-loggroup-retention-period-check:\n)/,
        `      ${A}:\n        mode: trial\n        since: 0.1.0\n$1`,
      ),
    );
    await enforcing(A);
    expect(data()['environments']?.['prod']?.['checks']).toMatchObject({ [A]: { mode: 'enforced' } });
    expect(read()).not.toContain('since:');
  });

  test('says what it does to the score, and that the gate would be red', async () => {
    // HttpApi is open on purpose, and counts nothing until somebody gives it a weight
    const open = 'api-gwv2-authorization-type-configured';
    trial({ [open]: '0.1.0' });
    edit((text) => text.replace(new RegExp(`(  ${open}:\n(?:    .+\n)*?    weight: )0`), '$17'));
    const before = JSON.parse((await enforcing(open, '--dry-run', '--json')).out) as { score: Record<string, number> };
    expect(before.score['after']).toBeLessThan(before.score['before'] ?? 0);
    const green = await enforcing(open, '--dry-run');
    expect(green.out).toContain('fitness');
    expect(green.err).not.toContain('red');
    await inProcess('set', set, ['--no-install', 'environments.prod.gate.minimum=100'], folder);
    const red = await enforcing(open);
    expect(red.status).toBe(0);
    expect(red.err).toMatch(/The gate would be red:\n {2}fitness is .+, at least 100 is asked for/);
    expect(data()['checks']?.[open]).toMatchObject({ mode: 'enforced' });
  });

  test('what an upgrade brought in trial is enforced, and stays so at the next one', async () => {
    folder = await olderService({ without: [A] });
    await inProcess('upgrade', upgrade, ['--offline', '--no-install'], folder);
    expect(data()['checks']?.[A]).toMatchObject({ mode: 'trial', since: '0.1.0' });
    await enforcing('--all');
    expect(data()['checks']?.[A]).toEqual({ enabled: true, weight: 4, mode: 'enforced' });
    const before = tree(folder);
    await inProcess('upgrade', upgrade, ['--offline', '--no-install'], folder);
    expect(tree(folder)).toEqual(before);
  });

  test.each([
    [[], 'nothing-to-enforce', `In trial: ${A} (0.1.0).`],
    [['--all', A], 'contradiction', `In trial: ${A} (0.1.0).`],
    [['--since', '9.0.0'], 'unknown-version', 'There are 0.1.0.'],
    [['s3-bucket-loging-enabled'], 'unknown-check', `Did you mean ${A}?`],
    [['nothing-such-here-at-all'], 'unknown-check', expect.stringContaining('add check')],
  ])('refuses %j', async (words, code, hint) => {
    trial({ [A]: '0.1.0' });
    const before = tree(folder);
    const error = await refusal(enforcing(...words));
    expect({ code: error.code, hint: error.hint }).toEqual({ code, hint });
    expect(tree(folder)).toEqual(before);
  });
});
