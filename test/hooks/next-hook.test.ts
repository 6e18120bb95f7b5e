/** A function that had a hook before: ours is called in its place, and calls it where the release may go on. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { preTrafficHook, reportFailure } from '../../src/hooks/index.ts';
import { nextHooksVariable, NEXT_HOOKS } from '../../src/hooks/next-hook.ts';
import { CHAIN_PERMISSIONS, PERMISSIONS } from '../../src/hooks/permissions.ts';
import type { Deployment } from '../../src/rehearsal/aws/account.ts';
import type { Fault } from '../../src/rehearsal/aws/faults.ts';
import { checks, config, PUBLIC, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
  for (const name of ['check-orders', 'check-payments'])
    world.aws.account.functions.set(name, { versions: [], aliases: {} });
});
afterEach(() => world.aws.stop());

const HOOKS = JSON.stringify({ orders: 'check-orders', payments: 'check-payments' });
const REPORT = 'PutLifecycleEventHookExecutionStatus';

function deploy(functionName: string, more: Omit<Deployment, 'hooks'> = {}) {
  return world.deploy({ target: { functionName, alias: 'live', currentVersion: '1', targetVersion: '2' }, ...more });
}

function run(event: unknown, { env, milliseconds }: { env?: Record<string, string>; milliseconds?: number } = {}) {
  const around = surroundings(world, heard, undefined, { [NEXT_HOOKS]: HOOKS, ...env });
  return preTrafficHook({ config, checks, ...around })(event, context(milliseconds));
}

/** What was called, with which event. */
const called = () =>
  world.aws.account.invocations.map(({ functionName, payload }) => [functionName, JSON.parse(payload)]);

describe('where the gate is green', () => {
  test('the hook that the function had gets the very event, and ours leaves the answer to it', async () => {
    const event = deploy('orders');
    expect(await run(event)).toMatchObject({ status: 'Succeeded', next: 'check-orders' });
    expect(called()).toEqual([['check-orders', event]]);
    expect(world.answers).toEqual([]);
    expect(world.remembered('candidate')).toMatchObject({ verdict: 'pass' });
  });

  test('each function has its own, whatever the others of the release have', async () => {
    await run(deploy('payments'));
    await run(deploy('orders'));
    expect(called().map(([name]) => name)).toEqual(['check-payments', 'check-orders']);
  });

  test('a function that had none is answered by ours', async () => {
    const result = await run(deploy('refunds'));
    expect(result).toMatchObject({ status: 'Succeeded' });
    expect(result).not.toHaveProperty('next');
    expect(called()).toEqual([]);
    expect(world.answers).toEqual(['Succeeded']);
  });

  test('one hook for all functions is called without asking which it is', async () => {
    await run(world.deploy(), { env: { [NEXT_HOOKS]: '{"*":"check-orders"}' } });
    expect(called()).toHaveLength(1);
    expect(world.aws.calls).not.toContain('codedeploy:ListDeploymentTargets');
  });

  test('`*` is for those that are not named; an empty name is of none', async () => {
    const env = { [NEXT_HOOKS]: '{"orders":"","*":"check-payments"}' };
    await run(deploy('refunds'), { env });
    await run(deploy('orders'), { env });
    expect(called().map(([name]) => name)).toEqual(['check-payments', 'check-payments']);
  });

  test('functions and hooks may be named by ARNs', async () => {
    const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
    await run(deploy(arn('orders')));
    await run(deploy('orders'), { env: { [NEXT_HOOKS]: JSON.stringify({ [arn('orders')]: arn('check-orders') }) } });
    expect(called().map(([name]) => name)).toEqual(['check-orders', 'check-orders']);
    expect(world.answers).toEqual([]);
  });

  test('CodeDeploy does not name the function: its AppSpec does', async () => {
    world.aws.break('BatchGetDeploymentTargets', { kind: '5xx' });
    const Properties = { Name: 'payments', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' };
    const appSpec = JSON.stringify({ Resources: [{ payments: { Type: 'AWS::Lambda::Function', Properties } }] });
    await run(deploy('payments', { appSpec }));
    expect(called().map(([name]) => name)).toEqual(['check-payments']);
  });
});

describe('theirs is called as well', () => {
  test('in a rollback', async () => {
    world.stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await run(deploy('orders'))).toMatchObject({ next: 'check-orders' });
    expect(await run(deploy('orders', { creator: 'codeDeployRollback' }))).toMatchObject({ next: 'check-orders' });
    expect(world.answers).toEqual([]);
  });

  test('where the override lets a release through, and where the gate only observes', async () => {
    world.stack.template = PUBLIC;
    await run(deploy('orders'), { env: { FITNESS_OVERRIDE_REASON: 'incident 4711' } });
    await run(deploy('orders'), { env: { FITNESS_GATE_MODE: 'observe' } });
    world.aws.break('GetTemplate', { kind: '5xx' });
    await run(deploy('orders'), { env: { FITNESS_GATE_MODE: 'observe' } });
    expect(called()).toHaveLength(3);
    expect(world.answers).toEqual([]);
  });
});

describe('where the gate is red', () => {
  test('ours answers, and theirs is not called', async () => {
    world.stack.template = PUBLIC;
    expect(await run(deploy('orders'))).toMatchObject({ status: 'Failed' });
    expect(called()).toEqual([]);
    expect(world.answers).toEqual(['Failed']);
  });

  test('or could not judge', async () => {
    world.aws.break('GetTemplate', { kind: 'hang' });
    expect(await run(deploy('orders'), { milliseconds: 6_000 })).toMatchObject({ status: 'Failed' });
    expect(called()).toEqual([]);
    expect(world.answers).toEqual(['Failed']);
  });
});

describe('theirs cannot be called: ours answers Failed, with the reason', () => {
  const faults: [string, Fault, RegExp][] = [
    [
      'denied',
      { kind: 'error', code: 'AccessDeniedException', status: 403 },
      /denied: the role needs lambda:InvokeFunction of check-orders/,
    ],
    ['not there', { kind: 'error', code: 'ResourceNotFoundException', status: 404 }, /ResourceNotFoundException/],
    ['throttled', { kind: 'error', code: 'TooManyRequestsException', status: 429 }, /TooManyRequestsException/],
    ['internal errors', { kind: '5xx' }, /lambda:InvokeFunction of check-orders failed/],
    ['cut', { kind: 'reset' }, /lambda:InvokeFunction/],
    ['hanging', { kind: 'hang' }, /calling the next hook .* took longer than/],
  ];

  test.each(faults)('%s', async (_, fault, reason) => {
    world.aws.break('Invoke', fault);
    const result = await run(deploy('orders'), { milliseconds: 9_000 });
    expect(result.status).toBe('Failed');
    expect(result.reason).toMatch(reason);
    expect(result.reason).toMatch(/^the next hook was not called: .*; else: fitness/);
    expect(world.answers).toEqual(['Failed']);
  });

  test.each([
    ['throttled twice', { kind: 'throttle', times: 2 }],
    ['slow', { kind: 'slow', milliseconds: 100 }],
  ] as [string, Fault][])('%s: it is called', async (_, fault) => {
    world.aws.break('Invoke', fault);
    expect(await run(deploy('orders'))).toMatchObject({ next: 'check-orders' });
    expect(world.answers).toEqual([]);
  });

  test('nobody says which function is deployed', async () => {
    const result = await run(world.deploy());
    expect(result.reason).toContain('does not name the function whose hook comes next');
    expect(world.answers).toEqual(['Failed']);
  });

  test.each(['{"orders":', '[]', '{"orders":1}', 'check-orders'])('the variable is garbled: %s', async (text) => {
    const result = await run(deploy('orders'), { env: { [NEXT_HOOKS]: text } });
    expect(result).toMatchObject({ status: 'Failed', reason: expect.stringContaining(NEXT_HOOKS) });
    expect(world.answers).toEqual(['Failed']);
  });

  test('it is ours: it would call itself for ever', async () => {
    const env = { AWS_LAMBDA_FUNCTION_NAME: 'check-orders' };
    expect((await run(deploy('orders'), { env })).reason).toContain('would call itself');
    expect(called()).toEqual([]);
    expect(world.answers).toEqual(['Failed']);
  });

  test('in observe as well: their own gate stood before ours did', async () => {
    world.aws.break('Invoke', { kind: '5xx' });
    expect(await run(deploy('orders'), { env: { FITNESS_GATE_MODE: 'observe' } })).toMatchObject({ status: 'Failed' });
  });

  test('but a rollback goes on', async () => {
    world.stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    world.aws.break('Invoke', { kind: '5xx' });
    expect(await run(deploy('orders'))).toMatchObject({
      status: 'Succeeded',
      reason: expect.stringContaining('the next hook was not called'),
    });
    expect(world.answers).toEqual(['Succeeded']);
  });

  test('and the report is throttled, too', async () => {
    world.aws.break('Invoke', { kind: '5xx' });
    world.aws.break(REPORT, { kind: 'throttle', times: 4 });
    await run(deploy('orders'));
    expect(world.answers).toEqual(['Failed']);
  });
});

describe('ours died: the reporter', () => {
  const report = (event: object, env: Record<string, string> = {}) =>
    reportFailure(surroundings(world, heard, undefined, { [NEXT_HOOKS]: HOOKS, ...env }))(
      { requestPayload: event },
      context(),
    );

  test('answers Failed, and calls nobody', async () => {
    expect(await report(deploy('orders'))).toMatchObject({ status: 'Failed' });
    expect(called()).toEqual([]);
    expect(world.answers).toEqual(['Failed']);
  });

  test('calls theirs where it stops nothing: in a rollback, and where the gate only observes', async () => {
    const event = deploy('orders');
    expect(await report(event, { FITNESS_GATE_MODE: 'observe' })).toMatchObject({ next: 'check-orders' });
    expect(called()).toEqual([['check-orders', event]]);
    world.stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await report(deploy('payments'))).toMatchObject({ next: 'check-payments' });
    expect(world.answers).toEqual([]);
  });

  test('answers for the hook after the traffic, whose turn theirs is not', async () => {
    const env = { FITNESS_GATE_MODE: 'observe' };
    await report(deploy('orders', { shifted: true }), env);
    await report(deploy('orders', { shifted: true }), { ...env, [NEXT_HOOKS]: '{"*":"check-orders"}' });
    expect(called()).toEqual([]);
    expect(world.answers).toEqual(['Succeeded', 'Succeeded']);
  });

  test('answers Failed where it cannot call it, but for a rollback', async () => {
    world.aws.break('Invoke', { kind: 'error', code: 'AccessDeniedException', status: 403 });
    expect(await report(deploy('orders'), { FITNESS_GATE_MODE: 'observe' })).toMatchObject({ status: 'Failed' });
    world.stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await report(deploy('orders'))).toMatchObject({ status: 'Succeeded' });
    expect(world.answers).toEqual(['Failed', 'Succeeded']);
  });
});

test('its permissions are what it calls, no more and no less', async () => {
  await run(deploy('orders'));
  const own = PERMISSIONS['pre-traffic'].flatMap(({ actions }) => actions);
  const more = world.aws.calls
    .filter((call) => !own.includes(call))
    .map((call) => call.replace(/:Invoke$/, ':InvokeFunction'));
  expect([...new Set(more)].sort()).toEqual(CHAIN_PERMISSIONS.flatMap(({ actions }) => actions).sort());
});

test('the variable in a template is JSON once CloudFormation has put the names in', () => {
  const hooks = [
    { function: 'Orders', hook: { Ref: 'CheckOrders' } },
    { function: '*', hook: 'check-all' },
  ];
  const { 'Fn::Sub': sub } = nextHooksVariable(hooks) as { 'Fn::Sub': [string, Record<string, unknown>] };
  const names: Record<string, string> = { Orders: 'orders', Hook1: 'check-orders', Hook2: 'check-all' };
  expect(Object.keys(sub[1])).toEqual(['Hook1', 'Hook2']);
  const text = sub[0].replaceAll(/\$\{(\w+)\}/g, (_, name: string) => names[name]!);
  expect(JSON.parse(text)).toEqual({ orders: 'check-orders', '*': 'check-all' });
});
