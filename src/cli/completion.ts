/** `completion bash|zsh|fish`, made from the table of options. */
import { UserError } from '../errors.ts';
import { EXIT } from './exit.ts';
import { COMMANDS } from './options.ts';
import type { CommandSpec, OptionSpec } from './options.ts';
import type { Run } from './terminal.ts';

const PROGRAMS = ['create-fitness-serverless', 'fitness-serverless'] as const;
const SHELLS = { bash, zsh, fish } as const;

export const run: Run<'completion'> = ({ positional, terminal }) => {
  if (positional === undefined || !Object.hasOwn(SHELLS, positional)) {
    throw new UserError('unknown-shell', `completion needs a shell: ${Object.keys(SHELLS).join(', ')}.`);
  }
  terminal.out(SHELLS[positional as keyof typeof SHELLS]());
  return Promise.resolve(EXIT.ok);
};

const commands = Object.entries(COMMANDS) as [string, CommandSpec][];

function flags(option: OptionSpec): string[] {
  return [
    `--${option.name}`,
    ...(option.negatable ? [`--no-${option.name}`] : []),
    ...(option.short ? [`-${option.short}`] : []),
  ];
}

function bash(): string {
  const words = commands.map(
    ([name, spec]) =>
      `    ${name}) words="${[...spec.options.flatMap(flags), ...(spec.positional?.choices ?? [])].join(' ')}" ;;`,
  );
  const options: OptionSpec[] = commands.flatMap(([, spec]) => spec.options);
  const values = new Map(options.map(({ name, choices }) => [`--${name}`, choices ?? []]));
  const files = [
    ...new Set(
      commands
        .flatMap(([, { options }]) => options)
        .flatMap((option) => (option.file && !option.optional ? [`--${option.name}`] : [])),
    ),
  ];
  return `# bash completion of ${PROGRAMS.join(' and ')}
_fitness_serverless() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command words=""
  case "$previous" in
${[...values]
  .filter(([, choices]) => choices.length > 0)
  .map(([flag, choices]) => `    ${flag}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current")); return ;;`)
  .join('\n')}
    ${files.join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  command="\${COMP_WORDS[1]}"
  if [ "$COMP_CWORD" -eq 1 ] && [ "\${current#-}" = "$current" ]; then
    COMPREPLY=($(compgen -W "${commands.map(([name]) => name).join(' ')}" -- "$current") $(compgen -d -- "$current"))
    return
  fi
  case "$command" in
${words.join('\n')}
    *) words="${COMMANDS.create.options.flatMap(flags).join(' ')}" ;;
  esac
  if [ "$command" = help ]; then words="$words ${commands.map(([name]) => name).join(' ')}"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ "\${#COMPREPLY[@]}" -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _fitness_serverless ${PROGRAMS.join(' ')}
`;
}

function zsh(): string {
  const argument = (option: OptionSpec): string => {
    if (option.type === 'boolean') return '';
    return `${option.optional ? '::' : ':'}${option.value ?? 'value'}:${option.choices ? `(${option.choices.join(' ')})` : option.file ? '_files' : ''}`;
  };
  const line = (option: OptionSpec): string[] =>
    flags(option).map(
      (flag) =>
        `'${option.multiple ? '*' : ''}${flag}${option.optional ? '=-' : ''}[${plain(option.summary)}]${argument(option)}'`,
    );
  const positional = (spec: CommandSpec): string[] =>
    spec.positional
      ? [
          `'${spec.positional.multiple ? '*' : '1'}:${spec.positional.name}:${spec.positional.choices ? `(${spec.positional.choices.join(' ')})` : '_files'}'`,
        ]
      : [];
  const cases = commands.map(
    ([name, spec]) => `    ${name}) _arguments ${[...spec.options.flatMap(line), ...positional(spec)].join(' ')} ;;`,
  );
  return `#compdef ${PROGRAMS.join(' ')}
_fitness_serverless() {
  local -a commands
  commands=(${commands.map(([name, { summary }]) => `'${name}:${plain(summary)}'`).join(' ')})
  if (( CURRENT == 2 )) && [[ "$words[2]" != -* ]]; then
    _describe command commands
    _files -/
    return
  fi
  local command="$words[2]"
  if (( $\{commands[(I)$command:*]} )); then
    shift words
    (( CURRENT-- ))
  else
    command=create
  fi
  case "$command" in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _fitness_serverless ]; then _fitness_serverless "$@"; else compdef _fitness_serverless ${PROGRAMS.join(' ')}; fi
`.replaceAll('$\\{', '${');
}

function fish(): string {
  const names = commands.map(([name]) => name).join(' ');
  const lines = PROGRAMS.flatMap((program) => [
    `complete -c ${program} -n "not __fish_seen_subcommand_from ${names}" -a "${names}"`,
    ...commands.flatMap(([name, spec]) => {
      const when =
        name === 'create' && program === 'create-fitness-serverless'
          ? `not __fish_seen_subcommand_from ${commands
              .map(([other]) => other)
              .filter((other) => other !== 'create')
              .join(' ')}`
          : `__fish_seen_subcommand_from ${name}`;
      const options = spec.options.flatMap((option) => {
        const value =
          option.type === 'string' && !option.optional
            ? ` -r${option.choices ? ` -f -a "${option.choices.join(' ')}"` : option.file ? ' -F' : ' -f'}`
            : '';
        const short = option.short ? ` -s ${option.short}` : '';
        const line = `complete -c ${program} -n "${when}" -l ${option.name}${short}${value} -d '${plain(option.summary)}'`;
        return option.negatable
          ? [line, `complete -c ${program} -n "${when}" -l no-${option.name} -d 'Do not: ${plain(option.summary)}'`]
          : [line];
      });
      const choices = spec.positional?.choices;
      return choices ? [...options, `complete -c ${program} -n "${when}" -f -a "${choices.join(' ')}"`] : options;
    }),
  ]);
  return `# fish completion of ${PROGRAMS.join(' and ')}\n${lines.join('\n')}\n`;
}

/** Without what quotes, brackets or colons would mean to the shells. */
function plain(text: string): string {
  return text.replaceAll(/['`"$\\]/g, '').replaceAll(/[[\]:]/g, ' ');
}
