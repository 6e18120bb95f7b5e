/** The permissions of each hook are what it calls, no more and no less. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { postTrafficHook, preTrafficHook, recorder, reportFailure, stackGate } from '../../src/hooks/index.ts';
import { PERMISSIONS, type HookName } from '../../src/hooks/permissions.ts';
import { STACK_ACTIONS } from '../../src/live/cloudformation.ts';
import { checks, config, STACK_ID, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

const NESTED_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders-prod-Storage-A/2';

const TARGET = { functionName: 'orders', alias: 'live', currentVersion: '1', targetVersion: '2' };

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
  const { Resources } = JSON.parse(world.stack.template);
  const Storage = { Type: 'AWS::CloudFormation::Stack' };
  world.stack.template = JSON.stringify({ Resources: { ...Resources, Storage } });
  world.stack.resources.push({ logicalId: 'Storage', type: Storage.Type, physicalId: NESTED_ID });
  world.aws.account.stacks.set(NESTED_ID, { ...world.stack, template: '{"Resources":{}}', resources: [] });
});
afterEach(() => world.aws.stop());

const around = (releaseId?: string, minute = 0) =>
  surroundings(world, heard, releaseId, {}, new Date(Date.UTC(2026, 10, 23, 10, minute)));
const preTraffic = (releaseId: string, minute: number) =>
  preTrafficHook({ config, checks, ...around(releaseId, minute) })(world.deploy(), context());
const kept = (minute: number) => world.outcome('UPDATE_COMPLETE', new Date(Date.UTC(2026, 10, 23, 10, minute)));
const record = (releaseId: string, minute: number, event: object) =>
  recorder({ config, checks, ...around(releaseId, minute) })(event, context());

/** Everything that it does: a release that the recorder missed is healed, a nested stack is read. */
const runs: Record<HookName, () => Promise<unknown>> = {
  'pre-traffic': async () => {
    await preTraffic('release001', 0);
    kept(5);
    await preTraffic('release002', 10);
  },
  'post-traffic': async () => {
    await preTraffic('release001', 0);
    world.aws.calls.length = 0;
    await postTrafficHook({ config, ...around() })(world.deploy({ target: TARGET }), context());
  },
  'report-failure': () => reportFailure(around())({ requestPayload: world.deploy() }, context()),
  recorder: async () => {
    await record('release001', 5, kept(5));
    await preTraffic('release002', 10);
    world.aws.calls.length = 0;
    await record('release002', 15, kept(15));
    await record('release002', 20, kept(20)); // no candidate: measured
    // of a release that it missed it asks the stack, it draws on the team's dashboard, and removes what nobody waits for
    const own = world.aws.calls.splice(0);
    await preTraffic('release003', 25);
    world.aws.calls.splice(0, Infinity, ...own);
    kept(30);
    world.aws.account.dashboards.set('product', '{"widgets":[]}');
    const product = config.replace('checks:', 'dashboard: {existing: product}\nchecks:');
    const daily = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
    await recorder({ config: product, checks, ...around('release003', 24 * 60) })(daily, context());
  },
  'stack-gate': () =>
    stackGate({ config, checks, put: () => Promise.resolve(), ...around() })(
      { RequestType: 'Update', ResponseURL: 'https://answers.example/1', StackId: STACK_ID, ResourceProperties: {} },
      context(),
    ),
};

test.each(Object.keys(runs) as HookName[])('%s', async (name) => {
  await runs[name]();
  expect(heard.text).not.toContain('did not answer');
  const called = new Set(world.aws.calls.map((call) => call.replace(/^monitoring:/, 'cloudwatch:')));
  const allowed = new Set(PERMISSIONS[name].flatMap(({ actions }) => actions));
  expect([...called].sort()).toEqual([...allowed].sort());
});

test('the reader that every hook which measures has says what it needs', () => {
  for (const name of ['pre-traffic', 'recorder', 'stack-gate'] as const) {
    const actions = PERMISSIONS[name].flatMap((statement) => statement.actions);
    expect(actions).toEqual(expect.arrayContaining([...STACK_ACTIONS]));
  }
});
