import { afterEach, beforeEach, expect, test } from '@jest/globals';
import secretsmanagerRotationEnabledCheck from '../../../src/checks/secretsmanager/secretsmanager-rotation-enabled-check.ts';
import secretsmanagerUsingCmk from '../../../src/checks/secretsmanager/secretsmanager-using-cmk.ts';
import { secretsmanager } from '../../../src/live/readers/secretsmanager.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, foundIn, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions, FAULTS, unread } from './exact-actions.ts';
import { sameVerdicts } from './same-verdicts.ts';

const TEMPLATE = `
Resources:
  Token: { Type: AWS::SecretsManager::Secret, Properties: { Name: token, KmsKeyId: alias/orders } }
  Rotation:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: { SecretId: !Ref Token, RotationRules: { ScheduleExpression: rate(10 days), Duration: 2h } }
  Database: { Type: AWS::SecretsManager::Secret, Properties: { Name: database } }
  Attachment: { Type: AWS::SecretsManager::SecretTargetAttachment, Properties: { SecretId: !Ref Database } }
  DatabaseRotation:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: { SecretId: !Ref Database, RotationRules: { AutomaticallyAfterDays: 30 } }
  Plain: { Type: AWS::SecretsManager::Secret, Properties: { Name: plain } }
`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

await sameVerdicts([secretsmanager]);
exactActions([secretsmanager], TEMPLATE);

test('a secret is read with one call, which its schedule shares; what AWS calculates of it is left out', async () => {
  await deploy(aws.account, TEMPLATE);
  const stack = await read(aws, [secretsmanager]);
  expect(propertiesOf(stack, 'Token')).toEqual({ KmsKeyId: 'alias/orders' });
  expect(propertiesOf(stack, 'Plain')).toEqual({});
  expect(propertiesOf(stack, 'Rotation')).toEqual({
    RotationRules: { ScheduleExpression: 'rate(10 days)', Duration: '2h' },
  });
  expect(propertiesOf(stack, 'DatabaseRotation')).toEqual({ RotationRules: { AutomaticallyAfterDays: 30 } });
  expect(foundIn(stack)).toEqual({});
  expect(stack.calls).toHaveLength(3);
});

test('rotation that somebody switched off rotates nothing', async () => {
  await deploy(aws.account, TEMPLATE);
  resource(aws.account, 'Rotation').properties['SecretId'] = 'another';
  const stack = await read(aws, [secretsmanager]);
  expect(propertiesOf(stack, 'Rotation')).toEqual({ RotationRules: undefined, SecretId: undefined });
  expect(verdicts(stack.written, secretsmanagerRotationEnabledCheck)['Token']).toBe('pass');
  expect(verdicts(stack.live, secretsmanagerRotationEnabledCheck)['Token']).toBe('fail');
});

test('rotation that somebody switched on rotates', async () => {
  await deploy(aws.account, TEMPLATE);
  const [arn = ''] = [...aws.account.resources].find(([, { logicalId }]) => logicalId === 'Plain') ?? [];
  const properties = { SecretId: arn, RotationRules: { AutomaticallyAfterDays: 7 } };
  aws.account.resources.set('x', { logicalId: 'X', type: 'AWS::SecretsManager::RotationSchedule', properties });
  const stack = await read(aws, [secretsmanager]);
  expect(foundIn(stack)).toEqual({
    'Plain (rotation)': { Type: 'AWS::SecretsManager::RotationSchedule', ...properties },
  });
  const limit = { maximumAllowedRotationFrequency: 10 };
  expect(verdicts(stack.written, secretsmanagerRotationEnabledCheck, limit)['Plain']).toBe('fail');
  expect(verdicts(stack.live, secretsmanagerRotationEnabledCheck, limit)['Plain']).toBe('pass');
});

test.each(FAULTS('secretsmanager:DescribeSecret'))('%s: nothing of it is known', async (_, fault, reason) => {
  await deploy(aws.account, TEMPLATE);
  aws.break('DescribeSecret', fault);
  const stack = await read(aws, [secretsmanager]);
  expect(propertiesOf(stack, 'Token')).toEqual({ KmsKeyId: unread(reason) });
  expect(propertiesOf(stack, 'Rotation')).toEqual({ RotationRules: unread(reason) });
  expect(verdicts(stack.live, secretsmanagerUsingCmk)['Token']).toBe('unknown');
  expect(verdicts(stack.live, secretsmanagerRotationEnabledCheck)['Plain']).toBe('unknown');
});
