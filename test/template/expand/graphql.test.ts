import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../../src/template/model.ts';
import { load } from '../support/load.ts';

const sam = (properties: string, more = '') =>
  load(`Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::GraphQLApi
${more}    Properties:
${properties}`);

const BASE = `      SchemaInline: 'type Query { a: Int }'
      Auth: {Type: AWS_IAM}
`;

const types = ({ resources }: Template) =>
  Object.fromEntries([...resources.values()].map(({ logicalId, type }) => [logicalId, type]));
const properties = ({ resources }: Template, id: string) => resources.get(id)?.properties;
const from = ({ resources }: Template, id: string, ...path: (string | number)[]) =>
  resources
    .get(id)
    ?.sourcePath(['Properties', ...path])
    .join('.');

test('an API with its schema, and a role that logs', () => {
  const template = sam(`${BASE}      Tags: {team: a}\n`, '    Condition: Wanted\n    DependsOn: [Other]\n');
  expect(types(template)).toEqual({
    Shop: 'AWS::AppSync::GraphQLApi',
    ShopSchema: 'AWS::AppSync::GraphQLSchema',
    ShopCloudWatchRole: 'AWS::IAM::Role',
  });
  expect(properties(template, 'Shop')).toEqual({
    Name: 'Shop',
    AuthenticationType: 'AWS_IAM',
    LogConfig: { FieldLogLevel: 'ALL', CloudWatchLogsRoleArn: { 'Fn::GetAtt': ['ShopCloudWatchRole', 'Arn'] } },
    Tags: [
      { Key: 'team', Value: 'a' },
      { Key: 'graphqlapi:createdBy', Value: 'SAM' },
    ],
  });
  expect(template.resources.get('ShopSchema')).toMatchObject({ condition: 'Wanted', dependsOn: ['Other'] });
  expect(from(template, 'ShopSchema', 'Definition')).toBe('Resources.Shop.Properties.SchemaInline');
  expect(from(template, 'Shop', 'AuthenticationType')).toBe('Resources.Shop.Properties.Auth.Type');
});

describe('logging', () => {
  test('may be switched off', () => {
    const template = sam(`${BASE}      Logging: false\n`);
    expect(Object.keys(types(template))).toEqual(['Shop', 'ShopSchema']);
    expect(properties(template, 'Shop')).not.toHaveProperty('LogConfig');
  });

  test('may have a role of its own', () => {
    const template = sam(`${BASE}      Logging: {CloudWatchLogsRoleArn: !Ref RoleArn, FieldLogLevel: ERROR}\n`);
    expect(Object.keys(types(template))).toEqual(['Shop', 'ShopSchema']);
    expect(properties(template, 'Shop')?.LogConfig).toEqual({
      CloudWatchLogsRoleArn: { Ref: 'RoleArn' },
      FieldLogLevel: 'ERROR',
    });
  });
});

test('authorization: each kind with what it needs, and functions that may be invoked', () => {
  const template = sam(`      SchemaUri: s3://bucket/schema
      Logging: false
      Auth:
        Type: AWS_LAMBDA
        LambdaAuthorizer: {AuthorizerUri: !GetAtt Ask.Arn}
        Additional:
          - {Type: API_KEY}
          - {Type: AMAZON_COGNITO_USER_POOLS, UserPool: {UserPoolId: !Ref Pool, DefaultAction: DENY}}
`);
  expect(properties(template, 'Shop')).toMatchObject({
    AuthenticationType: 'AWS_LAMBDA',
    LambdaAuthorizerConfig: { AuthorizerUri: { 'Fn::GetAtt': ['Ask', 'Arn'] } },
    AdditionalAuthenticationProviders: [
      { AuthenticationType: 'API_KEY' },
      { AuthenticationType: 'AMAZON_COGNITO_USER_POOLS', UserPoolConfig: { UserPoolId: { Ref: 'Pool' } } },
    ],
  });
  expect(JSON.stringify(properties(template, 'Shop'))).not.toContain('DENY');
  expect(properties(template, 'ShopToLambdaAuthConnector1WriteLambdaPermission')).toMatchObject({
    FunctionName: { 'Fn::GetAtt': ['Ask', 'Arn'] },
    Principal: 'appsync.amazonaws.com',
  });
  expect(properties(template, 'ShopSchema')).toMatchObject({ DefinitionS3Location: 's3://bucket/schema' });
});

test('keys, cache and domain', () => {
  const template = sam(`${BASE}      Logging: false
      ApiKeys: {Mobile: {Description: phones, ExpiresOn: 1893456000}}
      Cache: {ApiCachingBehavior: FULL_REQUEST_CACHING, Type: SMALL, Ttl: 60, AtRestEncryptionEnabled: true}
      DomainName: {DomainName: api.example.com, CertificateArn: !Ref Certificate}
`);
  expect(properties(template, 'ShopMobile')).toEqual({
    ApiId: { 'Fn::GetAtt': ['Shop', 'ApiId'] },
    Description: 'phones',
    Expires: 1893456000,
  });
  expect(from(template, 'ShopMobile', 'Expires')).toBe('Resources.Shop.Properties.ApiKeys.Mobile.ExpiresOn');
  expect(properties(template, 'ShopApiCache')).toMatchObject({ Type: 'SMALL', AtRestEncryptionEnabled: true });
  expect(from(template, 'ShopApiCache', 'Ttl')).toBe('Resources.Shop.Properties.Cache.Ttl');
  expect(properties(template, 'ShopDomainNameApiAssociation')).toMatchObject({ DomainName: { Ref: 'ShopDomainName' } });
});

describe('data sources', () => {
  test('have a role that may do what they are for', () => {
    const template = sam(`${BASE}      Logging: false
      DataSources:
        DynamoDb: {Orders: {TableName: !Ref Orders, TableArn: !GetAtt Orders.Arn, Permissions: [Read]}}
        Lambda: {Prices: {FunctionArn: !GetAtt Prices.Arn}}
`);
    expect(types(template)).toMatchObject({
      ShopOrdersDynamoDBDataSource: 'AWS::AppSync::DataSource',
      ShopOrdersDynamoDBDataSourceRole: 'AWS::IAM::Role',
      ShopOrdersDynamoDBDataSourceToTableConnectorPolicy: 'AWS::IAM::ManagedPolicy',
      ShopPricesLambdaDataSource: 'AWS::AppSync::DataSource',
      ShopPricesLambdaDataSourceToLambdaConnectorPolicy: 'AWS::IAM::ManagedPolicy',
    });
    expect(properties(template, 'ShopOrdersDynamoDBDataSource')).toMatchObject({
      Name: 'Orders',
      Type: 'AMAZON_DYNAMODB',
      DynamoDBConfig: { TableName: { Ref: 'Orders' }, AwsRegion: { Ref: 'AWS::Region' } },
    });
    const policy = properties(template, 'ShopOrdersDynamoDBDataSourceToTableConnectorPolicy');
    expect(policy).toMatchObject({ Roles: [{ Ref: 'ShopOrdersDynamoDBDataSourceRole' }] });
    expect(JSON.stringify(policy)).toContain('dynamodb:GetItem');
    expect(JSON.stringify(policy)).not.toContain('dynamodb:PutItem');
    expect(from(template, 'ShopOrdersDynamoDBDataSource', 'DynamoDBConfig', 'TableName')).toBe(
      'Resources.Shop.Properties.DataSources.DynamoDb.Orders.TableName',
    );
  });

  test('with a role of their own need none', () => {
    const template = sam(`${BASE}      Logging: false
      DataSources: {DynamoDb: {Orders: {TableName: orders, ServiceRoleArn: !Ref RoleArn}}}
`);
    expect(Object.keys(types(template))).toEqual(['Shop', 'ShopSchema', 'ShopOrdersDynamoDBDataSource']);
  });
});

test('resolvers run functions one after the other, and wait for the schema', () => {
  const template = sam(`${BASE}      Logging: false
      Functions:
        Check: {DataSource: none, InlineCode: code, Runtime: {Name: APPSYNC_JS, Version: 1.0.0}}
        Load: {DataSource: Prices, CodeUri: s3://bucket/load.js, Runtime: {Name: APPSYNC_JS, Version: 1.0.0}}
        Known: {Id: !Ref Elsewhere}
      DataSources: {Lambda: {Prices: {FunctionArn: !Ref Arn, ServiceRoleArn: !Ref RoleArn}}}
      Resolvers:
        Query:
          price: {Pipeline: [Check, Load, Known]}
`);
  expect(properties(template, 'ShopCheck')).toMatchObject({
    Code: 'code',
    DataSourceName: { 'Fn::GetAtt': ['ShopNoneDataSource', 'Name'] },
    Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
  });
  expect(properties(template, 'ShopLoad')).toMatchObject({
    CodeS3Location: 's3://bucket/load.js',
    DataSourceName: { 'Fn::GetAtt': ['ShopPricesLambdaDataSource', 'Name'] },
  });
  expect(template.resources.get('ShopQueryprice')).toMatchObject({
    dependsOn: ['ShopSchema'],
    properties: {
      TypeName: 'Query',
      FieldName: 'price',
      Kind: 'PIPELINE',
      Code: expect.stringContaining('ctx.prev.result'),
      PipelineConfig: {
        Functions: [
          { 'Fn::GetAtt': ['ShopCheck', 'FunctionId'] },
          { 'Fn::GetAtt': ['ShopLoad', 'FunctionId'] },
          { Ref: 'Elsewhere' },
        ],
      },
    },
  });
  expect(from(template, 'ShopQueryprice', 'PipelineConfig', 'Functions', 1)).toBe(
    'Resources.Shop.Properties.Resolvers.Query.price.Pipeline.1',
  );
});
