import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { configRules, configTypeOf } from '../../src/live/config.ts';
import { findingsIn } from '../../src/measurements/config-rules.ts';
import type { ConfigState } from '../../src/rehearsal/aws/account.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { daysAgo, measured, withoutRepeats } from './measured.ts';
import { deploy, resource } from './readers/deployed-stack.ts';

const TEMPLATE = `
Resources:
  Orders: { Type: AWS::S3::Bucket, Properties: { BucketName: orders } }
  Role: { Type: AWS::IAM::Role, Properties: { RoleName: orders-role, AssumeRolePolicyDocument: {} } }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, StageName: live, DeploymentId: d } }
  Unrecorded: { Type: AWS::Lambda::Permission, Properties: { FunctionName: f, Action: a, Principal: p } }`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
  await deploy(aws.account, TEMPLATE);
});
afterEach(() => aws.stop());

const VERSIONING = 'securityhub-s3-bucket-versioning-enabled-1a2b3c4d';

function recording(more: Partial<ConfigState> = {}): void {
  const api = [...aws.account.resources].find(([, each]) => each === resource(aws.account, 'Api'))![0];
  const stage = (id: string) => `arn:aws:apigateway:eu-west-1::/restapis/${id}/stages/live`;
  aws.account.config = {
    rules: { [VERSIONING]: { identifier: 'S3_BUCKET_VERSIONING_ENABLED' }, 'our-rule': {} },
    resources: {
      'AWS::S3::Bucket': [
        { id: 'others', name: 'others' },
        { id: 'orders', name: 'orders' },
      ],
      'AWS::IAM::Role': [{ id: 'AROAEXAMPLE', name: 'orders-role' }],
      'AWS::ApiGateway::Stage': [
        { id: stage('another'), name: 'live' },
        { id: stage(api), name: 'live' },
      ],
    },
    results: [
      {
        rule: VERSIONING,
        type: 'AWS::S3::Bucket',
        id: 'orders',
        compliance: 'NON_COMPLIANT',
        at: daysAgo(1),
        annotation: 'it is off',
      },
      { rule: VERSIONING, type: 'AWS::S3::Bucket', id: 'others', compliance: 'NON_COMPLIANT', at: daysAgo(1) },
      { rule: 'our-rule', type: 'AWS::S3::Bucket', id: 'orders', compliance: 'NOT_APPLICABLE', at: daysAgo(1) },
      { rule: 'our-rule', type: 'AWS::IAM::Role', id: 'AROAEXAMPLE', compliance: 'COMPLIANT', at: daysAgo(3) },
      { rule: 'our-rule', type: 'AWS::ApiGateway::Stage', id: stage(api), compliance: 'COMPLIANT', at: daysAgo(3) },
      {
        rule: 'our-rule',
        type: 'AWS::ApiGateway::Stage',
        id: stage('another'),
        compliance: 'NON_COMPLIANT',
        at: daysAgo(3),
      },
    ],
    ...more,
  };
}

describe('configRules', () => {
  test('what every rule says of the resources of the stack, good and bad, and of no other', async () => {
    recording();
    const { measurements } = await measured(aws, configRules);
    const found = findingsIn(measurements).map(({ name, identifier, resource, measurement }) => [
      name,
      identifier,
      resource,
      'value' in measurement && measurement.value,
    ]);
    expect(found.sort()).toEqual(
      [
        [VERSIONING, 'S3_BUCKET_VERSIONING_ENABLED', 'Orders', 1],
        ['our-rule', undefined, 'Role', 0],
        ['our-rule', undefined, 'Stage', 0],
      ].sort(),
    );
    expect(measurements['configRules']).toMatchObject({ value: 2, from: 'AWS Config' });
    expect(findingsIn(measurements).find(({ resource }) => resource === 'Orders')?.measurement).toEqual({
      value: 1,
      from: `AWS Config, ${VERSIONING} (S3_BUCKET_VERSIONING_ENABLED): it is off`,
      at: daysAgo(1).toISOString(),
    });
  });

  test('a result that is older than the last change of the resource is marked', async () => {
    recording();
    const { measurements } = await measured(aws, configRules, { updated: { Role: daysAgo(2), Orders: daysAgo(2) } });
    const from = (of: string) => {
      const found = findingsIn(measurements).find(({ resource }) => resource === of)?.measurement;
      return found && 'value' in found ? found.from : '';
    };
    expect(from('Role')).toBe('AWS Config, our-rule; stale: said before the resource was changed');
    expect(from('Orders')).not.toContain('stale');
  });

  test('asks once per type, and once per resource that Config knows', async () => {
    recording();
    const { calls } = await measured(aws, configRules);
    expect(calls.filter((call) => call === 'config:GetComplianceDetailsByResource')).toHaveLength(3);
    expect(calls.filter((call) => call === 'config:ListDiscoveredResources')).toHaveLength(4);
    expect(withoutRepeats(calls)).toEqual([...configRules.operations].sort());
  });

  test('every page counts', async () => {
    recording();
    aws.account.pageSize = 1;
    const { measurements } = await measured(aws, configRules);
    expect(findingsIn(measurements)).toHaveLength(3);
  });

  test('an account that does not record: nothing to say, and nothing more is asked', async () => {
    const { measurements, calls } = await measured(aws, configRules);
    expect(measurements).toEqual({ configRules: { absent: 'AWS Config does not record in this Region' } });
    expect(calls).toEqual(['config:DescribeConfigurationRecorderStatus']);
  });

  test('no rules: nothing to say', async () => {
    recording({ rules: {} });
    const { measurements } = await measured(aws, configRules);
    expect(measurements).toEqual({ configRules: { absent: 'AWS Config has no rules in this Region' } });
  });

  test.each(configRules.operations)('%s denied: unknown, with what the role needs', async (operation) => {
    recording();
    aws.break(operation.replace('config:', ''), { kind: 'error', code: 'AccessDeniedException', status: 400 });
    const { measurements } = await measured(aws, configRules);
    expect(measurements['configRules']).toEqual({
      problem: expect.stringContaining(`denied: the role needs ${operation}`),
    });
  });

  test('of one resource that cannot be asked about the others do not suffer', async () => {
    recording();
    aws.break('GetComplianceDetailsByResource', { kind: '5xx', times: 1 });
    const { measurements } = await measured(aws, configRules);
    expect(findingsIn(measurements).length).toBeGreaterThan(0);
    expect(measurements['configRules']).toHaveProperty('problem');
  });
});

test('types that it asks for are types of AWS Config', async () => {
  const { ResourceType } = await import('@aws-sdk/client-config-service');
  const known = new Set<string>(Object.values(ResourceType));
  expect(configRules.types.map(configTypeOf).filter((type) => !known.has(String(type)))).toEqual([]);
});
