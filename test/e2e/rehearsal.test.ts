/** Rehearsals that take their time: with what goes wrong, of other triggers, and on Lambda's own runtime client. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/options.ts';
import { FAULT_NAMES } from '../../src/rehearsal/faults.ts';
import type { LambdasOptions } from '../../src/rehearsal/lambdas.ts';
import { adopted, enforce } from '../rehearsal/adopted.ts';
import { play } from '../rehearsal/play.ts';
import { generatedService } from '../rehearsal/service.ts';
import { installRuntimeClient } from '../support/runtime-client/install.mjs';
import { invoke } from '../support/runtime-client/runtime.ts';

beforeAll(() => installRuntimeClient());

describe('something goes wrong in the second release', () => {
  const folder = generatedService({ triggers: ['schedule'], table: false });

  // where there is waited, for who has the time; the hooks' own tests have these faults, too
  const waits: readonly string[] = ['codedeploy-down', 'slow', 'throttled'];
  const isLeftOut = (name: string): boolean => waits.includes(name) && !process.env['FITNESS_ALL'];
  for (const name of FAULT_NAMES.filter(isLeftOut)) test.skip(`${name} (FITNESS_ALL=1)`, () => undefined);

  test.each(FAULT_NAMES.filter((name) => !isLeftOut(name)))(
    '%s: the hook answers once all the same',
    async (name) => {
      const { releases } = await play(folder, ['--fault', name]);
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

const FIVE = ['v1 succeeded', 'v2 succeeded', 'v3 succeeded', 'v4 succeeded', 'v5 rolled-back'];

test('five releases of a queue and a schedule, without a table', async () => {
  const { releases, unplayed } = await play(generatedService({ triggers: ['queue', 'schedule'], table: false }));
  expect(releases.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual(FIVE);
  expect(unplayed).toEqual([]);
}, 300_000);

test('a hook that was there stays, and does not run; the gate at the end rolls the bad release back', async () => {
  const cwd = await adopted('own-hooks');
  enforce(cwd);
  const played = await play(cwd);
  expect(played.releases.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual(FIVE);
  expect(played.releases[4]?.hooks).toContainEqual({ name: 'StackGate', answers: ['Failed'] });
  expect(played.shown).toMatch(/SmokeTest: not run here \(python3\.11\), and taken to agree/);
  expect(played.shown).toMatch(/UPDATE_FAILED FitnessGate Custom::FitnessGate/);
}, 300_000);

// it takes a minute, and differs from the one before in who calls the owner's hook
const long = process.env['FITNESS_ALL'] ? test : test.skip;
long(
  'chained (FITNESS_ALL=1): ours runs first, and the one that was there is called where ours agrees',
  async () => {
    const cwd = await adopted('own-hooks', '--chain', '--fix');
    enforce(cwd);
    const played = await play(cwd);
    expect(played.releases.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual(FIVE);
    const releases = played.shown.split(/^(?=v\d)/m).slice(2);
    for (const text of releases.slice(0, 3)) expect(text).toMatch(/PreTrafficHook .*\n.*SmokeTest: not run here/);
    expect(releases[3]).toMatch(/BeforeAllowTraffic failed, no traffic was shifted/);
    expect(releases[3]).not.toContain('SmokeTest');
  },
  300_000,
);

/** As the rehearsal runs a function, by the client that Lambda runs it with: in our time, so it is played from now on. */
const onRuntimeClient: LambdasOptions['invoke'] = async (fn, event, { region, endpoint }) => {
  const { name, bundle, environment, timeout, memory } = fn;
  const credentials = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: region };
  const { outcome, payload, log, milliseconds } = await invoke(
    { name, bundle, timeout, memory, environment: { ...environment, ...credentials, AWS_ENDPOINT_URL: endpoint } },
    event,
  );
  const ended = outcome === 'ok' || outcome === 'timeout' ? outcome : 'error';
  return { outcome: ended, payload, elapsed: milliseconds, lines: log };
};

test('five releases on Lambda’s own runtime client: four are kept, the last is rolled back by the hook', async () => {
  const folder = generatedService({ triggers: ['http'] });
  const { releases, history, dashboards, unplayed } = await play(folder, [], {
    invoke: onRuntimeClient,
    start: new Date(),
  });
  expect(releases.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual(FIVE);
  expect(releases[4]?.hooks).toEqual([{ name: 'PreTrafficHook', answers: ['Failed'] }]);
  expect(history.map(({ outcome }) => outcome)).toEqual(['measured', 'promoted', 'promoted', 'promoted', 'rejected']);
  expect(Object.keys(dashboards)).toEqual(['orders-prod-eu-west-1-releases']);
  expect(unplayed).toEqual([]);
}, 300_000);
