import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT, MEANING, exitStatusOf } from '../../src/cli/exit.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { helpOf, overview } from '../../src/cli/help.ts';
import { COMMANDS, parseCommand } from '../../src/cli/options.ts';
import type { CommandName, CommandSpec } from '../../src/cli/options.ts';
import { UserError } from '../../src/errors.ts';
import { ROOT, bin, cli } from '../support/cli.ts';
import { run, succeed } from '../support/process.ts';
import { emptyFolder } from '../upgrade/tree.ts';

const names = Object.keys(COMMANDS) as CommandName[];

beforeAll(() => {
  bin();
}, 200_000);

describe('--help', () => {
  test.each(names)('of %s names every option, in 80 columns and one screen', (name) => {
    const text = helpOf(name, 'create-fitness-serverless');
    const spec: CommandSpec = COMMANDS[name];
    for (const option of spec.options) expect(text).toContain(`--${option.negatable ? '[no-]' : ''}${option.name}`);
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(24);
  });

  test('create-fitness-serverless --help, fitness-serverless alone, and help say the same as the table', async () => {
    const cwd = emptyFolder();
    expect((await cli(['--help'], { cwd })).stdout).toBe(helpOf('create', 'create-fitness-serverless'));
    expect((await cli([], { cwd, program: 'fitness-serverless' })).stdout).toBe(overview('fitness-serverless'));
    expect((await cli(['help', 'score'], { cwd, program: 'fitness-serverless' })).stdout).toBe(
      helpOf('score', 'fitness-serverless'),
    );
    expect(await cli(['help', 'scroe'], { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('score'),
    });
  });

  test('--version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await cli(['--version'], { cwd: emptyFolder() })).toEqual({
      status: 0,
      signal: null,
      stdout: `${version}\n`,
      stderr: '',
    });
  });
});

describe('commands', () => {
  test.each([
    ['fitness-serverless', ['orders'], /There is no command "orders"/],
    ['create-fitness-serverless', ['adopt'], /There is no terminal to ask on/],
    ['create-fitness-serverless', ['adopt', '--trigger', 'http'], /For a folder of that name, write \.\/adopt/],
    ['create-fitness-serverless', ['score', '--yes'], /There is no option --yes/],
  ] as const)('%s %j: 2', async (program, args, message) => {
    expect(await cli(args, { cwd: emptyFolder(), program })).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  test('a folder that is called like a command is written ./score', async () => {
    const ended = await cli(['./score', '--yes', '--dry-run', '--json', '--no-install'], { cwd: emptyFolder() });
    expect(JSON.parse(ended.stdout)).toMatchObject({ service: 'score' });
  });
});

describe('parsing', () => {
  test('values, lists, --no-x, short names, and what stands behind --', () => {
    const { values, positional } = parseCommand('create', [
      '-y',
      'x',
      '--trigger',
      'http',
      '--trigger=queue',
      '--git',
      '--no-git',
      '--description=-x',
    ]);
    expect({ positional, ...values }).toEqual({
      positional: 'x',
      yes: true,
      trigger: ['http', 'queue'],
      git: false,
      description: '-x',
    });
    expect(parseCommand('deploy', ['--env', 'dev', '--', '--guided', 'x']).rest).toEqual(['--guided', 'x']);
    expect(parseCommand('create', ['--', '--odd-folder']).positional).toBe('--odd-folder');
  });

  test('a value that may be left out is written with =', () => {
    const values = (...args: string[]) => parseCommand('upgrade', args).values;
    expect(values('--branch', '--check')).toEqual({ branch: true, check: true });
    expect(values('--branch=news', '--restore', '--restore=src/a.ts')).toEqual({
      branch: 'news',
      restore: [true, 'src/a.ts'],
    });
    expect(() => values('--branch', 'news')).toThrow(expect.objectContaining({ code: 'unexpected-argument' }));
    expect(() => values('--branch=')).toThrow(expect.objectContaining({ code: 'missing-value' }));
    expect(helpOf('upgrade', 'fitness-serverless')).toContain('--branch[=NAME]');
  });

  test('--json is --format json', () => {
    expect(parseCommand('score', ['--json']).values.format).toEqual(['json']);
  });

  test.each([
    [['--no-yes'], 'unknown-option'],
    [['--dryrun'], 'unknown-option'],
    [['-x'], 'unknown-option'],
    [['--name', '--yes'], 'missing-value'],
    [['--runtime', 'python'], 'unknown-value'],
    [['a', 'b'], 'unexpected-argument'],
  ])('%j: %s', (args, code) => {
    expect(() => parseCommand('create', args)).toThrow(expect.objectContaining({ code }));
  });
});

describe('exit statuses', () => {
  test('are the documented ones', () => {
    expect(Object.keys(MEANING).map(Number)).toEqual(Object.values(EXIT));
    expect(exitStatusOf(new UserError('x', 'x'))).toBe(2);
    expect(exitStatusOf(new UserError('x', 'x', { kind: 'interrupted' }))).toBe(130);
  });

  test('what nobody foresaw is 70, never a red gate; the stack trace is for --debug', () => {
    const error = new TypeError('x is not a function');
    expect(failureOf(error, { debug: false, color: false })).toMatchObject({
      status: 70,
      text: expect.not.stringContaining('    at '),
    });
    expect(failureOf(error, { debug: true, color: false }).text).toContain('    at ');
  });

  test('a place that the message names is not said twice', () => {
    const location = { file: 'a.yaml', line: 1, column: 2 };
    const odd = new UserError('x', 'files:\n  \u001b[2Ja', { hint: 'not \u009b31m' });
    expect(failureOf(odd, { debug: false, color: true }).text).toBe(
      '\u001b[31merror\u001b[39m: files:\n   [2Ja\n  not  31m\n',
    );
    expect(failureOf(new UserError('x', 'a.yaml:1:2: wrong', { location }), { debug: false, color: false }).text).toBe(
      'error: a.yaml:1:2: wrong\n',
    );
    expect(failureOf(new UserError('x', 'wrong', { location }), { debug: false, color: false }).text).toBe(
      'error: a.yaml:1:2: wrong\n',
    );
  });
});

describe('completion', () => {
  const complete = async (...words: string[]): Promise<string[]> => {
    const script = `source <("${process.execPath}" "${bin()}" completion bash); COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _fitness_serverless; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await succeed('bash', ['-c', script], { cwd: emptyFolder() })).stdout.trim().split('\n');
  };

  test('bash: commands, options, values', async () => {
    expect(await complete('fitness-serverless', 'sc')).toEqual(['score']);
    expect(await complete('fitness-serverless', 'score', '--base')).toEqual(['--baseline']);
    expect(await complete('create-fitness-serverless', 'x', '--no-g')).toEqual(['--no-git']);
    expect(await complete('create-fitness-serverless', 'x', '--trigger', 'st')).toEqual(['stream']);
    expect(await complete('fitness-serverless', 'completion', 'f')).toEqual(['fish']);
  });

  test.each(['zsh', 'fish'])('%s: every command and option', async (shell) => {
    const { stdout } = await cli(['completion', shell], { cwd: emptyFolder() });
    for (const name of names) expect(stdout).toContain(name);
    for (const { name } of COMMANDS.create.options)
      expect(stdout).toContain(shell === 'fish' ? `-l ${name}` : `--${name}`);
    const checked = await run(shell, shell === 'zsh' ? ['-n'] : ['--no-execute'], { input: stdout }).catch(
      () => undefined,
    );
    if (!checked) console.warn(`skipped: no ${shell} here, so the syntax of its completion is not checked`);
    else expect(checked).toMatchObject({ status: 0, stderr: '' });
  });

  test('of an unknown shell: 2', async () => {
    expect(await cli(['completion', 'tcsh'], { cwd: emptyFolder() })).toMatchObject({ status: 2 });
  });
});

test('a word that is a command, with options of create, was meant for a folder', async () => {
  const { status, stderr } = await cli(['score', '--yes'], { cwd: emptyFolder() });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('write ./score.') });
  expect((await cli(['score', '--nope'], { cwd: emptyFolder() })).stderr).not.toContain('./score');
});
