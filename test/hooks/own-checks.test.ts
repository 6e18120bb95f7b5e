/** The service's own checks in the hook: those that its index exports, as fitness.yaml configures them. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { defineCheck, fail } from '../../src/checks/api.ts';
import { preTrafficHook } from '../../src/hooks/index.ts';
import { checks, config, SOUND, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

const own = defineCheck({
  meta: {
    id: 'function-has-owner',
    title: 'Functions have an owner',
    why: 'For the tests.',
    category: 'operations',
    severity: 'low',
    weight: 90,
    remedy: 'name one',
    resourceTypes: ['AWS::Lambda::Function', 'AWS::S3::Bucket', 'AWS::DynamoDB::Table'],
    configRule: false,
    docs: 'https://example.com',
    liveActions: [],
    options: { key: { type: 'string', description: 'The key', default: 'owner' } },
  },
  evaluate: (_, { options }) => fail(`has no ${String(options['key'])}`),
});

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
  world.stack.template = SOUND;
});
afterEach(() => world.aws.stop());

function run(fitnessYaml: string, all = [...checks, own]) {
  const hook = preTrafficHook({ config: fitnessYaml, checks: all, ...surroundings(world, heard) });
  return hook(world.deploy(), context());
}

const configured = (entry: string): string => config.replace(/^checks:\n/m, `checks:\n  ${entry}\n`);

test('one that fitness.yaml does not name judges as its author meant it', async () => {
  expect(await run(config)).toMatchObject({ status: 'Failed', reason: expect.stringContaining('minimum') });
  expect(heard.text).toContain('"check":"function-has-owner"');
  expect(heard.text).toContain('has no owner');
});

test('fitness.yaml configures it', async () => {
  expect(await run(configured('function-has-owner: { mode: trial, options: { key: team } }'))).toMatchObject({
    status: 'Succeeded',
  });
  expect(heard.text).toContain('has no team');
  heard = new Heard();
  expect(await run(configured('function-has-owner: { enabled: false }'))).toMatchObject({ status: 'Succeeded' });
  expect(heard.text).not.toContain('"check":"function-has-owner"');
});

test('one that fitness.yaml names and the index does not export stops the release: it would gate less than it says', async () => {
  const { status, reason } = await run(configured('function-has-owner: {}'), [...checks]);
  expect(status).toBe('Failed');
  expect(reason).toBe('could not judge: fitness.yaml: unknown check "function-has-owner"');
});
