import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { events } from '../../../src/live/readers/events.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
let client: EventBridgeClient;
beforeAll(async () => {
  moto = await startMoto();
  client = new EventBridgeClient(moto.settings);
});
afterAll(() => moto.stop());

const RULE = 'AWS::Events::Rule';
const TARGET = { Id: 'Queue', Arn: 'arn:aws:sqs:eu-west-1:123456789012:orders' };
const DeadLetterConfig = { Arn: 'arn:aws:sqs:eu-west-1:123456789012:dead' };

test('a rule and its targets, on the default bus', async () => {
  await client.send(new PutRuleCommand({ Name: 'nightly', ScheduleExpression: 'rate(1 day)' }));
  const empty = await readOne(events, moto, { type: RULE, physicalId: 'nightly' });
  expect(empty.properties).toEqual({ Targets: undefined });
  await client.send(
    new PutTargetsCommand({ Rule: 'nightly', Targets: [TARGET, { ...TARGET, Id: 'Kept', DeadLetterConfig }] }),
  );
  const { properties } = await readOne(events, moto, { type: RULE, physicalId: 'nightly' });
  expect(properties).toEqual({ Targets: [TARGET, { ...TARGET, Id: 'Kept', DeadLetterConfig }] });
});

test('a rule on a bus of its own, by name and by ARN', async () => {
  await client.send(new CreateEventBusCommand({ Name: 'orders' }));
  const EventPattern = JSON.stringify({ source: ['orders'] });
  const { RuleArn } = await client.send(new PutRuleCommand({ Name: 'placed', EventBusName: 'orders', EventPattern }));
  await client.send(new PutTargetsCommand({ Rule: 'placed', EventBusName: 'orders', Targets: [TARGET] }));
  for (const physicalId of ['orders|placed', RuleArn!]) {
    const { properties } = await readOne(events, moto, { type: RULE, physicalId });
    expect(properties).toEqual({ Targets: [TARGET] });
  }
});

test('a rule that is not there is not known', async () => {
  const { properties } = await readOne(events, moto, { type: RULE, physicalId: 'gone' });
  expect(properties).toEqual({
    Targets: { kind: 'hole', reason: expect.stringContaining('ResourceNotFoundException') },
  });
});
