import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { assess } from '../../src/fitness/assess.ts';
import { formatJson } from '../../src/report/json.ts';
import { configWith, loaded } from '../fitness/support.ts';

const report = assess({
  template: loaded('Resources:\n  Bucket: { Type: AWS::S3::Bucket, Properties: { AccessControl: PublicRead } }\n'),
  config: configWith(),
  environment: 'prod',
  now: new Date('2026-11-23'),
  phase: 'template',
  checks: catalogue,
});

describe('the JSON of a report', () => {
  const text = formatJson(report);
  const data = JSON.parse(text) as Record<string, never>;

  test('has the keys of its contract, in their order', () => {
    expect(Object.keys(data)).toEqual([
      'version',
      'tool',
      'service',
      'environment',
      'template',
      'fitness',
      'raw',
      'penalty',
      'coverage',
      'complexity',
      'categories',
      'gate',
      'measurements',
      'results',
      'diagnostics',
    ]);
    expect(data).toMatchObject({
      version: 1,
      tool: expect.stringMatching(/^create-fitness-serverless@\d+\.\d+\.\d+/),
      service: 'orders',
      environment: 'prod',
      template: 'template.yaml',
      complexity: {
        value: expect.any(Number),
        penalty: expect.any(Number),
        terms: { resources: 1, functions: 0, edges: 0, iamStatements: 0 },
      },
      categories: { security: { fitness: expect.any(Number), coverage: 1 } },
      gate: { verdict: 'fail', mode: 'enforce', reasons: [{ rule: 'minimum', message: expect.any(String) }] },
    });
  });

  test('is consistent: penalty is P, and complexity is all that is between raw and fitness', () => {
    const { fitness, raw, penalty, complexity } = JSON.parse(text) as typeof report;
    expect(raw).toBeCloseTo(100 / (1 + penalty / 50), 3);
    expect(fitness).toBeCloseTo(raw - complexity.penalty, 3);
  });

  test('has results as people and tools need them', () => {
    const { results } = JSON.parse(text) as typeof report;
    expect(results.find(({ check }) => check === 's3-bucket-public-read-prohibited')).toEqual({
      check: 's3-bucket-public-read-prohibited',
      resource: 'Bucket',
      type: 'AWS::S3::Bucket',
      status: 'fail',
      mode: 'enforced',
      weight: 10,
      message: 'AccessControl PublicRead lets everyone read it',
      path: ['Properties', 'AccessControl'],
      location: { file: 'template.yaml', line: 2, column: 50 },
      evidence: 'template',
      fixable: true,
      cost: expect.any(Number),
    });
  });

  test('carries the baseline where it is asked for', () => {
    expect(JSON.parse(formatJson(report, 'AbC='))).toHaveProperty('baseline', 'AbC=');
  });
});
