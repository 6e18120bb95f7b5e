import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COMPLEXITY } from '../../src/config/defaults.ts';
import { comparableComplexity, complexityOf, complexityTerms } from '../../src/fitness/complexity.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';

const TERMS = Object.keys(COMPLEXITY.terms);
const anyTerms = fc.record(Object.fromEntries(TERMS.map((term) => [term, fc.nat(2000)])));

describe('complexity', () => {
  test('is 0 for nothing and 1 at the budget', () => {
    expect(complexityOf({}, COMPLEXITY)).toEqual({ value: 0, penalty: 0, terms: {} });
    const { value, penalty } = complexityOf({ resources: COMPLEXITY.budget }, COMPLEXITY);
    expect(value).toBe(1);
    expect(penalty).toBe(COMPLEXITY.lambda);
  });

  test.each(TERMS)('grows in %s', (term) => {
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: 1, max: 100 }), (terms, more) => {
        const grown = { ...terms, [term]: (terms[term] ?? 0) + more };
        expect(complexityOf(grown, COMPLEXITY).value).toBeGreaterThan(complexityOf(terms, COMPLEXITY).value);
      }),
    );
  });

  test('depends on the weighted sum alone, so that joint gains can be computed', () => {
    const traded = complexityOf({ resources: 10, functions: 5 }, COMPLEXITY);
    expect(complexityOf({ resources: 20 }, COMPLEXITY).value).toBe(traded.value);
  });

  test('has terms of the sources where they were measured, and no 0 where they were not', () => {
    const document = parseDocument('Resources: { Topic: { Type: AWS::SNS::Topic } }', 'template.yaml');
    const measurements = {
      cyclomaticComplexity: { value: 48, from: 'ESLint' },
      'cyclomaticComplexity/Orders': { value: 30, from: 'ESLint' },
      dependencyCount: { problem: 'src/index.ts:1:1: no module' },
    };
    const terms = complexityTerms(loadTemplate(document, { measurements }));
    expect(terms).toMatchObject({ resources: 1, cyclomatic: 48 });
    expect(terms).not.toHaveProperty('dependencies');
    expect(complexityTerms(loadTemplate(document))).not.toHaveProperty('cyclomatic');
  });

  test('is compared over the terms that both know', () => {
    const config = { ...COMPLEXITY, terms: { resources: 1, cyclomatic: 1, dependencies: 0 } };
    const { before, now, left } = comparableComplexity(
      { resources: 10, dependencies: 3 },
      { resources: 12, cyclomatic: 1000 },
      config,
    );
    expect([before.terms, now.terms]).toEqual([{ resources: 10 }, { resources: 12 }]);
    expect(now.penalty).toBe(complexityOf({ resources: 12 }, config).penalty);
    // what has no weight is missed by nobody
    expect(left).toEqual(['cyclomatic']);
  });

  test('counts what is there after the SAM transform, and none of our own gear', () => {
    const service = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
      AutoPublishAlias: live
      Policies: [{ Statement: [{ Effect: Allow, Action: 's3:GetObject', Resource: !GetAtt Bucket.Arn }] }]
      HOOKS
  Bucket: { Type: AWS::S3::Bucket }
`;
    const hooked = service.replace(
      'HOOKS',
      'DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Hook } }',
    ).concat(`  Hook:
    Type: AWS::Serverless::Function
    Properties:
      { Runtime: nodejs24.x, Handler: hook.handler, InlineCode: '0', DeploymentPreference: { Enabled: false }, Policies: [{ Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }] }
`);
    const bare = termsOf(service.replace('HOOKS', ''));
    // function, role, version, alias, bucket
    expect(bare).toMatchObject({ resources: 5, functions: 1, iamStatements: 1 });
    expect(termsOf(hooked)).toEqual(bare);
  });
});

function termsOf(text: string): Record<string, number> {
  return complexityTerms(loadTemplate(parseDocument(text, 'template.yaml')));
}
