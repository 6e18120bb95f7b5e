import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { prune, versionsToPrune } from '../../src/live/prune.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';

describe('versionsToPrune', () => {
  const versions = ['1', '2', '3', '9', '10', '11'];

  test('keeps what the alias names and the version that a rollback would go back to', () => {
    expect(versionsToPrune({ versions, aliased: ['11'], inStack: ['11'] })).toEqual(['1', '2', '3', '9']);
  });

  test('compares numbers, not text', () => {
    expect(versionsToPrune({ versions, aliased: ['10'], inStack: [] })).toEqual(['1', '2', '3']);
  });

  test('keeps both versions of an alias that is shifting, and one before them', () => {
    expect(versionsToPrune({ versions, aliased: ['9', '10'], inStack: [] })).toEqual(['1', '2']);
  });

  test('keeps versions newer than the live one: a deployment may be about to use them', () => {
    expect(versionsToPrune({ versions, aliased: ['3'], inStack: [] })).toEqual(['1']);
  });

  test('keeps what the stack holds as a resource', () => {
    expect(versionsToPrune({ versions, aliased: ['11'], inStack: ['2'] })).toEqual(['1', '3', '9']);
  });

  test('keeps as many older ones as asked for', () => {
    expect(versionsToPrune({ versions, aliased: ['11'], inStack: [] }, 3)).toEqual(['1', '2']);
    expect(versionsToPrune({ versions, aliased: ['11'], inStack: [] }, 0)).toEqual(['1', '2', '3', '9', '10']);
  });

  test('leaves a function without an alias alone', () => {
    expect(versionsToPrune({ versions, aliased: [], inStack: [] })).toEqual([]);
  });
});

describe('prune', () => {
  const stackId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders-prod/1';
  const nestedId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders-prod-Nested-A/2';
  let aws: AwsStandIn;
  const settings = () => ({
    endpoint: aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const options = () => ({
    stack: 'orders-prod',
    cloudformation: new CloudFormationClient(settings()),
    lambda: new LambdaClient(settings()),
  });

  beforeEach(async () => {
    aws = await AwsStandIn.start();
    const stack = { status: 'UPDATE_COMPLETE', parameters: [], template: '{}', events: [] };
    aws.account.pageSize = 2;
    aws.account.stacks.set(stackId, {
      ...stack,
      resources: [
        { logicalId: 'Bucket', type: 'AWS::S3::Bucket', physicalId: 'bucket' },
        { logicalId: 'HttpFunction', type: 'AWS::Lambda::Function', physicalId: 'http' },
        { logicalId: 'Nested', type: 'AWS::CloudFormation::Stack', physicalId: nestedId },
        {
          logicalId: 'HttpFunctionVersion',
          type: 'AWS::Lambda::Version',
          physicalId: 'arn:aws:lambda:eu-west-1:123456789012:function:http:7',
        },
      ],
    });
    aws.account.stacks.set(nestedId, {
      ...stack,
      resources: [{ logicalId: 'Inner', type: 'AWS::Lambda::Function', physicalId: 'inner' }],
    });
    aws.account.functions.set('http', {
      versions: ['1', '2', '3', '4', '5', '6', '7'],
      aliases: {
        live: { version: '7' },
        a: { version: '7' },
        b: { version: '7' },
        pinned: { version: '7', weights: { '5': 0.1 } },
      },
    });
    aws.account.functions.set('inner', { versions: ['1'], aliases: { live: { version: '1' } } });
  });

  afterEach(() => aws.stop());

  test('deletes old versions of every function, of nested stacks too, over pages of everything', async () => {
    expect(await prune(options())).toEqual([
      { name: 'http', deleted: ['1', '2', '3'], kept: ['4', '5', '6', '7'], failed: [] },
      { name: 'inner', deleted: [], kept: ['1'], failed: [] },
    ]);
    expect(aws.account.functions.get('http')?.versions).toEqual(['4', '5', '6', '7']);
  });

  test('a dry run deletes nothing', async () => {
    const [http] = await prune({ ...options(), dryRun: true });
    expect(http?.deleted).toEqual(['1', '2', '3']);
    expect(aws.calls).not.toContain('lambda:DeleteFunction');
  });

  test('a version that may not be deleted is reported, and the others are deleted', async () => {
    aws.break('DeleteFunction', { kind: 'error', code: 'AccessDeniedException', status: 403, times: 1 });
    const [http] = await prune(options());
    expect(http).toMatchObject({
      deleted: ['2', '3'],
      kept: ['1', '4', '5', '6', '7'],
      failed: [{ version: '1', reason: 'denied: the role needs lambda:DeleteFunction' }],
    });
  });
});
