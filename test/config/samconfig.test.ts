import { describe, expect, test } from '@jest/globals';
import { parameterOverrides, tableName } from '../../src/config/samconfig.ts';

const toml = (text: string) => ({ file: 'samconfig.toml', text });

const deploy = (overrides: string) => toml(`version = 0.1\n[prod.deploy.parameters]\nstack_name = "a"\n${overrides}\n`);

describe('parameterOverrides', () => {
  test.each([
    ['a list', `parameter_overrides = ['Environment="prod"', 'PermissionsBoundary=""', 'Note="two words"']`],
    ['one text', `parameter_overrides = "Environment=prod PermissionsBoundary=\\"\\" Note=\\"two words\\""`],
    [
      'the older form',
      `parameter_overrides = 'ParameterKey=Environment,ParameterValue=prod PermissionsBoundary="" Note="two words"'`,
    ],
    ['escapes', `parameter_overrides = 'Environment=prod PermissionsBoundary="" Note=two\\ words'`],
  ])('reads %s as SAM does', (_, overrides) => {
    expect(parameterOverrides(deploy(overrides), 'prod')).toEqual({
      Environment: 'prod',
      PermissionsBoundary: '',
      Note: 'two words',
    });
  });

  test.each([
    [
      'a mapping',
      'parameter_overrides:\n        Environment: prod\n        PermissionsBoundary: ""\n        Note: two words',
    ],
    [
      'a list',
      'parameter_overrides:\n        - Environment=prod\n        - PermissionsBoundary=\n        - Note="two words"',
    ],
    [
      'a list of mappings',
      'parameter_overrides: [{ Environment: prod, PermissionsBoundary: "" }, { Note: two words }]',
    ],
    ['one text', `parameter_overrides: Environment=prod PermissionsBoundary="" Note='two words'`],
  ])('reads %s in samconfig.yaml', (_, overrides) => {
    const text = `version: 0.1\nprod:\n  deploy:\n    parameters:\n      stack_name: a\n      ${overrides}\n`;
    expect(parameterOverrides({ file: 'samconfig.yaml', text }, 'prod')).toEqual({
      Environment: 'prod',
      PermissionsBoundary: '',
      Note: 'two words',
    });
  });

  test('reads a mapping in TOML, with values of every kind', () => {
    const text = '[prod.deploy.parameters.parameter_overrides]\nCount = 3\nOn = true\nSubnets = ["a", "b"]\n';
    expect(parameterOverrides(toml(text), 'prod')).toEqual({ Count: '3', On: 'true', Subnets: 'a,b' });
  });

  test('what is global to all commands stands behind what is of deploy', () => {
    const text =
      '[prod.global.parameters]\nstack_name = "a"\nparameter_overrides = "A=global"\n[prod.deploy.parameters]\nparameter_overrides = "A=deploy"\n';
    expect(parameterOverrides(toml(text), 'prod')).toEqual({ A: 'deploy' });
    expect(parameterOverrides(toml(text.replace(/\[prod.deploy[^]*/, '')), 'prod')).toEqual({ A: 'global' });
  });

  test('an environment without overrides has none', () => {
    expect(parameterOverrides(deploy(''), 'prod')).toEqual({});
  });

  test('an environment that is not there is named, with the nearest', () => {
    expect(() => parameterOverrides(deploy(''), 'prd')).toThrow(
      expect.objectContaining({ code: 'unknown-environment', hint: 'Did you mean prod?' }),
    );
    expect(() => parameterOverrides(deploy(''), 'toString')).toThrow(/no table \[toString.deploy.parameters\]/);
  });

  test('what is no parameter is refused, not left out', () => {
    expect(() => parameterOverrides(deploy(`parameter_overrides = ["A=1", "file://p.toml"]`), 'prod')).toThrow(
      expect.objectContaining({ code: 'invalid-samconfig', message: expect.stringContaining('"file://p.toml"') }),
    );
  });

  test('what is not TOML is refused with its place', () => {
    expect(() => parameterOverrides(toml('version = 0.1\n[prod\n'), 'prod')).toThrow(
      expect.objectContaining({
        code: 'invalid-samconfig',
        location: { file: 'samconfig.toml', line: 2, column: expect.any(Number) },
      }),
    );
  });
});

describe('tableName', () => {
  const adopted = { environments: ['dev', 'prod'], parameter: 'Stage' };
  const of = (text: string, environment: string, environments = adopted.environments) =>
    tableName({ file: 'samconfig.toml', text, adopted: { ...adopted, environments } }, environment);

  test('is that of the environment, where it has one', () => {
    const text = '[dev.deploy.parameters]\nstack_name = "a"\n[default.deploy.parameters]\nstack_name = "orders-dev"\n';
    expect(of(text, 'dev')).toBe('dev');
    expect(tableName({ file: 'samconfig.toml', text }, 'prod')).toBe('prod');
  });

  test.each([
    ['by the parameter', 'stack_name = "orders"\nparameter_overrides = "Stage=\\"prod\\""', 'prod'],
    [
      'by the parameter, whatever its stack is called',
      'stack_name = "x-dev"\nparameter_overrides = "Stage=prod"',
      'prod',
    ],
    ['by the end of its stack’s name', 'stack_name = "Orders_Dev"', 'dev'],
  ])('is `default` of the environment that it says it is: %s', (_, lines, environment) => {
    const text = `[default.deploy.parameters]\n${lines}\n`;
    const other = environment === 'dev' ? 'prod' : 'dev';
    expect([of(text, environment), of(text, other)]).toEqual(['default', other]);
  });

  test('is one that says by the parameter that it is of the environment, or that is spelled in other letters', () => {
    const text =
      '[live.deploy.parameters]\nparameter_overrides = "Stage=Prod"\n[dev.deploy.parameters]\nstack_name = "x"\n' +
      '[other.deploy.parameters]\nparameter_overrides = "nothing"\n';
    const names = ['Dev', 'Prod', 'Staging'];
    expect(names.map((name) => of(text, name, names))).toEqual(['dev', 'live', 'Staging']);
  });

  test('is `default` of the only environment, and of none of several where it says nothing', () => {
    const text = '[default.deploy.parameters]\nstack_name = "orders-reproduction"\n';
    expect(of(text, 'prod', ['prod'])).toBe('default');
    expect([of(text, 'prod'), of(text, 'dev')]).toEqual(['prod', 'dev']);
  });

  test('the parameters of the stack come from it', () => {
    const text = '[default.deploy.parameters]\nstack_name = "orders-dev"\nparameter_overrides = "Size=3"\n';
    const samconfig = { file: 'samconfig.toml', text, adopted };
    expect(parameterOverrides(samconfig, 'dev')).toEqual({ Size: '3' });
    expect(() => parameterOverrides(samconfig, 'prod')).toThrow('no table [prod.deploy.parameters]');
  });
});
