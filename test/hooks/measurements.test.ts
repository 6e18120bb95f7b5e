import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { preTrafficHook } from '../../src/hooks/index.ts';
import { config, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

const CHECK = 'source-cyclomatic-complexity-maximum';
const ID = '0123456789abcdef0123456789abcdef';
const measured = (value: number) => ({
  version: 1,
  buildId: ID,
  at: '2026-11-23T09:00:00.000Z',
  measurements: { 'cyclomaticMaximum/Orders': { value, from: 'src/orders.ts:3:1 function' } },
});

let world: World;
let heard: Heard;
beforeEach(async () => {
  world = await World.create();
  world.stack.template = JSON.stringify({
    Resources: { Orders: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x' } } },
  });
  heard = new Heard();
});
afterEach(() => world.aws.stop());

function run(measurements: unknown, buildId?: string) {
  const environment: Record<string, string> = buildId === undefined ? {} : { FITNESS_BUILD_ID: buildId };
  const hook = preTrafficHook({
    config: `${config}  ${CHECK}: {}\ngate: { require: [${CHECK}] }\n`,
    checks: catalogue.filter(({ meta }) => meta.id === CHECK || config.includes(`${meta.id}:`)),
    measurements,
    ...surroundings(world, heard, undefined, environment),
  });
  return hook(world.deploy(), context());
}

test('a release is judged by what was measured of its very build', async () => {
  expect(await run(measured(20), ID)).toMatchObject({ status: 'Succeeded' });
});

test.each([
  [
    'too complex',
    measured(60),
    ID,
    /fails it: has a cyclomatic complexity of 60, more than 20, at src\/orders\.ts:3:1 function/,
  ],
  [
    'of another build',
    measured(1),
    'f'.repeat(32),
    /is unknown to it: the release is build f{32}, and build 0123456789abcdef/,
  ],
  ['of no build', measured(1), undefined, /is unknown to it: the release names no BuildId/],
  ['not measured', {}, ID, /is unknown to it: the hooks were built without measurements of the sources/],
])('one whose sources are %s does not pass what it has to, and hears why', async (_what, file, id, reason) => {
  expect(await run(file, id)).toEqual({ status: 'Failed', reason: expect.stringMatching(reason) });
});

test('a hook that is not given any does not judge the sources', async () => {
  expect(await run(undefined, ID)).toMatchObject({ status: 'Succeeded' });
});
