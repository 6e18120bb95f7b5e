import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../../src/template/model.ts';
import { load } from '../support/load.ts';

const sam = (resources: string, more = '') =>
  load(`Transform: AWS::Serverless-2016-10-31\n${more}Resources:\n${resources}`);
const types = (template: Template) => {
  return Object.fromEntries(
    [...template.resources.values()].map(({ logicalId, type }) => [logicalId.replace(/[0-9a-f]{10}$/, '#'), type]),
  );
};
const properties = (template: Template, id: string) => template.resources.get(id)?.properties;

test('AWS::Serverless::SimpleTable', () => {
  const template = sam(
    '  T: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: order, Type: Number}}}\n',
    'Globals: {SimpleTable: {SSESpecification: {SSEEnabled: true}}}\n',
  );
  expect(template.resources.get('T')).toMatchObject({
    type: 'AWS::DynamoDB::Table',
    properties: {
      AttributeDefinitions: [{ AttributeName: 'order', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'order', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
    },
  });
  expect(template.resources.get('T')?.sourcePath(['Properties', 'SSESpecification'])).toEqual([
    'Globals',
    'SimpleTable',
    'SSESpecification',
  ]);
});

test('AWS::Serverless::Api: REST API, deployment and stage', () => {
  const template = sam(
    '  Web: {Type: AWS::Serverless::Api, Properties: {StageName: prod, TracingEnabled: true, DefinitionBody: {swagger: "2.0"}}}\n',
  );
  expect(types(template)).toEqual({
    Web: 'AWS::ApiGateway::RestApi',
    'WebDeployment#': 'AWS::ApiGateway::Deployment',
    WebprodStage: 'AWS::ApiGateway::Stage',
  });
  expect(properties(template, 'WebprodStage')).toMatchObject({ StageName: 'prod', TracingEnabled: true });
  expect(template.resources.get('WebprodStage')?.sourcePath(['Properties', 'TracingEnabled']).join('.')).toBe(
    'Resources.Web.Properties.TracingEnabled',
  );
});

test('AWS::Serverless::HttpApi: API and stage', () => {
  const template = sam(
    '  Web: {Type: AWS::Serverless::HttpApi, Properties: {DefaultRouteSettings: {ThrottlingRateLimit: 5}}}\n',
  );
  expect(types(template)).toEqual({
    Web: 'AWS::ApiGatewayV2::Api',
    WebApiGatewayDefaultStage: 'AWS::ApiGatewayV2::Stage',
  });
  expect(properties(template, 'WebApiGatewayDefaultStage')).toMatchObject({
    StageName: '$default',
    DefaultRouteSettings: { ThrottlingRateLimit: 5 },
  });
});

test('Globals apply to the implicit API as to any other', () => {
  const fn =
    '  Fn: {Type: AWS::Serverless::Function, Properties: {Events: {On: {Type: Api, Properties: {Path: /, Method: get}}}}}\n';
  const template = sam(fn, 'Globals: {Api: {TracingEnabled: true}}\n');
  expect(properties(template, 'ServerlessRestApiProdStage')).toMatchObject({ TracingEnabled: true });
});

test('the implicit API exists when any function with an event does', () => {
  const fn = (id: string, condition: string, path: string) =>
    `  ${id}: {Type: AWS::Serverless::Function, ${condition}Properties: {Events: {On: {Type: HttpApi, Properties: {Path: ${path}, Method: get}}}}}\n`;
  expect(sam(fn('A', 'Condition: C, ', '/a')).resources.get('ServerlessHttpApi')?.condition).toBe('C');
  const both = sam(fn('A', 'Condition: C, ', '/a') + fn('B', 'Condition: D, ', '/b'));
  expect(both.resources.get('ServerlessHttpApi')?.condition).toBe('ServerlessHttpApiCondition');
  expect(both.conditions.ServerlessHttpApiCondition).toEqual({ 'Fn::Or': [{ Condition: 'C' }, { Condition: 'D' }] });
  expect(
    sam(fn('A', 'Condition: C, ', '/a') + fn('B', '', '/b')).resources.get('ServerlessHttpApi')?.condition,
  ).toBeUndefined();
});

test('AWS::Serverless::LayerVersion: a new logical id for new content, and the references to it', () => {
  const template = sam(
    '  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/k}}\n  Fn: {Type: AWS::Serverless::Function, Properties: {Layers: [!Ref L]}}\n',
  );
  const layer = [...template.resources.values()].find(({ type }) => type === 'AWS::Lambda::LayerVersion');
  expect(layer?.logicalId).toMatch(/^L[0-9a-f]{10}$/);
  expect(layer?.attributes.DeletionPolicy).toBe('Retain');
  expect(properties(template, 'Fn')?.Layers).toEqual([{ Ref: layer?.logicalId }]);
});

test('versions of functions and layers have the ids that the transform gives them', () => {
  const template = load(`Transform: AWS::Serverless-2016-10-31
Conditions: {Wanted: {"Fn::Equals": [a, a]}}
Parameters: {Text: {Type: String, Default: common code}}
Resources:
  Common:
    Type: AWS::Serverless::LayerVersion
    Condition: Wanted
    DeletionPolicy: Delete
    Properties: {ContentUri: s3://bucket/common.zip, Description: {Ref: Text}, PublishLambdaVersion: true}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: {Bucket: {Ref: Text}, Key: worker.zip}
      Handler: a.b
      Runtime: nodejs22.x
      Layers: [{Ref: Common}]
      AutoPublishAlias: live
      AutoPublishAliasAllProperties: true
`);
  expect([...template.resources.keys()]).toEqual([
    'Common26f41ac1b4',
    'Worker',
    'WorkerVersiona69c7abf7d',
    'WorkerAliaslive',
    'WorkerRole',
  ]);
  expect(properties(template, 'Common26f41ac1b4')).toMatchObject({ Description: 'common code' });
  expect(properties(template, 'Worker')).toMatchObject({
    Code: { S3Bucket: 'common code' },
    Layers: [{ Ref: 'Common26f41ac1b4' }],
  });
});

test('an application elsewhere is a stack whose template is not known, and it is said', () => {
  const template = sam(
    '  A: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: !Ref Id, SemanticVersion: 1.0.0}}}\n',
    'Parameters: {Id: {Type: String, Default: app}}\n',
  );
  expect(properties(template, 'A')).toEqual({
    Tags: [
      { Key: 'lambda:createdBy', Value: 'SAM' },
      { Key: 'serverlessrepo:applicationId', Value: 'app' },
      { Key: 'serverlessrepo:semanticVersion', Value: '1.0.0' },
    ],
  });
  expect(template.diagnostics).toMatchObject([{ severity: 'warning', code: 'application-not-fetched' }]);
});

test('a state machine reaches the implicit API where definitions are merged', () => {
  const template = sam(
    '  M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: A}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}}}}\n',
    'Globals: {Api: {MergeDefinitions: true}}\n',
  );
  expect(properties(template, 'ServerlessRestApi')).toMatchObject({
    Body: { paths: { '/a': { get: { 'x-amazon-apigateway-integration': { type: 'aws' } } } } },
  });
});

test('AWS::Serverless::NetworkConnector: the connector, and the role that runs it', () => {
  const template = sam(
    '  Net: {Type: AWS::Serverless::NetworkConnector, Properties: {VpcConfig: {SubnetIds: [subnet-1]}, Tags: {team: a}, PropagateTags: true}}\n',
  );
  expect(types(template)).toEqual({ NetOperatorRole: 'AWS::IAM::Role', Net: 'AWS::Lambda::NetworkConnector' });
  expect(properties(template, 'Net')).toMatchObject({
    Configuration: {
      VpcEgressConfiguration: { SubnetIds: ['subnet-1'], AssociatedComputeResourceTypes: ['MicroVm'] },
    },
    OperatorRole: { 'Fn::GetAtt': ['NetOperatorRole', 'Arn'] },
  });
  expect(properties(template, 'NetOperatorRole')).toMatchObject({ Tags: [{ Key: 'team', Value: 'a' }, {}] });
  const named = sam(
    '  Net: {Type: AWS::Serverless::NetworkConnector, Properties: {VpcConfig: {}, ComputeTypes: [WebFunction], OperatorRole: arn}}\n',
  );
  expect(types(named)).toEqual({ Net: 'AWS::Lambda::NetworkConnector' });
  expect(properties(named, 'Net')).toMatchObject({
    Configuration: { VpcEgressConfiguration: { AssociatedComputeResourceTypes: ['WebFunction'] } },
  });
});

test('AWS::Serverless::MicrovmImage: the image, and the role that builds it', () => {
  const image = (uri: string, more = '') =>
    sam(
      `  Image: {Type: AWS::Serverless::MicrovmImage, Properties: {Name: i, CodeUri: ${uri}, BaseImageArn: arn, EnvironmentVariables: {A: b}${more}}}\n`,
    );
  const template = image('s3://bucket/image.zip');
  expect(types(template)).toEqual({ ImageBuildRole: 'AWS::IAM::Role', Image: 'AWS::Lambda::MicrovmImage' });
  expect(properties(template, 'Image')).toMatchObject({
    CodeArtifact: { Uri: 's3://bucket/image.zip' },
    BuildRoleArn: { 'Fn::GetAtt': ['ImageBuildRole', 'Arn'] },
    EnvironmentVariables: [{ Key: 'A', Value: 'b' }],
    Description: '',
    Hooks: {},
  });
  const resourceOf = (made: Template) => JSON.stringify(properties(made, 'ImageBuildRole')?.Policies);
  expect(resourceOf(template)).toContain('arn:${AWS::Partition}:s3:::bucket/*');
  expect(resourceOf(image('!Ref Uri'))).toContain('{"Fn::Split":["/",{"Ref":"Uri"}]}');
  expect(types(image('s3://bucket/image.zip', ', BuildRoleArn: arn'))).toEqual({ Image: 'AWS::Lambda::MicrovmImage' });
});

test('AWS::Serverless::StateMachine: machine, role and events', () => {
  const template = sam(
    '  M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: A, R: !GetAtt Fn.Arn}, Tracing: {Enabled: true}, Events: {On: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}}}\n',
  );
  expect(types(template)).toEqual({
    M: 'AWS::StepFunctions::StateMachine',
    MRole: 'AWS::IAM::Role',
    MOnRole: 'AWS::IAM::Role',
    MOn: 'AWS::Events::Rule',
  });
  expect(properties(template, 'M')).toMatchObject({
    TracingConfiguration: { Enabled: true },
    DefinitionSubstitutions: { definition_substitution_1: { 'Fn::GetAtt': ['Fn', 'Arn'] } },
  });
});

test('AWS::Serverless::Application: a nested stack', () => {
  expect(
    sam(
      '  App: {Type: AWS::Serverless::Application, Properties: {Location: app.yaml, Parameters: {A: 1}}}\n',
    ).resources.get('App'),
  ).toMatchObject({
    type: 'AWS::CloudFormation::Stack',
    properties: { TemplateURL: 'app.yaml', Parameters: { A: 1 } },
  });
});

describe('what is not SAM', () => {
  test('passes unchanged', () => {
    const template = sam(
      '  B: {Type: AWS::S3::Bucket, DeletionPolicy: Retain, DependsOn: C, Properties: {A: !Ref X}}\n',
    );
    expect(template.resources.get('B')).toMatchObject({
      type: 'AWS::S3::Bucket',
      properties: { A: { Ref: 'X' } },
      dependsOn: ['C'],
      attributes: { DeletionPolicy: 'Retain' },
      generated: false,
    });
    expect(template.resources.get('B')?.sourcePath(['Properties', 'A'])).toEqual(['Resources', 'B', 'Properties', 'A']);
  });

  test.each([
    ['nothing', ''],
    ['a list', '[1, 2]'],
    ['text', 'hello'],
    ['resources that are a list', 'Resources: [a]'],
  ])('%s is no template, and it is said', (_name, text) => {
    const template = load(text);
    expect(template.resources.size).toBe(0);
    expect(template.diagnostics).toMatchObject([{ severity: 'error', code: 'no-resources' }]);
  });

  test.each([
    'Resources: {A: text, B: {Type: [x]}, C: {Properties: text, Type: AWS::Serverless::Function}}',
    'Resources: {A: {Type: AWS::Serverless::Function, Properties: {Events: [1], Policies: {a: {}}, Tags: text, DeploymentPreference: [1]}}}',
    'Globals: text\nResources: {A: {Type: AWS::Serverless::Api, Properties: {Auth: text, Domain: [1], DefinitionBody: 1}}}',
    'Conditions: 1\nParameters: [1]\nMappings: x\nResources: {A: {Type: AWS::Serverless::StateMachine, Properties: {Definition: 1, Events: {E: 1}}}}',
  ])('strange content never throws: %s', (text) => {
    expect(load(text).resources.size).toBeGreaterThan(0);
  });
});

test('macros are not run, and it is said', () => {
  const template = load(
    'Transform: [Own, AWS::LanguageExtensions]\nResources:\n  Fn::Transform: {Name: AWS::Include}\n  B: {Type: AWS::S3::Bucket}\n',
  );
  expect([...template.resources.keys()]).toEqual(['B']);
  expect(template.diagnostics).toMatchObject([
    { code: 'macro-not-run', location: { line: 1 } },
    { code: 'macro-not-run', location: { line: 3 } },
  ]);
  expect(load('Transform: {Name: Own}\nResources: {B: {Type: AWS::S3::Bucket}}\n').diagnostics).toMatchObject([
    { code: 'macro-not-run', message: expect.stringContaining('Own') },
  ]);
});

test('SAM resources without the transform, and those that are not expanded, are said', () => {
  expect(load('Resources: {T: {Type: AWS::Serverless::SimpleTable}}').diagnostics).toMatchObject([
    { severity: 'error', code: 'transform-missing' },
  ]);
  expect(sam('  C: {Type: AWS::Serverless::Unheard}\n').diagnostics).toMatchObject([
    { severity: 'warning', code: 'not-expanded', location: { line: 3 } },
  ]);
});

describe('Fn::ForEach', () => {
  const loop = (collection: string) => `Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'raw-data,logs'}
  Open: {Type: CommaDelimitedList}
Resources:
  Fn::ForEach::Buckets:
    - Name
    - ${collection}
    - Bucket&{Name}:
        Type: AWS::S3::Bucket
        Properties: {BucketName: !Sub 'x-\${Name}', Tags: [{Key: name, Value: !Ref Name}]}
`;

  test('makes a resource per item, each from the loop in the source', () => {
    const template = load(loop('!Ref Names'));
    expect(types(template)).toEqual({ Bucketrawdata: 'AWS::S3::Bucket', Bucketlogs: 'AWS::S3::Bucket' });
    expect(properties(template, 'Bucketrawdata')).toEqual({
      BucketName: { 'Fn::Sub': 'x-raw-data' },
      Tags: [{ Key: 'name', Value: 'raw-data' }],
    });
    const path = template.resources.get('Bucketlogs')?.sourcePath(['Properties', 'BucketName']) ?? [];
    expect(template.document.locate(path)).toMatchObject({ line: 11 });
  });

  test('over a collection that is not known is said', () => {
    expect(load(loop('!Ref Open')).diagnostics).toMatchObject([
      { code: 'unknown-collection', location: { line: 6 } },
      { code: 'no-resources' },
    ]);
  });
});

describe('what CloudFormation would refuse as a resource', () => {
  test.each([
    ['  A: {Properties: {}}\n', 'resource-without-type', 'A has no Type'],
    ['  A: {Type: 5}\n', 'resource-without-type', 'A has a Type that is no text'],
    ['  A: 3\n', 'resource-not-a-mapping', 'A is no resource'],
    ['  A: {Type: AWS::S3::Bucket, Properties: foo}\n', 'properties-not-a-mapping', 'The Properties of A'],
  ])('%j is an error at its place', (resource, code, message) => {
    expect(load(`Resources:\n  B: {Type: AWS::S3::Bucket}\n${resource}`).diagnostics).toEqual([
      expect.objectContaining({
        severity: 'error',
        code,
        message: expect.stringContaining(message),
        location: expect.objectContaining({ line: 3 }),
      }),
    ]);
  });

  test('what has no properties, or none yet, is sound', () => {
    expect(
      load('Resources:\n  A: {Type: AWS::S3::Bucket}\n  B: {Type: AWS::S3::Bucket, Properties: null}\n').diagnostics,
    ).toEqual([]);
  });
});
