import type { CheckCases } from '../../../src/checks/testing.ts';

const stage = (settings: string) => `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties: { RestApiId: api, MethodSettings: ${settings} }`;
const required = { caching: 'required' };

export default {
  pass: [
    {
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml
    CacheClusterEnabled: true
    MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', CachingEnabled: true, CacheDataEncrypted: true }]`,
    },
    {
      name: 'a method that is not cached beside one that is',
      template: stage(
        '[{ ResourcePath: /a, HttpMethod: GET, LoggingLevel: INFO }, { ResourcePath: /b, HttpMethod: GET, CachingEnabled: true, CacheDataEncrypted: true }]',
      ),
    },
    {
      name: 'encrypted, whether it is cached or not',
      template: stage(
        '[{ ResourcePath: /a, HttpMethod: GET, CachingEnabled: !ImportValue cached, CacheDataEncrypted: true }]',
      ),
    },
  ],
  fail: [
    {
      template: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
    CacheClusterEnabled: true
    MethodSettings:
      - ResourcePath: /*
        HttpMethod: '*'
        CachingEnabled: true`,
      message: 'does not encrypt the answers of all methods that it caches',
      path: ['Properties', 'MethodSettings', 0, 'CacheDataEncrypted'],
      fixed: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
    CacheClusterEnabled: true
    MethodSettings:
      - ResourcePath: /*
        HttpMethod: '*'
        CachingEnabled: true
        CacheDataEncrypted: true`,
    },
    {
      name: 'one method',
      template: stage(
        '[{ ResourcePath: /a, HttpMethod: GET, CachingEnabled: true, CacheDataEncrypted: true }, { ResourcePath: /b, HttpMethod: GET, CachingEnabled: true, CacheDataEncrypted: false }]',
      ),
      message: 'does not encrypt the answers of GET /b that it caches',
      path: ['Properties', 'MethodSettings', 1, 'CacheDataEncrypted'],
    },
    {
      name: 'a method that is not cached',
      options: required,
      template: stage('[{ ResourcePath: /a, HttpMethod: GET, CacheDataEncrypted: true }]'),
      message: 'does not cache the answers of GET /a',
      path: ['Properties', 'MethodSettings', 0, 'CachingEnabled'],
      fixed: false,
    },
    {
      name: 'no settings',
      options: required,
      template: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: api } }',
      message: 'caches no answers',
      path: ['Properties', 'MethodSettings'],
      fixed: false,
    },
    {
      name: 'a cache without a word on methods',
      template: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: api, CacheClusterEnabled: true } }',
      message: 'has a cache that is not encrypted for all methods',
      path: ['Properties', 'MethodSettings'],
      fixed: false,
    },
    {
      name: 'a cache with other settings',
      template: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
    CacheClusterEnabled: true
    MethodSettings:
      - ResourcePath: /*
        HttpMethod: '*'
        LoggingLevel: INFO`,
      path: ['Properties', 'MethodSettings', 0, 'CacheDataEncrypted'],
      fixed: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
    CacheClusterEnabled: true
    MethodSettings:
      - ResourcePath: /*
        HttpMethod: '*'
        LoggingLevel: INFO
        CacheDataEncrypted: true`,
    },
  ],
  unknown: [
    {
      name: 'whether there is a cache',
      template:
        'Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: api, CacheClusterEnabled: !ImportValue cache } }',
    },
    {
      name: 'which methods the settings are for',
      template: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
    CacheClusterEnabled: true
    MethodSettings: [{ ResourcePath: !ImportValue path, HttpMethod: '*', CachingEnabled: true, CacheDataEncrypted: true }]`,
      message: 'which settings all methods have is known only when deployed',
    },
    { name: 'all settings', template: stage('!ImportValue settings') },
    {
      name: 'whether it is cached',
      template: stage('[{ ResourcePath: /a, HttpMethod: GET, CachingEnabled: !ImportValue cached }]'),
    },
    {
      name: 'whether it is encrypted',
      template: stage(
        '[{ ResourcePath: /a, HttpMethod: GET, CachingEnabled: true, CacheDataEncrypted: !ImportValue encrypted }]',
      ),
    },
    {
      name: 'whether it is cached, where it has to be',
      options: required,
      template: stage(
        '[{ ResourcePath: /a, HttpMethod: GET, CachingEnabled: !ImportValue cached, CacheDataEncrypted: true }]',
      ),
    },
  ],
  notApplicable: [
    {
      template: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: api } }',
      message: 'caches no answers',
    },
    {
      name: 'settings of other things',
      template: stage("[{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: INFO }]"),
    },
  ],
} satisfies CheckCases;
