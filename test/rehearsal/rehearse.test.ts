/** Whole rehearsals of generated services, hooks as bundled, in processes of their own. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from '../../src/config/answers.ts';
import { labelOf } from '../../src/history/entry.ts';
import { formatCurve, rehearsalJson } from '../../src/report/rehearsal.ts';
import { play } from './play.ts';
import { generatedService } from './service.ts';

const services: Readonly<Record<string, Partial<Answers>>> = {
  'an HTTP API with a table': { triggers: ['http'] },
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
  const { releases, request } = await play(folder, ['--from', 'HEAD']);
  expect(releases.map(({ change, outcome }) => `${change}: ${outcome}`)).toEqual([
    'HEAD: succeeded',
    'the files as they are: stopped',
  ]);
  expect(releases[1]?.outcome).not.toBe(request.scenes[1]?.outcome);
}, 120_000);
