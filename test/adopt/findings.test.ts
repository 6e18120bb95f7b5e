import { describe, expect, it } from '@jest/globals';
import { findingsOf } from '../../src/adopt/findings.ts';
import { chainEdits } from '../../src/adopt/gating/chain.ts';
import { gatingOf } from '../../src/adopt/gating.ts';
import type { Finding, Survey } from '../../src/adopt/model.ts';
import { applyEdits } from '../../src/template/edit.ts';
import type { SourceDocument } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { repository, sam } from './survey-repository.ts';

const SURVEY: Survey = {
  root: '/nowhere',
  template: 'template.yaml',
  languages: ['node'],
  hooks: 'source',
  service: 'orders',
  environments: [{ name: 'prod', deployment: 'AllAtOnce' }],
  pipelines: [],
  files: [],
  tests: [],
  coverage: [],
  nested: [],
};

function documentOf(text: string): SourceDocument {
  return parseDocument(text, 'template.yaml');
}

function find(text: string, survey: Partial<Survey> = {}, chain = false, acceptUrlChange = false): Finding[] {
  const template = loadTemplate(documentOf(text));
  const { functions, adopted, names } = gatingOf(template, { acceptUrlChange, chain });
  return findingsOf(template, { ...SURVEY, ...survey }, functions, { functions: adopted, names });
}

/** The one with the code; a test of it fails if there is none, or more. */
function one(findings: readonly Finding[], code: string): Finding {
  const found = findings.filter((finding) => finding.code === code);
  expect(found.map(({ message }) => message)).toHaveLength(1);
  return found[0] as Finding;
}

/** The text with what a finding proposes, of which nothing of that code is left. */
function mended(text: string, code: string): string {
  const { proposal } = one(find(text), code);
  const after = applyEdits(documentOf(text), proposal?.edits ?? []);
  expect(find(after).map((finding) => finding.code)).not.toContain(code);
  return after;
}

const FN = 'Runtime: nodejs22.x, Handler: app.handler, InlineCode: "exports.handler = async () => {}"';
const RESOURCE = (id: string, type: string, properties: string): string =>
  `  ${id}:\n    Type: ${type}\n    Properties:\n${properties.replace(/^/gm, '      ')}\n`;

describe('a call past the alias', () => {
  const api = (events: string): string =>
    sam({ Orders: `${FN}${events}` }) +
    RESOURCE(
      'Api',
      'AWS::Serverless::Api',
      [
        'StageName: v1',
        'DefinitionBody:',
        '  openapi: 3.0.1',
        '  paths:',
        '    /orders:',
        '      get:',
        '        x-amazon-apigateway-integration:',
        '          type: aws_proxy',
        '          httpMethod: POST',
        '          uri: !Sub "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations"',
      ].join('\n'),
    );
  const event = ', Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /orders, Method: get}}}';

  it('from an OpenAPI body keeps the permission that SAM moves, and is mended', () => {
    const finding = one(find(api(event)), 'alias-bypassed');
    expect(finding).toMatchObject({
      severity: 'warning',
      resources: ['Api', 'Orders'],
      location: { file: 'template.yaml', line: 18, column: 17 },
    });
    expect(finding.message).toContain('is given to the function again');
    const after = mended(api(event), 'alias-bypassed');
    expect(after).toContain('functions/${Orders.Alias}/invocations');
    expect(after.replace('Orders.Alias', 'Orders.Arn')).toBe(api(event));
  });

  it('from a bucket is an error: S3 asks for the permission when the bucket is made', () => {
    const files = RESOURCE(
      'Files',
      'AWS::S3::Bucket',
      'NotificationConfiguration: {LambdaConfigurations: [{Event: "s3:ObjectRemoved:*", Function: !GetAtt Orders.Arn}]}',
    );
    const upload = ', Events: {Up: {Type: S3, Properties: {Bucket: !Ref Files, Events: "s3:ObjectCreated:*"}}}';
    const finding = one(find(sam({ Orders: `${FN}${upload}` }) + files), 'permission-moves-to-alias');
    expect(finding).toMatchObject({ severity: 'error', resources: ['Files', 'Orders'] });
    expect(finding.message).toContain('calls would be refused');
    expect(finding.proposal?.edits).toHaveLength(1);
  });

  it('from an authorizer is mended where it is written, and nowhere else', () => {
    const auth = (more: string) =>
      sam({
        Check: FN,
        Orders: `${FN}, Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}}`,
      }) +
      RESOURCE(
        'Api',
        'AWS::Serverless::Api',
        `StageName: v1\nAuth:\n  Authorizers:\n    Token: {FunctionArn: !GetAtt Check.Arn}\n    Other: {FunctionArn: arn:x}${more}`,
      );
    const text = auth('');
    expect(mended(text, 'alias-bypassed')).toBe(text.replace('!GetAtt Check.Arn', '!Ref Check.Alias'));
  });

  it('is not what SAM merges from an event into the definition', () => {
    const merged = api(event).replace('StageName: v1', 'StageName: v1\n      MergeDefinitions: true');
    expect(find(merged).map(({ code }) => code)).toEqual(['first-deployment-not-gated']);
    const other = merged.replace('Path: /orders', 'Path: /bills');
    expect(find(other).map(({ code }) => code)).toContain('alias-bypassed');
  });

  it('is not the title of an API', () => {
    const text =
      sam({ Orders: `${FN}, Events: {Get: {Type: HttpApi, Properties: {ApiId: !Ref Api}}}` }) +
      RESOURCE('Api', 'AWS::Serverless::HttpApi', 'Name: !Sub "${Orders}-api"');
    expect(find(text).map(({ code }) => code)).toEqual(['first-deployment-not-gated']);
  });

  it('for which a connector gives the permission is left to a person: that stays with the function', () => {
    const text =
      sam({ Orders: FN }) +
      RESOURCE(
        'Rule',
        'AWS::Events::Rule',
        'EventPattern: {source: [shop]}\nTargets: [{Id: a, Arn: !GetAtt Orders.Arn}]',
      ) +
      RESOURCE(
        'May',
        'AWS::Serverless::Connector',
        'Source: {Id: Rule}\nDestination: {Id: Orders}\nPermissions: [Write]',
      );
    const finding = one(find(text), 'alias-bypassed');
    expect(finding).toMatchObject({ severity: 'warning', resources: ['Rule', 'Orders'] });
    expect(finding.proposal).toMatchObject({ edits: [] });
    expect(finding.proposal?.summary).toContain('AWS::Lambda::Permission');
  });

  it('is a warning where SAM’s permission was for another API: its own comes from elsewhere', () => {
    const other = event.replace('RestApiId: !Ref Api, ', '');
    expect(one(find(api(other)), 'alias-bypassed')).toMatchObject({
      severity: 'warning',
      resources: ['Api', 'Orders'],
    });
  });

  it('is a warning where the owner wrote the permission, which is mended along', () => {
    const text =
      api('') +
      RESOURCE(
        'May',
        'AWS::Lambda::Permission',
        'Action: lambda:InvokeFunction\nFunctionName: !Ref Orders\nPrincipal: apigateway.amazonaws.com',
      );
    expect(find(text).map(({ code }) => code)).not.toContain('permission-moves-to-alias');
    const after = mended(text, 'alias-bypassed');
    expect(after).toContain('FunctionName: !Ref Orders.Alias');
    expect(after).toContain('${Orders.Alias}/invocations');
  });

  it('is not what SAM makes of events and URLs, and not what names the alias already', () => {
    const events =
      ', Events: {A: {Type: Api, Properties: {Path: /, Method: get}}, S: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}';
    const named = sam({ Orders: `${FN}, AutoPublishAlias: live${events}` });
    const rule = RESOURCE(
      'Rule',
      'AWS::Events::Rule',
      'ScheduleExpression: rate(1 day)\nTargets: [{Id: a, Arn: !Ref Orders.Alias}, {Id: b, Arn: !Sub "${Orders.Arn}:live"}]',
    );
    expect(find(named + rule).map(({ code }) => code)).toEqual([]);
  });

  it('of a trigger whose permission waits for it is mended with a gap of seconds, and says so', () => {
    const trigger = (source: string): string =>
      sam({ Orders: FN }) +
      RESOURCE('Pool', 'AWS::Cognito::UserPool', 'LambdaConfig: {PreSignUp: !GetAtt Orders.Arn}') +
      RESOURCE(
        'Perm',
        'AWS::Lambda::Permission',
        `Action: lambda:InvokeFunction\nFunctionName: !Ref Orders\nPrincipal: cognito-idp.amazonaws.com${source}`,
      );
    const waiting = one(find(trigger('\nSourceArn: !GetAtt Pool.Arn')), 'alias-bypassed');
    expect(waiting.proposal?.edits).toHaveLength(2);
    expect(waiting.proposal?.summary).toContain('not yet allowed to call the alias');
    const before = one(find(trigger('')), 'alias-bypassed');
    expect(before.proposal?.edits).toHaveLength(2);
    expect(before.proposal?.summary).toBe('Name the alias of Orders instead');
  });

  it.each([
    ['the newest version of Orders', `${FN}, AutoPublishAlias: live`, '!Ref Orders.Version', ''],
    [
      'the newest version of Orders',
      FN,
      '!Ref Published',
      RESOURCE('Published', 'AWS::Lambda::Version', 'FunctionName: !Ref Orders'),
    ],
    [
      'another alias of Orders',
      FN,
      '!Ref Stable',
      RESOURCE('Stable', 'AWS::Lambda::Alias', 'FunctionName: !Ref Orders\nFunctionVersion: "1"\nName: stable'),
    ],
  ])('goes to %s as well', (called, fn, arn, more) => {
    const rule = RESOURCE(
      'Rule',
      'AWS::Events::Rule',
      `ScheduleExpression: rate(1 day)\nTargets: [{Id: a, Arn: ${arn}}]`,
    );
    const finding = one(find(sam({ Orders: fn }) + rule + more), 'alias-bypassed');
    expect(finding).toMatchObject({ resources: ['Rule', 'Orders'], location: { line: 10, column: 25 } });
    expect(finding.message).toContain(`Rule calls ${called}, past the alias`);
    expect(finding.proposal).toMatchObject({ edits: [] });
    const named = rule.replace(arn, '!Ref Orders.Alias');
    expect(find(sam({ Orders: fn }) + named + more).map(({ code }) => code)).not.toContain('alias-bypassed');
  });

  it.each([
    ['Custom::Seed', 'ServiceToken: !GetAtt Orders.Arn', 'ServiceToken'],
    ['AWS::CloudFormation::CustomResource', 'ServiceToken: !Sub "${Orders.Arn}"', 'ServiceToken'],
    ['AWS::CloudFormation::Macro', 'Name: m\nFunctionName: !GetAtt Orders.Arn', 'FunctionName'],
  ])('by CloudFormation itself, for %s, is said and left', (type, properties, key) => {
    const finding = one(find(sam({ Orders: FN }) + RESOURCE('Seed', type, properties)), 'called-by-cloudformation');
    expect(finding).toMatchObject({ severity: 'warning', resources: ['Seed', 'Orders'] });
    expect(finding.message).toMatch(new RegExp(`not gated. Leave the ${key}$`));
    expect(finding.proposal).toBeUndefined();
    const other = RESOURCE('Seed', type, `${properties.replace(/Orders/, 'Other')}\nTable: !Ref Orders`);
    expect(find(sam({ Orders: FN }) + other).map(({ code }) => code)).not.toContain('called-by-cloudformation');
  });

  it('of a URL that moves to the alias needs its permission to move as well', () => {
    const url = (fn: string, more = 'FunctionUrlAuthType: AWS_IAM'): string =>
      sam({ Orders: `${FN}, FunctionUrlConfig: {AuthType: AWS_IAM}${fn}` }) +
      RESOURCE(
        'Perm',
        'AWS::Lambda::Permission',
        `Action: lambda:InvokeFunctionUrl\nFunctionName: !GetAtt Orders.Arn\nPrincipal: '123456789012'\n${more}`,
      );
    const accepted = (text: string): Finding[] => find(text, {}, false, true);
    const finding = one(accepted(url('')), 'url-permission-stays');
    expect(finding).toMatchObject({ severity: 'error', resources: ['Perm', 'Orders'], location: { line: 10 } });
    const after = applyEdits(documentOf(url('')), finding.proposal?.edits ?? []);
    expect(after).toBe(url('').replace('!GetAtt Orders.Arn', '!Ref Orders.Alias'));
    expect(accepted(after).map(({ code }) => code)).not.toContain('url-permission-stays');
    expect(accepted(url('', 'InvokedViaFunctionUrl: true')).map(({ code }) => code)).toContain('url-permission-stays');
    for (const text of [url('').replace(', FunctionUrlConfig: {AuthType: AWS_IAM}', ''), url('', 'SourceAccount: 1')])
      expect(accepted(text).map(({ code }) => code)).not.toContain('url-permission-stays');
    // refused, the function has no alias for its URL to go to
    expect(find(url('')).map(({ code }) => code)).not.toContain('url-permission-stays');
  });

  it.each([
    [
      'AWS::Serverless::GraphQLApi',
      'SchemaInline: x\nAuth: {Type: AWS_IAM}\nDataSources: {Lambda: {L: {FunctionArn: HERE}}}',
    ],
    [
      'AWS::AppSync::GraphQLApi',
      'Name: g\nAuthenticationType: AWS_LAMBDA\nLambdaAuthorizerConfig: {AuthorizerUri: HERE}',
    ],
    [
      'AWS::Lambda::EventInvokeConfig',
      'FunctionName: o\nQualifier: $LATEST\nDestinationConfig: {OnSuccess: {Destination: HERE}}',
    ],
    ['AWS::SecretsManager::RotationSchedule', 'SecretId: s\nRotationLambdaARN: HERE'],
    ['AWS::Config::ConfigRule', 'Source: {Owner: CUSTOM_LAMBDA, SourceIdentifier: HERE}'],
    ['AWS::SES::ReceiptRule', 'RuleSetName: r\nRule: {Actions: [{LambdaAction: {FunctionArn: HERE}}]}'],
  ])('comes from any that Lambda is called by: %s', (type, properties) => {
    const caller = (arn: string): string =>
      sam({ Orders: FN }) + RESOURCE('Caller', type, properties.replace('HERE', arn));
    const finding = one(find(caller('!GetAtt Orders.Arn')), 'alias-bypassed');
    expect(finding.resources.at(-1)).toBe('Orders');
    expect(find(caller('arn:elsewhere')).map(({ code }) => code)).not.toContain('alias-bypassed');
  });

  it.each([
    ['AWS::Serverless::Application', 'Location: other.yaml\nParameters: {Fn: NAME}'],
    ['AWS::CloudFormation::Stack', 'TemplateURL: other.yaml\nParameters: {Fn: NAME}'],
    ['AWS::SSM::Parameter', 'Type: String\nValue: NAME'],
  ])('is open to whom %s gives the function', (type, properties) => {
    const given = (name: string): string =>
      sam({ Orders: FN }) + RESOURCE('Given', type, properties.replace('NAME', name));
    const finding = one(find(given('!Ref Orders')), 'function-given-on');
    expect(finding).toMatchObject({ resources: ['Given', 'Orders'], location: { file: 'template.yaml' } });
    expect(one(find(given('!GetAtt Orders.Arn')), 'function-given-on').message).toContain('gives Orders itself on');
    for (const other of ['plain', '!Ref Orders.Alias'])
      expect(find(given(other)).map(({ code }) => code)).not.toContain('function-given-on');
  });

  it('from outside of the template goes past the alias, and stays allowed', () => {
    const skill = one(find(sam({ Orders: `${FN}, Events: {Skill: {Type: AlexaSkill}}` })), 'alias-bypassed');
    expect(skill).toMatchObject({ severity: 'warning', resources: ['Orders'], location: { line: 5 } });
    expect(skill.message).toContain('alexa-appkit.amazon.com');
    expect(skill.message).toContain('is given to the function again');
    const outside = `Parameters: {Api: {Type: String}}\n`;
    const event = ', Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}}';
    expect(one(find(sam({ Orders: `${FN}${event}` }, outside)), 'alias-bypassed').message).toContain(
      'apigateway.amazonaws.com',
    );
    const inside = sam({ Orders: `${FN}${event}` }) + RESOURCE('Api', 'AWS::Serverless::Api', 'StageName: v1');
    const named = sam({ Orders: `${FN}, AutoPublishAlias: live${event}` }, outside);
    for (const text of [inside, named]) expect(find(text).map(({ code }) => code)).not.toContain('alias-bypassed');
  });

  it('from a state machine is mended unless its role allows the function alone', () => {
    const machine = (policies: string): string =>
      sam({ Orders: FN }) +
      RESOURCE(
        'Machine',
        'AWS::Serverless::StateMachine',
        `Definition: {StartAt: A, States: {A: {Type: Task, Resource: "\${Fn}", End: true}}}\nDefinitionSubstitutions: {Fn: !GetAtt Orders.Arn}\n${policies}`,
      );
    const wide = machine('Policies: [{LambdaInvokePolicy: {FunctionName: !Ref Orders}}]');
    expect(mended(wide, 'alias-bypassed')).toContain('{Fn: !Ref Orders.Alias}');
    const narrow = machine(
      'Policies: [{Version: "2012-10-17", Statement: [{Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Orders.Arn}]}]',
    );
    expect(one(find(narrow), 'alias-bypassed')).toMatchObject({ resources: ['Machine', 'Orders'] });
    const both = mended(narrow, 'alias-bypassed');
    expect(both).toContain('{Fn: !Ref Orders.Alias}');
    expect(both).toContain('Resource: [!GetAtt Orders.Arn, !Sub "${Orders.Arn}:*"]');
    const listed = narrow.replace('Resource: !GetAtt Orders.Arn', 'Resource: [!GetAtt Orders.Arn]');
    expect(mended(listed, 'alias-bypassed')).toContain('Resource: [!GetAtt Orders.Arn, !Sub "${Orders.Arn}:*"]');
    const elsewhere = one(find(machine('Role: arn:aws:iam::123456789012:role/x')), 'alias-bypassed');
    expect(elsewhere.proposal).toMatchObject({ edits: [] });
    expect(elsewhere.proposal?.summary).toContain('let its role call ${Orders.Arn}:*');
  });

  it('from the definition of a state machine is found where it is written', () => {
    const machine = (policies: string): string =>
      sam({ Orders: FN }) +
      RESOURCE(
        'Machine',
        'AWS::Serverless::StateMachine',
        [
          'Definition:',
          '  StartAt: Wait',
          '  States:',
          '    Wait: {Type: Wait, SecondsPath: !Ref AWS::NoValue, Next: Take}',
          '    Take:',
          '      Type: Task',
          '      Resource: !GetAtt Orders.Arn',
          '      End: true',
          policies,
        ].join('\n'),
      );
    const wide = machine('Policies: [{LambdaInvokePolicy: {FunctionName: !Ref Orders}}]');
    expect(one(find(wide), 'alias-bypassed')).toMatchObject({
      resources: ['Machine', 'Orders'],
      location: { line: wide.split('\n').findIndex((line) => line.includes('Resource: !GetAtt')) + 1, column: 13 },
    });
    expect(mended(wide, 'alias-bypassed')).toBe(
      wide.replace('Resource: !GetAtt Orders.Arn', 'Resource: !Ref Orders.Alias'),
    );
    const narrow = machine(
      'Policies: [{Statement: [{Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Orders.Arn}]}]',
    );
    expect(one(find(narrow), 'alias-bypassed')).toMatchObject({ location: { column: 13 } });
    expect(mended(narrow, 'alias-bypassed')).toContain('Resource: [!GetAtt Orders.Arn, !Sub "${Orders.Arn}:*"]');
  });

  it('from code is for a person to look at', () => {
    const text = sam({ Orders: FN, Caller: `${FN}, Environment: {Variables: {ORDERS: !Ref Orders}}` });
    const finding = one(find(text), 'alias-bypassed');
    expect(finding).toMatchObject({ severity: 'warning', resources: ['Caller', 'Orders'] });
    expect(finding.proposal).toMatchObject({ edits: [] });
    expect(finding.proposal?.summary).toContain('!Ref Orders.Alias');
  });

  it('by who is not in the template stays as it is', () => {
    const permission = 'Action: lambda:InvokeFunction\nFunctionName: !Ref Orders\nPrincipal: s3.amazonaws.com';
    const text = sam({ Orders: FN }) + RESOURCE('May', 'AWS::Lambda::Permission', permission);
    const finding = one(find(text), 'alias-bypassed');
    expect(finding.message).toContain('not in this template');
    expect(finding.proposal).toBeUndefined();
  });

  it('from the hook of the very deployment is not changed into a loop', () => {
    const text = sam({
      Orders: `${FN}, AutoPublishAlias: live, DeploymentPreference: {Type: AllAtOnce, Hooks: {PreTraffic: !Ref Hook}}`,
      Hook: `${FN}, FunctionName: CodeDeployHook_x, Environment: {Variables: {FN: !Ref Orders}}`,
      Other: `${FN}, Environment: {Variables: {FN: !GetAtt Orders.Arn}}`,
    });
    const calls = find(text).filter(({ code }) => code === 'alias-bypassed');
    expect(calls.map(({ resources, proposal }) => [resources[0], proposal?.edits])).toEqual([['Other', []]]);
  });

  it('from a definition in a file of its own is found there', () => {
    const root = repository({
      'api/openapi.yaml': 'paths:\n  /:\n    get:\n      uri:\n        Fn::Sub: x/${Orders.Arn}/invocations\n',
      'template.yaml': '',
    });
    const include = '{Fn::Transform: {Name: AWS::Include, Parameters: {Location: api/openapi.yaml}}}';
    const body = (written: string): string =>
      sam({ Orders: FN }) + RESOURCE('Api', 'AWS::Serverless::Api', `StageName: v1\nDefinitionBody: ${written}`);
    expect(one(find(body(include), { root }), 'alias-bypassed')).toMatchObject({
      resources: ['Api', 'Orders'],
      location: { file: 'api/openapi.yaml', line: 5, column: 20 },
    });
    expect(find(body(include.replace('api/', '../../etc/')), { root }).map(({ code }) => code)).not.toContain(
      'alias-bypassed',
    );
  });

  it('by what an output exports is said, and of an output for people is not', () => {
    const outputs =
      'Outputs:\n  Shown: {Value: !GetAtt Orders.Arn}\n  Given: {Value: !GetAtt Orders.Arn, Export: {Name: x}}\n';
    expect(one(find(sam({ Orders: FN }) + outputs), 'output-exports-function')).toMatchObject({
      resources: ['Orders'],
      location: { line: 8 },
    });
  });

  describe('by another alias', () => {
    const stable = RESOURCE(
      'Stable',
      'AWS::Lambda::Alias',
      'FunctionName: !Ref Orders\nFunctionVersion: "1"\nName: stable',
    );
    const published = RESOURCE('Published', 'AWS::Lambda::Version', 'FunctionName: !Ref Orders');
    const exported = (value: string): string => `Outputs:\n  Given: {Value: ${value}, Export: {Name: x}}\n`;

    it.each([
      ['exported', stable, exported('!Ref Stable'), 'output-exports-function', 'exports another alias of Orders'],
      [
        'exported by its name',
        stable,
        exported('!Sub "${Stable}"'),
        'output-exports-function',
        'another alias of Orders',
      ],
      ['a version', published, exported('!Ref Published'), 'output-exports-function', 'the newest version of Orders'],
      [
        'given on',
        stable + RESOURCE('Given', 'AWS::SSM::Parameter', 'Type: String\nValue: !GetAtt Stable.AliasArn'),
        '',
        'function-given-on',
        'Given gives another alias of Orders on',
      ],
      [
        'called from outside',
        stable +
          RESOURCE(
            'May',
            'AWS::Lambda::Permission',
            'Action: lambda:InvokeFunction\nFunctionName: !Ref Stable\nPrincipal: alexa-appkit.amazon.com',
          ),
        '',
        'alias-bypassed',
        'May lets another alias of Orders be called by what is not in this template',
      ],
    ])('is said where that is %s', (_, resources, outputs, code, message) => {
      const finding = one(find(sam({ Orders: FN }) + resources + outputs), code);
      expect(finding).toMatchObject({ severity: 'warning', location: { file: 'template.yaml' } });
      expect(finding.resources).toContain('Orders');
      expect(finding.message).toContain(message);
      expect(finding.message).toContain('past the alias that is gated');
    });

    it.each([
      ['nobody has it', stable, 'Outputs:\n  Shown: {Value: !Ref Stable}\n'],
      ['the number of a version is exported', published, exported('!GetAtt Published.Version')],
      ['the gated one is exported', stable, exported('!Ref Orders.Alias')],
      ['it is of a function that is not gated', stable.replace('!Ref Orders', 'elsewhere'), exported('!Ref Stable')],
    ])('is not said where %s', (_, resources, outputs) => {
      const codes = find(sam({ Orders: `${FN}, AutoPublishAlias: live` }) + resources + outputs).map(
        ({ code }) => code,
      );
      for (const code of ['output-exports-function', 'function-given-on', 'alias-bypassed'])
        expect(codes).not.toContain(code);
    });
  });
});

describe('a trap', () => {
  const preference = (written: string): string =>
    sam(
      { Orders: `${FN}, AutoPublishAlias: live, DeploymentPreference: {Type: AllAtOnce, ${written}}`, Hook: FN },
      'Parameters: {P: {Type: String, Default: a}}\nConditions: {C: !Equals [!Ref P, a]}\n',
    );

  it.each([
    [
      'conditional-hooks-dropped',
      'Hooks: !If [C, {PreTraffic: !Ref Hook}, !Ref AWS::NoValue]',
      'PreTraffic: !If [C, !Ref Hook, !Ref AWS::NoValue]',
    ],
    ['conditional-alarm-item', 'Alarms: [!If [C, a, !Ref AWS::NoValue]]', 'Alarms: !If [C, [a], [!Ref AWS::NoValue]]'],
  ])('%s comes with what mends it', (code, written, after) => {
    expect(one(find(preference(written)), code).resources).toEqual(expect.arrayContaining(['Orders']));
    expect(mended(preference(written), code)).toContain(after);
  });

  it('that only a person can mend comes without', () => {
    const finding = one(find(preference('Enabled: !If [C, true, false]')), 'conditional-enabled');
    expect(finding.proposal).toBeUndefined();
    expect(finding.location).toMatchObject({ line: 7 });
  });

  it('takes the place of the outcome of the same function at the same place', () => {
    const codes = find(preference('Hooks: !If [C, {PreTraffic: !Ref Hook}, !Ref AWS::NoValue]')).map(
      ({ code }) => code,
    );
    expect(codes).toContain('conditional-hooks-dropped');
    expect(codes).not.toContain('hooks-conditional');
  });

  it('of Globals is said with or without hooks that inherit it', () => {
    const globals = 'Globals: {Function: {AutoPublishAlias: live, DeploymentPreference: {Type: AllAtOnce}}}\n';
    expect(find(sam({ Orders: FN }, globals)).map(({ code }) => code)).toEqual([
      'alias-in-globals',
      'preference-in-globals',
    ]);
    const hooked = sam({ Orders: `${FN}, DeploymentPreference: {Hooks: {PreTraffic: !Ref Hook}}`, Hook: FN }, globals);
    expect(one(find(hooked), 'alias-in-globals').message).toContain('(Hook)');
  });
});

describe('own hooks', () => {
  const text = sam({
    Orders: `${FN}, AutoPublishAlias: live, DeploymentPreference: {Type: AllAtOnce, Hooks: {PreTraffic: !Ref Check}}`,
    Check: `${FN}, FunctionName: CodeDeployHook_check`,
  });

  it('stay, and both answers are said', () => {
    const finding = one(find(text), 'own-hooks');
    expect(finding).toMatchObject({ resources: ['Orders', 'Check'], location: { line: 5 } });
    expect(finding.message).toMatch(/they stay.*--chain --fix, at the first adoption,/);
    expect(find(text).map(({ code }) => code)).not.toContain('traffic-hook');
    expect(find(text).map(({ code }) => code)).not.toContain('own-pre-traffic-hook');
  });

  it('are said to be called by ours where that was chosen, and ours is named in their place', () => {
    const finding = one(find(text, {}, true), 'own-hooks');
    expect(finding.message).toMatch(
      /ours is called before the traffic, and where it lets the release go on calls yours$/,
    );
    expect(applyEdits(documentOf(text), finding.proposal?.edits ?? [])).toBe(
      text.replace('!Ref Check', '!Ref PreTrafficHook'),
    );
  });

  it('after the traffic leave room for ours before it', () => {
    const finding = one(find(text.replace('PreTraffic', 'PostTraffic')), 'own-hooks');
    expect(finding.message).toContain('ours is called before the traffic');
  });

  it('are called by ours where it is chained', () => {
    const edits = chainEdits(
      documentOf(text),
      { Orders: { hooks: 'chained' } },
      { PreTrafficHook: 'FitnessPreTrafficHook' },
    );
    expect(applyEdits(documentOf(text), edits)).toBe(text.replace('!Ref Check', '!Ref FitnessPreTrafficHook'));
    expect(chainEdits(documentOf(text), { Orders: { hooks: 'beside' } }, {})).toEqual([]);
  });
});

describe('functions', () => {
  it('that are not gated come with the reason', () => {
    const finding = one(find(sam({ Orders: `${FN}, FunctionUrlConfig: {AuthType: NONE}` })), 'url-would-change');
    expect(finding).toMatchObject({ severity: 'warning', resources: ['Orders'], location: { line: 5 } });
    expect(finding.message).toMatch(/^Orders is not gated: .*--accept-url-change/);
  });

  it('get their aliases with the first deployment, which calls no hook', () => {
    const finding = one(find(sam({ Old: `${FN}, AutoPublishAlias: live`, New: FN })), 'first-deployment-not-gated');
    expect(finding.resources).toEqual(['New']);
  });

  it('and roles with fixed names are said once for all', () => {
    const text =
      sam({
        A: `${FN}, FunctionName: a`,
        B: `${FN}, FunctionName: b`,
        C: `${FN}, FunctionName: !Sub "\${AWS::StackName}-c"`,
      }) + RESOURCE('Role', 'AWS::IAM::Role', 'RoleName: mine\nAssumeRolePolicyDocument: {}');
    expect(one(find(text), 'function-name-fixed')).toMatchObject({ resources: ['A', 'B'], location: { line: 5 } });
    expect(one(find(text), 'role-name-fixed').message).toContain('CAPABILITY_NAMED_IAM');
  });

  it('without a role of the stack bring its first ones', () => {
    const role = 'Role: arn:aws:iam::123456789012:role/mine';
    expect(one(find(sam({ Orders: `${FN}, ${role}` })), 'capabilities-needed').message).toContain('CAPABILITY_IAM');
    expect(find(sam({ Orders: FN })).map(({ code }) => code)).not.toContain('capabilities-needed');
  });
});

describe('what is around', () => {
  it('nested templates are adopted apart', () => {
    const text = sam({ Orders: FN }) + RESOURCE('Db', 'AWS::Serverless::Application', 'Location: db/template.yaml');
    expect(one(find(text), 'nested-template')).toMatchObject({ resources: ['Db'], location: { line: 6 } });
    expect(one(find(text), 'nested-template').message).toContain('adopt db --template template.yaml`');
    const beside = one(find(text.replace('db/template.yaml', 'db.yaml')), 'nested-template');
    expect(beside.message).toMatch(/move it to a folder of its own and adopt that$/);
  });

  it('a pipeline that deploys is told of the ReleaseId, unless it knows it', () => {
    const deploy = { file: 'buildspec.yml', line: 9, column: 9 };
    const pipelines: Survey['pipelines'] = [
      { kind: 'codebuild', path: 'buildspec.yml', deploy },
      { kind: 'github', path: '.github/workflows/a.yml', deploy: { ...deploy, file: 'a.yml' }, givesReleaseId: true },
      { kind: 'gitlab', path: '.gitlab-ci.yml' },
    ];
    const finding = one(find(sam({ Orders: FN }), { pipelines }), 'deploy-without-release-id');
    expect(finding).toMatchObject({ location: deploy, proposal: { edits: [] } });
    expect(finding.proposal?.summary).toContain('fitness-serverless deploy');
  });

  it('a template without functions has nothing in the way', () => {
    const deploy = { file: 'buildspec.yml', line: 9, column: 9 };
    const text = `Transform: AWS::Serverless-2016-10-31\nResources:\n${RESOURCE('T', 'AWS::SNS::Topic', 'TopicName: a')}`;
    expect(find(text, { pipelines: [{ kind: 'codebuild', path: 'buildspec.yml', deploy }] })).toEqual([]);
  });
});

describe('all findings', () => {
  it('come with errors first, then by place', () => {
    const text = sam({
      A: `${FN}, FunctionUrlConfig: {AuthType: NONE}`,
      B: `${FN}, AutoPublishAlias: live, DeploymentPreference: {Type: Canary10Percent7Minutes, Alarms: [!If [C, a, !Ref AWS::NoValue]]}`,
    });
    const codes = find(text).map(({ code }) => code);
    expect(codes).toEqual(['unknown-deployment-type', 'conditional-alarm-item', 'url-would-change']);
  });

  it('survive what is no template of anybody', () => {
    const text =
      'Transform: AWS::Serverless-2016-10-31\nOutputs: {constructor: 1, a: {Export: 1}}\nResources:\n  A: 1\n  toString: {Type: AWS::Serverless::Function, Properties: {Events: 5, DeploymentPreference: {Hooks: 1, Alarms: {}}}}\n  B: {Type: AWS::Serverless::Api, Properties: {DefinitionBody: {"Fn::Transform": []}, DefinitionUri: [1]}}\n';
    expect(find(text).map(({ code }) => code)).toEqual(expect.arrayContaining(['first-deployment-not-gated']));
  });
});

describe('a function on a capacity provider', () => {
  const capacity = (more: string): Finding[] =>
    find(sam({ Orders: `${FN}, AutoPublishAlias: live, CapacityProviderConfig: {Arn: arn:x}${more}` }));

  it.each([
    ['', '3 environments'],
    [', FunctionScalingConfig: {MinExecutionEnvironments: 5}', '5 environments'],
    [', FunctionScalingConfig: {MinExecutionEnvironments: !Ref Least}', 'environments'],
    [', VersionDeletionPolicy: Retain', '3 environments'],
  ])('keeps those of old versions running%s', (more, amount) => {
    const finding = one(capacity(more), 'versions-keep-running');
    expect(finding.message).toContain(`keeps ${amount} of each running`);
    expect(finding.proposal?.summary).toContain('VersionDeletionPolicy: Delete');
    expect(finding.location).toMatchObject({ line: 5 });
  });

  it.each([', VersionDeletionPolicy: Delete', ', FunctionScalingConfig: {MinExecutionEnvironments: 0}'])(
    'keeps none with%s',
    (more) => {
      expect(capacity(more).map(({ code }) => code)).not.toContain('versions-keep-running');
    },
  );
});
