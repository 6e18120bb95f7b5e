import { describe, expect, test } from '@jest/globals';
import { recommended } from '../../src/checks/catalogue.ts';
import type { Baseline, BaselineCheck } from '../../src/fitness/baseline.ts';
import { rawOf } from '../../src/fitness/score.ts';
import { inWords, whatChanged } from '../../src/history/changes.ts';
import { topicOf } from '../../src/history/topics.ts';

type Letters = Readonly<Record<string, string>>;
const STATUSES = { p: 'pass', f: 'fail', u: 'unknown' } as const;

interface Shape {
  readonly resources: number;
  readonly complexity: number;
  readonly weight: number;
  readonly mode: BaselineCheck['mode'];
}

/** A baseline of resources 1, 2 …, with a letter per resource for each check. */
function baseline(
  checks: Letters,
  { resources = 3, complexity = 1, weight = 5, mode = 'enforced' }: Partial<Shape> = {},
): Baseline {
  const known = Object.entries(checks).map(([id, letters]): [string, BaselineCheck] => {
    const statuses = [...letters].map((letter, index): [number, 'pass' | 'fail' | 'unknown'] => [
      index,
      STATUSES[letter as keyof typeof STATUSES],
    ]);
    return [id, { weight, mode, statuses: new Map(statuses), suppressed: new Set() }];
  });
  const failed = known.map(([, { statuses }]) => [...statuses.values()].filter((status) => status === 'fail').length);
  const raw = rawOf(failed.reduce((sum, count) => sum + (count > 0 ? weight * (1 + Math.log2(count)) : 0), 0));
  return {
    version: 1,
    tool: 'create-fitness-serverless@0.1.0',
    at: '2026-11-23T10:00:00.000Z',
    phase: 'stack',
    fitness: raw - complexity,
    raw,
    coverage: 1,
    complexity: {},
    config: { gate: {} as never, complexity: { lambda: 3, budget: 100 } },
    resources: new Map(Array.from({ length: resources }, (_, key) => [key, { type: 'AWS::S3::Bucket', mark: 1 }])),
    checks: new Map(known),
    hooks: { before: [], after: [] },
  };
}

const ENCRYPTED = 's3-bucket-server-side-encryption-enabled';
const ENCRYPTED_QUEUE = 'sqs-queue-encrypted';
const PUBLIC = 's3-bucket-public-read-prohibited';

describe('what a release changed', () => {
  test('what got better is named with its points, what got worse as well, the larger first', () => {
    const before = baseline({ [ENCRYPTED]: 'ff', [PUBLIC]: 'p' });
    const now = baseline({ [ENCRYPTED]: 'pp', [PUBLIC]: 'f' });
    expect(whatChanged(before, now).changes).toEqual([
      { what: 'encryption at rest', points: 16.7 },
      { what: 'public access', points: -6.4 },
    ]);
    expect(inWords(whatChanged(before, now))).toBe('encryption at rest +17, public access -6');
  });

  test('one change alone is worth just what the score moved', () => {
    const before = baseline({ [ENCRYPTED]: 'ff', [PUBLIC]: 'f' });
    const now = baseline({ [ENCRYPTED]: 'pp', [PUBLIC]: 'f' });
    expect(whatChanged(before, now).changes).toEqual([
      { what: 'encryption at rest', points: Math.round((now.raw - before.raw) * 10) / 10 },
    ]);
  });

  test('checks of one matter are one change', () => {
    const before = baseline({ [ENCRYPTED]: 'f', [ENCRYPTED_QUEUE]: 'f' });
    const now = baseline({ [ENCRYPTED]: 'p', [ENCRYPTED_QUEUE]: 'p' });
    expect(whatChanged(before, now).changes).toEqual([{ what: 'encryption at rest', points: 16.7 }]);
  });

  test('what is sound and new, or gone, changes nothing but the count', () => {
    const before = baseline({ [ENCRYPTED]: 'p' }, { resources: 2 });
    const now = baseline({ [ENCRYPTED]: 'ppp' }, { resources: 3 });
    expect(whatChanged(before, now)).toEqual({ changes: [], added: 1, removed: 0 });
    expect(inWords(whatChanged(before, now))).toBe('1 resource added');
    expect(inWords(whatChanged(now, before))).toBe('1 resource removed');
    expect(inWords(whatChanged(now, now))).toBe('no change of fitness');
  });

  test('complexity is a matter of its own', () => {
    const now = baseline({}, { complexity: 2.5 });
    expect(whatChanged(baseline({}), now).changes).toEqual([{ what: 'complexity', points: -1.5 }]);
    expect(inWords(whatChanged(now, baseline({}, { complexity: 2 })))).toBe('complexity +0.5');
  });

  test('a check switched off, a new one and another weight are not called an improvement of the architecture', () => {
    const failing = baseline({ [ENCRYPTED]: 'f' });
    expect(whatChanged(failing, baseline({})).changes).toEqual([{ what: 'checks switched off', points: 9.1 }]);
    expect(whatChanged(baseline({}), failing).changes).toEqual([{ what: 'checks that are new', points: -9.1 }]);
    const light = baseline({ [ENCRYPTED]: 'f' }, { weight: 1 });
    expect(whatChanged(failing, light).changes).toEqual([{ what: 'weights of checks', points: 7.1 }]);
    const trial = baseline({ [ENCRYPTED]: 'f' }, { mode: 'trial' });
    expect(whatChanged(trial, trial).changes).toEqual([]);
  });

  test('what became unknown is no change of the score', () => {
    expect(whatChanged(baseline({ [ENCRYPTED]: 'p' }), baseline({ [ENCRYPTED]: 'u' })).changes).toEqual([]);
  });

  test('the first release has nothing to compare with', () => {
    const first = whatChanged(undefined, baseline({ [ENCRYPTED]: 'f' }));
    expect(first).toEqual({ changes: [], added: 3, removed: 0, first: true });
    expect(inWords(first)).toBe('first release');
  });

  test('what is measured beside the template is no resource', () => {
    const now = baseline({});
    const measured = { ...now, resources: new Map([...now.resources, [99, { type: 'source', mark: 0 }] as const]) };
    expect(whatChanged(now, measured)).toEqual({ changes: [], added: 0, removed: 0 });
  });

  test('of more than three matters a line names three and counts the rest', () => {
    const ids = ['my-a', 'my-b', 'my-c', 'my-d', 'my-e'];
    const all = (letter: string) => Object.fromEntries(ids.map((id) => [id, letter]));
    expect(inWords(whatChanged(baseline(all('p')), baseline(all('f'))))).toBe('my-a -9, my-b -9, my-c -9, 2 more');
  });
});

describe('what a check is about', () => {
  test.each([
    [ENCRYPTED, 'encryption at rest'],
    ['s3-default-encryption-kms', 'encryption at rest'],
    ['s3-bucket-ssl-requests-only', 'encryption in transit'],
    ['secretsmanager-rotation-enabled-check', 'rotation of credentials'],
    ['lambda-environment-no-plaintext-secrets', 'credentials in plain text'],
    ['lambda-function-xray-enabled', 'tracing'],
    ['iam-policy-no-wildcard-resource', 'permissions'],
    ['test-coverage-line-minimum', 'test coverage'],
    ['queue-has-owner', 'queue-has-owner'],
  ])('%s: %s', (check, topic) => {
    expect(topicOf(check)).toBe(topic);
  });

  test('of nearly every check that comes with the tool', () => {
    const without = recommended.filter(({ meta }) => topicOf(meta.id) === meta.id);
    expect(without.length).toBeLessThan(recommended.length / 20);
  });
});
