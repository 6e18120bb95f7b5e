import { describe, expect, test } from '@jest/globals';
import { Scenario } from '../../src/template/resolve.ts';
import { load } from './support/load.ts';

function view(type: string, properties: string, strict = false) {
  const scenario = new Scenario(load(`Resources:\n  A: {Type: ${type}, Properties: ${properties}}\n`), [], { strict });
  const found = scenario.resource('A');
  if (!found) throw new Error('the resource does not exist');
  return found;
}

const byDefault = (value: unknown, ...path: string[]) => {
  return { state: 'known', value, path: ['Properties', ...path], evidence: 'service-default' };
};

describe('effective values', () => {
  test('what is absent takes the default of the service', () => {
    const bucket = view('AWS::S3::Bucket', '{}');
    expect(bucket.effective('PublicAccessBlockConfiguration', 'BlockPublicAcls')).toEqual(
      byDefault(true, 'PublicAccessBlockConfiguration', 'BlockPublicAcls'),
    );
    expect(view('AWS::Lambda::Function', '{}').effective('Timeout')).toEqual(byDefault(3, 'Timeout'));
  });

  test('a public access block that is written in part does not take the default of one that is not there', () => {
    const bucket = view('AWS::S3::Bucket', '{PublicAccessBlockConfiguration: {BlockPublicAcls: true}}');
    expect(bucket.effective('PublicAccessBlockConfiguration', 'BlockPublicAcls')).toMatchObject({
      evidence: 'template',
    });
    expect(bucket.effective('PublicAccessBlockConfiguration', 'BlockPublicPolicy')).toMatchObject({ value: false });
  });

  test('a queue with a key of its own is not encrypted by SQS', () => {
    expect(view('AWS::SQS::Queue', '{}').effective('SqsManagedSseEnabled')).toMatchObject({ value: true });
    expect(view('AWS::SQS::Queue', '{KmsMasterKeyId: k}').effective('SqsManagedSseEnabled')).toMatchObject({
      state: 'absent',
    });
  });

  test('what is written stays', () => {
    expect(view('AWS::Lambda::Function', '{Timeout: 30}').effective('Timeout')).toMatchObject({
      value: 30,
      evidence: 'template',
    });
  });

  test('what is unknown stays unknown', () => {
    expect(view('AWS::Lambda::Function', '{Timeout: !ImportValue t}').effective('Timeout')).toMatchObject({
      state: 'unknown',
    });
  });

  test('there is none for what nobody documents, and none when strict', () => {
    expect(view('AWS::Logs::LogGroup', '{}').effective('RetentionInDays')).toMatchObject({ state: 'absent' });
    expect(view('AWS::Lambda::Function', '{}', true).effective('Timeout')).toMatchObject({ state: 'absent' });
    expect(view('AWS::S3::Bucket', '{}').effective('VersioningConfiguration', 'Status')).toMatchObject({
      state: 'absent',
    });
  });
});
