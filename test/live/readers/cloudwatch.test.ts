import { afterEach, beforeEach, expect, test } from '@jest/globals';
import alarmActionCheck from '../../../src/checks/cloudwatch/cloudwatch-alarm-action-check.ts';
import { cloudwatch } from '../../../src/live/readers/cloudwatch.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { sameVerdicts } from './same-verdicts.ts';

await sameVerdicts([cloudwatch]);

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alarms';

function alarms(count: number): string {
  const Properties = { AlarmActions: [TOPIC], InsufficientDataActions: [TOPIC], OKActions: [] };
  const one = { Type: 'AWS::CloudWatch::Alarm', Properties };
  return JSON.stringify({ Resources: Object.fromEntries(Array.from({ length: count }, (_, n) => [`Alarm${n}`, one])) });
}

test('150 alarms take two calls', async () => {
  await deploy(aws.account, alarms(150));
  const stack = await read(aws, [cloudwatch]);
  expect(stack.calls).toEqual(['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarms']);
  for (const id of ['Alarm0', 'Alarm99', 'Alarm149'])
    expect(propertiesOf(stack, id)).toEqual({
      AlarmActions: [TOPIC],
      InsufficientDataActions: [TOPIC],
      OKActions: undefined,
    });
});

test('an alarm that somebody silenced tells nobody; one that is gone is unknown', async () => {
  await deploy(aws.account, alarms(2));
  resource(aws.account, 'Alarm0').properties['AlarmActions'] = [];
  const [gone] = [...aws.account.resources].find(([, { logicalId }]) => logicalId === 'Alarm1')!;
  aws.account.resources.delete(gone);
  const stack = await read(aws, [cloudwatch]);
  expect(verdicts(stack.written, alarmActionCheck)).toEqual({ Alarm0: 'pass', Alarm1: 'pass' });
  expect(verdicts(stack.live, alarmActionCheck)).toEqual({ Alarm0: 'fail', Alarm1: 'unknown' });
  expect(propertiesOf(stack, 'Alarm1')).toMatchObject({
    AlarmActions: { kind: 'hole', reason: `cloudwatch:DescribeAlarms knows no alarm ${gone}` },
  });
});

test.each([
  ['denied', { kind: 'error', code: 'AccessDenied' }, /^denied: the role needs cloudwatch:DescribeAlarms$/],
  ['empty', { kind: 'empty' }, /answered without alarms/],
  ['garbage', { kind: 'garbage' }, /cloudwatch:DescribeAlarms failed/],
  ['endless', { kind: 'endless-pages', token: 'same' }, /again and again/],
] as const)('%s is unknown', async (_, fault, reason) => {
  await deploy(aws.account, alarms(1));
  aws.break('DescribeAlarms', fault);
  const stack = await read(aws, [cloudwatch]);
  const unknown = { kind: 'hole', reason: expect.stringMatching(reason) };
  expect(propertiesOf(stack, 'Alarm0')).toMatchObject({ AlarmActions: unknown, OKActions: unknown });
});
