import { afterEach, beforeEach, expect, test } from '@jest/globals';
import cloudwatchLogGroupEncrypted from '../../../src/checks/logs/cloudwatch-log-group-encrypted.ts';
import cwLoggroupRetentionPeriodCheck from '../../../src/checks/logs/cw-loggroup-retention-period-check.ts';
import { logs } from '../../../src/live/readers/logs.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions, FAULTS, unread } from './exact-actions.ts';
import { sameVerdicts } from './same-verdicts.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1';
const TEMPLATE = `
Resources:
  Kept: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30, KmsKeyId: '${KEY}' } }
  Forever: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/orders } }
`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

await sameVerdicts([logs]);
exactActions([logs], TEMPLATE);

test('log groups are read together', async () => {
  aws.account.pageSize = 1;
  await deploy(aws.account, TEMPLATE);
  const stack = await read(aws, [logs]);
  expect(propertiesOf(stack, 'Kept')).toEqual({ RetentionInDays: 30, KmsKeyId: KEY });
  expect(propertiesOf(stack, 'Forever')).toEqual({});
  expect(stack.calls).toHaveLength(2);
});

test('one call is enough for fifty', async () => {
  const groups = Array.from(
    { length: 120 },
    (_, at) => `  G${at}: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 7 } }`,
  );
  await deploy(aws.account, `Resources:\n${groups.join('\n')}\n`);
  const stack = await read(aws, [logs]);
  expect(propertiesOf(stack, 'G119')).toEqual({ RetentionInDays: 7 });
  expect(stack.calls).toHaveLength(3);
});

test('what somebody changed is judged', async () => {
  await deploy(aws.account, TEMPLATE);
  delete resource(aws.account, 'Kept').properties['RetentionInDays'];
  resource(aws.account, 'Forever').properties['RetentionInDays'] = 14;
  const { live } = await read(aws, [logs]);
  expect(verdicts(live, cwLoggroupRetentionPeriodCheck)).toEqual({ Kept: 'fail', Forever: 'pass' });
});

test('a log group that somebody deleted is not known', async () => {
  await deploy(aws.account, TEMPLATE);
  aws.account.resources.delete('/aws/lambda/orders');
  const stack = await read(aws, [logs]);
  expect(propertiesOf(stack, 'Forever')!['RetentionInDays']).toEqual(
    unread(/knows no log group \/aws\/lambda\/orders$/),
  );
  expect(verdicts(stack.live, cwLoggroupRetentionPeriodCheck)).toEqual({ Kept: 'pass', Forever: 'unknown' });
});

test.each([
  ...FAULTS('logs:DescribeLogGroups'),
  ['the same page', { kind: 'endless-pages', token: 'same' }, /answers the same page again and again$/],
  ['pages without end', { kind: 'endless-pages', token: 'new' }, /has more than 100 pages$/],
] as const)('%s: nothing of them is known', async (_, fault, reason) => {
  await deploy(aws.account, TEMPLATE);
  aws.break('DescribeLogGroups', fault);
  const stack = await read(aws, [logs]);
  expect(propertiesOf(stack, 'Kept')).toEqual({ RetentionInDays: unread(reason), KmsKeyId: unread(reason) });
  expect(verdicts(stack.live, cloudwatchLogGroupEncrypted)).toEqual({ Kept: 'unknown', Forever: 'unknown' });
});
