import { parse, TomlError } from 'smol-toml';
import { UserError } from '../errors.ts';
import { nearest } from './nearest.ts';

const FILE = 'samconfig.toml';

/**
 * The parameters of the stack that samconfig.toml gives an environment: the whole set, since SAM's
 * `--parameter-overrides` replaces it.
 *
 * @throws UserError if the file is not TOML or has no table for the environment
 */
export function parameterOverrides(samconfigText: string, environment: string): Record<string, string> {
  const written = deployParameters(samconfigText, environment)['parameter_overrides'];
  const texts = Array.isArray(written) ? written : [written ?? ''];
  return Object.fromEntries(texts.flatMap((text) => keyValues(String(text))));
}

/** Every parameter of `sam deploy` for an environment, as samconfig.toml has it. */
export function deployParameters(samconfigText: string, environment: string): Readonly<Record<string, unknown>> {
  const config = parseToml(samconfigText);
  const parameters = table(table(table(config, environment), 'deploy'), 'parameters');
  if (Object.keys(parameters).length > 0) return parameters;
  const environments = Object.keys(config).filter(
    (name) => Object.keys(table(table(config, name), 'deploy')).length > 0,
  );
  const near = nearest(environment, environments);
  throw new UserError('unknown-environment', `${FILE} has no table [${environment}.deploy.parameters]`, {
    location: { file: FILE, line: 1, column: 1 },
    hint: near ? `Did you mean ${near}?` : `It has: ${environments.join(', ') || 'none'}.`,
  });
}

function parseToml(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    const message = error.message.split('\n')[0] ?? 'not TOML';
    throw new UserError('invalid-samconfig', `${FILE}:${line}:${column}: ${message}`, {
      location: { file: FILE, line, column },
      hint: `Correct ${FILE} at this place.`,
    });
  }
}

function table(value: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
}

/** `Key=value Key="two words"`, or the older `ParameterKey=Key,ParameterValue=value`, as SAM reads them. */
const KEY_VALUE =
  /(?:ParameterKey=([A-Za-z0-9]+),ParameterValue=|([A-Za-z0-9]+)=)("(?:\\.|[^"\\])*"|(?:\\.|[^\s"\\])*)/g;

function keyValues(text: string): [string, string][] {
  return [...text.matchAll(KEY_VALUE)].map(([, older, key, value]) => [older ?? key ?? '', unquoted(value ?? '')]);
}

function unquoted(value: string): string {
  const inner = value.startsWith('"') ? value.slice(1, -1) : value;
  return inner.replace(/\\(.)/g, '$1');
}
