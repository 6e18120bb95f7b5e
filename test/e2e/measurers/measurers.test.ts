/** What is measured, of moto: its answers in the real wire formats. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { PERFORMANCE } from '../../../src/config/defaults.ts';
import { Aws } from '../../../src/live/aws.ts';
import { configRules } from '../../../src/live/config.ts';
import { accessKeys, certificates, parameters, secrets } from '../../../src/live/credentials.ts';
import { measureAll, type Measurer } from '../../../src/live/measurer.ts';
import { metricData } from '../../../src/live/metric-data.ts';
import { actionsOf } from '../../../src/live/operations.ts';
import type { DeployedResource } from '../../../src/live/reader.ts';
import { parseDocument } from '../../../src/template/parse.ts';
import { loadTemplate } from '../../../src/template/template.ts';
import { own } from '../../../src/template/resolve/values.ts';
import { startMoto, type Moto } from '../moto.ts';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

/** A stack of one resource. */
function measured(measurer: Measurer, type: string, physicalId: string, properties: Record<string, unknown> = {}) {
  const template = JSON.stringify({ Resources: { One: { Type: type, Properties: properties } } });
  const one: DeployedResource = {
    logicalId: 'One',
    type,
    physicalId,
    property: (...path) => path.reduce<unknown>((value, key) => own(value, String(key)), properties),
    declared: () => [],
  };
  const aws = new Aws({
    wanted: new Set(measurer.operations.flatMap((operation) => [...actionsOf(operation)])),
    settings: moto.settings,
    signal: new AbortController().signal,
  });
  const stack = {
    stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/one/1',
    template: loadTemplate(parseDocument(template, 'template.json')),
    declared: (of: string) => (of === type ? [one] : []),
    updatedAt: () => undefined,
  };
  return measureAll([measurer], stack, aws, { now: new Date(), performance: PERFORMANCE });
}

test('a secret', async () => {
  const client = new SecretsManagerClient(moto.settings);
  const { ARN = '' } = await client.send(new CreateSecretCommand({ Name: 'password', SecretString: 'x' }));
  expect(await measured(secrets, 'AWS::SecretsManager::Secret', ARN)).toMatchObject({
    'secretAge/One': { value: expect.closeTo(0, 1) },
    'rotationDelay/One': { absent: 'it is not rotated' },
  });
});

test('an access key', async () => {
  const client = new IAMClient(moto.settings);
  await client.send(new CreateUserCommand({ UserName: 'publisher' }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: 'publisher' }));
  const properties = { UserName: 'publisher' };
  expect(await measured(accessKeys, 'AWS::IAM::AccessKey', AccessKey?.AccessKeyId ?? '', properties)).toMatchObject({
    'accessKeyAge/One': { value: expect.closeTo(0, 1) },
  });
});

test('a certificate', async () => {
  const client = new ACMClient(moto.settings);
  const { CertificateArn = '' } = await client.send(new RequestCertificateCommand({ DomainName: 'a.example.com' }));
  const { 'certificateDaysLeft/One': left } = await measured(
    certificates,
    'AWS::CertificateManager::Certificate',
    CertificateArn,
  );
  expect(left).toHaveProperty(left && 'value' in left ? 'value' : 'absent');
});

test('a parameter', async () => {
  const client = new SSMClient(moto.settings);
  await client.send(new PutParameterCommand({ Name: '/orders/password', Value: 'x', Type: 'SecureString' }));
  const properties = { MasterUserPassword: '{{resolve:ssm-secure:/orders/password}}' };
  expect(await measured(parameters, 'AWS::RDS::DBInstance', 'orders', properties)).toMatchObject({
    'secureParameterAge/One': { value: expect.closeTo(0, 1) },
    'plainParameterAge/One': { absent: 'it takes no such parameter of SSM' },
  });
});

/** moto knows no percentiles: it has no answer to a call that asks for one. */
test('metrics', async () => {
  const client = new CloudWatchClient(moto.settings);
  const datum = (MetricName: string, Value: number) => ({
    MetricName,
    Value,
    Timestamp: new Date(Date.now() - 600_000),
    Dimensions: [{ Name: 'FunctionName', Value: 'orders' }],
  });
  const MetricData = [datum('Invocations', 1), datum('Invocations', 1), datum('ConcurrentExecutions', 7)];
  await client.send(new PutMetricDataCommand({ Namespace: 'AWS/Lambda', MetricData }));
  const query = (metric: string, stat: string) => ({
    namespace: 'AWS/Lambda',
    metric,
    stat,
    dimensions: { FunctionName: 'orders' },
  });
  const aws = new Aws({
    wanted: new Set(['cloudwatch:GetMetricData']),
    settings: moto.settings,
    signal: new AbortController().signal,
  });
  const window = { from: new Date(Date.now() - 3_600_000), to: new Date() };
  const queries = [query('Invocations', 'Sum'), query('Errors', 'Sum'), query('ConcurrentExecutions', 'Maximum')];
  const series = await metricData(aws, queries, window);
  expect(series.map((points) => ('problem' in points ? points : points.map(({ value }) => value)))).toEqual([
    [2],
    [],
    [7],
  ]);
});

test('an account in which AWS Config does not record', async () => {
  expect(await measured(configRules, 'AWS::S3::Bucket', 'orders')).toEqual({
    configRules: { absent: 'AWS Config does not record in this Region' },
  });
});
