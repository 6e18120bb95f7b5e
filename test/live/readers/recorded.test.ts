/** Answers as AWS's documentation shows them, through clients that give nothing else. */
import { expect, test } from '@jest/globals';
import { Aws } from '../../../src/live/aws.ts';
import { actionsOf } from '../../../src/live/operations.ts';
import type { DeployedResource, ResourceReader } from '../../../src/live/reader.ts';
import { apigateway } from '../../../src/live/readers/apigateway.ts';
import { apigatewayv2 } from '../../../src/live/readers/apigatewayv2.ts';
import { cloudwatch } from '../../../src/live/readers/cloudwatch.ts';
import { events } from '../../../src/live/readers/events.ts';
import { stepfunctions } from '../../../src/live/readers/stepfunctions.ts';

type Resource = Pick<DeployedResource, 'type' | 'physicalId'> & { readonly written?: Record<string, unknown> };

/** Reads with a client that answers every command with what is recorded under its name. */
async function readRecorded(
  reader: ResourceReader,
  client: string,
  { type, physicalId, written = {} }: Resource,
  answers: Readonly<Record<string, unknown>>,
) {
  const commands = Object.keys(answers).map((name) => [name, class {}] as const);
  const answerOf = (command: object) => answers[commands.find(([, of]) => command instanceof of)![0]];
  const fake = {
    ...Object.fromEntries(commands),
    client: { send: (command: object) => Promise.resolve(answerOf(command)) },
  };
  const aws = new Aws({
    wanted: new Set(reader.operations.flatMap((operation) => [...actionsOf(operation)])),
    settings: {},
    signal: new AbortController().signal,
    clients: new Map([[client, Promise.resolve(fake)]]),
  });
  const resource: DeployedResource = {
    logicalId: 'It',
    type,
    physicalId,
    property: (name) => written[String(name)],
    declared: (of) => (of === type ? [resource] : []),
  };
  return reader.read(resource, aws);
}

// https://docs.aws.amazon.com/cli/latest/reference/apigateway/get-stages.html
test('a stage of a REST API', async () => {
  const settings = {
    cacheTtlInSeconds: 300,
    loggingLevel: 'INFO',
    dataTraceEnabled: false,
    metricsEnabled: true,
    unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
    throttlingRateLimit: 500,
    cacheDataEncrypted: false,
    cachingEnabled: false,
    throttlingBurstLimit: 1000,
    requireAuthorizationForCacheControl: true,
  };
  const off = {
    ...settings,
    metricsEnabled: false,
    loggingLevel: 'OFF',
    throttlingRateLimit: 10_000,
    throttlingBurstLimit: 5_000,
  };
  const stage = {
    stageName: 'dev',
    cacheClusterSize: '0.5',
    cacheClusterEnabled: true,
    cacheClusterStatus: 'AVAILABLE',
    deploymentId: 'rbh1fj',
    lastUpdatedDate: new Date(1466802961000),
    createdDate: new Date(1460682074000),
    methodSettings: { '*/*': settings, '~1resourceName/GET': off, 'tenant/{name}/codes/POST': off },
  };
  const resource = { type: 'AWS::ApiGateway::Stage', physicalId: 'dev', written: { RestApiId: '1234123412' } };
  const { properties } = await readRecorded(apigateway, 'apigateway', resource, {
    GetStagesCommand: { item: [stage] },
  });
  expect(properties).toEqual({
    AccessLogSetting: undefined,
    CacheClusterEnabled: true,
    MethodSettings: [
      {
        ResourcePath: '/*',
        HttpMethod: '*',
        LoggingLevel: 'INFO',
        MetricsEnabled: true,
        ThrottlingRateLimit: 500,
        ThrottlingBurstLimit: 1000,
      },
      { ResourcePath: '/resourceName', HttpMethod: 'GET', LoggingLevel: 'OFF' },
      { ResourcePath: '/tenant/{name}/codes', HttpMethod: 'POST', LoggingLevel: 'OFF' },
    ],
    TracingEnabled: undefined,
  });
});

// https://docs.aws.amazon.com/cli/latest/reference/apigateway/get-resources.html
test('the methods of a REST API', async () => {
  const items = [
    { path: '/resource/subresource', resourceMethods: { POST: {} }, id: '024ace', pathPart: 'subresource' },
    { path: '/', id: '0p3kvsp9' },
  ];
  const resource = {
    type: 'AWS::ApiGateway::Method',
    physicalId: 'm',
    written: { RestApiId: '1234123412', ResourceId: '024ace', HttpMethod: 'POST' },
  };
  const bare = await readRecorded(apigateway, 'apigateway', resource, { GetResourcesCommand: { items } });
  expect(bare.properties['AuthorizationType']).toMatchObject({
    reason: 'apigateway:GetResources answered without the authorization of POST /resource/subresource',
  });
  const POST = {
    httpMethod: 'POST',
    authorizationType: 'COGNITO_USER_POOLS',
    authorizerId: 'a',
    apiKeyRequired: false,
  };
  const whole = [{ ...items[0], resourceMethods: { POST } }, items[1]];
  const { properties } = await readRecorded(apigateway, 'apigateway', resource, {
    GetResourcesCommand: { items: whole },
  });
  expect(properties).toEqual({ AuthorizationType: 'COGNITO_USER_POOLS', ApiKeyRequired: undefined });
});

// https://docs.aws.amazon.com/cli/latest/reference/apigateway/get-domain-name.html
test('a domain name', async () => {
  const answer = {
    domainName: 'api.domain.tld',
    distributionDomainName: 'd1a2f3a4c5o6d.cloudfront.net',
    certificateName: 'uploadedCertificate',
    certificateUploadDate: new Date(1462565487000),
    endpointConfiguration: { types: ['EDGE'] },
    securityPolicy: 'TLS_1_0',
  };
  const resource = { type: 'AWS::ApiGateway::DomainName', physicalId: 'api.domain.tld' };
  const { properties } = await readRecorded(apigateway, 'apigateway', resource, { GetDomainNameCommand: answer });
  expect(properties).toEqual({ EndpointConfiguration: undefined, SecurityPolicy: 'TLS_1_0' });
});

// https://docs.aws.amazon.com/cli/latest/reference/apigatewayv2/get-routes.html
test('a route of an HTTP API', async () => {
  const Items = [
    {
      ApiKeyRequired: false,
      AuthorizationType: 'NONE',
      RouteId: '72jz1wk',
      RouteKey: 'ANY /admin',
      Target: 'integrations/a',
    },
    {
      ApiGatewayManaged: true,
      ApiKeyRequired: false,
      AuthorizationType: 'NONE',
      RouteId: 'go65gqi',
      RouteKey: '$default',
    },
  ];
  const resource = { type: 'AWS::ApiGatewayV2::Route', physicalId: '72jz1wk', written: { ApiId: 'a1b2c3d4' } };
  const { properties } = await readRecorded(apigatewayv2, 'apigatewayv2', resource, { GetRoutesCommand: { Items } });
  expect(properties).toEqual({ AuthorizationType: undefined });
});

// https://docs.aws.amazon.com/cli/latest/reference/apigatewayv2/get-stages.html
test('a stage of an HTTP API', async () => {
  const Items = [
    {
      ApiGatewayManaged: true,
      AutoDeploy: true,
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      RouteSettings: {},
      StageName: '$default',
      StageVariables: {},
      Tags: {},
    },
  ];
  const resource = { type: 'AWS::ApiGatewayV2::Stage', physicalId: '$default', written: { ApiId: 'a1b2c3d4' } };
  const { properties } = await readRecorded(apigatewayv2, 'apigatewayv2', resource, { GetStagesCommand: { Items } });
  expect(properties).toEqual({
    AccessLogSettings: undefined,
    DefaultRouteSettings: undefined,
    RouteSettings: undefined,
  });
});

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
test('a state machine', async () => {
  const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:HelloWorld';
  const answer = {
    creationDate: new Date(1535417424900),
    definition: '',
    name: 'HelloWorld',
    roleArn: 'arn:aws:iam::123456789012:role/service-role/StatesExecutionRole-us-east-1',
    stateMachineArn,
    status: 'ACTIVE',
    type: 'STANDARD',
    loggingConfiguration: { includeExecutionData: false, level: 'OFF' },
    tracingConfiguration: { enabled: false },
  };
  const resource = { type: 'AWS::StepFunctions::StateMachine', physicalId: stateMachineArn };
  const { properties } = await readRecorded(stepfunctions, 'stepfunctions', resource, {
    DescribeStateMachineCommand: answer,
  });
  expect(properties).toEqual({ LoggingConfiguration: undefined, TracingConfiguration: undefined });
});

// https://docs.aws.amazon.com/cli/latest/reference/events/list-targets-by-rule.html
test('the targets of a rule', async () => {
  const Targets = [{ Input: '{}', Id: '1', Arn: 'arn:aws:lambda:us-east-1:123456789012:function:MyFunction' }];
  const resource = { type: 'AWS::Events::Rule', physicalId: 'DailyLambdaFunction' };
  const { properties } = await readRecorded(events, 'events', resource, { ListTargetsByRuleCommand: { Targets } });
  expect(properties).toEqual({
    Targets: [{ Id: '1', Arn: 'arn:aws:lambda:us-east-1:123456789012:function:MyFunction', Input: '{}' }],
  });
});

// https://docs.aws.amazon.com/cli/latest/reference/cloudwatch/describe-alarms.html
test('an alarm', async () => {
  const alarm = {
    EvaluationPeriods: 2,
    AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:myalarm',
    AlarmActions: ['arn:aws:sns:us-east-1:123456789012:test'],
    AlarmName: 'myalarm',
    InsufficientDataActions: [],
    OKActions: [],
    ActionsEnabled: true,
  };
  const resource = { type: 'AWS::CloudWatch::Alarm', physicalId: 'myalarm' };
  const { properties } = await readRecorded(cloudwatch, 'cloudwatch-alarms', resource, {
    DescribeAlarmsCommand: { MetricAlarms: [alarm], CompositeAlarms: [] },
  });
  expect(properties).toEqual({
    AlarmActions: ['arn:aws:sns:us-east-1:123456789012:test'],
    InsufficientDataActions: undefined,
    OKActions: undefined,
  });
});

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html
test('a target that runs a task has the tags under the name that CloudFormation has for them', async () => {
  const Targets = [
    { Id: '1', Arn: 'arn', EcsParameters: { TaskDefinitionArn: 'task', Tags: [{ Key: 'a', Value: 'b' }] } },
  ];
  const resource = { type: 'AWS::Events::Rule', physicalId: 'Nightly' };
  const { properties } = await readRecorded(events, 'events', resource, { ListTargetsByRuleCommand: { Targets } });
  expect(properties).toEqual({
    Targets: [
      { Id: '1', Arn: 'arn', EcsParameters: { TaskDefinitionArn: 'task', TagList: [{ Key: 'a', Value: 'b' }] } },
    ],
  });
});
