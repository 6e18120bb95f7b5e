import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fix from '../../src/cli/fix.ts';
import * as score from '../../src/cli/score.ts';
import * as whatIf from '../../src/cli/what-if.ts';
import { inProcess, type Said } from '../support/in-process.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

const TEMPLATE = `Resources:
  Photos:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
  Logs:
    Type: AWS::S3::Bucket
  Group:
    Type: AWS::Logs::LogGroup
`;

function folder(text = TEMPLATE): string {
  const made = emptyFolder();
  write(made, { 'template.yaml': text });
  return made;
}

interface Row {
  readonly mends: readonly { readonly check: string; readonly resources: readonly string[] }[];
  readonly mechanical: boolean;
  readonly gain: number;
  readonly fitness: number;
  readonly lines: { readonly added: number; readonly removed: number } | null;
}
type Json = Readonly<Record<'checks' | 'resources' | 'failures' | 'order' | 'together', readonly Row[]>> & {
  readonly fitness: number;
  readonly fixed: Row;
  readonly everything: Row;
};

const asked = (at: string, ...args: string[]): Promise<Said> => inProcess('what-if', whatIf, args, at);
const json = async (at: string, ...args: string[]) => JSON.parse((await asked(at, ...args, '--json')).out) as Json;
const scoreOf = async (at: string) =>
  (JSON.parse((await inProcess('score', score, ['--json'], at)).out) as { fitness: number }).fitness;

describe('what-if', () => {
  test('says of every fix what `score` says after it, and how many lines it changes', async () => {
    const { checks, fitness } = await json(folder());
    expect(await scoreOf(folder())).toBe(fitness);
    const mechanical = checks.filter((row) => row.mechanical);
    expect(mechanical.length).toBeGreaterThan(2);
    for (const { mends, fitness, lines } of mechanical) {
      const at = folder();
      const [{ check = '', resources = [] } = {}] = mends;
      await inProcess('fix', fix, [check, ...resources.flatMap((each) => ['--resource', each])], at);
      expect(await scoreOf(at)).toBe(fitness);
      const after = readFileSync(join(at, 'template.yaml'), 'utf8').split('\n').length;
      expect(after - TEMPLATE.split('\n').length).toBe((lines?.added ?? 0) - (lines?.removed ?? 0));
    }
  });

  test('says what all fixes give together', async () => {
    const { fixed } = await json(folder());
    const at = folder();
    await inProcess('fix', fix, [], at);
    expect(await scoreOf(at)).toBe(fixed.fitness);
  });

  test('as a table for a person, with the step that reaches the gate', async () => {
    const { status, out } = await asked(folder());
    expect(status).toBe(0);
    expect(out).toMatch(/^Fitness [\d.]+ of 100\n.*template\.yaml\n\nAll: /);
    expect(out).toMatch(/\+\d+\.\d +\d+\.\d +0 +\+\d+ −\d +fix {3}s3-bucket-public-read-prohibited: Photos/);
    expect(out).toMatch(/ hand {2}s3-bucket-logging-enabled: 2 resources/);
    expect(out).toMatch(/The gate's 80 is reached with step \d\./);
    const long = out.split('\n').filter((line) => line.length > 100);
    expect(long).toEqual([]);
  });

  test('--limit bounds each section', async () => {
    const { checks, resources, failures } = await json(folder(), '--limit', '2');
    expect([checks, resources, failures].map(({ length }) => length)).toEqual([2, 2, 2]);
    expect((await asked(folder(), '--limit', '2')).out).toMatch(/and \d+ more \(--limit\)/);
    await expect(asked(folder(), '--limit', '0')).rejects.toMatchObject({ code: 'invalid-limit' });
  });

  test('writes nothing, and has nothing to say of a sound template', async () => {
    const at = folder();
    await asked(at);
    expect(readFileSync(join(at, 'template.yaml'), 'utf8')).toBe(TEMPLATE);
    const sound = await asked(folder('Resources:\n  Key: { Type: AWS::SNS::Subscription }\n'));
    expect(sound).toMatchObject({ status: 0, out: expect.stringContaining('Nothing costs points but complexity.') });
  });
});
