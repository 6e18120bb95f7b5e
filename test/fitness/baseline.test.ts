import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { assess } from '../../src/fitness/assess.ts';
import { baselineOf, parseBaseline, serializeBaseline } from '../../src/fitness/baseline.ts';
import { keyOf } from '../../src/fitness/fingerprint.ts';
import type { TemplateInputs } from '../../src/template/model.ts';
import { configWith, loaded } from './support.ts';

const now = new Date('2026-11-23T10:00:00Z');

function measured(text: string, inputs?: TemplateInputs) {
  const template = loaded(text, inputs);
  const config = configWith();
  const report = assess({ template, config, environment: 'prod', now, phase: 'template', checks: catalogue });
  return baselineOf(report, { template, config, phase: 'template', now, checks: catalogue });
}

/** Names as people give them, every third resource failing something. */
function large(resources: number): string {
  const kinds = [
    (name: string) =>
      `  ${name}Bucket: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }`,
    (name: string) =>
      `  ${name}Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST, TableName: ${name} } }`,
    (name: string) =>
      `  ${name}Function: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs18.x, MemorySize: ${name.length} } }`,
    (name: string) => `  ${name}Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: ${name} } }`,
    (name: string) =>
      `  ${name}Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: ${name}, Principal: !ImportValue ${name} } }`,
    (name: string) => `  ${name}Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: ${name} } }`,
  ];
  const lines = Array.from(
    { length: resources },
    (_, i) => kinds[i % kinds.length]?.(`Orders${i * 7919}Archive`) ?? '',
  );
  return `Resources:\n${lines.join('\n')}\n`;
}

describe('a baseline', () => {
  test('takes at most 8 KB at 500 resources', () => {
    const text = serializeBaseline(measured(large(500)));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8 * 1024);
  });

  test('is read as it was written', () => {
    const baseline = measured(large(40));
    expect(baseline.resources.size).toBe(40);
    expect(parseBaseline(serializeBaseline(baseline))).toEqual({
      ...baseline,
      resources: new Map(baseline.resources),
    });
    expect([...baseline.checks.keys()].sort()).toEqual(catalogue.map(({ meta }) => meta.id).sort());
  });

  test('remembers what was measured beside the template', () => {
    const inputs = { measurements: { lineCoverage: { value: 60, from: 'coverage/lcov.info' } } };
    const baseline = measured('Resources: { Orders: { Type: AWS::Lambda::Function } }', inputs);
    const read = parseBaseline(serializeBaseline(baseline));
    expect(read.checks.get('test-coverage-line-minimum')?.statuses).toEqual(new Map([[keyOf('source'), 'fail']]));
  });

  test.each(['', 'not base64 !', 'aGVsbG8=', Buffer.from('{}').toString('base64')])('refuses %j', (text) => {
    expect(() => parseBaseline(text)).toThrow(expect.objectContaining({ code: 'broken-baseline', kind: 'incomplete' }));
  });

  test('is not changed by what every release changes by itself', () => {
    const release = (id: string, code: string) => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '${code}', AutoPublishAlias: live, AutoPublishCodeSha256: ${id} }
`;
    expect(measured(release('aaaaaaaaaa', '1')).resources).toEqual(measured(release('bbbbbbbbbb', '2')).resources);
  });

  test('is changed by the value of a parameter that a resource has', () => {
    const text = (value: string) => `
Parameters: { Days: { Type: Number, Default: ${value} } }
Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !Ref Days } } }
`;
    expect(measured(text('7')).resources).not.toEqual(measured(text('14')).resources);
  });
});
