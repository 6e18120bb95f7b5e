import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from '../../src/checks/catalogue.ts';
import { assessment } from '../../src/fitness/assess.ts';
import { keyOf, mend, type Judge, type Judged } from '../../src/fitness/mend.ts';
import { scoreOf, termsOf } from '../../src/fitness/score.ts';
import { whatIf, type Proposal, type WhatIf } from '../../src/fitness/what-if.ts';
import type { SourceDocument } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { configWith } from './support.ts';

const config = configWith();

const judge: Judge = (document: SourceDocument) => {
  const template = loadTemplate(document);
  const now = new Date('2026-06-01');
  return {
    template,
    assessment: assessment({ template, config, environment: 'prod', now, phase: 'template', checks: catalogue }),
  };
};

function asked(text: string): { judged: Judged; found: WhatIf } {
  const judged = judge(parseDocument(text, 't.yaml'));
  return { judged, found: whatIf(judged, judge, { complexity: config.complexity, limit: 3 }) };
}

const resource = fc.constantFrom(
  '{ Type: AWS::S3::Bucket }',
  '{ Type: AWS::S3::Bucket, Properties: { AccessControl: PublicRead } }',
  '{ Type: AWS::S3::Bucket, Properties: { AccessControl: PublicReadWrite, VersioningConfiguration: { Status: Enabled } } }',
  '{ Type: AWS::DynamoDB::Table, Properties: { SSESpecification: { SSEEnabled: false } } }',
  '{ Type: AWS::Logs::LogGroup }',
  '{ Type: AWS::Serverless::Function, Properties: { Handler: a.b, Runtime: nodejs22.x, CodeUri: . } }',
  '{ Type: AWS::Serverless::Function, Properties: { Handler: a.b, Runtime: nodejs12.x, CodeUri: ., Tracing: PassThrough } }',
  '{ Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: false } }',
);

const templates = fc.array(resource, { minLength: 1, maxLength: 6 }).map((resources) => {
  const globals = 'Transform: AWS::Serverless-2016-10-31\nGlobals: { Function: { Tracing: PassThrough } }\n';
  return `${globals}Resources:\n${resources.map((text, index) => `  R${index}: ${text}\n`).join('')}`;
});

const keysOf = ({ mends }: Proposal) =>
  new Set(mends.flatMap(({ check, resources }) => resources.map((resource) => keyOf({ check, resource }))));

const all = ({ fixed, everything, checks, resources, failures, together }: WhatIf): Proposal[] =>
  [fixed, everything, ...checks, ...resources, ...failures, ...together].filter((each) => each !== undefined);

describe('properties', () => {
  test('what is said is what scoring the mended text says, and what needs a person passes by the formula', () => {
    fc.assert(
      fc.property(templates, (text) => {
        const { judged, found } = asked(text);
        for (const proposal of all(found)) {
          const keys = keysOf(proposal);
          const { judged: after } = mend(judged, (result) => keys.has(keyOf(result)), judge);
          const { results, complexity } = after.assessment.report;
          const passing = results.map((result) =>
            keys.has(keyOf(result)) && result.status === 'fail' ? { ...result, status: 'pass' as const } : result,
          );
          const score = scoreOf(termsOf(passing), complexity.penalty);
          expect(proposal.fitness).toBeCloseTo(score.fitness, 9);
          expect(proposal.raw).toBeCloseTo(score.raw, 9);
          expect(proposal.gain).toBeCloseTo(score.fitness - judged.assessment.report.fitness, 9);
          expect(proposal.complexity).toBeCloseTo(complexity.penalty - judged.assessment.report.complexity.penalty, 9);
          if (proposal.mechanical) expect(after.assessment.report.fitness).toBeCloseTo(proposal.fitness, 9);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('the order adds up to everything, never falls, and begins with the check that gives most', () => {
    fc.assert(
      fc.property(templates, (text) => {
        const { judged, found } = asked(text);
        let fitness = judged.assessment.report.fitness;
        for (const step of found.order) {
          expect(step.gain).toBeGreaterThan(0);
          expect(step.fitness).toBeCloseTo(fitness + step.gain, 9);
          fitness = step.fitness;
        }
        expect(fitness).toBeCloseTo(found.everything?.fitness ?? fitness, 9);
        if (found.order[0])
          expect(found.order[0].gain).toBeCloseTo(Math.max(...found.checks.map(({ gain }) => gain)), 9);
      }),
      { numRuns: 25 },
    );
  });

  test('each list begins with what gives most, and nothing gives more than everything', () => {
    fc.assert(
      fc.property(templates, (text) => {
        const { found } = asked(text);
        for (const list of [found.checks, found.resources, found.failures]) {
          const gains = list.map(({ gain }) => gain);
          expect(gains).toEqual([...gains].sort((a, b) => b - a));
        }
        for (const { fitness } of all(found))
          expect(fitness).toBeLessThanOrEqual((found.everything?.fitness ?? 0) + 1e-9);
      }),
      { numRuns: 25 },
    );
  });
});

test('what a fix mends besides is said', () => {
  const { found } = asked(
    'Resources:\n  Open: { Type: AWS::S3::Bucket, Properties: { AccessControl: PublicReadWrite } }\n',
  );
  const read = found.checks.find(({ mends }) => mends[0]?.check === 's3-bucket-public-read-prohibited');
  expect(read).toMatchObject({
    mechanical: true,
    also: expect.arrayContaining([{ check: 's3-bucket-public-write-prohibited', resource: 'Open' }]),
  });
  const steps = found.order.flatMap(({ mends }) => mends.map(({ check }) => check));
  expect(steps.filter((check) => check.startsWith('s3-bucket-public-'))).toHaveLength(1);
});

test('a check that `fix` mends in part has both', () => {
  const { found } = asked(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Group: { Type: AWS::Logs::LogGroup }
  Function: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, Runtime: nodejs22.x, CodeUri: . } }
`);
  const retention = found.checks.filter(({ mends }) => mends[0]?.check === 'cw-loggroup-retention-period-check');
  expect(retention.map(({ mechanical, mends }) => ({ mechanical, resources: mends[0]?.resources }))).toEqual([
    { mechanical: false, resources: ['Group', 'Function'] },
    { mechanical: true, resources: ['Group'] },
  ]);
});

test('of a large template, what was left out is counted', () => {
  const names = Array.from({ length: 400 }, (_, index) => `B${index}`);
  const text = `Resources:\n${names.map((name) => `  ${name}: { Type: AWS::S3::Bucket }\n`).join('')}`;
  const { found } = asked(text);
  expect(found.bounds.omitted).toBeGreaterThan(0);
  expect(found.bounds.scored).toBeLessThanOrEqual(found.bounds.atMost + 10);
  expect(found.everything?.fitness).toBeGreaterThan(90);
});

test('of a sound template there is nothing to say', () => {
  const { found } = asked('Resources: { Topic: { Type: AWS::SNS::Subscription } }\n');
  expect(found).toMatchObject({ fixed: undefined, everything: undefined, checks: [], order: [], together: [] });
});
