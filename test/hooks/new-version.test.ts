import { describe, expect, test } from '@jest/globals';
import { compareVersions, type VersionMetrics } from '../../src/hooks/new-version.ts';

const did = (invocations: number, errors = 0, p50 = 100, p99 = 400): VersionMetrics => ({
  invocations,
  errors,
  p50,
  p99,
});
const limits = { minSamples: 100, tolerance: { duration: 50, errorRate: 1 } };
const verdict = (old: VersionMetrics, now: VersionMetrics) => compareVersions(old, now, limits).verdict;

describe('compareVersions', () => {
  test.each([
    ['the same', did(900), did(100), 'pass'],
    ['faster', did(900), did(100, 0, 10, 20), 'pass'],
    ['as much slower as is allowed', did(900), did(100, 0, 150), 'pass'],
    ['slower', did(900), did(100, 0, 151), 'fail'],
    ['slower by what nobody feels', did(900, 0, 2), did(100, 0, 12), 'pass'],
    ['slower at the end, of too few', did(900), did(999, 0, 100, 4000), 'pass'],
    ['slower at the end, of many', did(1000), did(1000, 0, 100, 4000), 'fail'],
    ['without durations', { ...did(900), p50: undefined }, { ...did(100), p50: undefined }, 'pass'],
    ['as many errors as is allowed', did(10_000), did(10_000, 100), 'pass'],
    ['more errors', did(10_000), did(10_000, 101), 'fail'],
    ['more errors, as chance would have it', did(100, 5), did(100, 8), 'pass'],
    ['all fail', did(100, 100), did(100, 100), 'pass'],
    ['all fail now', did(100), did(100, 100), 'fail'],
    ['more errors than invocations, counted a minute later', did(100), did(100, 130), 'fail'],
    ['too few', did(99), did(900), 'not-applicable'],
    ['none', did(0), did(0), 'not-applicable'],
  ] as const)('%s: %#', (_, old, now, expected) => {
    expect(verdict(old, now)).toBe(expected);
  });

  test('names everything that is worse', () => {
    expect(compareVersions(did(1000, 1), did(1000, 50, 200, 900), limits)).toEqual({
      verdict: 'fail',
      message:
        'p50 of the duration rose from 100 ms to 200 ms, by more than 50 %; p99 of the duration rose from 400 ms to 900 ms, by more than 50 %; 5 % of the invocations fail, up from 0.1 % by more than 1 points',
    });
  });
});
