import { expect, test } from '@jest/globals';
import type { Template } from '../../../src/template/model.ts';
import { load } from '../support/load.ts';

const ws = (properties: string, beside = '') =>
  load(
    `Transform: AWS::Serverless-2016-10-31\nResources:\n  Ws: {Type: AWS::Serverless::WebSocketApi, ${beside}Properties: {RouteSelectionExpression: $request.body.action, ${properties}}}\n`,
  );
const ROUTES = 'Routes: {$connect: {FunctionArn: arn:c}, sendMessage: {FunctionArn: arn:s, IntegrationTimeout: 100}}';
const of = (template: Template, id: string) => template.resources.get(id)?.properties;

test('an API, its stage, and for every route an integration and a permission', () => {
  const template = ws(ROUTES);
  expect([...template.resources.values()].map(({ logicalId, type }) => [logicalId, type])).toEqual([
    ['Ws', 'AWS::ApiGatewayV2::Api'],
    ['WsConnectRoute', 'AWS::ApiGatewayV2::Route'],
    ['WsConnectIntegration', 'AWS::ApiGatewayV2::Integration'],
    ['WsConnectPermission', 'AWS::Lambda::Permission'],
    ['WsSendmessageRoute', 'AWS::ApiGatewayV2::Route'],
    ['WsSendmessageIntegration', 'AWS::ApiGatewayV2::Integration'],
    ['WsSendmessagePermission', 'AWS::Lambda::Permission'],
    ['WsDefaultStage', 'AWS::ApiGatewayV2::Stage'],
  ]);
  expect(of(template, 'Ws')).toMatchObject({ Name: 'Ws', ProtocolType: 'WEBSOCKET' });
  expect(of(template, 'WsSendmessageRoute')).toEqual({
    ApiId: { Ref: 'Ws' },
    RouteKey: 'sendMessage',
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'WsSendmessageIntegration' }]] },
  });
  expect(of(template, 'WsSendmessageIntegration')).toMatchObject({
    TimeoutInMillis: 100,
    IntegrationUri: { 'Fn::Sub': [expect.any(String), { FunctionArn: 'arn:s' }] },
  });
  expect(of(template, 'WsConnectPermission')).toMatchObject({
    FunctionName: 'arn:c',
    SourceArn: {
      'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Ws.ApiId}/default/$connect',
    },
  });
});

test('only who connects is authorized', () => {
  const template = ws(`${ROUTES}, Auth: {AuthType: CUSTOM, AuthArn: arn:a, IdentitySource: [x]}`);
  expect(of(template, 'WsConnectRoute')).toMatchObject({
    AuthorizationType: 'CUSTOM',
    AuthorizerId: { Ref: 'WsConnectAuthorizer' },
  });
  expect(of(template, 'WsConnectAuthorizer')).toMatchObject({ AuthorizerType: 'REQUEST', Name: 'WsConnectAuthorizer' });
  expect(of(template, 'WsAuthorizerPermission')).toMatchObject({ FunctionName: 'arn:a' });
  expect(of(template, 'WsSendmessageRoute')).not.toHaveProperty('AuthorizationType');
  expect(of(ws(`${ROUTES}, Auth: {AuthType: AWS_IAM}`), 'WsConnectRoute')).toMatchObject({
    AuthorizationType: 'AWS_IAM',
  });
  const role = ws(`${ROUTES}, Auth: {AuthType: CUSTOM, AuthArn: arn:a, InvokeRole: arn:r}`);
  expect(of(role, 'WsConnectAuthorizer')).toMatchObject({ AuthorizerCredentialsArn: 'arn:r' });
  expect(of(role, 'WsAuthorizerPermission')).toBeUndefined();
});

test('a stage with settings of routes waits for the routes', () => {
  const template = ws(`${ROUTES}, StageName: !Ref S, RouteSettings: {$connect: {ThrottlingRateLimit: 1}}`);
  const stage = template.resources.get('WsStage');
  expect(stage?.dependsOn).toEqual(['WsConnectRoute', 'WsSendmessageRoute']);
  expect(stage?.properties).toMatchObject({ StageName: { Ref: 'S' }, Tags: { 'websocketapi:createdBy': 'SAM' } });
  expect(of(template, 'WsConnectPermission')?.SourceArn).toEqual({
    'Fn::Sub': [expect.stringContaining('/${__StageName__}/$connect'), { __StageName__: { Ref: 'S' } }],
  });
  expect(stage?.sourcePath(['Properties', 'RouteSettings', '$connect']).join('.')).toBe(
    'Resources.Ws.Properties.RouteSettings.$connect',
  );
});

test('the transform drops conditions and policies of these APIs', () => {
  const template = ws(ROUTES, 'Condition: C, DeletionPolicy: Retain, DependsOn: Q, ');
  expect(template.resources.get('Ws')).toMatchObject({ dependsOn: ['Q'], attributes: {} });
  expect([...template.resources.values()].filter(({ condition }) => condition !== undefined)).toEqual([]);
});

test('tags are passed on when asked for', () => {
  const tags = (more: string) => of(ws(`${ROUTES}, Tags: {a: b}${more}`), 'WsDefaultStage')?.Tags;
  expect(tags('')).toEqual({ 'websocketapi:createdBy': 'SAM' });
  expect(tags(', PropagateTags: true')).toEqual({ a: 'b', 'websocketapi:createdBy': 'SAM' });
});
