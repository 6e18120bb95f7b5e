import { describe, expect, test } from '@jest/globals';
import { dependencyGraph, references, subVariables } from '../../src/template/graph.ts';
import { load } from './support/load.ts';
import { service } from './support/service.ts';

function edges(text: string): string[] {
  const graph = dependencyGraph(load(text));
  return graph.edges.map(({ from, kind, to, attribute }) => `${from} ${kind} ${to}${attribute ? `.${attribute}` : ''}`);
}

describe('what makes an edge', () => {
  test('Ref, GetAtt, Sub and DependsOn, short and long', () => {
    const text = `Resources:
  A: { Type: AWS::SNS::Topic }
  B:
    Type: AWS::SNS::Topic
    DependsOn: A
    Properties:
      DisplayName: !Join ['', [!Ref A, !GetAtt A.TopicArn, !Sub '\${A.TopicName}-\${A}']]
      Tags:
        Fn::GetAtt: A.TopicName
`;
    expect(edges(text)).toEqual([
      'B Ref A',
      'B Fn::GetAtt A.TopicArn',
      'B Fn::Sub A.TopicName',
      'B Fn::Sub A',
      'B Fn::GetAtt A.TopicName',
      'B DependsOn A',
    ]);
  });

  test('both branches of a condition', () => {
    expect(
      edges(
        'Resources:\n  A: {Type: X::Y::Z}\n  B: {Type: X::Y::Z}\n  C: {Type: X::Y::Z, Properties: {P: !If [c, !Ref A, !Ref B]}}\n',
      ),
    ).toEqual(['C Ref A', 'C Ref B']);
  });

  test('UpdatePolicy and Metadata, but no parameter, pseudo parameter or name of nothing', () => {
    expect(
      edges(
        'Parameters: {P: {Type: String}}\nResources:\n  A: {Type: X::Y::Z}\n' +
          '  B: {Type: X::Y::Z, UpdatePolicy: {X: !Ref A}, Metadata: {Y: !Ref A}, Properties: {A: !Ref P, B: !Ref AWS::Region, C: !Ref Nothing}}\n',
      ),
    ).toEqual(['B Ref A', 'B Ref A']);
  });

  test('a variable of Fn::Sub hides the resource of its name; ${!X} is text', () => {
    expect(
      edges(
        "Resources:\n  A: {Type: X::Y::Z}\n  B: {Type: X::Y::Z}\n  C: {Type: X::Y::Z, Properties: {P: !Sub ['${A}-${!B}', {A: !Ref B}]}}\n",
      ),
    ).toEqual(['C Ref B']);
    expect(subVariables('${A}${!B}${ C.D }')).toEqual(['A', 'C.D']);
  });

  test('paths begin below the resource', () => {
    expect(references({ a: [{ Ref: 'X' }] }, ['Properties'])).toEqual([
      { kind: 'Ref', name: 'X', path: ['Properties', 'a', 0] },
    ]);
  });
});

describe('a service after the transform', () => {
  const graph = dependencyGraph(load(service));

  test('the alias needs its hooks, its deployment group and the version', () => {
    const needs = graph.reachableFrom('FnAliaslive');
    expect([...needs]).toEqual(
      expect.arrayContaining(['PreTraffic', 'PostTraffic', 'FnDeploymentGroup', 'Errors', 'Fn', 'Table']),
    );
  });

  test('the bucket needs the alias that it notifies', () => {
    expect(graph.reaches('Bucket', 'FnAliaslive')).toBe(true);
    expect(graph.reaches('FnAliaslive', 'Bucket')).toBe(false);
    expect(graph.cycles()).toEqual([]);
  });
});

describe('cycles', () => {
  test('each group of resources that wait for each other, in the order of the template', () => {
    const text = `Resources:
  A: { Type: X::Y::Z, DependsOn: C }
  B: { Type: X::Y::Z, DependsOn: A }
  C: { Type: X::Y::Z, DependsOn: [B, D] }
  D: { Type: X::Y::Z }
  E: { Type: X::Y::Z, DependsOn: E }
  F: { Type: X::Y::Z, DependsOn: A }
`;
    expect(dependencyGraph(load(text)).cycles()).toEqual([['A', 'B', 'C'], ['E']]);
  });

  test('a chain of 20,000 resources is no matter of the call stack', () => {
    const count = 20_000;
    const resources = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`R${index}`, { Type: 'X', DependsOn: `R${(index + 1) % count}` }]),
    );
    const graph = dependencyGraph(load(JSON.stringify({ Resources: resources })));
    expect(graph.cycles().map((group) => group.length)).toEqual([count]);
    expect(graph.reaches('R1', 'R0')).toBe(true);
  });
});
