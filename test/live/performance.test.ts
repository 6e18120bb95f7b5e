import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { performance } from '../../src/live/performance.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { measured, NOW, withoutRepeats } from './measured.ts';
import { deploy } from './readers/deployed-stack.ts';

const functionOf = (name: string, more = '') => `
  ${name}:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: ${name.toLowerCase()}, Role: r, Code: { ZipFile: x }, Handler: i.h, Runtime: nodejs24.x${more} }`;
const TEMPLATE = `Resources:${functionOf('Orders')}${functionOf('Mailer', ', ReservedConcurrentExecutions: 4')}`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
  await deploy(aws.account, TEMPLATE);
});
afterEach(() => aws.stop());

/** Samples of a metric, so many hours ago. */
function samples(fn: string, name: string, values: readonly number[], hours = 2): void {
  const at = new Date(NOW.getTime() - hours * 3_600_000);
  const dimensions = { FunctionName: fn };
  for (const value of values) aws.account.metrics.push({ namespace: 'AWS/Lambda', name, dimensions, at, value });
}

function traffic(fn: string, hours?: number): void {
  samples(fn, 'Invocations', Array<number>(200).fill(1), hours);
  samples(fn, 'Errors', [1, 1, 1], hours);
  samples(fn, 'Throttles', Array<number>(50).fill(1), hours);
  samples(
    fn,
    'Duration',
    Array.from({ length: 200 }, (_, index) => index + 1),
    hours,
  );
  samples(fn, 'ConcurrentExecutions', [1, 3, 2], hours);
}

describe('performance', () => {
  test('of every function, in one call, and one for what they share', async () => {
    traffic('orders');
    traffic('mailer');
    const { measurements, calls } = await measured(aws, performance);
    expect(calls).toEqual(expect.arrayContaining(['cloudwatch:GetMetricData', 'lambda:GetAccountSettings']));
    expect(calls).toHaveLength(2);
    expect(measurements).toMatchObject({
      'durationP50/Orders': { value: 100 },
      'durationP99/Orders': { value: 198 },
      'errorRate/Orders': { value: 1.5 },
      'throttleRate/Orders': { value: 20 },
      'concurrencyUse/Orders': { value: (100 * 3) / 996 },
      'concurrencyUse/Mailer': { value: 75 },
    });
    expect(measurements['durationP99/Orders']).toEqual({
      value: 198,
      from: 'CloudWatch, p99 of Duration from 2026-11-22T10:00Z to 2026-11-23T10:00Z',
      at: NOW.toISOString(),
    });
  });

  test('without enough invocations there is nothing to say, and the reason is given', async () => {
    samples('orders', 'Invocations', Array<number>(99).fill(1));
    samples('orders', 'Duration', Array<number>(99).fill(5000));
    const { measurements } = await measured(aws, performance);
    const reason = 'it takes 100 invocations, and from 2026-11-22T10:00Z to 2026-11-23T10:00Z there were 99';
    expect(measurements['durationP99/Orders']).toEqual({ absent: reason });
    for (const measurement of Object.values(measurements)) expect(measurement).toHaveProperty('absent');
  });

  test('nothing from before the last release, and nothing from before the window', async () => {
    traffic('orders', 2);
    const hour = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
    expect((await measured(aws, performance, { since: hour(1) })).measurements['errorRate/Orders']).toHaveProperty(
      'absent',
    );
    expect((await measured(aws, performance, { since: hour(3) })).measurements['errorRate/Orders']).toHaveProperty(
      'value',
    );
    aws.account.metrics.length = 0;
    traffic('orders', 30);
    expect((await measured(aws, performance, { since: hour(48) })).measurements['errorRate/Orders']).toHaveProperty(
      'absent',
    );
  });

  test('what no check needs is not asked for', async () => {
    traffic('orders');
    const { measurements, calls } = await measured(aws, performance, { wanted: ['cloudwatch:GetMetricData'] });
    expect(calls).toEqual(['cloudwatch:GetMetricData']);
    expect(measurements).not.toHaveProperty('concurrencyUse/Orders');
    expect(measurements).toHaveProperty('errorRate/Orders');
    expect((await measured(aws, performance, { wanted: [] })).measurements).toEqual({});
  });

  test('83 functions are a call, and 100 are two', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `F${index}`);
    aws.account.stacks.clear();
    await deploy(aws.account, `Resources:${names.map((name) => functionOf(name)).join('')}`);
    const { measurements, calls } = await measured(aws, performance);
    expect(calls.filter((call) => call === 'cloudwatch:GetMetricData')).toHaveLength(2);
    expect(measurements).toHaveProperty('errorRate/F99');
  });

  test('pages are put together', async () => {
    traffic('orders');
    aws.account.pageSize = 1;
    const { measurements } = await measured(aws, performance);
    expect(measurements['throttleRate/Orders']).toMatchObject({ value: 20 });
  });

  test.each([
    ['denied', { kind: 'error', code: 'AccessDeniedException', status: 403 }, /^denied: the role needs cloudwatch:Get/],
    ['throttled', { kind: 'throttle' }, /Throttling/],
    ['garbage', { kind: 'garbage' }, /^cloudwatch:GetMetricData /],
    ['an answer with nothing in it', { kind: 'empty' }, /^cloudwatch:GetMetricData answered without results/],
    ['pages without end', { kind: 'endless-pages', token: 'new' }, /has more than 100 pages/],
  ] as const)('%s: unknown, with the reason', async (_, fault, reason) => {
    aws.break('GetMetricData', fault);
    const { measurements } = await measured(aws, performance);
    expect(measurements['durationP99']).toEqual({ problem: expect.stringMatching(reason) });
    expect(measurements['errorRate']).toEqual({ problem: expect.stringMatching(reason) });
  });

  test('without the limit of the account only what needs it is unknown', async () => {
    traffic('orders');
    traffic('mailer');
    aws.break('GetAccountSettings', { kind: 'error', code: 'AccessDeniedException', status: 403 });
    const { measurements } = await measured(aws, performance);
    expect(measurements).toMatchObject({
      'concurrencyUse/Orders': { problem: 'denied: the role needs lambda:GetAccountSettings' },
      'concurrencyUse/Mailer': { value: 75 },
      'errorRate/Orders': { value: 1.5 },
    });
  });

  test('calls what it says', async () => {
    const { calls } = await measured(aws, performance);
    expect(withoutRepeats(calls)).toEqual([...performance.operations].sort());
  });
});
