/** What concerns the whole template: Globals, names, conditions, mappings, and what only parameters or macros decide. */
import { describe, expect, test } from '@jest/globals';
import type { TemplateInputs } from '../../../../src/template/model.ts';
import { load } from '../../support/load.ts';

function errors(text: string, inputs?: TemplateInputs) {
  return load(text, inputs)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message, location }) => ({ code, message, line: location?.line }));
}

const SAM = 'Transform: AWS::Serverless-2016-10-31\n';
const FUNCTION = 'Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: nodejs22.x, CodeUri: src/';

describe('Globals', () => {
  test.each([
    ['Globals:', 'globals-not-a-mapping', 'Globals'],
    ['Globals: {Table: {A: b}}', 'globals-section', 'Table'],
    ['Globals: {Function: [a]}', 'globals-not-a-mapping', 'Globals.Function'],
    ['Globals: {Function: {FunctionName: a}}', 'globals-property', 'FunctionName'],
    ['Globals: {Function: {Timeout: 3, Fn::If: [a, b, c]}}', 'globals-property', 'Fn::If'],
  ])('%s is refused', (globals, code, named) => {
    const found = errors(`${SAM}${globals}\nResources:\n  T: {Type: AWS::Serverless::SimpleTable}\n`);
    expect(found).toEqual([{ code, message: expect.stringContaining(named), line: 2 }]);
  });

  test('what a resource takes from Globals is refused where it is written', () => {
    const text = `${SAM}Globals:\n  Function:\n    Tags: [a]\nResources:\n  Fn: {${FUNCTION}}}\n`;
    expect(errors(text)).toEqual([{ code: 'property-shape', message: 'Fn: Tags has to be a map', line: 4 }]);
  });

  test('IgnoreGlobals names what Globals has', () => {
    const text = (ignored: string) =>
      `${SAM}Globals: {Function: {Timeout: 3}}\nResources:\n  Fn: {IgnoreGlobals: ${ignored}, ${FUNCTION}}}\n`;
    expect(errors(text('[MemorySize]'))).toMatchObject([{ code: 'ignore-globals', line: 4 }]);
    expect(errors(text('all'))).toMatchObject([{ code: 'ignore-globals', line: 4 }]);
    expect(errors(text('[Timeout]'))).toEqual([]);
    expect(errors(text("'*'"))).toEqual([]);
  });

  test('sections and properties are own ones', () => {
    const text = `${SAM}Globals: {constructor: {a: b}}\nResources:\n  T: {Type: AWS::Serverless::SimpleTable}\n`;
    expect(errors(text)).toMatchObject([{ code: 'globals-section', line: 2 }]);
  });
});

describe('values that parameters decide', () => {
  const alias = (parameters: string, value: string) =>
    `${SAM}Parameters: ${parameters}\nResources:\n  Fn: {${FUNCTION}, AutoPublishAlias: ${value}}}\n`;

  test('a default or a given value counts, and what nobody told is not refused', () => {
    expect(errors(alias("{P: {Type: String, Default: '1'}}", '!Ref P'))).toMatchObject([{ code: 'alias-name' }]);
    expect(errors(alias("{P: {Type: String, Default: '1'}}", '!Ref P'), { parameters: { P: 'live' } })).toEqual([]);
    expect(errors(alias('{P: {Type: String}}', '!Ref P'))).toEqual([]);
    expect(errors(alias('{P: {Type: String}}', '!Ref P'), { parameters: { P: 'a b' } })).toMatchObject([
      { code: 'alias-name', line: 4 },
    ]);
  });

  test('the transform resolves no other functions', () => {
    expect(errors(alias('{P: {Type: String, Default: live}}', "!Sub '${P}'"))).toMatchObject([{ code: 'alias-name' }]);
    expect(errors(alias('{P: {Type: String, Default: live}}', '!ImportValue a'))).toMatchObject([
      { code: 'alias-name' },
    ]);
  });

  test('unless AWS::LanguageExtensions has resolved them before', () => {
    const text = alias('{P: {Type: String, Default: live}}', "!Sub '${P}'").replace(
      'AWS::Serverless-2016-10-31',
      '[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]',
    );
    expect(errors(text)).toEqual([]);
  });
});

describe('what runs before the transform may change anything', () => {
  const wrong = '\nResources:\n  Fn: {Type: AWS::Serverless::Function, Properties: {Timout: 3}}\n';

  test('a macro silences the refusals', () => {
    expect(errors(`${SAM}${wrong}`)).toMatchObject([{ code: 'unknown-property' }]);
    expect(errors(`Transform: [Own, AWS::Serverless-2016-10-31]${wrong}`)).toEqual([]);
  });

  test('so does a loop over what is not known', () => {
    const loop = "  Fn::ForEach::L: [N, !Ref P, {'Q${N}': {Type: AWS::SQS::Queue}}]\n";
    const text = `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nParameters: {P: {Type: CommaDelimitedList}}${wrong}${loop}`;
    expect(errors(text)).toEqual([]);
    expect(errors(text, { parameters: { P: 'a,b' } })).toMatchObject([{ code: 'unknown-property' }]);
  });

  test('properties and a definition that are included are not known', () => {
    const included = "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: 's3://a/b'}}}";
    expect(errors(`${SAM}Resources:\n  A: {Type: AWS::Serverless::Api, Properties: ${included}}\n`)).toEqual([]);
    const api = `{StageName: live, Auth: {ApiKeyRequired: true}, DefinitionBody: ${included}}`;
    expect(errors(`${SAM}Resources:\n  A: {Type: AWS::Serverless::Api, Properties: ${api}}\n`)).toEqual([]);
  });
});

describe('every template', () => {
  test.each([
    ['Resources: {}', 'no-resources', 1],
    ['Resources:', 'no-resources', 1],
    ['Resources: {A: text}', 'resource-not-a-mapping', 1],
    ['Resources:\n  A: {Properties: {}}', 'resource-without-type', 2],
    ['Resources:\n  A: {Type: !Ref B}', 'resource-without-type', 2],
    ['Resources:\n  A: {Type: AWS::SQS::Queue, Properties: text}', 'properties-not-a-mapping', 2],
    ['Resources:\n  A: {Type: AWS::SQS::Queue, Condition: !Equals [a, b]}', 'condition-not-a-name', 2],
    ['Resources:\n  A: {Type: AWS::SQS::Queue, DependsOn: !Ref B}', 'depends-on', 2],
    ['Resources:\n  A: {Type: AWS::SQS::Queue, DependsOn: [{Ref: B}]}', 'depends-on', 2],
    ['Mappings:\nResources: {A: {Type: AWS::SQS::Queue}}', 'mappings', 1],
    ['Mappings:\n  M: {a: [b]}\nResources: {A: {Type: AWS::SQS::Queue}}', 'mappings', 2],
    ['Mappings:\n  M: {a: {b: !FindInMap [M, a, b]}}\nResources: {A: {Type: AWS::SQS::Queue}}', 'mappings', 2],
  ])('%j is refused with its place', (text, code, line) => {
    expect(errors(text).filter((found) => found.code !== 'no-resources' || code === 'no-resources')).toEqual([
      { code, message: expect.any(String), line },
    ]);
  });

  test('conditions that need each other are told with the circle, and those that do not are not', () => {
    const text = (c: string) =>
      `Conditions:\n  A: !Not [!Condition B]\n  B: !And [!Condition C, !Equals [a, b]]\n  C: ${c}\nResources: {Q: {Type: AWS::SQS::Queue, Condition: A}}\n`;
    expect(errors(text('!Condition A'))).toEqual([
      { code: 'condition-cycle', message: expect.stringContaining('A → B → C → A'), line: 2 },
    ]);
    expect(errors(text('!Equals [a, b]'))).toEqual([]);
  });

  test('many conditions in a row are walked through once each', () => {
    const row = Array.from({ length: 20_000 }, (_, at) => `  C${at}: !Not [!Condition C${at + 1}]\n`);
    const text = `Conditions:\n${row.join('')}  C20000: !Equals [a, b]\nResources: {Q: {Type: AWS::SQS::Queue}}\n`;
    expect(errors(text)).toEqual([]);
  });

  test('Fn::Sub of a parameter that is a list', () => {
    const text = (name: string) =>
      `${SAM}Parameters: {P: {Type: CommaDelimitedList, Default: a}, Q: {Type: String, Default: a}}\nResources:\n  T: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: !Sub 'x-\${${name}}'}}\n`;
    expect(errors(text('P'))).toMatchObject([{ code: 'sub-of-list', line: 4 }]);
    expect(errors(text('Q'))).toEqual([]);
  });
});
