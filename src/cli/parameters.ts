/** What is known of a template from outside: `--parameter-overrides` over `--parameter-file` over samconfig; `--region`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearest } from '../config/nearest.ts';
import { keyValues, textOf } from '../config/parameter-overrides.ts';
import { UserError } from '../errors.ts';
import { measurementsOf } from '../measurements/index.ts';
import type { Diagnostic, TemplateInputs } from '../template/model.ts';
import { partitionOf } from '../template/region.ts';
import type { Service } from './service.ts';

/** The options of a command that reads a template as it would be deployed. */
export interface ParameterOptions {
  readonly 'parameter-overrides'?: readonly string[] | undefined;
  readonly 'parameter-file'?: string | undefined;
  readonly region?: string | undefined;
}

/** What the command line gives, whatever the template. */
export interface Given {
  readonly parameters: Readonly<Record<string, string>>;
  readonly pseudo: Readonly<Record<string, string>>;
  /** What the file says without giving a value. */
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws UserError `broken-override`, `no-parameter-file`, `broken-parameter-file` */
export async function givenParameters(options: ParameterOptions, cwd: string): Promise<Given> {
  const file = options['parameter-file'];
  const { values, previous } = file === undefined ? { values: {}, previous: [] } : await parametersIn(file, cwd);
  const parameters = { ...values, ...overridesOf(options['parameter-overrides'] ?? []) };
  const unknown = previous.filter((name) => !Object.hasOwn(parameters, name));
  return {
    parameters,
    pseudo: options.region === undefined ? {} : pseudoOf(options.region),
    diagnostics: unknown.map((name) => ({
      severity: 'warning',
      code: 'previous-value',
      message: `${file} leaves ${name} at its previous value, which is not known here: its default is taken`,
    })),
  };
}

/** The inputs of a service's template: what is given, over what samconfig gives the environment; what was measured beside it. */
export async function inputsOf(
  { parameters, pseudo }: Given,
  { root, samconfig, configured }: Pick<Service, 'root' | 'samconfig' | 'configured'>,
  { environment, named }: { environment: string; named: boolean },
): Promise<TemplateInputs> {
  const given = { parameters, pseudo, measurements: measurementsOf(root) };
  if (samconfig === undefined) return given;
  const { parameterOverrides } = await import('../config/samconfig.ts');
  try {
    return { ...given, parameters: { ...parameterOverrides(samconfig, environment), ...parameters } };
  } catch (error) {
    // it need not know an environment that fitness.yaml knows, or that nobody named
    const isNews = named && !configured;
    if (error instanceof UserError && error.code === 'unknown-environment' && !isNews) return given;
    throw error;
  }
}

/** Given names that no template has, each with the nearest that one has. */
export function unknownParameters({ parameters }: Given, declared: readonly string[]): Diagnostic[] {
  const known = new Set(declared);
  return Object.keys(parameters)
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearest(name, known);
      const message = `there is no parameter ${name}${near === undefined ? '' : `; did you mean ${near}?`}`;
      return { severity: 'warning', code: 'unknown-parameter', message };
    });
}

/** `KEY=VALUE` or `ParameterKey=KEY,ParameterValue=VALUE`, as SAM takes them; several in one word, too. */
export function overridesOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const found = keyValues(word);
      if (found) return found;
      throw new UserError('broken-override', `${JSON.stringify(word)} is no parameter override.`, {
        hint: 'Write it Key=Value.',
      });
    }),
  );
}

type Data = Readonly<Record<string, unknown>>;

interface FileParameters {
  readonly values: Record<string, string>;
  /** Names with `UsePreviousValue`. */
  readonly previous: string[];
}

/**
 * A file of parameters, JSON or YAML, as `aws cloudformation deploy` takes them: a list of `ParameterKey` and
 * `ParameterValue` or of `Key=Value`, CodePipeline's template configuration (`Parameters:`); or a plain mapping.
 * https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/
 */
async function parametersIn(file: string, cwd: string): Promise<FileParameters> {
  const { parseDocument } = await import('../template/parse.ts');
  const document = parseDocument(textIn(file, cwd), file);
  const { data } = document;
  const broken = (path: readonly (string | number)[], message: string): UserError =>
    new UserError('broken-parameter-file', `${file}: ${message}.`, {
      location: document.locate(path),
      hint: "Write CloudFormation's list of ParameterKey and ParameterValue, or a mapping of names to values.",
    });
  const entries = Array.isArray(data)
    ? data.flatMap((item, index) => listedParameters(item, () => broken([index], 'this is no parameter')))
    : isMapping(data)
      ? mappedParameters(data).map(([name, value, path]) => {
          const text = textOf(value);
          if (text === undefined) throw broken(path, `the value of ${name} is no text, number or list`);
          return [name, text] as const;
        })
      : undefined;
  if (!entries) throw broken([], 'there are no parameters in it');
  return {
    values: Object.fromEntries(entries.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]))),
    previous: entries.flatMap(([name, text]) => (text === undefined ? [name] : [])),
  };
}

function textIn(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw new UserError('no-parameter-file', `Cannot read the parameters ${file}: ${(cause as Error).message}.`, {
      hint: 'Check the path.',
      cause,
    });
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html */
function listedParameters(item: unknown, broken: () => UserError): (readonly [string, string | undefined])[] {
  if (typeof item === 'string') {
    const found = keyValues(item);
    if (!found) throw broken();
    return found;
  }
  const name = isMapping(item) && Object.hasOwn(item, 'ParameterKey') ? item['ParameterKey'] : undefined;
  if (!isMapping(item) || typeof name !== 'string') throw broken();
  const value = Object.hasOwn(item, 'ParameterValue') ? textOf(item['ParameterValue']) : undefined;
  if (value === undefined && item['UsePreviousValue'] !== true) throw broken();
  return [[name, value]];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html */
function mappedParameters(data: Data): [name: string, value: unknown, path: string[]][] {
  const nested = Object.hasOwn(data, 'Parameters') ? data['Parameters'] : undefined;
  return isMapping(nested)
    ? Object.entries(nested).map(([name, value]) => [name, value, ['Parameters', name]])
    : Object.entries(data).map(([name, value]) => [name, value, [name]]);
}

function isMapping(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pseudoOf(region: string): Record<string, string> {
  if (!/^[a-z]{2,5}(-[a-z]+)+-\d+$/.test(region))
    throw new UserError('invalid-region', `${JSON.stringify(region)} is no AWS Region.`, {
      hint: 'Write it as in eu-central-1.',
    });
  const { partition, suffix } = partitionOf(region);
  return { 'AWS::Region': region, 'AWS::Partition': partition, 'AWS::URLSuffix': suffix };
}
