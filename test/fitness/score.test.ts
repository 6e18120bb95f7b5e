import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Result, Status } from '../../src/fitness/report.ts';
import { categoryScores, costs, HALVING_PENALTY, rawOf, scoreOf, shortfall, termsOf } from '../../src/fitness/score.ts';

type Counted = Pick<Result, 'check' | 'status' | 'mode' | 'weight' | 'shortfall'>;

const WEIGHTS = [2, 4, 7, 10] as const;
const counted = (check: number, status: Status): Counted => {
  return { check: `check-${check}`, status, mode: 'enforced', weight: WEIGHTS[check % 4] ?? 4 };
};
const anyResult = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom<Status>('pass', 'fail', 'unknown', 'not-applicable'))
  .map(([check, status]) => counted(check, status));
const anyResults = fc.array(anyResult, { maxLength: 60 });
const score = (results: Counted[], complexity = 0) => scoreOf(termsOf(results), complexity);

describe('the fitness function', () => {
  test('is 100 where nothing fails, and 50 at a penalty of K', () => {
    expect(score([counted(0, 'pass')])).toEqual({ fitness: 100, raw: 100, penalty: 0, coverage: 1 });
    expect(rawOf(HALVING_PENALTY)).toBe(50);
  });

  test('is DESIGN’s formula, by hand', () => {
    // a check of weight 4 that fails twice, and one of weight 10 that fails once
    const { penalty, raw, fitness } = score([counted(1, 'fail'), counted(1, 'fail'), counted(3, 'fail')], 1.5);
    expect(penalty).toBe(4 * 2 + 10);
    expect(raw).toBeCloseTo(100 / (1 + 18 / 50), 10);
    expect(fitness).toBeCloseTo(raw - 1.5, 10);
  });

  test('the shortfall grows by 1 whenever failures double', () => {
    expect([0, 1, 2, 4, 8].map(shortfall)).toEqual([0, 1, 2, 3, 4]);
  });

  test('a measurement costs as much of its weight as is missing', () => {
    const missing = (part: number) => score([{ ...counted(1, 'fail'), shortfall: part }]).penalty;
    expect([0, 0.25, 1].map(missing)).toEqual([0, 1, 4]);
    expect(score([{ ...counted(1, 'fail'), shortfall: 0.5 }, counted(1, 'fail')]).penalty).toBeCloseTo(
      4 * (1 + Math.log2(1.5)),
      10,
    );
  });

  test('the nearer a measurement is to its target, the better', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(anyResults, part, part, (results, one, other) => {
        const [near, far] = [Math.min(one, other), Math.max(one, other)];
        const raw = (shortfall: number) => score([...results, { ...counted(10, 'fail'), shortfall }]).raw;
        expect(raw(near)).toBeGreaterThanOrEqual(raw(far));
        expect(raw(far)).toBeGreaterThanOrEqual(score([...results, counted(10, 'fail')]).raw);
      }),
    );
  });

  test('is never under 0', () => {
    expect(score([counted(3, 'fail')], 200).fitness).toBe(0);
  });

  test('adding a sound resource leaves raw as it was, and so does deleting one', () => {
    fc.assert(
      fc.property(anyResults, fc.array(fc.integer({ min: 0, max: 9 })), (results, sound) => {
        const more = [...results, ...sound.map((check) => counted(check, 'pass'))];
        expect(score(more).raw).toBe(score(results).raw);
      }),
    );
  });

  test('every fix raises it', () => {
    fc.assert(
      fc.property(anyResults, fc.integer({ min: 0, max: 9 }), (results, check) => {
        const before = score([...results, counted(check, 'fail')]);
        const after = score([...results, counted(check, 'pass')]);
        expect(after.raw).toBeGreaterThan(before.raw);
        expect(after.fitness).toBeGreaterThan(before.fitness);
      }),
    );
  });

  test('every new failure lowers it', () => {
    fc.assert(
      fc.property(anyResults, fc.integer({ min: 0, max: 9 }), (results, check) => {
        expect(score([...results, counted(check, 'fail')]).raw).toBeLessThan(score(results).raw);
      }),
    );
  });

  test('enabling a check that passes leaves it, whatever its weight', () => {
    fc.assert(
      fc.property(anyResults, fc.nat(100), (results, weight) => {
        const enabled: Counted = { check: 'new', status: 'pass', mode: 'enforced', weight };
        expect(score([...results, enabled])).toMatchObject({
          raw: score(results).raw,
          fitness: score(results).fitness,
        });
      }),
    );
  });

  test('what is unknown neither pays nor costs, and lowers coverage', () => {
    fc.assert(
      fc.property(anyResults, fc.integer({ min: 0, max: 9 }), (results, check) => {
        const known = score([...results, counted(check, 'pass')]);
        const unknown = score([...results, counted(check, 'unknown')]);
        expect(unknown.raw).toBe(known.raw);
        expect(unknown.coverage).toBeLessThan(known.coverage);
      }),
    );
  });

  test('what does not apply, is tried out or weighs nothing changes nothing', () => {
    fc.assert(
      fc.property(anyResults, (results) => {
        const more: Counted[] = [
          counted(0, 'not-applicable'),
          { check: 'trial', status: 'fail', mode: 'trial', weight: 10 },
          { check: 'weightless', status: 'fail', mode: 'enforced', weight: 0 },
          { check: 'weightless', status: 'unknown', mode: 'enforced', weight: 0 },
        ];
        expect(score([...results, ...more])).toEqual(score(results));
      }),
    );
  });

  test('the order of results has no influence', () => {
    fc.assert(
      fc.property(anyResults, (results) => {
        const [one, other] = [score(results), score([...results].reverse())];
        expect(other.raw).toBeCloseTo(one.raw, 9);
        expect(other.coverage).toBeCloseTo(one.coverage, 9);
      }),
    );
  });
});

describe('coverage', () => {
  test('is the known share of the weight that applies', () => {
    expect(score([]).coverage).toBe(1);
    expect(score([counted(1, 'pass'), counted(1, 'unknown'), counted(0, 'fail')]).coverage).toBeCloseTo((2 + 2) / 6);
  });
});

describe('cost', () => {
  test('is what fitness gains when all failures of the check are fixed', () => {
    fc.assert(
      fc.property(anyResults, fc.double({ min: 0, max: 120, noNaN: true }), (results, complexity) => {
        const before = score(results, complexity).fitness;
        for (const [check, cost] of costs(termsOf(results), complexity)) {
          const fixed = results.map((each) =>
            each.check === check && each.status === 'fail' ? { ...each, status: 'pass' as const } : each,
          );
          expect(cost).toBeCloseTo(score(fixed, complexity).fitness - before, 9);
        }
      }),
    );
  });
});

describe('categories', () => {
  test('are scored by the same formula, each by itself', () => {
    const terms = termsOf([counted(3, 'fail'), counted(1, 'pass'), counted(1, 'unknown')]);
    const scores = categoryScores(terms, (check) => (check === 'check-3' ? 'security' : 'cost'));
    expect(scores).toEqual({ security: { fitness: rawOf(10), coverage: 1 }, cost: { fitness: 100, coverage: 0.5 } });
  });
});
