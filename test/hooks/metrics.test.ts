import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { metricLine } from '../../src/hooks/metrics.ts';

const now = new Date('2026-11-23T10:00:00Z');
const measured = { fitness: 87.4, raw: 92.1, complexity: 0.9, coverage: 0.96, categories: { security: 90, cost: 100 } };
const stack = { environment: 'prod', stackName: 'orders-prod', releaseId: 'abc123defg' };

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const SIZES = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes', 'Bits', 'Kilobits', 'Megabits', 'Gigabits'];
const AMOUNTS = [...SIZES, 'Terabits', 'Count'];
const UNITS = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Percent',
  'None',
  ...AMOUNTS,
  ...AMOUNTS.map((u) => `${u}/Second`),
];
const name = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const SPECIFICATION = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            properties: {
              Namespace: name(1024),
              Dimensions: {
                type: 'array',
                minItems: 1,
                items: { type: 'array', minItems: 1, maxItems: 30, items: name(250) },
              },
              Metrics: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['Name'],
                  properties: {
                    Name: name(1024),
                    Unit: { enum: UNITS },
                    StorageResolution: { enum: [1, 60] },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

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

  test.each(['Candidate', ''] as const)('keeps the specification of EMF: %s', (prefix) => {
    const validate = new Ajv().compile(SPECIFICATION);
    const line = JSON.parse(metricLine(prefix, measured, 'orders', stack, now));
    validate(line);
    expect(validate.errors).toBeNull();
    const [{ Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
    expect(Metrics.length).toBeLessThanOrEqual(100);
    for (const dimension of Dimensions[0]) expect(line[dimension]).toMatch(/^[ -~]{1,1024}$/);
    expect(Buffer.byteLength(JSON.stringify(line))).toBeLessThanOrEqual(256 * 1024);
  });

  test('every metric that is declared has a value', () => {
    const line = JSON.parse(metricLine('', measured, 'orders', stack, now));
    const names: string[] = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
    expect(names).toContain('Fitness');
    for (const name of names) expect(typeof line[name]).toBe('number');
  });
});
