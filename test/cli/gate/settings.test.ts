import { describe, expect, test } from '@jest/globals';
import { deploySettings, environmentOfStack } from '../../../src/cli/gate/settings.ts';

const samconfig = (deploy: string) => ({
  file: 'samconfig.toml',
  text: `version = 0.1\n[prod.deploy.parameters]\nstack_name = "orders-prod"\n${deploy}\n`,
});
const settings = (deploy: string) => deploySettings(samconfig(deploy), 'prod');

describe("samconfig's deploy section", () => {
  test('says how the change set is made', () => {
    expect(
      settings(`
region = "eu-west-1"
profile = "orders"
capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
role_arn = "arn:aws:iam::123456789012:role/deploy"
notification_arns = "arn:a arn:b"
s3_bucket = "artifacts"
s3_prefix = "orders"
disable_rollback = true
parameter_overrides = ['A="x y"']`),
    ).toEqual({
      stackName: 'orders-prod',
      region: 'eu-west-1',
      profile: 'orders',
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
      roleArn: 'arn:aws:iam::123456789012:role/deploy',
      notificationArns: ['arn:a', 'arn:b'],
      s3Bucket: 'artifacts',
      s3Prefix: 'orders',
      disableRollback: true,
      parameters: { A: 'x y' },
    });
  });

  test.each([
    ['tags = ["Service=orders", "cost-center=a b"]', { Service: 'orders', 'cost-center': 'a b' }],
    ['tags = "Service=orders team:name=\\"the team\\""', { Service: 'orders', 'team:name': 'the team' }],
    ['tags = {Service = "orders"}', { Service: 'orders' }],
    ['tags = ["Empty="]', { Empty: '' }],
    ['tags = []', undefined],
  ])('%s', (written, tags) => {
    expect(settings(written).tags).toEqual(tags);
  });

  test('that is no tag, or asks for an express deployment, is refused', () => {
    expect(() => settings('tags = ["=x"]')).toThrow('tags of prod');
    expect(() => settings('express = true')).toThrow('express deployment');
    expect(settings('express = false').stackName).toBe('orders-prod');
  });
});

test('the name of a stack says which environment it is', () => {
  expect(environmentOfStack(samconfig(''), ['dev', 'prod'], 'orders-prod')).toBe('prod');
  expect(environmentOfStack(samconfig(''), ['dev', 'prod'], 'orders-dev')).toBeUndefined();
});
