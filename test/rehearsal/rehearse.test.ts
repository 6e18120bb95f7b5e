/** Whole rehearsals of generated services, hooks as bundled, in processes of their own. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS, parseCommand } from '../../src/cli/options.ts';
import { rehearse } from '../../src/cli/rehearse/rehearse.ts';
import { rehearsalRequest } from '../../src/cli/rehearse/request.ts';
import type { Answers } from '../../src/config/answers.ts';
import { labelOf } from '../../src/history/entry.ts';
import { FAULT_NAMES } from '../../src/rehearsal/faults.ts';
import { formatCurve, rehearsalJson, Timeline } from '../../src/report/rehearsal.ts';
import { generatedService, PACKAGES } from './service.ts';

const scratch = mkdtempSync(join(tmpdir(), 'rehearsal-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function play(cwd: string, ...args: string[]) {
  const said: string[] = [];
  const terminal = {
    out: () => {},
    say: (text: string) => void said.push(text),
    color: false,
    width: 100,
    interactive: false,
    env: process.env,
    cwd,
  };
  const { values } = parseCommand('rehearse', args);
  const request = await rehearsalRequest(values, terminal);
  const shown: string[] = [];
  const timeline = new Timeline((text) => void shown.push(text));
  const outdir = mkdtempSync(join(scratch, 'out-'));
  const rehearsal = await rehearse(request, {
    outdir,
    signal: new AbortController().signal,
    timeline,
    packages: PACKAGES,
  });
  return { ...rehearsal, request, shown: shown.join('') };
}

const services: Readonly<Record<string, Partial<Answers>>> = {
  'an HTTP API with a table': { triggers: ['http'] },
  'a queue and a schedule, without a table': { triggers: ['queue', 'schedule'], table: false },
};

describe.each(Object.keys(services))('five releases of %s', (name) => {
  const run = play(generatedService(services[name] ?? {}));

  test('four are kept, and the last is rolled back by the hook', async () => {
    const { releases, request, unplayed } = await run;
    expect(releases.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual([
      'v1 succeeded',
      'v2 succeeded',
      'v3 succeeded',
      'v4 succeeded',
      'v5 rolled-back',
    ]);
    expect(releases.map(({ outcome }) => outcome)).toEqual(request.scenes.map(({ outcome }) => outcome));
    expect(releases[4]?.fitness).toBeLessThan(request.floor);
    expect(releases[4]?.hooks).toEqual([{ name: 'PreTrafficHook', answers: ['Failed'] }]);
    expect(unplayed).toEqual([]);
  }, 300_000);

  test('no hook runs for the first; each later one answers once for each function', async () => {
    const { releases, request } = await run;
    const functions = request.scenes[0]!.config.triggers.length;
    expect(releases[0]?.hooks).toEqual([]);
    for (const { hooks } of releases.slice(1, 4)) {
      const succeeded = Array.from({ length: functions }, () => 'Succeeded');
      expect(hooks).toEqual([
        { name: 'PreTrafficHook', answers: succeeded },
        { name: 'PostTrafficHook', answers: succeeded },
      ]);
    }
  });

  test('the recorder keeps every outcome, and draws it', async () => {
    const { history, dashboards } = await run;
    expect(history.map(({ outcome }) => outcome)).toEqual(['measured', 'promoted', 'promoted', 'promoted', 'rejected']);
    const [[dashboard, body] = ['', '']] = Object.entries(dashboards);
    expect(dashboard).toBe('orders-prod-eu-west-1-releases');
    for (const entry of history) expect(body).toContain(JSON.stringify(labelOf(entry).slice(0, 40)).slice(1, -1));
  });

  test('is told as it goes on', async () => {
    const { shown, releases, history, dashboards } = await run;
    const [first = '', ...later] = shown.split(/^(?=v\d)/m).filter((text) => text.trim() !== '');
    expect(first).toMatch(/stack +CREATE_IN_PROGRESS\n.*resources +\d+ created\n.*stack +CREATE_COMPLETE/);
    expect(later[0]).toMatch(/traffic +10 % to version 2, for 5 minutes\n.*traffic +100 % to version 2/);
    expect(later[3]).toMatch(/gate .*red, set aside/);
    expect(later[3]).toMatch(/BeforeAllowTraffic failed, no traffic was shifted/);
    expect(formatCurve(history, { floor: 80, name: 'x' })).toMatch(/v5 rolled back: public access -\d+/);
    expect(JSON.parse(rehearsalJson(releases, dashboards))).toMatchObject({
      version: 1,
      releases: [
        { version: 'v1', outcome: 'succeeded', hooks: [], timeline: expect.arrayContaining([expect.any(Object)]) },
        {},
        {},
        {},
        { version: 'v5', outcome: 'rolled-back', hooks: [{ name: 'PreTrafficHook', answers: ['Failed'] }] },
      ],
    });
  });
});

describe('something goes wrong in the second release', () => {
  const folder = generatedService({ triggers: ['schedule'], table: false });

  test.each(FAULT_NAMES)(
    '%s: the hook answers once all the same',
    async (name) => {
      const { releases } = await play(folder, '--fault', name);
      expect(releases).toHaveLength(2);
      const answers = releases[1]!.hooks.map((hook) => `${hook.name} ${hook.answers.join(',')}`);
      const stops = ['hook-crash', 'read-denied', 'ssm-down'].includes(name);
      expect(answers[0]).toBe(`PreTrafficHook ${stops ? 'Failed' : 'Succeeded'}`);
      expect(releases[1]?.outcome).toBe(stops || name === 'alarm' ? 'rolled-back' : 'succeeded');
      if (!stops && name !== 'alarm') expect(answers[1]).toBe('PostTrafficHook Succeeded');
    },
    120_000,
  );

  test('the names are those that the command line takes', () => {
    const option = COMMANDS.rehearse.options.find((each) => each.name === 'fault');
    expect(option).toMatchObject({ choices: [...FAULT_NAMES].sort() });
  });
});

test('from one git ref to the files as they are: what is worse is stopped by the gate', async () => {
  const folder = generatedService({ triggers: ['schedule'], table: false });
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
      cwd: folder,
      stdio: 'ignore',
    });
  git('init');
  git('add', '.');
  git('commit', '-m', 'first');
  const file = join(folder, 'template.yaml');
  const worse = '  Open:\n    Type: AWS::S3::Bucket\n    Properties:\n      AccessControl: PublicReadWrite\n';
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^Outputs:/m, `${worse}\nOutputs:`));
  const { releases, request } = await play(folder, '--from', 'HEAD');
  expect(releases.map(({ change, outcome }) => `${change}: ${outcome}`)).toEqual([
    'HEAD: succeeded',
    'the files as they are: stopped',
  ]);
  expect(releases[1]?.outcome).not.toBe(request.scenes[1]?.outcome);
}, 120_000);
