import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { catalogue } from '../../src/checks/catalogue.ts';
import { organisationHook } from '../../src/hooks/index.ts';
import type { OrganisationHookOptions } from '../../src/hooks/index.ts';
import type { ChangeSet } from '../../src/rehearsal/aws/change-set.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { context, Heard, quickClock } from './support.ts';

const STACK_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/legacy-billing/aaaa-bbbb';
const CHANGE_SET = 'arn:aws:cloudformation:eu-west-1:123456789012:changeSet/next/1';

const CONFIG = `
checks:
  s3-bucket-public-read-prohibited: {}
  lambda-timeout-explicit: {}
gate: {minimum: 90}
`;
const SOUND = 'Resources:\n  Data:\n    Type: AWS::S3::Bucket\n';
const OPEN = `${SOUND}  Open:\n    Type: AWS::S3::Bucket\n    Properties: {AccessControl: PublicRead, PublicAccessBlockConfiguration: {BlockPublicAcls: false}}\n`;

/** Without parameters; its stack is whichever a test deploys. */
const CHANGE: ChangeSet = {
  id: CHANGE_SET,
  name: 'next',
  type: 'UPDATE',
  status: 'CREATE_COMPLETE',
  executionStatus: 'AVAILABLE',
  createdAt: new Date(0),
  original: '{}',
  processed: '{}',
  parameters: [],
  changes: [],
  capabilities: [],
  asked: true,
};

let aws: AwsStandIn;
let heard: Heard;
beforeEach(async () => {
  aws = await AwsStandIn.start();
  heard = new Heard();
  aws.account.stacks.set(STACK_ID.replace('legacy-billing', 'under-review'), {
    status: 'REVIEW_IN_PROGRESS',
    parameters: [],
    template: '{}',
    resources: [],
    events: [],
    changeSets: [CHANGE],
  });
});
afterEach(() => aws.stop());

function event(target: 'STACK' | 'CHANGE_SET', more: object = {}) {
  return {
    clientRequestToken: 'token-1',
    awsAccountId: '123456789012',
    stackId: STACK_ID,
    changeSetId: target === 'STACK' ? null : CHANGE_SET,
    hookTypeName: 'Fitness::Organisation::Gate',
    hookTypeVersion: '00000001',
    hookModel: { LambdaFunction: 'arn' },
    actionInvocationPoint: 'UPDATE_PRE_PROVISION',
    requestData: {
      targetName: target,
      targetType: target,
      targetLogicalId: target === 'STACK' ? 'legacy-billing' : CHANGE_SET,
      payload: 'https://s3.example/payload',
    },
    requestContext: { invocation: 1, callbackContext: null },
    ...more,
  };
}

interface Given extends Partial<OrganisationHookOptions> {
  readonly payload?: object;
  readonly milliseconds?: number;
}

function run(asked: unknown, { payload = { template: SOUND }, milliseconds = 29_000, ...options }: Given = {}) {
  const settings = {
    endpoint: aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  };
  const hook = organisationHook({
    config: CONFIG,
    checks: catalogue,
    get: () => Promise.resolve(JSON.stringify(payload)),
    cloudformation: new CloudFormationClient(settings),
    clock: quickClock(new Date('2026-11-24T10:00:00Z')),
    log: heard.log,
    ...options,
  });
  return hook(asked, context(milliseconds));
}

describe('a stack', () => {
  test('that is sound may go on', async () => {
    expect(await run(event('STACK'))).toEqual({
      hookStatus: 'SUCCESS',
      message: expect.stringMatching(/^fitness \d/),
      clientRequestToken: 'token-1',
    });
  });

  test('that would be worse than it is may not, whatever its score, and it is said what is wrong', async () => {
    const config = CONFIG.replace('minimum: 90', 'minimum: 0');
    const answer = await run(event('STACK'), { config, payload: { template: OPEN, previousTemplate: SOUND } });
    expect(answer).toMatchObject({
      hookStatus: 'FAILED',
      errorCode: 'NonCompliant',
      message: expect.stringContaining('noNewFailures: Open fails s3-bucket-public-read-prohibited'),
    });
    expect(await run(event('STACK'), { config, payload: { template: OPEN, previousTemplate: OPEN } })).toMatchObject({
      hookStatus: 'SUCCESS',
    });
  });

  test('under the minimum may not be created', async () => {
    const answer = await run(event('STACK', { actionInvocationPoint: 'CREATE_PRE_PROVISION' }), {
      config: CONFIG.replace('minimum: 90', 'minimum: 99'),
      payload: { template: OPEN, previousTemplate: '' },
    });
    expect(answer).toMatchObject({ hookStatus: 'FAILED', message: expect.stringContaining('minimum:') });
  });

  test('that is deleted is not judged, and nothing is asked', async () => {
    const asked = event('STACK', { actionInvocationPoint: 'DELETE_PRE_PROVISION' });
    expect(await run(asked, { get: () => Promise.reject(new Error('asked')) })).toMatchObject({
      hookStatus: 'SUCCESS',
    });
    expect(aws.calls).toEqual([]);
  });

  test('of SAM is judged as the transform makes it', async () => {
    const sam = (timeout: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs24.x, Handler: index.handler, CodeUri: s3://bucket/key${timeout}}\n`;
    const config = CONFIG.replace('minimum: 90', 'minimum: 90, require: [lambda-timeout-explicit]');
    expect(await run(event('STACK'), { config, payload: { template: sam('') } })).toMatchObject({
      hookStatus: 'FAILED',
      message: expect.stringContaining('lambda-timeout-explicit has to pass, and Orders fails it'),
    });
    expect(await run(event('STACK'), { config, payload: { template: sam(', Timeout: 10') } })).toMatchObject({
      hookStatus: 'SUCCESS',
    });
  });

  test('is only observed where fitness.yaml says so', async () => {
    const config = CONFIG.replace('minimum: 90', 'mode: observe, minimum: 99');
    expect(await run(event('STACK'), { config, payload: { template: OPEN } })).toMatchObject({
      hookStatus: 'SUCCESS',
      message: expect.stringContaining('observing only; would have been stopped: minimum'),
    });
  });
});

describe('a change set', () => {
  const deployed = (template: string, tags?: object): void => {
    aws.account.stacks.set(STACK_ID, {
      status: 'UPDATE_COMPLETE',
      parameters: [],
      template,
      original: template,
      resources: [],
      events: [],
      ...tags,
    });
  };

  test('is compared with what is deployed, which its payload does not hold', async () => {
    deployed(SOUND);
    const config = CONFIG.replace('minimum: 90', 'minimum: 0');
    const payload = { template: OPEN, changedResources: [] };
    expect(await run(event('CHANGE_SET'), { config, payload })).toMatchObject({
      hookStatus: 'FAILED',
      message: expect.stringContaining('noNewFailures'),
    });
    deployed(OPEN);
    expect(await run(event('CHANGE_SET'), { config, payload })).toMatchObject({ hookStatus: 'SUCCESS' });
  });

  test('of a stack that is not there yet is judged without comparing', async () => {
    const payload = { template: OPEN, changedResources: [] };
    expect(await run(event('CHANGE_SET'), { config: CONFIG.replace('90', '0'), payload })).toMatchObject({
      hookStatus: 'SUCCESS',
    });
  });

  test('cannot be judged as long as nobody may read what is deployed', async () => {
    aws.break('GetTemplate', { kind: 'error', code: 'AccessDenied', status: 403 });
    expect(await run(event('CHANGE_SET'))).toMatchObject({
      hookStatus: 'FAILED',
      errorCode: 'InternalFailure',
      message: expect.stringContaining('the role needs cloudformation:GetTemplate'),
    });
  });

  test('cannot be judged by the defaults of parameters that nobody may read', async () => {
    aws.break('DescribeChangeSet', { kind: 'error', code: 'AccessDenied', status: 403 });
    const payload = { template: `Parameters: {Access: {Type: String, Default: Private}}\n${SOUND}` };
    expect(await run(event('CHANGE_SET'), { payload })).toMatchObject({
      hookStatus: 'FAILED',
      errorCode: 'InternalFailure',
      message: expect.stringContaining('the role needs cloudformation:DescribeChangeSet'),
    });
  });

  test('is judged with its parameters', async () => {
    const template = `Parameters: {Access: {Type: String, Default: Private}}\n${OPEN.replace('AccessControl: PublicRead', 'AccessControl: !Ref Access')}`;
    const cloudformation = (access: string) =>
      ({
        send: (command: object) =>
          command.constructor.name === 'DescribeChangeSetCommand'
            ? Promise.resolve({ Parameters: [{ ParameterKey: 'Access', ParameterValue: access }] })
            : Promise.resolve({ TemplateBody: SOUND }),
      }) as never;
    const config = CONFIG.replace('minimum: 90', 'minimum: 0');
    const at = (access: string) =>
      run(event('CHANGE_SET'), { config, payload: { template }, cloudformation: cloudformation(access) });
    expect(await at('PublicRead')).toMatchObject({ hookStatus: 'FAILED' });
    expect(await at('Private')).toMatchObject({ hookStatus: 'SUCCESS' });
  });
});

describe('waivers', () => {
  const red = { template: OPEN, previousTemplate: SOUND };
  const waived = (waiver: string, more: Given = {}) =>
    run(event('STACK'), { config: `${CONFIG}waivers:\n  - ${waiver}\n`, payload: red, ...more });

  test.each([
    ['{stack: legacy-*, reason: to be retired, until: 2026-12-31}', 'SUCCESS'],
    ['{stack: "*-billing", reason: x, until: 2026-11-24}', 'SUCCESS'],
    ['{stack: legacy-billing, reason: x, until: 2026-11-24}', 'SUCCESS'],
    ['{stack: legacy-*, reason: x, until: 2026-11-23}', 'FAILED'],
    ['{stack: legacy, reason: x, until: 2026-12-31}', 'FAILED'],
    ['{stack: "*legacy-billing-*", reason: x, until: 2026-12-31}', 'FAILED'],
    ['{tag: waived, reason: x, until: 2026-12-31}', 'SUCCESS'],
    ['{tag: waived=yes, stack: legacy-*, reason: x, until: 2026-12-31}', 'SUCCESS'],
    ['{tag: waived=no, reason: x, until: 2026-12-31}', 'FAILED'],
    ['{tag: waived, stack: other-*, reason: x, until: 2026-12-31}', 'FAILED'],
  ])('%s: %s', async (waiver, hookStatus) => {
    const cloudformation = { send: () => Promise.resolve({ Stacks: [{ Tags: [{ Key: 'waived', Value: 'yes' }] }] }) };
    expect(await waived(waiver, { cloudformation: cloudformation })).toMatchObject({ hookStatus });
  });

  test('are said with their reason, and what they let through', async () => {
    expect(await waived('{stack: legacy-*, reason: to be retired, until: 2026-12-31}')).toMatchObject({
      message: expect.stringMatching(/waived until 2026-12-31: to be retired; else stopped: .*noNewFailures/),
    });
  });

  test('by tag do not count where the tags are not known', async () => {
    aws.break('DescribeStacks', { kind: 'error', code: 'AccessDenied', status: 403 });
    expect(await waived('{tag: waived, reason: x, until: 2026-12-31}')).toMatchObject({ hookStatus: 'FAILED' });
    expect(heard.text).toContain('tags are not known');
  });
});

describe('always answers', () => {
  test('not in time: once more, and at last by the failure mode', async () => {
    const get = (_: string, signal: AbortSignal) =>
      new Promise<string>((_done, fail) => signal.addEventListener('abort', () => fail(new Error('aborted'))));
    const config = `${CONFIG}deadline: 1\n`;
    expect(await run(event('STACK'), { get, config })).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      callbackContext: '1',
      callbackDelaySeconds: 5,
      clientRequestToken: 'token-1',
    });
    const last = event('STACK', { requestContext: { invocation: 3, callbackContext: '2' } });
    expect(await run(last, { get, config })).toMatchObject({ hookStatus: 'FAILED', errorCode: 'InternalFailure' });
  });

  test.each([
    ['a payload that cannot be fetched', { get: () => Promise.reject(new Error('403')) }],
    ['a payload that is no JSON', { get: () => Promise.resolve('<html>') }],
    ['a payload without a template', { get: () => Promise.resolve('{"template": 1}') }],
    ['a template that is none', { payload: { template: 'a: [' } }],
    ['a fitness.yaml that is none', { config: 'chekcs: {}\n' }],
  ])('%s is an internal failure', async (_, given) => {
    expect(await run(event('STACK'), given)).toMatchObject({
      hookStatus: 'FAILED',
      errorCode: 'InternalFailure',
      clientRequestToken: 'token-1',
    });
  });

  test.each([undefined, null, 'x', {}, event('STACK', { requestData: { targetName: 'AWS::S3::Bucket' } })])(
    'what is neither a stack nor a change set goes on: %j',
    async (asked) => {
      expect(await run(asked)).toMatchObject({ hookStatus: 'SUCCESS' });
    },
  );

  test('the other spelling of the documentation is read as well', async () => {
    const { stackId, clientRequestToken, ...rest } = event('CHANGE_SET');
    const asked = { ...rest, stackID: stackId, clientRequesttoken: clientRequestToken };
    aws.account.stacks.set(STACK_ID, {
      status: 'UPDATE_COMPLETE',
      parameters: [],
      template: SOUND,
      resources: [],
      events: [],
    });
    const answer = await run(asked, { config: CONFIG.replace('90', '0'), payload: { template: OPEN } });
    expect(answer).toMatchObject({ hookStatus: 'FAILED', errorCode: 'NonCompliant', clientRequestToken: 'token-1' });
  });

  test('a message is no longer than CloudFormation takes', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      OPEN.slice(SOUND.length).replace('Open', `Open${'x'.repeat(200)}${index}`),
    );
    const answer = await run(event('STACK'), {
      payload: { template: `${SOUND}${many.join('')}`, previousTemplate: SOUND },
    });
    expect(answer.message.length).toBeLessThanOrEqual(4_096);
    expect(answer.hookStatus).toBe('FAILED');
  });
});
