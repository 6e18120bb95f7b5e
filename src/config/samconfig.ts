import { parse, TomlError } from '#smol-toml';
import { UserError } from '../errors.ts';
import { parseDocument } from '../template/parse.ts';
import { nearest } from './nearest.ts';
import { keyValues, textOf } from './parameter-overrides.ts';

/** The text of SAM CLI's configuration file. */
export interface SamConfig {
  /** As messages name it, e.g. `samconfig.toml`; what it ends in says what it is written in. */
  readonly file: string;
  readonly text: string;
  /** Of an adopted service: its environments, which need not each have a table, and the parameter that says which one a stack is. */
  readonly adopted?: { readonly environments: readonly string[]; readonly parameter: string };
}

type Table = Readonly<Record<string, unknown>>;

/** `[environment.command.parameters]` */
export interface ParameterTable {
  readonly environment: string;
  readonly command: string;
  readonly parameters: Table;
}

/**
 * The parameters of the stack that SAM CLI's configuration gives an environment: the whole set, since SAM's
 * `--parameter-overrides` replaces it. Written as one text, a list of texts, or a mapping.
 *
 * @throws UserError if the file cannot be parsed or has no table for the environment
 */
export function parameterOverrides(samconfig: SamConfig, environment: string): Record<string, string> {
  return overridesIn(samconfig, environment, deployParameters(samconfig, environment)['parameter_overrides']);
}

function overridesIn(samconfig: SamConfig, environment: string, written: unknown): Record<string, string> {
  const items = Array.isArray(written) ? (written as unknown[]) : [written ?? ''];
  return Object.fromEntries(
    items.flatMap((item) =>
      typeof item === 'object' && item !== null
        ? Object.entries(item).map(([key, value]) => [key, textOf(value) ?? ''] as const)
        : keyValuesIn(samconfig, environment, String(item)),
    ),
  );
}

/** What cannot be read is not left out in silence: a template would be judged with other parameters than it gets. */
function keyValuesIn({ file }: SamConfig, environment: string, text: string): [string, string][] {
  const found = keyValues(text);
  if (found) return found;
  throw new UserError(
    'invalid-samconfig',
    `${file}: parameter_overrides of ${environment} has ${JSON.stringify(text)}, which is no Key=Value`,
    {
      location: { file, line: 1, column: 1 },
      hint: 'Write Key=Value; what stands in another file is given with --parameter-file.',
    },
  );
}

/** Every parameter of `sam deploy` for an environment; those that are global to all commands stand behind its own. */
export function deployParameters(samconfig: SamConfig, environment: string): Table {
  const parameters = commandParameters(samconfig, environment, 'deploy');
  if (Object.keys(parameters).length > 0) return parameters;
  const config = parsed(samconfig);
  const environments = Object.keys(config).filter((name) => Object.keys(tableOf(config, name, 'deploy')).length > 0);
  const near = nearest(environment, environments);
  throw new UserError('unknown-environment', `${samconfig.file} has no table [${environment}.deploy.parameters]`, {
    location: { file: samconfig.file, line: 1, column: 1 },
    hint: near ? `Did you mean ${near}?` : `It has: ${environments.join(', ') || 'none'}.`,
  });
}

/** Parameters of one of SAM CLI's commands for an environment, behind those that are global to all; none if it names none. */
export function commandParameters(samconfig: SamConfig, environment: string, command: string): Table {
  const config = parsed(samconfig);
  const name = nameIn(config, samconfig, environment);
  return { ...tableOf(config, name, 'global'), ...tableOf(config, name, command) };
}

/**
 * What SAM CLI's `--config-env` has to say for an environment: its own name. Of an adopted service that has no such table it is
 * the one that says by the parameter of the environment that it is this one, or whose name differs in case alone; `default`, if
 * the end of its stack's name says so, or if there is no other environment.
 */
export function tableName(samconfig: SamConfig, environment: string): string {
  return nameIn(parsed(samconfig), samconfig, environment);
}

const DEFAULT = 'default';

function nameIn(config: Table, samconfig: SamConfig, environment: string): string {
  const { adopted } = samconfig;
  if (!adopted?.environments.includes(environment) || Object.keys(table(config, environment)).length > 0)
    return environment;
  const named = tableSaying(config, samconfig, environment, adopted.parameter);
  if (named !== undefined) return named;
  const written = { ...tableOf(config, DEFAULT, 'global'), ...tableOf(config, DEFAULT, 'deploy') };
  const given = overridesIn(samconfig, DEFAULT, written['parameter_overrides'])[adopted.parameter];
  const said = given ?? endOf(written['stack_name'], adopted.environments);
  const isIt = said === undefined ? adopted.environments.length === 1 : said === environment;
  return isIt ? DEFAULT : environment;
}

function tableSaying(config: Table, samconfig: SamConfig, environment: string, parameter: string): string | undefined {
  const names = Object.keys(config).filter((name) => name !== DEFAULT);
  const says = (name: string): boolean => {
    const written = { ...tableOf(config, name, 'global'), ...tableOf(config, name, 'deploy') };
    try {
      return overridesIn(samconfig, name, written['parameter_overrides'])[parameter] === environment;
    } catch (error) {
      // what cannot be read is told of whoever asks for that table
      if (error instanceof UserError) return false;
      throw error;
    }
  };
  return names.find(says) ?? names.find((name) => name.toLowerCase() === environment.toLowerCase());
}

/** The environment that a stack's name ends with: `orders-dev`. */
function endOf(stackName: unknown, environments: readonly string[]): string | undefined {
  const name = typeof stackName === 'string' ? stackName.toLowerCase() : '';
  return environments.find(
    (environment) => /[-_]/.test(name.at(-environment.length - 1) ?? '') && name.endsWith(environment.toLowerCase()),
  );
}

/** Every table of parameters, in the order of the file. @throws UserError if it cannot be parsed */
export function parameterTables(samconfig: SamConfig): ParameterTable[] {
  const config = parsed(samconfig);
  return Object.keys(config).flatMap((environment) =>
    Object.keys(table(config, environment)).map((command) => {
      return { environment, command, parameters: tableOf(config, environment, command) };
    }),
  );
}

function tableOf(config: Table, environment: string, command: string): Table {
  return table(table(table(config, environment), command), 'parameters');
}

function parsed({ file, text }: SamConfig): Table {
  if (/\.ya?ml$/.test(file)) {
    const { data } = parseDocument(text, file);
    return typeof data === 'object' && data !== null ? (data as Table) : {};
  }
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    const message = error.message.split('\n')[0] ?? 'not TOML';
    throw new UserError('invalid-samconfig', `${file}:${line}:${column}: ${message}`, {
      location: { file, line, column },
      hint: `Correct ${file} at this place.`,
    });
  }
}

function table(value: Table, key: string): Table {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'object' && found !== null ? (found as Table) : {};
}
