import { describe, expect, test } from '@jest/globals';
import { api, get, inBody, sam } from './support.ts';

const INTEGRATION = 'x-amazon-apigateway-integration';
const POLICY = 'x-amazon-apigateway-policy';
const LAMBDA = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations';

describe('paths', () => {
  test('an event becomes a method that invokes the function', () => {
    const template = sam('A: {Type: Api, Properties: {Path: /a, Method: GET}}');
    expect(inBody(template, 'ServerlessRestApi')).toEqual({
      swagger: '2.0',
      info: { version: '1.0', title: { Ref: 'AWS::StackName' } },
      paths: {
        '/a': {
          get: {
            [INTEGRATION]: { type: 'aws_proxy', httpMethod: 'POST', uri: { 'Fn::Sub': LAMBDA } },
            responses: {},
          },
        },
      },
    });
  });

  test('any method, the alias as target, a timeout and a streamed response', () => {
    const event = `A: {Type: Api, Properties: {Path: /a, Method: ANY, TimeoutInMillis: 500, ResponseTransferMode: RESPONSE_STREAM}}`;
    const template = sam(event, '', 'Globals: {Function: {AutoPublishAlias: live}}\n');
    const path = ['paths', '/a', 'x-amazon-apigateway-any-method', INTEGRATION];
    expect(inBody(template, 'ServerlessRestApi', ...path)).toMatchObject({
      timeoutInMillis: 500,
      responseTransferMode: 'STREAM',
      uri: {
        'Fn::Sub': expect.stringMatching(/2021-11-15\/functions\/\$\{FnAliaslive\}\/response-streaming/) as unknown,
      },
    });
  });

  test('a path exists when any of its functions does, and a method when its own does', () => {
    const fn = (id: string, condition: string, method: string) =>
      `  ${id}: {Type: AWS::Serverless::Function, Condition: ${condition}, Properties: {Events: {On: ${get('/a').replace('get', method)}}}}\n`;
    const template = sam('', api('') + fn('One', 'C', 'get') + fn('Two', 'D', 'post'));
    expect(template.conditions.ApiSLASHaPathCondition).toEqual({ 'Fn::Or': [{ Condition: 'C' }, { Condition: 'D' }] });
    expect(inBody(template, 'Api', 'paths', '/a')).toEqual({
      'Fn::If': [
        'ApiSLASHaPathCondition',
        {
          get: { 'Fn::If': ['C', expect.objectContaining({ responses: {} }), { Ref: 'AWS::NoValue' }] },
          post: { 'Fn::If': ['D', expect.objectContaining({ responses: {} }), { Ref: 'AWS::NoValue' }] },
        },
        { Ref: 'AWS::NoValue' },
      ],
    });
  });

  test('what is written in a definition stays, unless it is to be merged', () => {
    const body = `DefinitionBody: {swagger: "2.0", paths: {/a: {get: {summary: mine, ${INTEGRATION}: {type: mock}}}}}`;
    expect(inBody(sam(`A: ${get('/a')}`, api(body)), 'Api', 'paths', '/a', 'get', INTEGRATION)).toEqual({
      type: 'mock',
    });
    const merged = sam(`A: ${get('/a')}, B: ${get('/b')}`, api(`${body}, MergeDefinitions: true`));
    expect(inBody(merged, 'Api', 'paths', '/a', 'get')).toMatchObject({
      summary: 'mine',
      [INTEGRATION]: { type: 'aws_proxy' },
    });
    expect(inBody(merged, 'Api', 'paths', '/b', 'get')).toHaveProperty('responses');
  });

  test('a definition that a macro writes is left alone, and a file is referred to', () => {
    const include = '{Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}}';
    const template = sam('', api(`Cors: "'*'", DefinitionBody: ${include}`));
    expect(inBody(template, 'Api')).toEqual({
      'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } },
    });
    const file = sam(`A: ${get('/a')}`, api('DefinitionUri: s3://b/k'));
    expect(file.resources.get('Api')?.properties).toEqual({ BodyS3Location: { Bucket: 'b', Key: 'k' } });
  });

  test('a definition in OpenAPI 3 takes HttpApi events, too', () => {
    const event = 'A: {Type: HttpApi, Properties: {Path: /a, Method: get, ApiId: !Ref Api}}';
    const of = (version: string) => sam(event, api(`DefinitionBody: {${version}, paths: {}}`));
    expect(inBody(of('openapi: 3.0.1'), 'Api', 'paths', '/a', 'get', INTEGRATION)).toMatchObject({
      payloadFormatVersion: '2.0',
    });
    expect(inBody(of('swagger: "2.0"'), 'Api', 'paths')).toEqual({});
  });

  test('the template is read, not changed', () => {
    const body = '{openapi: 3.0.1, paths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}, tags: []}';
    const template = sam('', api(`Cors: "'*'", Auth: {ApiKeyRequired: true}, DefinitionBody: ${body}`));
    const { Resources } = template.document.data as { Resources: { Api: { Properties: { DefinitionBody: unknown } } } };
    expect(Resources.Api.Properties.DefinitionBody).toEqual({
      openapi: '3.0.1',
      paths: { '/a': { get: { [INTEGRATION]: { type: 'mock' } } } },
      tags: [],
    });
    expect(inBody(template, 'Api', 'paths', '/a')).toHaveProperty('options');
  });
});

describe('state machines', () => {
  const machine = (more: string) =>
    `  M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {}, Role: arn:r, Events: {On: {Type: Api, Properties: {Path: /m, Method: post${more}}}}}}\n`;

  test('API Gateway starts the machine with what it gets', () => {
    const operation = inBody(sam('', machine('')), 'ServerlessRestApi', 'paths', '/m', 'post');
    expect(operation).toEqual({
      responses: { '200': { description: 'OK' }, '400': { description: 'Bad Request' } },
      [INTEGRATION]: {
        type: 'aws',
        httpMethod: 'POST',
        uri: { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution' },
        responses: { '200': { statusCode: '200' }, '400': { statusCode: '400' } },
        credentials: { 'Fn::GetAtt': ['MOnRole', 'Arn'] },
        requestTemplates: {
          'application/json': {
            'Fn::Sub': `{"input": "$util.escapeJavaScript($input.json('$'))", "stateMachineArn": "\${M}"}`,
          },
        },
      },
    });
  });

  test('single quotes are unescaped on request', () => {
    const template = sam('', machine(', UnescapeMappingTemplate: true'));
    const path = ['paths', '/m', 'post', INTEGRATION, 'requestTemplates', 'application/json', 'Fn::Sub'];
    expect(inBody(template, 'ServerlessRestApi', ...path)).toContain(`.replaceAll("\\\\'","'")`);
  });
});

describe('security', () => {
  const security = (auth: string, event = '', method = 'get') =>
    inBody(
      sam(`A: ${get('/a', event)}`, api(`Cors: "'*'", Auth: {${auth}}`)),
      'Api',
      'paths',
      '/a',
      method,
      'security',
    );
  const cognito = 'Authorizers: {Pool: {UserPoolArn: arn:pool, AuthorizationScopes: [read]}}';

  test('the default authorizer counts for all methods, preflight too unless it is asked not to', () => {
    expect(security(`${cognito}, DefaultAuthorizer: Pool`)).toEqual([{ Pool: ['read'] }]);
    expect(security(`${cognito}, DefaultAuthorizer: Pool`, '', 'options')).toEqual([{ Pool: ['read'] }]);
    const not = `${cognito}, DefaultAuthorizer: Pool, AddDefaultAuthorizerToCorsPreflight: false`;
    expect(security(not, '', 'options')).toBeUndefined();
  });

  test('an event takes another one, other scopes, or none', () => {
    expect(security(cognito)).toBeUndefined();
    expect(security(cognito, 'Auth: {Authorizer: Pool, AuthorizationScopes: [write]}')).toEqual([{ Pool: ['write'] }]);
    expect(security(`${cognito}, DefaultAuthorizer: Pool`, 'Auth: {Authorizer: NONE}')).toEqual([{ NONE: [] }]);
  });

  test('API keys, of the API and of events', () => {
    expect(security('ApiKeyRequired: true')).toEqual([{ api_key: [] }]);
    expect(security('ApiKeyRequired: true', 'Auth: {ApiKeyRequired: false}')).toEqual([]);
    expect(security('AddApiKeyRequiredToCorsPreflight: false, ApiKeyRequired: true', '', 'options')).toBeUndefined();
    expect(security(`${cognito}, ApiKeyRequired: true, DefaultAuthorizer: Pool`)).toEqual([
      { Pool: ['read'] },
      { api_key: [] },
    ]);
  });

  test('IAM calls the function as the caller, with a role, or as itself', () => {
    const credentials = (auth: string, event = '') =>
      inBody(
        sam(`A: ${get('/a', event)}`, api(`Auth: {${auth}}`)),
        'Api',
        'paths',
        '/a',
        'get',
        INTEGRATION,
        'credentials',
      );
    expect(credentials('DefaultAuthorizer: AWS_IAM')).toBe('arn:${AWS::Partition}:iam::*:user/*');
    expect(credentials('DefaultAuthorizer: AWS_IAM, InvokeRole: NONE')).toBeUndefined();
    expect(credentials('DefaultAuthorizer: AWS_IAM', 'Auth: {Authorizer: AWS_IAM, InvokeRole: arn:r}')).toBe('arn:r');
    expect(credentials('', 'Auth: {Authorizer: AWS_IAM}')).toBe('arn:${AWS::Partition}:iam::*:user/*');
    expect(credentials('DefaultAuthorizer: AWS_IAM', 'Auth: {Authorizer: NONE}')).toBeUndefined();
  });

  test('parameters are replaced in what the API says', () => {
    const parameter = 'Parameters: {P: {Type: String, Default: Pool}}\n';
    const template = sam(`A: ${get('/a')}`, api(`Auth: {${cognito}, DefaultAuthorizer: !Ref P}`), parameter);
    expect(inBody(template, 'Api', 'paths', '/a', 'get', 'security')).toEqual([{ Pool: ['read'] }]);
  });

  test('an event overrides the default in a definition that is written', () => {
    const body = `DefinitionBody: {swagger: "2.0", paths: {/a: {get: {${INTEGRATION}: {type: mock}}}}}`;
    const auth = `Auth: {${cognito}, DefaultAuthorizer: Pool}`;
    const at = ['paths', '/a', 'get', 'security'];
    const event = (more: string) => `A: ${get('/a', `Auth: {Authorizer: NONE${more}}`)}`;
    expect(inBody(sam(event(''), api(`${auth}, ${body}`)), 'Api', ...at)).toEqual([{ Pool: ['read'] }]);
    expect(inBody(sam(event(', OverrideApiAuth: true'), api(`${auth}, ${body}`)), 'Api', ...at)).toEqual([
      { NONE: [] },
    ]);
  });

  test.each([
    [
      'Cognito',
      '{UserPoolArn: arn:p, Identity: {Header: H, ValidationExpression: x}}',
      {
        type: 'apiKey',
        name: 'H',
        in: 'header',
        'x-amazon-apigateway-authtype': 'cognito_user_pools',
        'x-amazon-apigateway-authorizer': {
          type: 'cognito_user_pools',
          providerARNs: ['arn:p'],
          identityValidationExpression: 'x',
        },
      },
    ],
    [
      'token',
      '{FunctionArn: arn:f, FunctionInvokeRole: arn:r, Identity: {ReauthorizeEvery: 0}}',
      {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'custom',
        'x-amazon-apigateway-authorizer': {
          type: 'token',
          authorizerUri: expect.anything(),
          authorizerCredentials: 'arn:r',
          authorizerResultTtlInSeconds: 0,
        },
      },
    ],
    [
      'request',
      '{FunctionArn: arn:f, FunctionPayloadType: REQUEST, Identity: {Headers: [A], QueryStrings: [b], StageVariables: [c], Context: [d]}}',
      {
        type: 'apiKey',
        name: 'Unused',
        in: 'header',
        'x-amazon-apigateway-authtype': 'custom',
        'x-amazon-apigateway-authorizer': {
          type: 'request',
          authorizerUri: expect.anything(),
          identitySource: 'method.request.header.A, method.request.querystring.b, stageVariables.c, context.d',
        },
      },
    ],
  ])('the scheme of a %s authorizer', (_kind, authorizer, scheme) => {
    const template = sam(`A: ${get('/a')}`, api(`Auth: {Authorizers: {Au: ${authorizer}}}`));
    expect(inBody(template, 'Api', 'securityDefinitions', 'Au')).toEqual(scheme);
  });
});

describe('resource policy', () => {
  const policy = (settings: string) =>
    inBody(sam(`A: ${get('"/a/{id}"')}`, api(`Auth: {ResourcePolicy: {${settings}}}`)), 'Api', POLICY);
  const resource = [{ 'Fn::Sub': ['execute-api:/${__Stage__}/GET/a/*', { __Stage__: 'prod' }] }];
  const statement = { Action: 'execute-api:Invoke', Resource: resource };

  test('addresses that may call, and that may not', () => {
    expect(policy('IpRangeWhitelist: [10.0.0.0/8]')).toEqual({
      Version: '2012-10-17',
      Statement: [
        { ...statement, Effect: 'Allow', Principal: '*' },
        {
          ...statement,
          Effect: 'Deny',
          Principal: '*',
          Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } },
        },
      ],
    });
    expect(policy('IpRangeBlacklist: 1.2.3.4')).toMatchObject({
      Statement: [{}, { Condition: { IpAddress: { 'aws:SourceIp': ['1.2.3.4'] } } }],
    });
  });

  test('VPCs and endpoints, as text and as intrinsics', () => {
    expect(policy('SourceVpcWhitelist: [vpc-1, vpce-2], IntrinsicVpcWhitelist: [!Ref V]')).toMatchObject({
      Statement: [
        {},
        { Condition: { StringNotEquals: { 'aws:SourceVpc': ['vpc-1', { Ref: 'V' }], 'aws:SourceVpce': ['vpce-2'] } } },
      ],
    });
  });

  test("accounts, and statements of one's own", () => {
    expect(policy('AwsAccountWhitelist: ["1"]')).toMatchObject({
      Statement: { Effect: 'Allow', Principal: { AWS: ['1'] } },
    });
    expect(policy('CustomStatements: [{Effect: Deny}]')).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny' }],
    });
  });

  test('of an event', () => {
    const auth = 'Auth: {ResourcePolicy: {AwsAccountBlacklist: ["1"]}}';
    expect(inBody(sam(`A: ${get('/a', auth)}, B: ${get('/b')}`, api('')), 'Api', POLICY, 'Statement')).toMatchObject({
      Effect: 'Deny',
      Resource: [{ 'Fn::Sub': ['execute-api:/${__Stage__}/GET/a', { __Stage__: 'prod' }] }],
    });
  });
});

describe('CORS', () => {
  const options = (cors: string, events = `A: ${get('/a')}`) =>
    inBody(
      sam(events, api(`Cors: ${cors}`)),
      'Api',
      'paths',
      '/a',
      'options',
      INTEGRATION,
      'responses',
      'default',
      'responseParameters',
    );
  const header = (name: string) => `method.response.header.Access-Control-${name}`;

  test('an origin alone: the methods are those of the path', () => {
    expect(options(`"'x'"`)).toEqual({ [header('Allow-Origin')]: "'x'", [header('Allow-Methods')]: "'GET,OPTIONS'" });
    const any = '{Type: Api, Properties: {Path: /a, Method: any, RestApiId: !Ref Api}}';
    expect(options(`"'x'"`, `A: ${any}`)).toMatchObject({
      [header('Allow-Methods')]: "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'",
    });
  });

  test('all settings', () => {
    expect(
      options(`{AllowMethods: "'GET'", AllowHeaders: "'H'", MaxAge: 0, AllowCredentials: true, AllowOrigin: "'x'"}`),
    ).toEqual({
      [header('Allow-Origin')]: "'x'",
      [header('Allow-Methods')]: "'GET'",
      [header('Allow-Headers')]: "'H'",
      [header('Max-Age')]: 0,
      [header('Allow-Credentials')]: "'true'",
    });
  });

  test('an OPTIONS method that there is stays; a trailing slash makes no other resource', () => {
    const own = '{Type: Api, Properties: {Path: /a, Method: options, RestApiId: !Ref Api}}';
    expect(inBody(sam(`A: ${own}`, api(`Cors: "'*'"`)), 'Api', 'paths', '/a', 'options', INTEGRATION)).toMatchObject({
      type: 'aws_proxy',
    });
    const both = sam(`A: ${get('/a')}, B: ${get('/a/')}`, api(`Cors: "'*'"`));
    const paths = Object.values(inBody(both, 'Api', 'paths') as object) as object[];
    expect(paths.filter((path) => 'options' in path)).toHaveLength(1);
  });
});

describe('requests and responses', () => {
  const models = 'Models: {User: {type: object}}';
  const event = (more: string) => `A: ${get('/a', more)}`;
  const model = 'RequestModel: {Model: User, Required: true, ValidateBody: true, ValidateParameters: false}';

  test('models and validators in Swagger 2', () => {
    const template = sam(event(model), api(models));
    expect(inBody(template, 'Api', 'definitions')).toEqual({ user: { type: 'object' } });
    expect(inBody(template, 'Api', 'paths', '/a', 'get')).toMatchObject({
      parameters: [{ in: 'body', name: 'user', required: true, schema: { $ref: '#/definitions/user' } }],
      'x-amazon-apigateway-request-validator': 'body-only',
    });
    expect(inBody(template, 'Api', 'x-amazon-apigateway-request-validators')).toEqual({
      'body-only': { validateRequestBody: true, validateRequestParameters: false },
    });
  });

  test('models in OpenAPI 3', () => {
    const template = sam(event(model), api(`${models}, OpenApiVersion: 3.0.1`));
    expect(inBody(template, 'Api', 'components', 'schemas')).toEqual({ user: { type: 'object' } });
    expect(inBody(template, 'Api', 'paths', '/a', 'get', 'requestBody')).toEqual({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/user' } } },
      required: true,
    });
  });

  test('request parameters, and those that are part of the cache key', () => {
    const parameters =
      '[method.request.header.H, {method.request.querystring.q: {Required: true, Caching: true}}, nonsense]';
    const operation = inBody(sam(event(`RequestParameters: ${parameters}`), api('')), 'Api', 'paths', '/a', 'get');
    expect(operation).toMatchObject({
      parameters: [
        { in: 'header', name: 'H', required: false, type: 'string' },
        { in: 'query', name: 'q', required: true, type: 'string' },
      ],
      [INTEGRATION]: { cacheKeyParameters: ['method.request.querystring.q'] },
    });
  });

  test('gateway responses', () => {
    const response = '{StatusCode: 403, ResponseParameters: {Headers: {H: "1"}, QueryStrings: {q: "2"}}}';
    const template = sam('', api(`GatewayResponses: {DEFAULT_4XX: ${response}}`));
    expect(inBody(template, 'Api', 'x-amazon-apigateway-gateway-responses', 'DEFAULT_4XX')).toEqual({
      statusCode: '403',
      responseParameters: { 'gatewayresponse.header.H': '1', 'gatewayresponse.querystring.q': '2' },
      responseTemplates: {},
    });
  });

  test('binary media types lose their escapes in the definition only', () => {
    const template = sam('', api('BinaryMediaTypes: [image~1png]'));
    expect(inBody(template, 'Api', 'x-amazon-apigateway-binary-media-types')).toEqual(['image/png']);
    expect(template.resources.get('Api')?.properties.BinaryMediaTypes).toEqual(['image~1png']);
  });
});

describe('versions', () => {
  const secured = 'Auth: {Authorizers: {Pool: {UserPoolArn: arn:p}}}';

  test('OpenAPI 3 has its schemes among the components, and no media types on methods', () => {
    const template = sam(`A: ${get('/a')}`, api(`OpenApiVersion: 3.0.1, Cors: "'*'"`));
    expect(inBody(template, 'Api', 'openapi')).toBe('3.0.1');
    const options = inBody(template, 'Api', 'paths', '/a', 'options');
    expect(options).not.toHaveProperty('consumes');
    expect(options).toMatchObject({
      responses: { '200': { headers: { 'Access-Control-Allow-Origin': { schema: { type: 'string' } } } } },
    });
    expect(inBody(sam('', api(`OpenApiVersion: 3.0.1, ${secured}`)), 'Api', 'components')).toHaveProperty(
      'securitySchemes.Pool',
    );
  });

  test('a number is a version', () => {
    const template = sam(
      `A: {Type: Api, Properties: {Path: /, Method: get}}`,
      '',
      'Globals: {Api: {OpenApiVersion: 3.0}}\n',
    );
    expect(inBody(template, 'ServerlessRestApi', 'openapi')).toBe('3.0');
  });

  test('the default endpoint is closed in the servers, or at the top of Swagger 2', () => {
    const configuration = { 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } };
    const of = (more: string) => sam('', api(`DisableExecuteApiEndpoint: true${more}`));
    expect(inBody(of(''), 'Api')).toMatchObject(configuration);
    expect(inBody(of(', OpenApiVersion: 3.0.1'), 'Api', 'servers')).toEqual([configuration]);
  });
});

test('every part of a definition knows where it is written', () => {
  const auth = 'Auth: {Authorizers: {Pool: {UserPoolArn: arn:p}}, DefaultAuthorizer: Pool}';
  const more = `${auth}, Cors: "'*'", Models: {User: {type: object}}`;
  const template = sam(`A: ${get('/a')}, B: ${get('/b', 'Auth: {Authorizer: NONE}')}`, api(more));
  const source = (...path: string[]) =>
    template.resources
      .get('Api')
      ?.sourcePath(['Properties', 'Body', ...path])
      .join('.');
  expect(source('paths', '/a', 'get', INTEGRATION)).toBe('Resources.Fn.Properties.Events.A');
  expect(source('paths', '/a', 'get', 'security')).toBe('Resources.Api.Properties.Auth');
  expect(source('paths', '/b', 'get', 'security')).toBe('Resources.Fn.Properties.Events.B.Properties.Auth');
  expect(source('paths', '/a', 'options')).toBe('Resources.Api.Properties.Cors');
  expect(source('securityDefinitions', 'Pool')).toBe('Resources.Api.Properties.Auth.Authorizers');
  expect(source('definitions', 'user')).toBe('Resources.Api.Properties.Models');
  expect(source('info')).toBe('Resources.Api');
  const written = sam('', api('DefinitionBody: {swagger: "2.0", paths: {/a: {get: {}}}}'));
  expect(written.resources.get('Api')?.sourcePath(['Properties', 'Body', 'paths', '/a', 'get']).join('.')).toBe(
    'Resources.Api.Properties.DefinitionBody.paths./a.get',
  );
});
