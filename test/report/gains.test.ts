import { describe, expect, test } from '@jest/globals';
import { fitnessWithout, gainsByResource } from '../../src/report/gains.ts';
import { CLEAN, entryOf, MIXED } from './support.ts';

const TWO = `Resources:
  A: { Type: AWS::S3::Bucket }
  B: { Type: AWS::S3::Bucket, Properties: { AccessControl: PublicRead } }
`;

describe('gains', () => {
  const { report } = entryOf(TWO);

  test('of mending one check alone are what the report says that it costs', () => {
    const failing = report.results.filter(({ cost }) => cost !== undefined);
    expect(failing.length).toBeGreaterThan(3);
    for (const { check, cost } of failing)
      expect(fitnessWithout(report, (result) => result.check === check)).toBeCloseTo(report.fitness + (cost ?? 0), 9);
  });

  test('of mending everything leave complexity alone; of nothing, everything', () => {
    expect(fitnessWithout(report, () => true)).toBeCloseTo(100 - report.complexity.penalty, 9);
    expect(fitnessWithout(report, () => false)).toBeCloseTo(report.fitness, 9);
  });

  test('by resource are those of mending all that is wrong with it', () => {
    const gains = gainsByResource(report);
    for (const resource of ['A', 'B'])
      expect(gains.get(resource)).toBeCloseTo(
        fitnessWithout(report, (each) => each.resource === resource) - report.fitness,
        9,
      );
    expect(gains.get('B')).toBeGreaterThan(gains.get('A') ?? 0);
  });

  test('a resource without a counted failure gives none', () => {
    expect([...gainsByResource(entryOf(MIXED).report).keys()].sort()).toEqual(['Open', 'Quiet']);
    expect(gainsByResource(entryOf(CLEAN).report).size).toBe(0);
  });
});
