import { describe, expect, test } from '@jest/globals';
import { transformDocument } from '../../../src/template/expand/document.ts';
import type { TemplateInputs } from '../../../src/template/model.ts';
import { parseDocument } from '../../../src/template/parse.ts';

type Data = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

const transform = (text: string, inputs?: TemplateInputs) => {
  const { data, diagnostics } = transformDocument(parseDocument(text, 'template.yaml'), inputs);
  return { data: data as Data, diagnostics };
};
const SAM = 'Transform: AWS::Serverless-2016-10-31\n';
const FUNCTION = "{Type: AWS::Serverless::Function, Properties: {InlineCode: '', Handler: a.b, Runtime: nodejs22.x}}";

describe('the sections of the document', () => {
  test('stay, without those that are used up, in the usual order', () => {
    const { data } = transform(`Outputs: {Name: {Value: !Ref F}}
Resources: {F: ${FUNCTION}}
Globals: {Function: {Timeout: 5}}
Rules: {R: {Assertions: []}}
Parameters: {Stage: {Type: String}}
Metadata: {team: a}
Description: Orders
${SAM}AWSTemplateFormatVersion: '2010-09-09'
`);
    expect(Object.keys(data)).toEqual([
      'AWSTemplateFormatVersion',
      'Description',
      'Metadata',
      'Parameters',
      'Rules',
      'Resources',
      'Outputs',
    ]);
    expect(data.Resources?.F?.Properties).toMatchObject({ Timeout: 5 });
  });

  test('outputs name what the transform names', () => {
    const { data } = transform(`${SAM}Resources:
  F: {Type: AWS::Serverless::Function, Properties: {InlineCode: '', Handler: a.b, Runtime: nodejs22.x, AutoPublishAlias: live}}
Outputs: {Alias: {Value: !Ref F.Alias}}
`);
    expect(data.Outputs?.Alias?.Value).toEqual({ Ref: 'FAliaslive' });
  });

  test('conditions that the transform makes stand beside those that are written', () => {
    const { data } = transform(`${SAM}Conditions: {Own: !Equals [a, b]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {InlineCode: '', Handler: a.b, Runtime: nodejs22.x, Role: !If [Own, !Ref RoleArn, !Ref AWS::NoValue]}
`);
    expect(Object.keys(data.Conditions ?? {})).toEqual(['Own', 'NOTOwn']);
  });

  test('macros that are not run are still to be run', () => {
    const { data, diagnostics } = transform(
      `Transform: [AWS::Serverless-2016-10-31, Mine, {Name: Theirs, Parameters: {a: 1}}]\nResources: {F: ${FUNCTION}}\n`,
    );
    expect(data.Transform).toEqual(['Mine', { Name: 'Theirs', Parameters: { a: 1 } }]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['macro-not-run', 'macro-not-run']);
  });

  test('language extensions are still to be run where the document needs them', () => {
    const loop = `Fn::ForEach::Topics: [Name, [A, B], {'\${Name}Topic': {Type: AWS::SNS::Topic}}]`;
    const done = transform(`Transform: AWS::LanguageExtensions\nResources: {${loop}}\n`);
    expect(done.data).toEqual({
      Resources: { ATopic: { Type: 'AWS::SNS::Topic' }, BTopic: { Type: 'AWS::SNS::Topic' } },
    });
    const left = transform(
      `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !ToJsonString {a: 1}}}}
`,
    );
    expect(left.data.Transform).toBe('AWS::LanguageExtensions');
  });
});

describe('resources', () => {
  test('that are not SAM’s stay as they are written', () => {
    const written = `Resources:
  Plain: {Type: AWS::SNS::Topic}
  Empty: {Type: AWS::SNS::Topic, Properties: {}}
  Kept: {Type: AWS::SNS::Topic, DeletionPolicy: Retain, UpdateReplacePolicy: Retain, Metadata: {a: 1}, DependsOn: [Plain]}
`;
    expect(transform(SAM + written).data).toEqual(parseDocument(written, 'template.yaml').data);
  });

  test('that SAM makes have Properties, and what its own resource has beside them', () => {
    const { data } = transform(`${SAM}Resources:
  F:
    Type: AWS::Serverless::Function
    DeletionPolicy: Retain
    Metadata: {BuildMethod: esbuild}
    Properties:
      InlineCode: ''
      Handler: a.b
      Runtime: nodejs22.x
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS}}}
`);
    const { F, FRole, FEventInvokeConfigOnFailureQueue: queue } = data.Resources ?? {};
    expect(F).toMatchObject({ Metadata: { BuildMethod: 'esbuild' }, DeletionPolicy: 'Retain' });
    expect(FRole).toMatchObject({ DeletionPolicy: 'Retain' });
    expect(FRole).not.toHaveProperty('Metadata');
    expect(queue).toEqual({ Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain', Properties: {} });
  });

  test('carry no attribute of the transform’s own', () => {
    const { data } = transform(`${SAM}Globals: {Function: {Timeout: 5, MemorySize: 256}}
Resources:
  F:
    Type: AWS::Serverless::Function
    IgnoreGlobals: [Timeout]
    Connectors: {Link: {Properties: {Destination: {Id: T}, Permissions: [Write]}}}
    Properties: {InlineCode: '', Handler: a.b, Runtime: nodejs22.x}
  T: {Type: AWS::SNS::Topic}
`);
    expect(Object.keys(data.Resources?.F ?? {})).toEqual(['Type', 'Properties']);
    expect(data.Resources?.F?.Properties).toMatchObject({ MemorySize: 256 });
    expect(data.Resources?.F?.Properties).not.toHaveProperty('Timeout');
    expect(Object.keys(data.Resources ?? {})).toEqual(['F', 'FRole', 'FLinkPolicy', 'T']);
  });

  test('name the partition of the Region where that is known', () => {
    const policies = (inputs?: TemplateInputs) =>
      transform(`${SAM}Resources: {F: ${FUNCTION}}\n`, inputs).data.Resources?.FRole?.Properties;
    const path = 'iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    expect(policies()).toMatchObject({ ManagedPolicyArns: [{ 'Fn::Sub': `arn:\${AWS::Partition}:${path}` }] });
    expect(policies({ pseudo: { 'AWS::Partition': 'aws-cn' } })).toMatchObject({
      ManagedPolicyArns: [`arn:aws-cn:${path}`],
    });
  });
});

test('strange documents are passed on', () => {
  for (const text of ['a', '[]', 'Resources: 1', 'Resources: {A: null, B: 1}', `${SAM}Resources: {A: {Type: 3}}`]) {
    const { data, diagnostics } = transform(text);
    expect(Object.keys(data)).toEqual(['Resources']);
    expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
  }
});
