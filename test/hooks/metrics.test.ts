import { describe, expect, test } from '@jest/globals';
import { metricLine } from '../../src/hooks/metrics.ts';

const now = new Date('2026-11-23T10:00:00Z');
const measured = { fitness: 87.4, raw: 92.1, complexity: 0.9, coverage: 0.96, categories: { security: 90, cost: 100 } };
const stack = { environment: 'prod', stackName: 'orders-prod', releaseId: 'abc123defg' };

describe('metricLine', () => {
  test('is one line of EMF with `_aws` at the root', () => {
    const line = metricLine('Candidate', measured, 'orders', stack, now);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: now.getTime(),
        CloudWatchMetrics: [
          {
            Namespace: 'Fitness',
            Dimensions: [['Service', 'Environment', 'Stack']],
            Metrics: [
              { Name: 'CandidateFitness' },
              { Name: 'CandidateFitnessRaw' },
              { Name: 'CandidateComplexity' },
              { Name: 'CandidateCoverage' },
              { Name: 'CandidateFitnessSecurity' },
              { Name: 'CandidateFitnessCost' },
            ],
          },
        ],
      },
      Service: 'orders',
      Environment: 'prod',
      Stack: 'orders-prod',
      ReleaseId: 'abc123defg',
      CandidateFitness: 87.4,
      CandidateFitnessRaw: 92.1,
      CandidateComplexity: 0.9,
      CandidateCoverage: 0.96,
      CandidateFitnessSecurity: 90,
      CandidateFitnessCost: 100,
    });
  });

  test('every metric that is declared has a value', () => {
    const line = JSON.parse(metricLine('', measured, 'orders', stack, now));
    const names: string[] = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
    expect(names).toContain('Fitness');
    for (const name of names) expect(typeof line[name]).toBe('number');
  });
});
