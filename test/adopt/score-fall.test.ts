import { describe, expect, test } from '@jest/globals';
import { ownTypes } from '../../src/adopt/own-types.ts';
import { fallOf } from '../../src/adopt/score-fall.ts';
import type { Report, Result } from '../../src/fitness/report.ts';
import { parseDocument } from '../../src/template/parse.ts';

/** With what checks cost: each of their failures has it. */
function report(fitness: number, costs: Readonly<Record<string, number>>, complexity = 0): Report {
  const results = Object.entries(costs).flatMap(([check, cost]) =>
    [0, 1].map(() => ({ check, cost, status: 'fail' }) as unknown as Result),
  );
  return { fitness, complexity: { value: 0, penalty: complexity, terms: {} }, results } as unknown as Report;
}

describe('a fall of the score', () => {
  const today = report(90, { old: 4, worse: 2 }, 3);

  test('names what costs most more than today, complexity as well', () => {
    const adopted = report(60, { old: 3, worse: 9, fresh: 11.5, small: 0.9, other: 1.5 }, 8);
    expect(fallOf(today, adopted)).toEqual([
      { of: 'fresh', points: 11.5 },
      { of: 'worse', points: 7 },
      { of: 'complexity', points: 5 },
    ]);
  });

  test('of a few points, or none, is not told', () => {
    const costs = { fresh: 11.5 };
    expect([87, 90, 95].flatMap((fitness) => fallOf(today, report(fitness, costs)))).toEqual([]);
    expect(fallOf(today, report(86.9, costs))).toHaveLength(1);
  });
});

test('types of deployment of the owner are those of gated functions, with what Globals give', () => {
  const { data } = parseDocument(
    `Globals: { Function: { DeploymentPreference: { Type: Linear10PercentEvery1Minute } } }
Resources:
  A: { Type: AWS::Serverless::Function, Properties: { Handler: a } }
  B: { Type: AWS::Serverless::Function, Properties: { DeploymentPreference: { Type: !If [P, AllAtOnce, Canary10Percent5Minutes] } } }
  C: { Type: AWS::Serverless::Function, Properties: { DeploymentPreference: { Type: AllAtOnce } } }
  D: { Type: AWS::Serverless::Function }
`,
    'template.yaml',
  );
  const functions = ['A', 'B', 'D'].map((id) => ({ id, outcome: 'gated' as const }));
  expect(ownTypes(data, [...functions, { id: 'C', outcome: 'refused' }])).toEqual([
    { type: 'Linear10PercentEvery1Minute', functions: ['A', 'D'] },
    { type: 'Fn::If', functions: ['B'] },
  ]);
});
