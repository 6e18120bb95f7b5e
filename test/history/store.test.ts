import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SSMClient } from '@aws-sdk/client-ssm';
import { labelOf, LARGEST_ENTRY, parseEntry, serializeEntry } from '../../src/history/entry.ts';
import { Parameters } from '../../src/history/parameters.ts';
import { ParameterHistory } from '../../src/history/store.ts';
import type { ReleaseRecord } from '../../src/hooks/store.ts';
import { ParameterStore } from '../../src/hooks/store.ts';
import { serializeBaseline } from '../../src/fitness/baseline.ts';
import type { Baseline } from '../../src/fitness/baseline.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { entry, PAST } from './support.ts';

let aws: AwsStandIn;
let client: SSMClient;
const OWNER = { service: 'orders', environment: 'prod', stackName: 'orders-prod' };
const signal = new AbortController().signal;

beforeEach(async () => {
  aws = await AwsStandIn.start();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  client = new SSMClient({ endpoint: aws.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
});
afterEach(() => aws.stop());

describe('an entry', () => {
  test('comes back as it was', () => {
    for (const { number, ...rest } of PAST)
      expect(parseEntry(serializeEntry(rest), number)).toEqual({ number, ...rest });
  });

  test('is named by what it changed', () => {
    expect(PAST.map(labelOf)).toEqual([
      'v1 first release',
      'v2 encryption at rest +6',
      'v3 rolled back: public access -22',
      'v4 complexity -0.3',
      'v5 logging -3, tracing +0.5 (override)',
      'v6 failed events +8, logging +3',
    ]);
  });

  test('fits a standard parameter, whatever a person wrote', () => {
    const changes = Array.from({ length: 12 }, (_, index) => ({ what: '\u{1f4a5}'.repeat(400), points: -index }));
    const { number, ...rest } = entry(1, { overrideReason: '\u{1f4a5}'.repeat(4000), changes });
    const text = serializeEntry(rest);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LARGEST_ENTRY);
    const back = parseEntry(text, number)!;
    expect(back.fitness).toBe(rest.fitness);
    expect(back.overrideReason).toMatch(/…$/);
    expect(back.changes.length).toBeGreaterThan(0);
  });

  test.each([
    '',
    'null',
    '[]',
    '{"v":2}',
    '{"v":1,"at":"yesterday"}',
    JSON.stringify({ v: 1, ...entry(1), fitness: null }),
    JSON.stringify({ v: 1, ...entry(1), outcome: 'toString' }),
    JSON.stringify({ v: 1, ...entry(1), categories: { security: 'high' } }),
    JSON.stringify({ v: 1, ...entry(1), overrideReason: {} }),
  ])('%s is none', (text) => {
    expect(parseEntry(text, 1)).toBeUndefined();
  });
});

describe('the history in SSM', () => {
  const history = () => new ParameterHistory(new Parameters(() => Promise.resolve(client), OWNER));

  test('is empty where there is none', async () => {
    expect(await history().read(signal)).toEqual({ entries: [], unreadable: [] });
  });

  test('numbers what it is given, and has all of 100 on two pages', async () => {
    for (let index = 0; index < 103; index++) {
      const { number: _, ...rest } = entry(1, { releaseId: `r${index}` });
      expect(await history().append(rest, signal)).toMatchObject({ number: index + 1 });
    }
    aws.calls.length = 0;
    const { entries } = await history().read(signal);
    expect(entries.map(({ number, releaseId }) => [number, releaseId])).toEqual(
      Array.from({ length: 100 }, (_, index) => [index + 4, `r${index + 3}`]),
    );
    expect(aws.calls).toEqual(['ssm:GetParameterHistory', 'ssm:GetParameterHistory']);
  });

  test.each(['same', 'new'] as const)('pages without end (token %s) are given up', async (token) => {
    await history().append(entry(1), signal);
    aws.break('GetParameterHistory', { kind: 'endless-pages', token });
    await expect(history().read(signal)).rejects.toThrow('ssm:GetParameterHistory answers with page after page');
  });
});

describe('a record larger than a parameter', () => {
  /** A baseline of so many resources, no two alike. */
  function record(resources: number, releaseId: string): ReleaseRecord {
    const mark = (index: number) => (Math.imul(index + releaseId.length, 2654435761) >>> 8) & 0xffffff;
    const baseline: Baseline = {
      version: 1,
      tool: 'create-fitness-serverless@0.1.0',
      at: '2026-11-23T10:00:00.000Z',
      phase: 'stack',
      fitness: 90,
      raw: 92,
      coverage: 1,
      complexity: {},
      config: { gate: {} as never, complexity: { lambda: 3, budget: 100 } },
      resources: new Map(
        Array.from({ length: resources }, (_, index) => [
          Math.imul(index + 1, 2246822519) >>> 0,
          { type: 'AWS::S3::Bucket', mark: mark(index) },
        ]),
      ),
      checks: new Map(),
      hooks: { before: [], after: [] },
    };
    return {
      version: 1,
      releaseId,
      measuredAt: '2026-11-23T10:00:00.000Z',
      verdict: 'pass',
      overrideReason: 'ü'.repeat(500),
      measurement: { fitness: 90, raw: 92, complexity: 2, coverage: 1, categories: {} },
      baseline: serializeBaseline(baseline),
    };
  }
  const store = () => new ParameterStore(() => Promise.resolve(client), OWNER);
  const names = () => [...aws.account.parameters.keys()].map((name) => name.split('/').at(-1));

  test.each([
    [50, ['candidate']],
    [1000, ['candidate-2', 'candidate']],
    [2500, ['candidate-2', 'candidate-3', 'candidate-4', 'candidate']],
  ])('of %i resources stands in %j, and comes back whole', async (resources, parameters) => {
    const written = record(resources, 'release001');
    await store().write('candidate', written, signal);
    expect(names()).toEqual(parameters);
    expect(await store().read('candidate', signal)).toEqual(written);
  });

  test('a reader between the parts of a newer one finds the older one whole', async () => {
    const [older, newer] = [record(1000, 'release001'), record(1200, 'release2')];
    await store().write('candidate', older, signal);
    const main = aws.account.parameters.get('/fitness/orders/prod/orders-prod/candidate')!;
    await store().write('candidate', newer, signal);
    expect(await store().read('candidate', signal)).toEqual(newer);
    aws.account.parameters.set('/fitness/orders/prod/orders-prod/candidate', main);
    expect(await store().read('candidate', signal)).toEqual(older);
  });

  test('with verdicts on 60 functions keeps those that are worse or unknown, and comes back with its baseline', async () => {
    const versions = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `orders-prod-Function${index}`,
        {
          verdict: index === 57 ? ('fail' as const) : index === 58 ? ('unknown' as const) : ('pass' as const),
          message: 'é'.repeat(90),
        },
      ]),
    );
    const written = { ...record(1000, 'release001'), versions };
    await store().write('candidate', written, signal);
    for (const { value } of aws.account.parameters.values()) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(8192);
    const read = await store().read('candidate', signal);
    expect(read).toEqual({ ...written, versions: read?.versions });
    const kept = Object.keys(read?.versions ?? {});
    expect(kept.slice(0, 2)).toEqual(['orders-prod-Function57', 'orders-prod-Function58']);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(60);
  });

  test('one whose part is gone is said to be none', async () => {
    await store().write('baseline', record(1000, 'release001'), signal);
    aws.account.parameters.delete('/fitness/orders/prod/orders-prod/baseline-2');
    await expect(store().read('baseline', signal)).rejects.toThrow('baseline is not a record of this tool');
  });
});
