/** `--help`, made from the table of options. */
import { UserError } from '../errors.ts';
import { EXIT, MEANING } from './exit.ts';
import { nearest } from '../config/nearest.ts';
import { COMMANDS, isCommand } from './options.ts';
import type { CommandName, CommandSpec, OptionSpec, Program } from './options.ts';
import type { Run } from './terminal.ts';

export const run: Run<'help'> = ({ positional, program, terminal }) => {
  if (positional !== undefined && !isCommand(positional)) {
    const near = nearest(positional, Object.keys(COMMANDS));
    throw new UserError('unknown-command', `There is no command ${JSON.stringify(positional)}.`, {
      hint: near ? `Did you mean ${near}?` : undefined,
    });
  }
  terminal.out(positional === undefined ? overview(program) : helpOf(positional, program));
  return Promise.resolve(EXIT.ok);
};

/** What the program can do: for somebody who typed its name alone. */
export function overview(program: Program): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const);
  return [
    `Usage: ${program} <command> [options]`,
    '',
    'AWS SAM services whose deployments are measured by a fitness function.',
    '',
    ...columns(commands),
    '',
    'Exit status:',
    ...columns(Object.entries(MEANING)),
    '',
    `\`${program} <command> --help\` shows the options of a command.`,
    '',
  ].join('\n');
}

/** The help of one command: as many lines as fit a screen. */
export function helpOf(name: CommandName, program: Program): string {
  const spec: CommandSpec = COMMANDS[name];
  const isDefault = name === 'create' && program === 'create-fitness-serverless';
  const words = [
    isDefault ? program : `${program} ${name}`,
    spec.positional && positionalOf(name, spec.positional),
    '[options]',
    spec.rest && `[-- ${spec.rest.name}]`,
  ];
  const others = Object.keys(COMMANDS).filter((other) => other !== 'create');
  return [
    `Usage: ${words.filter(Boolean).join(' ')}`,
    ...(isDefault ? wrapped(`Commands: ${others.join(', ')}`) : []),
    ...wrapped(spec.about),
    ...columns([
      ...(spec.positional && !isDefault ? [[spec.positional.name, spec.positional.summary] as const] : []),
      ...rows(spec.options),
    ]),
    '',
  ].join('\n');
}

function positionalOf(command: CommandName, { name, multiple }: NonNullable<CommandSpec['positional']>): string {
  return command === 'completion' ? `<${name}>` : multiple ? `[${name}...]` : `[${name}]`;
}

function rows(options: readonly OptionSpec[]): (readonly [string, string])[] {
  return options
    .filter(({ name }) => name !== 'help' && name !== 'version' && name !== 'debug')
    .map((option) => [written(option), option.summary] as const)
    .concat([['--debug --help --version', '']]);
}

/** `-y, --yes`, `--[no-]git`, `--name NAME`, `--branch[=NAME]`. */
export function written({ name, short, negatable, optional, type, value = 'VALUE' }: OptionSpec): string {
  const long = negatable ? `--[no-]${name}` : `--${name}`;
  const given = type === 'boolean' ? '' : optional ? `[=${value}]` : ` ${value}`;
  return `${short ? `-${short}, ` : ''}${long}${given}`;
}

const WIDTH = 80;

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.filter(([, text]) => text).map(([left]) => left.length)) + 2;
  return rows.map(([left, text]) => `  ${text ? left.padEnd(width) : left}${text}`.trimEnd());
}
