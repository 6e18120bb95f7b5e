import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { accessKeys, certificates, parameters, secrets } from '../../src/live/credentials.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { daysAgo, measured, withoutRepeats } from './measured.ts';
import { deploy, resource } from './readers/deployed-stack.ts';

const TEMPLATE = `
Resources:
  Password: { Type: AWS::SecretsManager::Secret, Properties: { Name: password } }
  Rotated: { Type: AWS::SecretsManager::Secret, Properties: { Name: rotated } }
  Schedule:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: { SecretId: !Ref Rotated, RotationRules: { AutomaticallyAfterDays: 30 } }
  Publisher: { Type: AWS::IAM::User, Properties: { UserName: publisher } }
  Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: !Ref Publisher } }
  OldKey: { Type: AWS::IAM::AccessKey, Properties: { UserName: !Ref Publisher, Status: Inactive } }
  Certificate: { Type: AWS::CertificateManager::Certificate, Properties: { DomainName: orders.example.com } }
  Domain:
    Type: AWS::ApiGatewayV2::DomainName
    Properties: { DomainName: a.example.com, DomainNameConfigurations: [{ CertificateArn: !Ref Certificate }] }
  Cdn:
    Type: AWS::CloudFront::Distribution
    Properties: { DistributionConfig: { ViewerCertificate: { AcmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/cdn' } } }
  Plain: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { Enabled: true } } }
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: '{{resolve:ssm:/orders/user}}'
      MasterUserPassword: !Sub '{{resolve:ssm-secure:/\${AWS::StackName}/password}}'
  Pinned:
    Type: AWS::RDS::DBInstance
    Properties: { MasterUserPassword: '{{resolve:ssm-secure:/orders/password:1}}' }
  Without: { Type: AWS::RDS::DBInstance, Properties: { MasterUsername: orders } }`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
  await deploy(aws.account, TEMPLATE);
});
afterEach(() => aws.stop());

const DENIED = { kind: 'error', code: 'AccessDeniedException', status: 400 } as const;

describe('secrets', () => {
  test('how long ago each was rotated, and whether one is due', async () => {
    resource(aws.account, 'Password').createdAt = daysAgo(100);
    resource(aws.account, 'Rotated').createdAt = daysAgo(100);
    resource(aws.account, 'Rotated').rotatedAt = daysAgo(40);
    const { measurements, calls } = await measured(aws, secrets);
    expect(measurements).toMatchObject({
      'secretAge/Password': { value: 100, from: 'Secrets Manager, made and never rotated, 2026-08-15' },
      'secretAge/Rotated': { value: 40, from: 'Secrets Manager, rotated 2026-10-14' },
      'rotationDelay/Password': { absent: 'it is not rotated' },
      'rotationDelay/Rotated': { value: 9, from: 'Secrets Manager, due 2026-11-13' },
    });
    expect(calls).toHaveLength(2);
  });

  test('on the day it is due nothing is late', async () => {
    resource(aws.account, 'Rotated').rotatedAt = daysAgo(30.5);
    const { measurements } = await measured(aws, secrets);
    expect(measurements['rotationDelay/Rotated']).toMatchObject({ value: 0 });
  });

  test('denied: unknown, with what the role needs', async () => {
    aws.break('DescribeSecret', DENIED);
    const problem = 'denied: the role needs secretsmanager:DescribeSecret';
    const { measurements } = await measured(aws, secrets);
    expect(measurements).toMatchObject({ 'secretAge/Password': { problem }, 'rotationDelay/Rotated': { problem } });
  });
});

describe('accessKeys', () => {
  test('how old the active ones are, by one call per user', async () => {
    resource(aws.account, 'Key').createdAt = daysAgo(91);
    const { measurements, calls } = await measured(aws, accessKeys);
    expect(measurements).toMatchObject({
      'accessKeyAge/Key': { value: 91, from: 'IAM, made 2026-08-24' },
      'accessKeyAge/OldKey': { absent: 'it is not active' },
    });
    expect(calls).toEqual(['iam:ListAccessKeys']);
  });

  test('denied: unknown, with what the role needs', async () => {
    aws.break('ListAccessKeys', { kind: 'error', code: 'AccessDenied', status: 403 });
    const { measurements } = await measured(aws, accessKeys);
    expect(measurements['accessKeyAge/Key']).toEqual({ problem: 'denied: the role needs iam:ListAccessKeys' });
  });

  test('one that IAM does not have: unknown', async () => {
    const [id] = [...aws.account.resources].find(([, each]) => each.logicalId === 'Key')!;
    aws.account.resources.delete(id);
    const { measurements } = await measured(aws, accessKeys);
    expect(measurements['accessKeyAge/Key']).toEqual({
      problem: expect.stringContaining('among the keys of publisher'),
    });
  });
});

describe('certificates', () => {
  const cdn = { logicalId: 'elsewhere', type: 'AWS::CertificateManager::Certificate', properties: {} };

  test('those of the stack, and those that it names, each judged once', async () => {
    resource(aws.account, 'Certificate').expiresAt = daysAgo(-10);
    aws.account.resources.set('arn:aws:acm:us-east-1:123456789012:certificate/cdn', { ...cdn, expiresAt: daysAgo(2) });
    const { measurements, calls } = await measured(aws, certificates);
    expect(measurements).toMatchObject({
      'certificateDaysLeft/Certificate': { value: 10, from: 'ACM, valid until 2026-12-03' },
      'certificateDaysLeft/Domain': { absent: 'its certificate is of the stack, and judged there' },
      'certificateDaysLeft/Cdn': { value: -2 },
      'certificateDaysLeft/Plain': { absent: 'it has no certificate of ACM' },
    });
    expect(calls).toHaveLength(2);
  });

  test('one that is not there: unknown', async () => {
    const { measurements } = await measured(aws, certificates);
    expect(measurements['certificateDaysLeft/Cdn']).toEqual({
      problem: expect.stringContaining('acm:DescribeCertificate failed: ResourceNotFoundException'),
    });
  });
});

describe('parameters', () => {
  beforeEach(() => {
    aws.account.parameters.set('/orders/password', {
      value: 'x',
      version: 2,
      type: 'SecureString',
      changedAt: daysAgo(120),
    });
    aws.account.parameters.set('/orders/user', { value: 'x', version: 1, changedAt: daysAgo(400) });
  });

  test('how long each has been the same, by one call for all of them, and without a value', async () => {
    const { measurements, calls } = await measured(aws, parameters);
    expect(measurements).toMatchObject({
      'secureParameterAge/Database': { value: 120, from: 'SSM, /orders/password changed 2026-07-26' },
      'plainParameterAge/Database': { value: 400 },
      'secureParameterAge/Pinned': { problem: expect.stringContaining('it takes version 1 of /orders/password') },
      'secureParameterAge/Without': { absent: 'it takes no such parameter of SSM' },
    });
    expect(withoutRepeats(calls)).toEqual(['ssm:DescribeParameters']);
    expect(calls).toHaveLength(1);
  });

  test('one that is not there: unknown', async () => {
    aws.account.parameters.clear();
    const { measurements } = await measured(aws, parameters);
    expect(measurements['secureParameterAge/Database']).toEqual({
      problem: 'ssm:DescribeParameters does not have /orders/password',
    });
  });

  test('denied: unknown, with what the role needs', async () => {
    aws.break('DescribeParameters', DENIED);
    const { measurements } = await measured(aws, parameters);
    expect(measurements['secureParameterAge']).toEqual({ problem: 'denied: the role needs ssm:DescribeParameters' });
  });
});
