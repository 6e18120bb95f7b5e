import { describe, expect, test } from '@jest/globals';
import { givenParameters, inputsOf, overridesOf, unknownParameters } from '../../src/cli/parameters.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

describe('--parameter-overrides', () => {
  test.each<[string, string[], Record<string, string>]>([
    ['pairs in words of their own', ['A=1', 'B=2'], { A: '1', B: '2' }],
    ['pairs in one word', ['A=1 B=2'], { A: '1', B: '2' }],
    ['the later of two', ['A=1', 'A=2'], { A: '2' }],
    ['the older form', ['ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=2'], { A: '1', B: '2' }],
    ['double quotes', ['A="two words" B=2'], { A: 'two words', B: '2' }],
    ['single quotes', ["A='two words' B=2"], { A: 'two words', B: '2' }],
    ['quotes that SAM escapes', ['A="a \\"b\\"" B=a\\ b'], { A: 'a "b"', B: 'a b' }],
    ['a value that looks like a pair', ['A="B=2" C=3'], { A: 'B=2', C: '3' }],
    ['a value that a shell has unquoted', ['A=two words'], { A: 'two words' }],
    ['= in a value, and none', ['A=x=y', 'B='], { A: 'x=y', B: '' }],
    ['lists', ['Subnets=subnet-1,subnet-2'], { Subnets: 'subnet-1,subnet-2' }],
    ['an open quote', ['A="b C=3'], { A: '"b', C: '3' }],
    ['quoted keys', ['"A"="1"'], { A: '1' }],
    ['names of prototypes', ['constructor=1'], { constructor: '1' }],
  ])('takes %s', (_, words, expected) => {
    expect(overridesOf(words)).toEqual(expected);
  });

  test.each(['A', '=1', 'A 1', 'A-B=1', '--x'])('refuses %s', (word) => {
    expect(() => overridesOf([word])).toThrow(expect.objectContaining({ code: 'broken-override' }));
  });

  test('takes long values in linear time', () => {
    const started = performance.now();
    expect(overridesOf([`A=${'" '.repeat(50_000)}`])).toHaveProperty('A');
    expect(overridesOf([`A=${'b '.repeat(50_000)}`])).toHaveProperty('A');
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

const given = (files: Record<string, string>, options: Parameters<typeof givenParameters>[0]) => {
  const cwd = emptyFolder();
  write(cwd, files);
  return givenParameters(options, cwd);
};

describe('--parameter-file', () => {
  test.each<[string, string, Record<string, string>]>([
    [
      "CloudFormation's list",
      '[{"ParameterKey": "A", "ParameterValue": "1"}, {"ParameterKey": "B", "ParameterValue": "x,y"}]',
      { A: '1', B: 'x,y' },
    ],
    ["CodePipeline's configuration", '{"Parameters": {"A": "1"}, "Tags": {"x": "y"}}', { A: '1' }],
    ['a mapping', '{"A": "1", "B": 2, "C": true, "D": ["x", "y"]}', { A: '1', B: '2', C: 'true', D: 'x,y' }],
    ['YAML', 'A: one\nB: [x, y]\n', { A: 'one', B: 'x,y' }],
    ['a list of pairs', '["A=1", "B=x y"]', { A: '1', B: 'x y' }],
    ['a list in YAML', '- ParameterKey: A\n  ParameterValue: one\n', { A: 'one' }],
  ])('takes %s', async (_, text, expected) => {
    const { parameters } = await given({ 'p.json': text }, { 'parameter-file': 'p.json' });
    expect(parameters).toEqual(expected);
  });

  test('a previous value is not known, and said not to be', async () => {
    const list = JSON.stringify([{ ParameterKey: 'A', UsePreviousValue: true }]);
    const { parameters, diagnostics } = await given({ 'p.json': list }, { 'parameter-file': 'p.json' });
    expect(parameters).toEqual({});
    expect(diagnostics).toEqual([
      { severity: 'warning', code: 'previous-value', message: expect.stringContaining('p.json leaves A') },
    ]);
    const over = await given({ 'p.json': list }, { 'parameter-file': 'p.json', 'parameter-overrides': ['A=1'] });
    expect(over.diagnostics).toEqual([]);
  });

  test.each([
    ['a number', '7', { line: 1 }],
    ['a list of other texts', '["A"]', { line: 1 }],
    ['an entry without a value', '[\n{"ParameterKey": "A"}]', { line: 2 }],
    ['a value that is a mapping', '{"A": "1",\n"B": {"x": 1}}', { line: 2 }],
  ])('refuses %s, with its place', async (_, text, location) => {
    await expect(given({ 'p.json': text }, { 'parameter-file': 'p.json' })).rejects.toMatchObject({
      code: 'broken-parameter-file',
      location: { file: 'p.json', ...location },
    });
  });

  test('that is not there is said not to be', async () => {
    await expect(given({}, { 'parameter-file': 'p.json' })).rejects.toMatchObject({ code: 'no-parameter-file' });
  });
});

describe('precedence', () => {
  const samconfig = {
    file: 'samconfig.toml',
    text: `version = 0.1\n[prod.deploy.parameters]\nparameter_overrides = "A=sam B=sam C=sam"\n`,
  };

  test('is flag, file, samconfig', async () => {
    const known = await given(
      { 'p.json': '{"A": "file", "B": "file"}' },
      { 'parameter-file': 'p.json', 'parameter-overrides': ['A=flag'] },
    );
    const { parameters } = await inputsOf(
      known,
      { root: '.', samconfig, configured: true },
      { environment: 'prod', named: true },
    );
    expect(parameters).toEqual({ A: 'flag', B: 'file', C: 'sam' });
  });

  test('an environment that samconfig does not have is an error only if nothing else knows it', async () => {
    const known = await given({}, {});
    const inputs = (configured: boolean, named: boolean) =>
      inputsOf(known, { root: '.', samconfig, configured }, { environment: 'prd', named });
    expect((await inputs(true, true)).parameters).toEqual({});
    expect((await inputs(false, false)).parameters).toEqual({});
    await expect(inputs(false, true)).rejects.toMatchObject({
      code: 'unknown-environment',
      hint: 'Did you mean prod?',
    });
  });
});

describe('--region', () => {
  test.each([
    ['eu-central-1', 'aws', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
  ])('%s lies in one partition', async (region, partition, suffix) => {
    expect((await given({}, { region })).pseudo).toEqual({
      'AWS::Region': region,
      'AWS::Partition': partition,
      'AWS::URLSuffix': suffix,
    });
  });

  test('is a Region', async () => {
    await expect(given({}, { region: 'Frankfurt' })).rejects.toMatchObject({ code: 'invalid-region' });
  });
});

test('a parameter that no template has is a warning that names the nearest', async () => {
  const known = await given({}, { 'parameter-overrides': ['Stgae=prod', 'Stage=prod', 'Zzzzzzz=1'] });
  expect(unknownParameters(known, ['Stage', 'Name'])).toEqual([
    { severity: 'warning', code: 'unknown-parameter', message: 'there is no parameter Stgae; did you mean Stage?' },
    { severity: 'warning', code: 'unknown-parameter', message: 'there is no parameter Zzzzzzz' },
  ]);
});
