import { describe, expect, it } from '@jest/globals';
import { effectsOf, limitsOf, refuseOverLimits } from '../../src/adopt/effects.ts';
import { gatingOf } from '../../src/adopt/gating.ts';
import type { Effect } from '../../src/adopt/model.ts';
import { withDefaults } from '../../src/config/defaults.ts';
import { UserError } from '../../src/errors.ts';
import { insertParts } from '../../src/insert/insert.ts';
import { templateParts } from '../../src/project/adopted/template-parts.ts';
import type { Template } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { sam } from './survey-repository.ts';

function load(text: string): Template {
  return loadTemplate(parseDocument(text, 'template.yaml'));
}

/** What becomes of the calls of what is replaced, by logical id. */
function gapsOf(effects: readonly Effect[]): Record<string, Effect['gap']> {
  return Object.fromEntries(effects.flatMap(({ id, gap }) => (gap ? [[id, gap]] : [])));
}

/** The effects of the real adoption of a template. */
function adopting(text: string): string[] {
  return adopted(text).map(shownOne);
}

function adopted(text: string): Effect[] {
  const before = load(text);
  const { adopted: functions, names, stackGate } = gatingOf(before, { acceptUrlChange: true, chain: false });
  const config = withDefaults({
    tool: '*',
    service: 'orders',
    runtime: 'nodejs24.x',
    region: 'eu-west-1',
    packageManager: 'npm',
    environments: { prod: { deployment: 'Canary10Percent5Minutes' } },
    checks: {},
    stackGate,
    adopted: { template: 'template.yaml', functions, names },
  });
  if (!config.adopted) throw new Error('it is adopted');
  const parts = templateParts(config, config.adopted, before.document);
  return effectsOf(before, load(insertParts(text, 'template.yaml', parts).text));
}

function shown(before: Template, after: Template): string[] {
  return effectsOf(before, after).map(shownOne);
}

function shownOne({ kind, id, property }: Effect): string {
  return [kind, id, property].filter(Boolean).join(' ');
}

const FN = 'Runtime: nodejs22.x, Handler: app.handler, InlineCode: "exports.handler = async () => {}"';

describe('adopting a template', () => {
  it('leaves what no function has to do with as it is', () => {
    const others =
      '  Table: {Type: AWS::Serverless::SimpleTable}\n  Bucket: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}\nOutputs: {B: {Value: !Ref Bucket}}\n';
    expect(adopting(sam({ Orders: FN }) + others)).toEqual(['changed Orders Description']);
  });

  it('replaces what of a function moves to its alias, and changes what calls it', () => {
    const events = [
      'Get: {Type: Api, Properties: {Path: /, Method: get}}',
      'Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}',
      'Told: {Type: SNS, Properties: {Topic: arn:aws:sns:eu-west-1:123456789012:told}}',
      'Queue: {Type: SQS, Properties: {Queue: arn:aws:sqs:eu-west-1:123456789012:queue}}',
    ];
    const text = sam({
      Orders: `${FN}, FunctionUrlConfig: {AuthType: NONE}, EventInvokeConfig: {MaximumRetryAttempts: 0}, Events: {${events.join(', ')}}`,
    });
    const effects = adopting(text);
    expect(effects).toEqual(
      expect.arrayContaining([
        'changed Orders Description',
        'replaced OrdersUrl TargetFunctionArn',
        'replaced OrdersUrlPublicPermissions FunctionName',
        'replaced OrdersGetPermissionProd FunctionName',
        'replaced OrdersTold Endpoint',
        'replaced OrdersEventInvokeConfig Qualifier',
        'changed OrdersQueue FunctionName',
        'changed OrdersDaily Targets',
        'changed ServerlessRestApi Body',
      ]),
    );
    expect(effects.filter((effect) => effect.startsWith('replaced ServerlessRestApiDeployment'))).toHaveLength(1);
    expect(effects.filter((effect) => effect.startsWith('removed'))).toEqual([]);
  });

  it('tells the permissions that wait for what they let call from those that are there before', () => {
    const events = [
      'Get: {Type: Api, Properties: {Path: /, Method: get}}',
      'Http: {Type: HttpApi}',
      'Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}',
      'Told: {Type: EventBridgeRule, Properties: {Pattern: {source: [a.b]}}}',
      "Thing: {Type: IoTRule, Properties: {Sql: SELECT * FROM 'a'}}",
      'Sign: {Type: Cognito, Properties: {UserPool: !Ref Pool, Trigger: PreSignUp}}',
      "Put: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*'}}",
      'Logs: {Type: CloudWatchLogs, Properties: {LogGroupName: group, FilterPattern: x}}',
      'Skill: {Type: AlexaSkill}',
    ];
    const text = `${sam({ Orders: `${FN}, Events: {${events.join(', ')}}` })}  Pool: {Type: AWS::Cognito::UserPool}\n  Bucket: {Type: AWS::S3::Bucket}\n`;
    const deployment = Object.keys(gapsOf(adopted(text))).find((id) => id.startsWith('ServerlessRestApiDeployment'));
    expect(gapsOf(adopted(text))).toEqual({
      OrdersCognitoPermission: 'brief',
      OrdersDailyPermission: 'brief',
      OrdersGetPermissionProd: 'brief',
      OrdersHttpPermission: 'brief',
      OrdersLogsPermission: 'none',
      OrdersPutPermission: 'none',
      OrdersSkillPermission: 'none',
      OrdersThingPermission: 'brief',
      OrdersToldPermission: 'brief',
      [String(deployment)]: 'none',
    });
    const [brief] = adopted(text).filter(({ gap }) => gap === 'brief');
    expect(brief?.reason).toContain('deploy it in a quiet hour');
    const skill = adopted(text).find(({ id }) => id === 'OrdersSkillPermission');
    expect(skill).toMatchObject({
      kind: 'replaced',
      reason: expect.stringContaining('goes on calling it') as unknown,
    });
  });

  it('says the same of a trigger that is written out, where --fix has both name the alias', () => {
    const trigger = (fn: string): string =>
      [
        sam({ Fn: `${FN}, AutoPublishAlias: live` }).trimEnd(),
        `  Pool: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PreSignUp: ${fn}}}}`,
        `  Perm: {Type: AWS::Lambda::Permission, Properties: {Action: lambda:InvokeFunction, FunctionName: ${fn}, Principal: cognito-idp.amazonaws.com, SourceArn: !GetAtt Pool.Arn}}\n`,
      ].join('\n');
    const [before, after] = [load(trigger('!GetAtt Fn.Arn')), load(trigger('!Ref Fn.Alias'))];
    expect(gapsOf(effectsOf(before, after))).toEqual({ Perm: 'brief' });
    const open = trigger('!Ref Fn.Alias').replace(', SourceArn: !GetAtt Pool.Arn', '');
    expect(gapsOf(effectsOf(before, load(open)))).toEqual({ Perm: 'none' });
    const renamed = trigger('!Ref Fn.Alias').replace('SourceArn: !GetAtt Pool.Arn', 'SourceArn: !Sub "${Pool.Arn}"');
    expect(gapsOf(effectsOf(after, load(renamed)))).toEqual({ Perm: 'none' });
  });

  it('says which outputs have another value then', () => {
    const outputs =
      'Outputs:\n  Url: {Value: !GetAtt OrdersUrl.FunctionUrl, Export: {Name: url}}\n  Name: {Value: !Ref Orders}\n';
    const text = sam({ Orders: `${FN}, FunctionUrlConfig: {AuthType: AWS_IAM}` }) + outputs;
    expect(adopting(text)).toEqual([
      'changed Orders Description',
      'replaced OrdersUrl TargetFunctionArn',
      'output Url',
    ]);
  });

  it('puts hooks to a deployment that is there', () => {
    const text = sam({ Orders: `${FN}, AutoPublishAlias: live, DeploymentPreference: {Type: AllAtOnce}` });
    const effects = adopting(text);
    expect(effects).toEqual(
      expect.arrayContaining([
        'changed OrdersAliaslive UpdatePolicy',
        'changed OrdersDeploymentGroup AlarmConfiguration',
      ]),
    );
    expect(effects.filter((effect) => /^(replaced|removed) Orders(Alias|Deploy)/.test(effect))).toEqual([]);
  });
});

describe('effects', () => {
  const pair = (before: string, after: string): [Template, Template] => [load(before), load(after)];
  const resources = (...lines: string[]): string =>
    `AWSTemplateFormatVersion: 2010-09-09\nResources:\n${lines.map((line) => `  ${line}\n`).join('')}`;

  it('are none of a template on itself, nor of what is new, nor of the order of keys or work', () => {
    const before = resources('A: {Type: AWS::SNS::Topic, Properties: {TopicName: a, DisplayName: b}}');
    const after = resources(
      'A: {Type: AWS::SNS::Topic, DependsOn: B, Properties: {DisplayName: b, TopicName: a}}',
      'B: {Type: AWS::SNS::Topic}',
    );
    expect(shown(...pair(before, before))).toEqual([]);
    expect(shown(...pair(before, after))).toEqual([]);
  });

  it.each([
    ['replaced A TopicName', 'TopicName: a', 'TopicName: b'],
    ['changed A DisplayName', 'DisplayName: a', 'DisplayName: b'],
    ['changed A DisplayName', '', 'DisplayName: b'],
    ['changed A DisplayName', 'DisplayName: a', ''],
  ])('are: %s', (effect, before, after) => {
    const topic = (properties: string): string => resources(`A: {Type: AWS::SNS::Topic, Properties: {${properties}}}`);
    expect(shown(...pair(topic(before), topic(after)))).toEqual([effect]);
  });

  it('know what is replaced in some cases only', () => {
    const subscription = (region: string): string =>
      resources(`A: {Type: AWS::SNS::Subscription, Properties: {Protocol: sqs, TopicArn: t, Region: ${region}}}`);
    const [effect] = effectsOf(...pair(subscription('eu-west-1'), subscription('us-east-1')));
    expect(effect).toMatchObject({ kind: 'replaced', property: 'Region', location: { line: 3 } });
    expect(effect?.reason).toMatch(/in some cases$/);
  });

  it('are of attributes and types, too', () => {
    const before = resources('A: {Type: AWS::SNS::Topic, DeletionPolicy: Retain}', 'B: {Type: AWS::SNS::Topic}');
    const after = resources('A: {Type: AWS::SNS::Topic}', 'B: {Type: AWS::SQS::Queue}');
    expect(shown(...pair(before, after))).toEqual(['changed A DeletionPolicy', 'replaced B']);
  });

  it('say what goes, and what of it stays', () => {
    const before = resources(
      'A: {Type: AWS::SNS::Topic, DeletionPolicy: Retain}',
      'B: {Type: AWS::SNS::Topic}',
      'C: {Type: AWS::SNS::Topic}',
    );
    const after = resources('C: {Type: AWS::SNS::Topic}');
    expect(effectsOf(...pair(before, after)).map(({ kind, id, reason }) => [kind, id, reason])).toEqual([
      ['removed', 'A', 'it stays where it is, and is no more of the stack'],
      ['removed', 'B', 'it is in the template no more'],
    ]);
  });

  it('know why the role of CodeDeploy goes', () => {
    const fn = (role: string): string =>
      sam({ A: `${FN}, AutoPublishAlias: live, DeploymentPreference: {Type: AllAtOnce${role}}` });
    const effects = effectsOf(...pair(fn(''), fn(', Role: arn:aws:iam::123456789012:role/mine')));
    expect(effects.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'removed CodeDeployServiceRole',
      'changed ADeploymentGroup',
    ]);
    expect(effects[0]?.reason).toContain('names a role');
  });

  it('are none of what SAM puts in for a parameter that is known', () => {
    const parameters = 'Parameters: {Bucket: {Type: String, Default: b}}\n';
    const fn = (alias: string): string =>
      sam({ A: `Runtime: nodejs22.x, Handler: a.b, CodeUri: {Bucket: !Ref Bucket, Key: k}${alias}` }, parameters);
    expect(shown(...pair(fn(''), fn(', AutoPublishAlias: live')))).toEqual([]);
  });

  it('take a version that is named by its content for a new one of the same', () => {
    const fn = (memory: number): string => sam({ A: `${FN}, AutoPublishAlias: live, MemorySize: ${memory}` });
    const effects = effectsOf(...pair(fn(128), fn(256)));
    expect(effects.map(({ kind, type }) => `${kind} ${type}`)).toEqual([
      'changed AWS::Lambda::Function',
      'replaced AWS::Lambda::Version',
      'changed AWS::Lambda::Alias',
    ]);
  });

  it('of an output that is gone or exported are said', () => {
    const text = (outputs: string): string => `${resources('A: {Type: AWS::SNS::Topic}')}Outputs: {${outputs}}\n`;
    const before = text('Gone: {Value: a}, Given: {Value: a, Export: {Name: n}}, Same: {Value: a}');
    const after = text('Given: {Value: b, Export: {Name: n}}, Same: {Value: a}');
    expect(effectsOf(...pair(before, after))).toMatchObject([
      { kind: 'output', id: 'Gone', reason: 'it is there no more' },
      {
        kind: 'output',
        id: 'Given',
        reason: expect.stringMatching(/stacks that import it/) as unknown,
        location: { line: 4 },
      },
    ]);
  });
});

describe('limits', () => {
  const topics = (count: number): string =>
    `Resources:\n${Array.from({ length: count }, (_, index) => `  T${index}: {Type: AWS::SNS::Topic}\n`).join('')}`;

  it('are counted as SAM makes the resources', () => {
    const text = sam({ A: FN }, 'Parameters: {P: {Type: String, Default: "ö"}}\nMappings: {M: {a: {b: c}}}\n');
    const values = Object.fromEntries(limitsOf(text, load(text)).map(({ name, value }) => [name, value]));
    expect(values).toEqual({ resources: 2, bytes: text.length + 1, parameters: 1, mappings: 1, outputs: 0 });
  });

  it('are kept by a template that is just as large as may be', () => {
    expect(refuseOverLimits(topics(500), load(topics(500)))).toContainEqual({
      name: 'resources',
      value: 500,
      most: 500,
    });
  });

  it('refuse a larger one with the numbers, and with what to do', () => {
    const text = `${topics(501)}#${' '.repeat(1_000_000)}\n`;
    const error = thrown(() => refuseOverLimits(text, load(text)));
    expect(error).toMatchObject({ code: 'over-limits', kind: 'usage', location: { file: 'template.yaml' } });
    expect(error.message).toMatch(/501 resources of 500, 10\d{5} bytes of 1000000,/);
    expect(error.hint).toContain('nested application');
  });

  it('are of parameters, mappings and outputs, too', () => {
    const many = (name: string, one: (index: number) => string): string =>
      `${name}: {${Array.from({ length: 201 }, (_, index) => one(index)).join(', ')}}\n`;
    const text =
      many('Parameters', (index) => `P${index}: {Type: String, Default: a}`) +
      many('Mappings', (index) => `M${index}: {a: {b: c}}`) +
      many('Outputs', (index) => `O${index}: {Value: a}`) +
      topics(1);
    const error = thrown(() => refuseOverLimits(text, load(text)));
    expect(error.message).toContain('201 parameters of 200, 201 mappings of 200, 201 outputs of 200');
  });

  function thrown(action: () => unknown): UserError {
    try {
      action();
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  }
});
