/** Every operation that reads a deployed stack, broken in every way: the reading ends, and nothing broken is a pass. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { evaluate } from '../../src/checks/evaluate.ts';
import { checksOf } from '../../src/fitness/enabled.ts';
import { architectureOf } from '../../src/live/architecture.ts';
import { CLIENT_SETTINGS } from '../../src/live/client-settings.ts';
import { instrumentsFor } from '../../src/live/instruments.ts';
import { unreadStack } from '../../src/live/reader.ts';
import { enabledChecks } from '../../src/project/enabled-checks.ts';
import type { Fault } from '../../src/rehearsal/aws/faults.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { deployed, made, useStandIn } from '../hooks/rich-stack.ts';

const FAULTS: Readonly<Record<string, Fault>> = {
  denied: { kind: 'error', code: 'AccessDeniedException', status: 403 },
  'throttled for ever': { kind: 'throttle' },
  'internal errors': { kind: '5xx' },
  garbage: { kind: 'garbage' },
  'an empty answer': { kind: 'empty' },
  'a cut connection': { kind: 'reset' },
  hanging: { kind: 'hang' },
  'endless pages': { kind: 'endless-pages', token: 'new' },
  'the same page again and again': { kind: 'endless-pages', token: 'same' },
};

let aws: AwsStandIn;
let client: CloudFormationClient;
let stackId: string;
let operations: readonly string[];
let sound: ReadonlyMap<string, string>;
const before = { ...process.env };

beforeAll(async () => {
  aws = await AwsStandIn.start();
  client = useStandIn(aws);
  stackId = await deployed(aws, client);
  aws.calls.length = 0;
  // nothing hangs here: a busy machine gets the time that it needs
  sound = await verdicts(30_000);
  operations = [...new Set(aws.calls)].filter((call) => !call.startsWith('cloudformation:')).sort();
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});

/** By check and resource. One try, and a second for all: what breaks for ever is not to be waited for. */
async function verdicts(readingTime = 1_500): Promise<ReadonlyMap<string, string>> {
  const metas = enabledChecks(made.config);
  const { template } = await architectureOf({
    stack: unreadStack(stackId),
    cloudformation: () => Promise.resolve(client),
    ...instrumentsFor(metas, made.config.live),
    checks: metas,
    config: made.config,
    now: new Date(),
    readingTime,
    signal: new AbortController().signal,
    settings: { ...CLIENT_SETTINGS, maxAttempts: 1 },
  });
  const { results, diagnostics } = evaluate(template, checksOf(made.config.checks, catalogue), {
    now: new Date(),
    exclude: new Set(),
  });
  expect(diagnostics.filter(({ code }) => code === 'check-crashed')).toEqual([]);
  return new Map(results.map(({ check, resource, status }) => [`${check} ${resource}`, status]));
}

/** What passes now and did not before, by nothing but a broken answer. */
async function wronglyPassing(): Promise<string[]> {
  const now = await verdicts();
  return [...now].filter(([key, status]) => status === 'pass' && sound.get(key) !== 'pass').map(([key]) => key);
}

describe.each(Object.keys(FAULTS))('%s', (name) => {
  test('all of them at once', async () => {
    for (const operation of operations) aws.break(operation, FAULTS[name]!);
    const passing = await wronglyPassing();
    aws.mend();
    expect(passing).toEqual([]);
  }, 60_000);
});

test('each of them by itself, denied: a verdict stays, or is unknown', async () => {
  expect(operations.length).toBeGreaterThan(30);
  for (const operation of operations) {
    aws.break(operation, FAULTS['denied']!);
    const now = await verdicts();
    aws.mend();
    const decided = (key: string) => ['pass', 'fail'].includes(sound.get(key) ?? '');
    const changed = [...now].filter(
      ([key, status]) => decided(key) && sound.get(key) !== status && status !== 'unknown',
    );
    expect({ operation, changed }).toEqual({ operation, changed: [] });
  }
}, 180_000);
