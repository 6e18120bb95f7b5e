import { describe, expect, test } from '@jest/globals';
import type { TemplateInputs, Value } from '../../src/template/model.ts';
import { Scenario, Scenarios } from '../../src/template/resolve.ts';
import { load } from './support/load.ts';

const PARAMETERS = `
Parameters:
  Name: {Type: String, Default: orders}
  Unset: {Type: String}
  Environment: {Type: String, AllowedValues: [dev, test, prod]}
  Days: {Type: Number, Default: '7'}
  Zones: {Type: CommaDelimitedList, Default: 'a, b'}
  Ports: {Type: List<Number>, Default: '80,443'}
  Image: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/image}
  Password: {Type: String, NoEcho: true}
Mappings:
  Sizes:
    prod: {Memory: 1024, Layers: [x, y]}
Conditions:
  Always: !Equals [a, a]
  Never: !Not [!Condition Always]
  IsProd: !Equals [!Ref Environment, prod]
  IsDev: !Equals [dev, !Ref Environment]
  InIreland: !Equals [!Ref AWS::Region, eu-west-1]
  Named: !Equals [!Ref Name, orders]
  Loop: !Or [!Condition Loop, !Condition Never]
`;

function template(properties: string, inputs?: TemplateInputs, more = '') {
  const lines = properties.split('\n').map((line) => `      ${line}`);
  return load(
    `${PARAMETERS}\nResources:\n  Other: {Type: AWS::SQS::Queue}\n  Thing:\n    Type: AWS::S3::Bucket\n    Properties:\n${lines.join('\n')}\n${more}`,
    inputs,
  );
}

/** The value of property X. */
function x(yaml: string, inputs?: TemplateInputs): Value {
  const view = new Scenario(template(`X: ${yaml}`, inputs)).resource('Thing');
  if (!view) throw new Error('the resource does not exist');
  return view.get('X');
}

const known = (value: unknown, evidence = 'template') => ({
  state: 'known',
  value,
  path: ['Properties', 'X'],
  evidence,
});

describe('known values', () => {
  test.each([
    ['plain', '[1, {a: true}]', [1, { a: true }]],
    ['Fn::Join', '!Join ["-", [a, 1, b]]', 'a-1-b'],
    ['Fn::Join drops AWS::NoValue', '!Join [",", [a, !Ref AWS::NoValue, b]]', 'a,b'],
    ['Fn::Select', '!Select [1, [a, b]]', 'b'],
    ['Fn::Split', '!Split ["/", a/b]', ['a', 'b']],
    ['Fn::Sub with variables', '!Sub ["${A}-${!Literal}", {A: x}]', 'x-${Literal}'],
    ['Fn::FindInMap', '!FindInMap [Sizes, prod, Memory]', 1024],
    ['Fn::FindInMap of a list', '!FindInMap [Sizes, prod, Layers]', ['x', 'y']],
    ['Fn::FindInMap with a default', '!FindInMap [Sizes, dev, Memory, {DefaultValue: 128}]', 128],
    ['Fn::If', '!If [Always, yes-branch, no-branch]', 'yes-branch'],
    ['Fn::If in a list', '[1, !If [Never, 2, !Ref AWS::NoValue], 3]', [1, 3]],
    ['Fn::Base64', '!Base64 abc', 'YWJj'],
    ['Fn::Length', '{"Fn::Length": [a, b]}', 2],
    ['Fn::ToJsonString', '{"Fn::ToJsonString": {a: [1]}}', '{"a":[1]}'],
  ])('%s', (_name, yaml, expected) => {
    expect(x(yaml)).toEqual(known(expected));
  });

  test('of parameters: given, or by default, which is said', () => {
    expect(x('!Ref Name')).toEqual(known('orders', 'parameter-default'));
    expect(x('!Sub "${Name}-logs"')).toEqual(known('orders-logs', 'parameter-default'));
    expect(x('!If [Named, a, b]')).toEqual(known('a', 'parameter-default'));
    expect(x('!Ref Name', { parameters: { Name: 'returns' } })).toEqual(known('returns'));
  });

  test('of parameters have the type that is declared', () => {
    expect(x('!Ref Days')).toEqual(known(7, 'parameter-default'));
    expect(x('!Ref Zones')).toEqual(known(['a', 'b'], 'parameter-default'));
    expect(x('!Select [1, !Ref Ports]')).toEqual(known(443, 'parameter-default'));
    expect(x('!Ref Days', { parameters: { Days: '30' } })).toEqual(known(30));
  });

  test('of pseudo parameters that are given', () => {
    expect(x('!Sub "arn:${AWS::Partition}:s3:::b"', { pseudo: { 'AWS::Partition': 'aws-cn' } })).toEqual(
      known('arn:aws-cn:s3:::b'),
    );
  });

  test('of SSM parameters that CloudFormation has resolved', () => {
    expect(x('!Ref Image', { resolved: { Image: 'ami-1' } })).toEqual(known('ami-1'));
  });
});

describe('partial values: known to exist, with holes', () => {
  test('a reference to a resource', () => {
    const value = x('!GetAtt Other.Arn');
    expect(value).toMatchObject({ state: 'partial', value: { ref: { logicalId: 'Other', attribute: 'Arn' } } });
    expect(x('!Ref Other')).toMatchObject({ state: 'partial', value: { ref: { logicalId: 'Other' } } });
    expect(x('!Sub "${Other}"')).toEqual(x('!Ref Other'));
  });

  test('an ARN made with Fn::Sub', () => {
    expect(x('!Sub "arn:aws:sqs:${AWS::Region}:1:${Other.QueueName}"')).toMatchObject({
      state: 'partial',
      value: {
        kind: 'partial-string',
        parts: [
          'arn:aws:sqs:',
          { ref: { logicalId: 'AWS::Region' } },
          ':1:',
          { ref: { logicalId: 'Other', attribute: 'QueueName' } },
        ],
      },
    });
  });

  test('pseudo parameters have a known shape', () => {
    expect(x('!Ref AWS::Region')).toMatchObject({ state: 'partial' });
    expect(x('!Ref AWS::StackId')).toMatchObject({ state: 'partial', value: { kind: 'partial-string' } });
  });

  test('a list with one unknown item', () => {
    expect(x('[a, !Ref Unset]')).toMatchObject({ state: 'partial', value: ['a', { kind: 'hole' }] });
  });

  test('JSON text with a hole', () => {
    expect(x('{"Fn::ToJsonString": {a: !Ref Other}}')).toMatchObject({
      state: 'partial',
      value: { parts: ['{"a":"', { ref: { logicalId: 'Other' } }, '"}'] },
    });
  });
});

describe('unknown values, with the reason', () => {
  test.each([
    ['!Ref Unset', 'parameter Unset has no value and no default'],
    ['!Ref Image', 'parameter Image is read from SSM at deployment'],
    ['!Ref Missing', 'there is no parameter or resource Missing'],
    ['!Ref constructor', 'there is no parameter or resource constructor'],
    ['!ImportValue shared', 'the export shared of another stack is known at deployment'],
    ['!GetAZs ""', 'Fn::GetAZs is read from the account at deployment'],
    ['!Cidr ["10.0.0.0/16", 2, 8]', 'Fn::Cidr is computed at deployment'],
    ['!Transform {Name: Macro}', 'a macro (Fn::Transform) writes this part'],
    ['"{{resolve:ssm:/x}}"', 'the dynamic reference {{resolve:ssm:/x}} is read at deployment'],
    ['!FindInMap [Sizes, staging, Memory]', 'mapping Sizes has no staging.Memory'],
    ['!FindInMap [Sizes, !Ref Unset, Memory]', 'parameter Unset has no value and no default'],
    ['!Select [9, [a]]', 'Fn::Select is beyond the end of its list'],
    ['!If [Loop, a, b]', 'the condition Loop is not known'],
    ['!If [Missing, a, b]', 'the condition Missing is not known'],
    ['{"Fn::Unheard": 1}', 'Fn::Unheard is not resolved before deployment'],
  ])('%s', (yaml, reason) => {
    expect(x(yaml)).toMatchObject({ state: 'unknown', reason, path: ['Properties', 'X'] });
  });

  test('masked values of NoEcho parameters', () => {
    expect(x('!Ref Password', { parameters: { Password: '****' } })).toMatchObject({
      state: 'unknown',
      reason: 'the value of parameter Password is masked (NoEcho)',
    });
  });

  test('values of NoEcho parameters that somebody gave, which conditions are decided by', () => {
    const given = { parameters: { Password: 'correct-horse' } };
    expect(x('!Sub "${Password}"', given)).toMatchObject({ state: 'unknown', parameter: { isHidden: true } });
    const isGiven = { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Password' }, ''] }] };
    expect(x(JSON.stringify({ 'Fn::If': [isGiven, 'given', 'none'] }), given)).toMatchObject({ value: 'given' });
  });

  test('say of which parameter they are, and whether CloudFormation hides it', () => {
    expect(x('!Ref Unset')).toMatchObject({ parameter: { name: 'Unset', isHidden: false } });
    expect(x('!Sub "${Password}"', { parameters: { Password: '****' } })).toMatchObject({
      parameter: { name: 'Password', isHidden: true },
    });
    expect(x('!Ref Missing')).not.toHaveProperty('parameter');
  });
});

describe('absent values', () => {
  const view = (properties: string) => new Scenario(template(properties)).resource('Thing');

  test('are known if every ancestor is', () => {
    expect(view('A: {B: 1}')?.get('A', 'C')).toEqual({
      state: 'absent',
      path: ['Properties', 'A', 'C'],
      evidence: 'template',
    });
    expect(view('A: {B: 1}')?.get('X', 'Y')).toMatchObject({ state: 'absent' });
    expect(view('A: !Ref AWS::NoValue')?.get('A')).toMatchObject({ state: 'absent' });
    expect(view('A: !If [Never, {B: 1}, !Ref AWS::NoValue]')?.get('A', 'B')).toMatchObject({ state: 'absent' });
    expect(view('A: [1]')?.get('A', 3)).toMatchObject({ state: 'absent' });
  });

  test('are beside a function, where CloudFormation takes no key', () => {
    const reason = 'Fn::If stands beside other keys, which CloudFormation refuses';
    const properties = 'A: {B: 1, Fn::If: [Never, {B: 2}, {B: 3}]}';
    expect(view(properties)?.get('A', 'B')).toMatchObject({ state: 'unknown', reason });
    expect(view(properties)?.get('A')).toMatchObject({ state: 'unknown', reason });
  });

  test('are not below what is unknown', () => {
    expect(view('A: !Ref Unset')?.get('A', 'B')).toMatchObject({ state: 'unknown' });
    expect(view('A: {B: !ImportValue x}')?.get('A', 'B', 'C')).toMatchObject({ state: 'unknown' });
    expect(view('A: {B: 1, Fn::Transform: {Name: M}}')?.get('A', 'C')).toMatchObject({ state: 'unknown' });
    expect(view('{Fn::Transform: {Name: M}}')?.get('A')).toMatchObject({ state: 'unknown' });
  });

  test('tell when the default of a parameter decided', () => {
    expect(view('A: !If [Named, !Ref AWS::NoValue, 1]')?.get('A')).toMatchObject({ evidence: 'parameter-default' });
  });
});

test('a resource does not exist where its condition is known not to hold', () => {
  const document = `${PARAMETERS}\nResources:\n  A: {Type: AWS::S3::Bucket, Condition: Never}\n  B: {Type: AWS::S3::Bucket, Condition: Always}\n`;
  const scenario = new Scenario(load(document));
  expect(scenario.resource('A')).toBeUndefined();
  expect(scenario.resources('AWS::S3::Bucket').map(({ logicalId }) => logicalId)).toEqual(['B']);
});

test('attributes beside the properties', () => {
  const scenario = new Scenario(
    load('Resources:\n  T: {Type: AWS::DynamoDB::Table, DeletionPolicy: Retain, DependsOn: [A, B]}\n'),
  );
  const table = scenario.resource('T');
  expect(table?.attribute('DeletionPolicy')).toEqual({
    state: 'known',
    value: 'Retain',
    path: ['DeletionPolicy'],
    evidence: 'template',
  });
  expect(table?.attribute('DependsOn', 1)).toMatchObject({ value: 'B' });
  expect(table?.attribute('UpdatePolicy', 'CodeDeployLambdaAliasUpdate')).toMatchObject({ state: 'absent' });
});

describe('scenarios of conditions that are not known', () => {
  function visits(properties: string, read = (value: Value): unknown => value.state): unknown[] {
    const seen: unknown[] = [];
    new Scenarios(template(properties)).forEach((scenario) => {
      const value = scenario.resource('Thing')?.get('X');
      if (value) seen.push(read(value));
    });
    return seen;
  }
  const value = (found: Value) => ('value' in found ? found.value : found.state);

  test('one, if nothing that is read depends on one', () => {
    expect(visits('X: 1\nY: !If [IsProd, 1, 2]', value)).toEqual([1]);
  });

  test('both outcomes of one', () => {
    expect(visits('X: !If [IsProd, on, off]', value)).toEqual(['on', 'off']);
    expect(visits('X: !If [InIreland, on, !Ref AWS::NoValue]')).toEqual(['known', 'absent']);
  });

  test('never a product over all: only the paths that are taken', () => {
    expect(visits('X: !If [IsProd, prod, !If [InIreland, ireland, elsewhere]]', value)).toEqual([
      'prod',
      'ireland',
      'elsewhere',
    ]);
  });

  test('know what a decision implies: a parameter has one value', () => {
    expect(visits('X: [!If [IsProd, prod, no], !If [IsDev, dev, no], !Ref Environment]', value)).toEqual([
      ['prod', 'no', 'prod'],
      ['no', 'dev', 'dev'],
      ['no', 'no', 'test'],
    ]);
  });

  test('hold for pseudo parameters too: a stack is in one Region', () => {
    const text = `Conditions:
  InIreland: !Equals [!Ref AWS::Region, eu-west-1]
  InParis: !Equals [!Ref AWS::Region, eu-west-3]
Resources:
  A: {Type: T, Properties: {X: [!If [InIreland, 1, 0], !If [InParis, 1, 0]]}}
`;
    const seen: unknown[] = [];
    new Scenarios(load(text)).forEach((scenario) => seen.push(scenario.resource('A')?.get('X')));
    expect(seen).toMatchObject([{ value: [1, 0] }, { value: [0, 1] }, { value: [0, 0] }]);
  });

  test('know values that a parameter may not take, and shapes of pseudo parameters', () => {
    const conditions = '\n  Odd: !Equals [!Ref Environment, staging]\n  Nowhere: !Equals [!Ref AWS::Region, none]\n';
    const text = `${PARAMETERS.trimEnd()}${conditions}Resources:\n  A: {Type: T, Properties: {X: [!If [Odd, 1, 2], !If [Nowhere, 1, 2]]}}\n`;
    const scenario = new Scenario(load(text));
    expect(scenario.resource('A')?.get('X')).toMatchObject({ state: 'known', value: [2, 2] });
    expect(scenario.decisions).toEqual([]);
  });

  test('And and Or are known as soon as one side decides', () => {
    const text = `Parameters: {P: {Type: String}}
Conditions:
  Unknown: !Equals [!Ref P, a]
  No: !And [!Condition Unknown, !Equals [a, b]]
  Yes: !Or [!Condition Unknown, !Equals [a, a]]
Resources:
  A: {Type: T, Properties: {X: [!If [No, 1, 2], !If [Yes, 1, 2]]}}
`;
    const scenario = new Scenario(load(text));
    expect(scenario.resource('A')?.get('X')).toMatchObject({ value: [2, 1] });
    expect(scenario.decisions).toEqual([]);
  });

  test('a resource with an unknown condition exists in one and not in the other', () => {
    const seen: boolean[] = [];
    new Scenarios(load(`${PARAMETERS}\nResources:\n  A: {Type: T, Condition: IsProd}\n`)).forEach((scenario) => {
      seen.push(scenario.resource('A') !== undefined);
    });
    expect(seen).toEqual([true, false]);
  });

  test('are bounded, and it is said', () => {
    const names = Array.from({ length: 10 }, (_, index) => `P${index}`);
    const text = `Parameters:\n${names.map((name) => `  ${name}: {Type: String}\n`).join('')}Conditions:\n${names
      .map((name) => `  Is${name}: !Equals [!Ref ${name}, a]\n`)
      .join(
        '',
      )}Resources:\n  A: {Type: T, Properties: {X: [${names.map((name) => `!If [Is${name}, 1, 2]`).join(', ')}]}}\n`;
    let count = 0;
    const complete = new Scenarios(load(text)).forEach((scenario) => {
      scenario.resource('A')?.get('X');
      count++;
    });
    expect([complete, count]).toEqual([false, 128]);
    expect(new Scenarios(load(text)).forEach((scenario) => void scenario.resource('A')?.get('X', 0), 1)).toBe(false);
  });

  test('conditions that build on one another take no exponential time', () => {
    const lines = Array.from(
      { length: 60 },
      (_, index) => `  C${index + 1}: !And [!Condition C${index}, !Condition C${index}]\n`,
    );
    const text = `Parameters: {P: {Type: String}}\nConditions:\n  C0: !Equals [!Ref P, a]\n${lines.join('')}Resources:\n  A: {Type: T, Properties: {X: !If [C60, 1, 2]}}\n`;
    const seen: unknown[] = [];
    new Scenarios(load(text)).forEach((scenario) => seen.push(scenario.resource('A')?.get('X')));
    expect(seen).toMatchObject([{ value: 1 }, { value: 2 }]);
  });
});

describe('refersTo', () => {
  const NAMED =
    '  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${AWS::StackName}-logs"}}\n  Open: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Unset}}';

  function refers(yaml: string, id: string): boolean | 'unknown' {
    const scenario = new Scenario(template(`BucketName: orders\nX: ${yaml}`, undefined, NAMED));
    const [thing, target] = [scenario.resource('Thing'), scenario.resource(id)];
    if (!thing || !target) throw new Error('no such resource');
    return scenario.refersTo(thing.get('X'), target);
  }

  test.each<[string, string, boolean | 'unknown']>([
    ['!Ref Other', 'Other', true],
    ['!GetAtt Other.Arn', 'Other', true],
    ['!GetAtt Other.Arn', 'Thing', false],
    ['!Sub "${Other.Arn}/*"', 'Other', true],
    ['[!Ref Named, !Ref Other]', 'Other', true],
    ['orders', 'Thing', true],
    ['arn:aws:s3:::orders', 'Thing', true],
    ['arn:aws:s3:::orders/*', 'Thing', true],
    ['!Sub "arn:${AWS::Partition}:s3:::orders/*"', 'Thing', true],
    ['arn:aws:s3:::ord*', 'Thing', true],
    ['arn:aws:s3:::returns/*', 'Thing', false],
    ['arn:aws:s3:::preorders', 'Thing', false],
    ['arn:aws:sqs:eu-west-1:1:orders', 'Thing', false],
    ['"*"', 'Thing', false],
    ['!Sub "arn:aws:s3:::${AWS::StackName}-logs/*"', 'Named', true],
    ['arn:aws:s3:::shop-logs', 'Named', 'unknown'],
    ['arn:aws:s3:::shop-data', 'Named', false],
    ['!Ref Unset', 'Open', true],
    ['!Sub "arn:aws:s3:::${Unset}/*"', 'Open', true],
    ['!Sub "arn:aws:s3:::${Unset}/*"', 'Thing', 'unknown'],
    ['!ImportValue bucket', 'Other', 'unknown'],
    ['any-queue', 'Other', false],
    ['!Ref AWS::NoValue', 'Other', false],
  ])('%s ↔ %s: %s', (yaml, id, expected) => {
    expect(refers(yaml, id)).toBe(expected);
  });
});
