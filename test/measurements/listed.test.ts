import { expect, test } from '@jest/globals';
import { listed } from '../../src/measurements/listed.ts';

test('says of each what it is, of what, when and from where, or why not; in the order of the names', () => {
  const at = '2026-11-24T10:00:00Z';
  expect(
    listed({
      'durationP99/Nested/OrdersFunction': { value: 120, from: 'cloudwatch:GetMetricData', at },
      'durationP99/B': { absent: 'too few samples' },
      lineCoverage: { problem: 'counts no lines' },
      'nothing/of/ours': { value: 1, from: 'x' },
    }),
  ).toEqual([
    { name: 'lineCoverage', unit: '%', problem: 'counts no lines' },
    { name: 'durationP99', resource: 'B', unit: 'ms', absent: 'too few samples' },
    {
      name: 'durationP99',
      resource: 'Nested/OrdersFunction',
      unit: 'ms',
      value: 120,
      from: 'cloudwatch:GetMetricData',
      at,
    },
  ]);
});
