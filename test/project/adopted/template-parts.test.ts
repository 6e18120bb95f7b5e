import { describe, expect, test } from '@jest/globals';
import { gatingOf } from '../../../src/adopt/gating.ts';
import type { AdoptedConfig } from '../../../src/config/config.ts';
import type { KeyPart, Part } from '../../../src/insert/part.ts';
import { composed } from '../../../src/project/adopted/template/compose.ts';
import { templateParts } from '../../../src/project/adopted/template-parts.ts';
import { classifyGear, gatedAliases } from '../../../src/template/gear.ts';
import { dependencyGraph } from '../../../src/template/graph.ts';
import { hookOrder } from '../../../src/template/order.ts';
import { parseDocument } from '../../../src/template/parse.ts';
import { loadTemplate } from '../../../src/template/template.ts';
import { findTraps } from '../../../src/template/traps/index.ts';
import { configOf } from './service-config.ts';

const HEAD = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
`;

function fn(id: string, properties: string[] = [], attributes: string[] = []): string {
  return [
    `  ${id}:`,
    '    Type: AWS::Serverless::Function',
    ...attributes.map((line) => `    ${line}`),
    '    Properties:',
    '      CodeUri: src/',
    '      Handler: app.handler',
    '      Runtime: python3.13',
    ...properties.map((line) => `      ${line}`),
    '',
  ].join('\n');
}

interface Choices {
  readonly config?: Parameters<typeof configOf>[0];
  readonly adopted?: Partial<AdoptedConfig>;
  readonly acceptUrlChange?: boolean;
}

/** The template adopted: the parts, and what they make of it. */
function adopt(text: string, { config: more = {}, adopted: said = {}, acceptUrlChange = false }: Choices = {}) {
  const document = parseDocument(HEAD + text, 'template.yaml');
  const before = loadTemplate(document);
  const gating = gatingOf(before, { acceptUrlChange, chain: false });
  const config = configOf({ stackGate: gating.stackGate, ...more });
  const adopted: AdoptedConfig = {
    template: 'template.yaml',
    hooks: 'source',
    functions: gating.adopted,
    environment: gating.names['Environment'] ?? 'Environment',
    names: gating.names,
    files: [],
    ...said,
  };
  const parts = templateParts(config, adopted, document);
  // what was serialized here is not read again
  expect(JSON.parse(JSON.stringify(parts))).toStrictEqual(parts);
  const after = composed(document, parts);
  return { before, after, parts, value: (...path: (string | number)[]) => valueOf(parts, path) };
}

function valueOf(parts: readonly Part[], path: readonly (string | number)[]): unknown {
  const isAt = (part: Part): part is KeyPart => 'value' in part && part.path.every((step, at) => step === path[at]);
  const part = parts.find(isAt);
  const below = part ? path.slice(part.path.length) : [];
  return below.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], part?.value);
}

function keysOf(parts: readonly Part[], section: string): string[] {
  return parts.flatMap((part) => {
    return 'path' in part && part.path[0] === section && part.path.length === 2 ? [String(part.path[1])] : [];
  });
}

const PLAIN = `Resources:
${fn('Orders')}  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`;

describe('a plain function', () => {
  const { after, parts, value } = adopt(PLAIN);

  test('gets an alias, a version per release, and a preference', () => {
    expect(parts.filter((part) => 'path' in part && part.path[1] === 'Orders')).toMatchObject([
      { path: ['Resources', 'Orders', 'Properties', 'AutoPublishAlias'], value: 'live' },
      { path: ['Resources', 'Orders', 'Properties', 'AutoPublishCodeSha256'], value: { Ref: 'ReleaseId' } },
      {
        path: ['Resources', 'Orders', 'Properties', 'DeploymentPreference'],
        value: {
          Type: { 'Fn::If': ['UsesAllAtOnce', 'AllAtOnce', 'Canary10Percent5Minutes'] },
          Role: { 'Fn::GetAtt': ['CodeDeployRole', 'Arn'] },
          Hooks: { PreTraffic: { Ref: 'PreTrafficHook' }, PostTraffic: { Ref: 'PostTrafficHook' } },
          Alarms: {
            'Fn::If': [
              'IgnoreAlarms',
              [{ Ref: 'AWS::NoValue' }],
              [{ Ref: 'OrdersErrors' }, { Ref: 'OrdersNewVersionErrors' }],
            ],
          },
        },
      },
    ]);
  });

  test('is deployed by its owner as before: every parameter has a default', () => {
    const parameters = keysOf(parts, 'Parameters');
    expect(parameters).toEqual([
      ...['Environment', 'ReleaseId', 'BuildId', 'GateMode', 'FitnessOverrideReason', 'PermissionsBoundary'],
      'IgnoreAlarms',
    ]);
    for (const name of parameters) expect(value('Parameters', name, 'Default')).toEqual(expect.any(String));
    expect(value('Parameters', 'ReleaseId')).toMatchObject({ Default: '', AllowedPattern: '^([a-z0-9]{10})?$' });
  });

  test('is judged by gear that is plain CloudFormation, and is all recognised', () => {
    const gear = classifyGear(after);
    const ours = keysOf(parts, 'Resources');
    expect(ours.filter((id) => !gear.has(id))).toEqual(['AlarmTopic']);
    for (const id of ours) expect(String(value('Resources', id, 'Type'))).not.toMatch(/^AWS::Serverless/);
    expect(gear.get('ReportFailure')).toBe('failure-reporter');
    expect(gear.get('Recorder')).toBe('recorder');
  });

  test('is measured when all that does not wait for an alias is finished', () => {
    expect(value('Resources', 'PreTrafficHook', 'DependsOn')).toEqual(['ReadArchitecture', 'Table', 'AlarmTopic']);
    expect(value('Resources', 'PreTrafficHook', 'Metadata', 'fitness')).toEqual({ after: [{ Ref: 'Orders.Version' }] });
    expect(hookOrder(after).map(({ hook, missing, closing }) => [hook, missing, closing])).toEqual([
      ['PreTrafficHook', [], []],
      ['PostTrafficHook', [], []],
    ]);
  });

  test('adds no trap but the default of the environment', () => {
    expect(findTraps(after).map(({ code }) => code)).toEqual([]);
  });

  test('has its parts explained where they begin', () => {
    const commented = parts.filter((part): part is KeyPart => 'value' in part && part.comment !== undefined);
    for (const section of ['Parameters', 'Conditions', 'Resources'])
      expect(commented.find(({ path }) => path[0] === section)?.comment?.[0]).toMatch(
        /^Gate of create-fitness-serverless/,
      );
    for (const line of commented.flatMap(({ comment = [] }) => comment)) expect(line.length).toBeLessThanOrEqual(120);
  });
});

test('hooks are found from the folder of the template', () => {
  const code = (template: string, hooks: AdoptedConfig['hooks']) =>
    adopt(PLAIN, { adopted: { template, hooks } }).value('Resources', 'Recorder', 'Properties', 'Code');
  expect(code('template.yaml', 'source')).toBe('fitness/hooks/');
  expect(code('infra/sam/template.yaml', 'source')).toBe('../../fitness/hooks/');
  expect(code('infra/template.yaml', 'prebuilt')).toBe('../fitness/dist/');
  expect(adopt(PLAIN, { adopted: { hooks: 'prebuilt' } }).value('Resources', 'Recorder', 'Metadata')).toEqual({
    SkipBuild: true,
  });
});

test('a template without hooks of ours has no part of ours but the aliases of the functions that come next', () => {
  expect(adopt(PLAIN, { adopted: { hooks: 'none', functions: {} } }).parts).toEqual([]);
  const { parts } = adopt(PLAIN, { adopted: { hooks: 'none' } });
  expect(parts.length).toBeGreaterThan(0);
  for (const part of parts)
    expect(part).toMatchObject({
      path: ['Resources', expect.any(String), 'Properties', 'AutoPublishAlias'],
      value: 'live',
    });
});

describe('what is there stays', () => {
  test('Globals are inherited, and only what they lack is added', () => {
    const globals = `Globals:
  Function:
    AutoPublishAlias: prod
    DeploymentPreference:
      Type: Linear10PercentEvery1Minute
      Alarms: [!Ref Theirs]
${PLAIN}  Theirs:
    Type: AWS::CloudWatch::Alarm
    Properties: { ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1 }
`;
    const { parts, after } = adopt(globals);
    const below = parts.flatMap((part) =>
      'path' in part && part.path[1] === 'Orders' ? [part.path.slice(3).join('.')] : [],
    );
    expect(below).toEqual([
      'AutoPublishCodeSha256',
      'DeploymentPreference.Hooks.PreTraffic',
      'DeploymentPreference.Hooks.PostTraffic',
      'DeploymentPreference.Alarms',
      'DeploymentPreference.Alarms',
    ]);
    const { AlarmConfiguration, ServiceRoleArn } = after.resources.get('OrdersDeploymentGroup')?.properties ?? {};
    expect(AlarmConfiguration).toMatchObject({
      Alarms: [
        { Name: { Ref: 'Theirs' } },
        { Name: { Ref: 'OrdersErrors' } },
        { Name: { Ref: 'OrdersNewVersionErrors' } },
      ],
    });
    // their role stays SAM's, and is let call the hooks
    expect(ServiceRoleArn).toEqual({ 'Fn::GetAtt': ['CodeDeployServiceRole', 'Arn'] });
    expect(keysOf(parts, 'Resources')).not.toContain('CodeDeployRole');
    expect(keysOf(parts, 'Resources')).toContain('CodeDeployServiceRoleCallsHooks');
    expect(findTraps(after).filter(({ code }) => code === 'hook-not-invokable')).toEqual([]);
    expect(keysOf(parts, 'Parameters')).not.toContain('IgnoreAlarms');
    expect(keysOf(parts, 'Conditions')).toEqual(['HasPermissionsBoundary']);
  });

  test('an alias named by a parameter is what the alarms watch', () => {
    const { value } = adopt(`Parameters: { Stage: { Type: String, Default: live } }
Resources:
${fn('Orders', ['AutoPublishAlias: !Ref Stage'])}`);
    expect(value('Resources', 'OrdersErrors', 'Properties', 'Dimensions', 1)).toEqual({
      Name: 'Resource',
      Value: { 'Fn::Sub': '${Orders}:${Stage}' },
    });
  });

  test('the owner’s parameter says which environment it is', () => {
    const text = `Parameters: { Stage: { Type: String, Default: dev } }\n${PLAIN}`;
    const { parts, value } = adopt(text, { adopted: { environment: 'Stage' } });
    expect(keysOf(parts, 'Parameters')).not.toContain('Environment');
    expect(value('Conditions', 'UsesAllAtOnce')).toEqual({ 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] });
    expect(JSON.stringify(parts)).not.toContain('${Environment}');
  });

  test('the owner’s permissions boundary bounds our roles', () => {
    const text = `Globals: { Function: { PermissionsBoundary: !Sub "arn:aws:iam::\${AWS::AccountId}:policy/edge" } }\n${PLAIN}`;
    const { parts, value } = adopt(text);
    const boundary = { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:policy/edge' };
    for (const id of ['RecorderRole', 'CodeDeployRole'])
      expect(value('Resources', id, 'Properties', 'PermissionsBoundary')).toEqual(boundary);
    expect(keysOf(parts, 'Parameters')).not.toContain('PermissionsBoundary');
  });

  test('no more alarms than CodeDeploy takes', () => {
    const theirs = Array.from({ length: 9 }, (_, index) => `alarm${index}`).join(', ');
    const preference = `DeploymentPreference: { Type: AllAtOnce, Alarms: [${theirs}] }`;
    const { parts } = adopt(`Resources:\n${fn('Orders', ['AutoPublishAlias: live', preference])}`);
    expect(parts.filter((part) => 'item' in part)).toMatchObject([{ item: { Ref: 'OrdersErrors' } }]);
    expect(keysOf(parts, 'Resources')).not.toContain('OrdersNewVersionErrors');
  });

  test('hooks of the owner’s: ours take the phase that is free, and no hook is there that nobody calls', () => {
    const preference = 'DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: check } }';
    const { parts, value } = adopt(`Resources:\n${fn('Orders', ['AutoPublishAlias: live', preference])}`);
    expect(keysOf(parts, 'Resources')).not.toContain('PreTrafficHook');
    expect(value('Resources', 'Orders', 'Properties', 'DeploymentPreference', 'Hooks')).toBeUndefined();
    expect(parts).toContainEqual({
      path: ['Resources', 'Orders', 'Properties', 'DeploymentPreference', 'Hooks', 'PostTraffic'],
      value: { Ref: 'PostTrafficHook' },
    });
    expect(value('Resources', 'FitnessGate', 'Properties', 'ServiceToken')).toEqual({
      'Fn::GetAtt': ['StackGate', 'Arn'],
    });
  });
});

describe('roles that deploy', () => {
  test('of the template get a policy, and those from outside are let in by the hooks', () => {
    const text = `Resources:
${fn('Orders', ['AutoPublishAlias: live', 'DeploymentPreference: { Type: AllAtOnce, Role: !GetAtt Deployer.Arn }'])}
${fn('Bills', ['AutoPublishAlias: live', 'DeploymentPreference: { Type: AllAtOnce, Role: "arn:aws:iam::1:role/x" }'])}
  Deployer:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: {} }
`;
    const { value, after } = adopt(text);
    expect(value('Resources', 'DeployerCallsHooks', 'Properties', 'Roles')).toEqual([{ Ref: 'Deployer' }]);
    expect(value('Resources', 'PreTrafficHookCaller', 'Properties')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'PreTrafficHook' },
      Principal: 'arn:aws:iam::1:role/x',
    });
    // the alias waits for its group, that for the alarms, and those for what lets the role call
    const graph = dependencyGraph(after);
    expect(graph.reaches('OrdersAliaslive', 'DeployerCallsHooks')).toBe(true);
    expect(graph.reaches('BillsAliaslive', 'PostTrafficHookCaller')).toBe(true);
    const gear = classifyGear(after);
    for (const id of ['Deployer', 'DeployerCallsHooks', 'PreTrafficHookCaller']) expect(gear.get(id)).toBe('support');
    expect(gear.get('PreTrafficHook')).toBe('pre-traffic-hook');
  });

  test('ours names by a pattern what waits for an alias: so no loop closes', () => {
    const text = `Resources:
${fn('Front', ['Events: { Get: { Type: HttpApi, Properties: { Path: /, Method: get } } }'])}
${fn('Back', ['Environment: { Variables: { API: !Ref ServerlessHttpApi } }'])}
${fn('Named', ['FunctionName: back-office', 'Environment: { Variables: { API: !Ref ServerlessHttpApi } }'])}
`;
    const { value, after } = adopt(text);
    expect(value('Resources', 'CodeDeployRole', 'Properties', 'Policies', 0, 'PolicyDocument', 'Statement', 0)).toEqual(
      {
        Sid: 'MoveAliases',
        Effect: 'Allow',
        Action: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        Resource: [
          { 'Fn::GetAtt': ['Front', 'Arn'] },
          { 'Fn::Sub': '${Front.Arn}:*' },
          { 'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-*' },
          ...['${Name}', '${Name}:*'].map((name) => ({
            'Fn::Sub': [
              `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`,
              { Name: 'back-office' },
            ],
          })),
        ],
      },
    );
    expect(dependencyGraph(after).cycles()).toEqual([]);
    expect(gatedAliases(after)).toHaveLength(3);
  });
});

describe('a function under a condition', () => {
  const text = `Conditions: { IsProd: !Equals [!Ref AWS::Region, eu-west-1] }
Resources:
${fn('Orders', [], ['Condition: IsProd'])}`;
  const { after, parts, value } = adopt(text);

  test('has alarms and a deployment group only where it is there', () => {
    expect(value('Resources', 'Orders', 'Properties', 'DeploymentPreference', 'PassthroughCondition')).toBe(true);
    for (const id of ['OrdersErrors', 'OrdersNewVersionErrors', 'OrdersDeploymentGroup', 'OrdersAliaslive'])
      expect(after.resources.get(id)?.condition).toBe('IsProd');
  });

  test('is named under it only, and a statement never has no resource', () => {
    const statement = value(
      'Resources',
      'CodeDeployRole',
      'Properties',
      'Policies',
      0,
      'PolicyDocument',
      'Statement',
      0,
    );
    expect((statement as { Resource: unknown[] }).Resource).toEqual([
      { 'Fn::If': ['IsProd', { 'Fn::GetAtt': ['Orders', 'Arn'] }, { Ref: 'AWS::NoValue' }] },
      { 'Fn::If': ['IsProd', { 'Fn::Sub': '${Orders.Arn}:*' }, { Ref: 'AWS::NoValue' }] },
      { 'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-*' },
    ]);
    // the application exists only where it does
    expect(JSON.stringify(parts)).not.toContain('ServerlessDeploymentApplication');
    expect(JSON.stringify(value('Resources', 'Dashboard'))).not.toContain('${Orders');
  });

  test('is waited for where it is there', () => {
    expect(value('Resources', 'PreTrafficHook', 'DependsOn')).toEqual(['ReadArchitecture', 'AlarmTopic']);
    expect(value('Resources', 'PreTrafficHook', 'Metadata', 'fitness', 'after')).toEqual([
      { 'Fn::If': ['IsProd', { Ref: 'Orders.Version' }, { Ref: 'AWS::NoValue' }] },
    ]);
    expect(hookOrder(after)[0]?.missing).toEqual([]);
  });
});

test('what refers to a gated function is not in DependsOn of its hook: in the source that is a loop', () => {
  const rule = `  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Orders.Arn }] }
`;
  const { value, after } = adopt(`Resources:\n${fn('Orders')}${rule}`);
  expect(value('Resources', 'PreTrafficHook', 'DependsOn')).toEqual(['ReadArchitecture', 'AlarmTopic']);
  expect(findTraps(after).map(({ code }) => code)).toEqual(['alias-bypassed']);
});

test('the stack gate waits by SAM’s names for what is called after a parameter', () => {
  const { value } = adopt(
    `Parameters: { Stage: { Type: String, Default: live } }
Resources:
${fn('Orders', ['AutoPublishAlias: !Ref Stage'])}${fn('Bills')}`,
    { config: { stackGate: true } },
  );
  expect(value('Resources', 'FitnessGate', 'DependsOn')).toContain('BillsAliaslive');
  expect(value('Resources', 'FitnessGate', 'Metadata', 'fitness', 'after')).toEqual([{ Ref: 'Orders.Alias' }]);
});

test('our own ways to shift traffic, and one floor per environment', () => {
  const { value, parts } = adopt(PLAIN, {
    config: {
      environments: {
        dev: { deployment: 'AllAtOnce', gate: { minimum: 50 } },
        prod: { deployment: 'Canary:20:7', gate: { minimum: 70 } },
      },
    },
  });
  expect(value('Resources', 'Canary20Percent7Minutes')).toMatchObject({
    Type: 'AWS::CodeDeploy::DeploymentConfig',
    Condition: 'UsesCanary20Percent7Minutes',
  });
  const body = value('Resources', 'Dashboard', 'Properties', 'DashboardBody', 'Fn::Sub') as string;
  const { widgets } = JSON.parse(body) as { widgets: { properties: { annotations?: { horizontal: unknown } } }[] };
  expect(widgets[0]?.properties.annotations?.horizontal).toEqual([
    { label: 'floor of dev', value: 50 },
    { label: 'floor of prod', value: 70 },
  ]);
  expect(keysOf(parts, 'Conditions')).toContain('UsesCanary20Percent7Minutes');
});

test('a hook that comes next is named in the environment of ours, and may be called', () => {
  const text = `Resources:
${fn('Orders', ['AutoPublishAlias: live', 'DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref PreTrafficHook } }'])}${fn('Check')}`;
  const { value } = adopt(text, { adopted: { functions: { Orders: { hooks: 'chained', next: 'Check' } }, names: {} } });
  for (const id of ['PreTrafficHook', 'ReportFailure']) {
    expect(value('Resources', id, 'Properties', 'Environment', 'Variables', 'FITNESS_NEXT_HOOKS')).toEqual({
      'Fn::Sub': ['{"*":"${Hook1}"}', { Hook1: { Ref: 'Check' } }],
    });
    const policy = JSON.stringify(value('Resources', `${id}Role`, 'Properties', 'Policies'));
    expect(policy).toContain('"Resource":[{"Fn::GetAtt":["Check","Arn"]}]');
  }
});

test('functions that are gone, or that nothing can be added to, are left alone', () => {
  const functions = { Gone: { hooks: 'ours' }, Table: { hooks: 'ours' } } as const;
  const { parts } = adopt(PLAIN, { adopted: { functions } });
  expect(parts.filter((part) => 'path' in part && part.path.length > 2)).toEqual([]);
});

describe('who calls a function itself', () => {
  const api = (id: string, path: string, uri = 'Orders.Arn') => `  ${id}:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      DefinitionBody:
        openapi: 3.0.1
        paths:
          ${path}:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                uri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${uri}}/invocations'
`;
  const event =
    'Events: { Get: { Type: Api, Properties: { RestApiId: !Ref Shop, Path: "/orders/{id}", Method: get } } }';
  const ALLOWED = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Orders' },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/orders/*',
      },
    },
  };

  test('keeps the permission that SAM makes of an event and gives to the alias', () => {
    const { value, after } = adopt(`Resources:\n${fn('Orders', [event])}${api('Shop', '/orders')}`);
    expect(value('Resources', 'OrdersCalledByShop')).toEqual(ALLOWED);
    const bySam = after.resources.get('OrdersGetPermissionv1');
    expect(bySam?.properties['FunctionName']).toEqual({ Ref: 'OrdersAliaslive' });
    expect(hookOrder(after).flatMap(({ missing, closing }) => [...missing, ...closing])).toEqual([]);
  });

  test('keeps one for all of an API in place of one for each of its paths', () => {
    const all = event.replace('Path: "/orders/{id}", Method: get', 'Path: "/{any+}", Method: any');
    const both = `Events: { All: ${all.slice(15, -2)}, Get: ${event.slice(15)}`;
    const { data } = adopt(`Resources:\n${fn('Orders', [both])}${api('Shop', '/orders')}`).after.document;
    const resources = (data as { Resources: Record<string, { Properties: { SourceArn?: unknown } }> }).Resources;
    const kept = Object.entries(resources).filter(([name]) => name.includes('CalledBy'));
    expect(kept.map(([name, { Properties }]) => [name, Properties.SourceArn])).toEqual([
      [
        'OrdersCalledByShop',
        { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/*/*' },
      ],
    ]);
  });

  test('keeps it from the first of two steps on', () => {
    const { value } = adopt(`Resources:\n${fn('Orders', [event])}${api('Shop', '/orders')}`, {
      adopted: { hooks: 'none' },
    });
    expect(value('Resources', 'OrdersCalledByShop')).toEqual(ALLOWED);
  });

  test.each([
    ['DefinitionUri: api/openapi.yaml'],
    ['DefinitionBody: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: api/openapi.yaml } } }'],
  ])('keeps it where the definition is in a file of its own: %s', (definition) => {
    const shop = `  Shop:\n    Type: AWS::Serverless::Api\n    Properties: { StageName: v1, ${definition} }\n`;
    const { value } = adopt(`Resources:\n${fn('Orders', [event])}${fn('Bills')}${shop}`);
    expect(value('Resources', 'OrdersCalledByShop')).toEqual(ALLOWED);
    expect(value('Resources', 'BillsCalledByShop')).toBeUndefined();
  });

  test.each([
    ['the alias is called', `${fn('Orders', [event])}${api('Shop', '/orders', 'Orders.Alias')}`],
    ['it was for another API', `${fn('Orders', [event])}${api('Shop', '/orders', 'Others.Arn')}${api('Other', '/x')}`],
    ['there is an alias already', `${fn('Orders', ['AutoPublishAlias: live', event])}${api('Shop', '/orders')}`],
    [
      'its owner wrote one, which stays',
      `${fn('Orders', [event])}${api('Shop', '/orders')}  May:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Orders, Principal: apigateway.amazonaws.com }
`,
    ],
  ])('needs no other where %s', (_, resources) => {
    const { data } = adopt(`Resources:\n${resources}`).after.document;
    const names = Object.keys((data as { Resources: object }).Resources);
    expect(names.filter((name) => name.includes('CalledBy'))).toEqual([]);
    expect(names).toContain('PreTrafficHook');
  });

  describe('from outside of the template', () => {
    const calledOf = (resources: string) => {
      const { data } = adopt(`Parameters: { Skill: { Type: String } }\nResources:\n${resources}`).after.document;
      const all = Object.entries((data as { Resources: Record<string, object> }).Resources);
      return Object.fromEntries(all.filter(([name]) => name.includes('CalledBy')));
    };
    const skill = (more = '') => `Skill: { Type: AlexaSkill${more} }`;
    const allowed = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        Principal: 'alexa-appkit.amazon.com',
        FunctionName: { Ref: 'Orders' },
      },
    };

    test('keeps the permission as narrow as it was', () => {
      expect(calledOf(fn('Orders', [`Events: { ${skill()} }`]))).toEqual({ OrdersCalledByAlexaAppkit: allowed });
      const narrow = skill(', Properties: { SkillId: !Ref Skill }');
      expect(calledOf(fn('Orders', [`Events: { ${narrow} }`], ['Condition: IsSold']))).toEqual({
        OrdersCalledByAlexaAppkit: {
          ...allowed,
          Properties: { ...allowed.Properties, EventSourceToken: { Ref: 'Skill' } },
          Condition: 'IsSold',
        },
      });
    });

    test('keeps one for each skill, and one for two that are alike', () => {
      const skills = ['a', 'b', 'a'].map(
        (id, index) => `S${index}: { Type: AlexaSkill, Properties: { SkillId: ${id} } }`,
      );
      const kept = calledOf(fn('Orders', [`Events: { ${skills.join(', ')} }`]));
      expect(
        Object.entries(kept).map(([id, { Properties }]: [string, { Properties?: object }]) => [id, Properties]),
      ).toEqual([
        ['OrdersCalledByAlexaAppkit', { ...allowed.Properties, EventSourceToken: 'a' }],
        ['OrdersCalledByAlexaAppkit2', { ...allowed.Properties, EventSourceToken: 'b' }],
      ]);
    });

    test('says whose it is, and is no trap of the template that is adopted', () => {
      const { parts, after } = adopt(`Resources:\n${fn('Orders', [`Events: { ${skill()} }`])}`);
      const kept = parts.find((part) => 'value' in part && part.path[1] === 'OrdersCalledByAlexaAppkit') as KeyPart;
      expect(kept.comment?.length).toBe(2);
      expect(kept.comment?.join(' ')).toContain('alexa-appkit.amazon.com calls Orders itself, from outside');
      expect(after.resources.get('OrdersSkillPermission')?.properties['FunctionName']).toEqual({
        Ref: 'OrdersAliaslive',
      });
      expect(findTraps(after).filter(({ code }) => code === 'alias-bypassed')).toEqual([]);
    });

    const by = (more: string) => `  May:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Orders, Principal: alexa-appkit.amazon.com${more} }
`;
    test.each([
      ['there is an alias already', fn('Orders', ['AutoPublishAlias: live', `Events: { ${skill()} }`])],
      [
        'SAM makes it for nobody, of a bare name',
        `${fn('Orders', [event.replace('!Ref Shop', 'Shop')])}  Shop: { Type: AWS::Serverless::Api, Properties: { StageName: v1, DefinitionUri: s3://a/b } }\n`,
      ],
      ['its owner allows as much', fn('Orders', [`Events: { ${skill()} }`]) + by('')],
    ])('keeps none where %s', (_, resources) => {
      expect(calledOf(resources)).toEqual({});
    });

    test.each([
      ['another skill', by(', EventSourceToken: other')],
      ['the alias alone', by('').replace('!Ref Orders', '!Sub "${Orders}:live"')],
      ['where it is sold', by('').replace('    Properties', '    Condition: IsSold\n    Properties')],
    ])('keeps it where its owner allows %s', (_, permission) => {
      const one = calledOf(fn('Orders', [`Events: { ${skill(', Properties: { SkillId: mine }')} }`]) + permission);
      expect(Object.keys(one)).toEqual(['OrdersCalledByAlexaAppkit']);
    });
  });
});
