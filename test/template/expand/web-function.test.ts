import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../../src/template/model.ts';
import { load } from '../support/load.ts';

const sam = (properties: string, id = 'Web') =>
  load(`Transform: AWS::Serverless-2016-10-31
Resources:
  ${id}:
    Type: AWS::Serverless::WebFunction
    Properties:
      AuthType: IamAuth
      Runtime: nodejs24.x
      CodeUri: s3://bucket/web.zip?versionId=3
${properties}`);
const properties = ({ resources }: Template, id: string) => resources.get(id)?.properties;

test('a web function is a function, its revision and an endpoint that sends all to it', () => {
  const template = sam('      EnvironmentVariables: {STAGE: prod, RETRIES: 3}\n      EntryPoint: server.js\n');
  expect(
    [...template.resources.values()].map(({ logicalId, type, dependsOn }) => [logicalId, type, dependsOn]),
  ).toEqual([
    ['WebRole', 'AWS::IAM::Role', []],
    ['Web', 'AWS::Lambda::WebFunction', []],
    ['WebRevision', 'AWS::Lambda::WebFunctionRevision', ['Web']],
    ['WebEndpoint', 'AWS::Lambda::WebFunctionEndpoint', ['Web', 'WebRevision']],
  ]);
  expect(properties(template, 'WebRevision')).toMatchObject({
    BuildConfig: {
      CodeConfig: { S3Object: { Bucket: 'bucket', Key: 'web.zip', VersionId: '3' } },
      RuntimeConfig: { Runtime: 'nodejs24.x' },
    },
    ServiceConfig: {
      ExecutionRoleArn: { 'Fn::GetAtt': ['WebRole', 'Arn'] },
      EnvironmentVariables: { STAGE: 'prod', RETRIES: '3', AWS_LAMBDA_NODEJS_ENTRYPOINT: 'server.js' },
      TimeoutSeconds: 30,
    },
  });
  expect(properties(template, 'WebEndpoint')).toMatchObject({
    EndpointName: 'prod',
    EndpointType: 'HomeRegion',
    AuthType: 'IamAuth',
    RevisionWeights: [{ RevisionId: { 'Fn::GetAtt': ['WebRevision', 'RevisionId'] }, Weight: 100 }],
  });
});

test('all three have the same name, of at most 64 characters', () => {
  const id = 'A'.repeat(70);
  const [name, ...others] = [...sam('', id).resources.values()].flatMap(({ properties: { FunctionName } }) =>
    FunctionName === undefined ? [] : [FunctionName],
  );
  expect(others).toEqual([name, name]);
  expect(name).toMatchObject({ 'Fn::Sub': [`${'A'.repeat(55)}-\${StackIdSuffix}`, {}] });
});

describe('places in the source', () => {
  test.each([
    ['WebRevision', ['ServiceConfig', 'TimeoutSeconds'], ['Timeout']],
    ['WebRevision', ['ServiceConfig', 'EnvironmentVariables', 'A'], ['EnvironmentVariables', 'A']],
    ['WebRevision', ['BuildConfig', 'RuntimeConfig', 'Runtime'], ['Runtime']],
    ['WebEndpoint', ['AuthType'], ['AuthType']],
    ['WebEndpoint', ['Regions'], ['ReplicaRegions']],
  ])('%s %j', (id, path, written) => {
    const at = sam('')
      .resources.get(id)
      ?.sourcePath(['Properties', ...path]);
    expect(at).toEqual(['Resources', 'Web', 'Properties', ...written]);
  });
});

test('groups of Regions, without those that are excluded', () => {
  const regionsOf = (written: string) => properties(sam(`      ReplicaRegions: ${written}\n`), 'WebEndpoint')?.Regions;
  expect(regionsOf('[ca, sa-east-1, !Ref Own]')).toEqual(['ca-central-1', 'sa-east-1', { Ref: 'Own' }]);
  expect(regionsOf('{IncludeRegions: [US, us-east-1], ExcludeRegions: [us-west-1, us-west-2]}')).toEqual([
    'us-east-1',
    'us-east-2',
  ]);
  expect(regionsOf('!Ref All')).toEqual({ Ref: 'All' });
  expect(regionsOf('[all_standard]')).toContain('eu-north-1');
});

test('weights of revisions, and a role of its own', () => {
  const template = sam('      RevisionWeights: {r1: 40, r2: 60}\n      ExecutionRoleArn: arn\n');
  expect(template.resources.has('WebRole')).toBe(false);
  expect(properties(template, 'WebEndpoint')?.RevisionWeights).toEqual([
    { RevisionId: 'r1', Weight: 40 },
    { RevisionId: 'r2', Weight: 60 },
  ]);
});
