import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { cloudwatch } from '../../../src/live/readers/cloudwatch.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

const TYPE = 'AWS::CloudWatch::Alarm';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alarms';

test('alarms and what they do', async () => {
  const client = new CloudWatchClient(moto.settings);
  const put = (AlarmName: string, actions: object) =>
    client.send(
      new PutMetricAlarmCommand({
        AlarmName,
        MetricName: 'Errors',
        Namespace: 'AWS/Lambda',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        ...actions,
      }),
    );
  await put('told', { AlarmActions: [TOPIC], OKActions: [TOPIC] });
  await put('silent', {});
  const [told, silent, gone] = ['told', 'silent', 'gone'].map((physicalId) => ({ type: TYPE, physicalId }));
  expect((await readOne(cloudwatch, moto, told!, [silent!])).properties).toEqual({
    AlarmActions: [TOPIC],
    InsufficientDataActions: undefined,
    OKActions: [TOPIC],
  });
  expect((await readOne(cloudwatch, moto, silent!, [told!])).properties).toEqual({
    AlarmActions: undefined,
    InsufficientDataActions: undefined,
    OKActions: undefined,
  });
  const { properties } = await readOne(cloudwatch, moto, gone!, [told!]);
  expect(properties).toMatchObject({ AlarmActions: { reason: 'cloudwatch:DescribeAlarms knows no alarm gone' } });
});
