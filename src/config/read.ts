import { UserError } from '../errors.ts';
import { unsafePath } from '../safe-path.ts';
import type { Location, Path, SourceDocument } from '../template/model.ts';
import { readDocument } from '../template/read.ts';
import type { CheckMeta } from '../checks/api.ts';
import type { Config } from './config.ts';
import type { Problem } from './own-checks.ts';
import { LIMITS, STACK_NAME, withDefaults, type WrittenConfig } from './defaults.ts';
import { isRecord } from '../template/resolve/values.ts';
import { deploymentProblem } from './deployment.ts';
import { functionNameProblem, functionProblems } from './functions.ts';
import { suggestion } from './nearest.ts';
import { misnamed, optionProblems, ownProblems, type CheckOptions } from './own-checks.ts';
import generated, { checkOptions, knownKeys } from './validate.generated.ts';

/** What ajv's compiled validators report. */
interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const validate = generated as unknown as { (data: unknown): boolean; errors?: SchemaError[] | null };

/**
 * The configuration that a fitness.yaml is, every default filled in.
 *
 * @param own may it name checks of the service's own? Then `refuseOwnProblems` has to say whether they are there
 * @throws UserError `invalid-config` with every problem and its place
 */
export function configOf(document: SourceDocument, own = false): Config {
  const problems = [...schemaProblems(document.data, undefined, own), ...repeatedKeys(document)];
  if (problems.length === 0) problems.push(...nameProblems(document.data as WrittenConfig));
  if (problems.length > 0) throw invalidConfig(document, problems);
  return withDefaults(document.data as WrittenConfig);
}

/** Reads fitness.yaml where nobody edits it: in a hook. */
export function readConfig(text: string): Config {
  return configOf(readDocument(text, 'fitness.yaml'), true);
}

/**
 * Holds what fitness.yaml says of the service's own checks to those that there are.
 *
 * @throws UserError `invalid-config` with every problem and its place
 */
export function refuseOwnProblems(document: SourceDocument, checks: readonly CheckMeta[]): void {
  const problems = ownProblems(document.data, builtInIds(), checks);
  if (problems.length > 0) throw invalidConfig(document, problems);
}

/** Ids of the checks that come with the tool, without the checks. */
export function builtInIds(): string[] {
  return Object.keys(checkOptions);
}

/**
 * Everything the schema has against the data of a fitness.yaml, in a reader's words.
 *
 * @param subject what a message calls the value at a path
 * @param own may it name checks of the service's own?
 */
export function schemaProblems(data: unknown, subject = (path: Path) => path.join('.'), own = false): Problem[] {
  return [
    ...ajvProblems(data, subject),
    ...(isRecord(data) && data['triggers'] === undefined && data['adopted'] === undefined
      ? [{ path: ['triggers'], message: `${subject(['triggers'])} is missing`, missing: true as const }]
      : []),
    ...optionProblems(data, checkOptions as Readonly<Record<string, CheckOptions>>),
    ...(own ? misnamed(data, builtInIds()) : ownProblems(data, builtInIds(), [])),
  ];
}

function ajvProblems(data: unknown, subject: (path: Path) => string): Problem[] {
  if (validate(data)) return [];
  // what is told of a deployment and of types is `anyOf`, and of a name `propertyNames`: not which part of them failed
  const errors = (validate.errors ?? []).filter(({ schemaPath }) => !/\/anyOf\/\d|\/propertyNames\//.test(schemaPath));
  return errors.map((error) => problem(error, data, subject));
}

function problem(error: SchemaError, data: unknown, subject: (path: Path) => string): Problem {
  const path = pathOf(error.instancePath, data);
  const { params } = error;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      return { path: [...path, key], message: `unknown key "${key}"${suggestion(key, keysAt(path))}` };
    }
    case 'propertyNames': {
      const name = String(params['propertyName']);
      const message =
        (path[0] === 'functions' ? functionNameProblem(name) : undefined) ??
        `"${name}" is not a name of at most ${LIMITS.environment} ${ENVIRONMENT_RULE}`;
      return { path: [...path, name], message };
    }
    case 'required': {
      const missing = [...path, String(params['missingProperty'])];
      return { path: missing, message: `${subject(missing)} is missing`, missing: true };
    }
    default:
      return { path, message: `${subject(path) || 'the file'} ${requirement(error, valueAt(data, path))}` };
  }
}

export const ENVIRONMENT_RULE = 'letters, digits and hyphens, a letter first';
export const NAME_RULE = 'lower-case letters, digits and hyphens, a letter first';

function requirement({ keyword, params, schemaPath }: SchemaError, value: unknown): string {
  const limit = Number(params['limit']);
  const said = typeof value === 'object' ? '' : `, not ${JSON.stringify(value)}`;
  switch (keyword) {
    case 'enum': {
      const allowed = params['allowedValues'] as unknown[];
      const known = allowed.map(String);
      if (known.length > 8) return `is unknown: ${JSON.stringify(value)}${suggestion(String(value), known)}`;
      return `must be one of ${known.join(', ')}${said}${suggestion(String(value), known)}`;
    }
    case 'type':
      return `must be ${TYPE_NAMES[String(params['type'])] ?? String(params['type'])}${said}`;
    case 'minimum':
      return `must be at least ${limit}${said}`;
    case 'exclusiveMinimum':
      return `must be more than ${limit}${said}`;
    case 'maximum':
      return `must be at most ${limit}${said}`;
    case 'maxLength':
      return `must have at most ${limit} characters, and has ${String(value).length}`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return 'must not be empty';
    case 'maxItems':
    case 'maxProperties':
      return `must have at most ${limit} entries`;
    case 'uniqueItems':
      return 'names something twice';
    case 'anyOf':
      return /cloudControl\/anyOf$/.test(schemaPath)
        ? `must be true, false or a list of types such as AWS::Cognito::UserPool${said}`
        : (deploymentProblem(value) ?? 'is not a deployment preference');
    case 'pattern':
      return `${patternRule(schemaPath)}${said}`;
    default:
      return `is not valid (${keyword})`;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

function patternRule(schemaPath: string): string {
  if (/region\/pattern$/.test(schemaPath)) return 'must be an AWS Region such as eu-central-1';
  if (/email\/pattern$/.test(schemaPath)) return 'must be an e-mail address';
  if (/stat\/pattern$/.test(schemaPath)) return 'must be a CloudWatch statistic such as Sum, Average or p99';
  if (/service\/pattern$/.test(schemaPath)) return `must be made of ${NAME_RULE}`;
  if (/description\/pattern$/.test(schemaPath)) return 'must be one line of text';
  return 'has characters that are not allowed';
}

interface KeyTree {
  readonly [key: string]: KeyTree;
}

function keysAt(path: Path): string[] {
  const at = path.reduce<KeyTree>((tree, key) => {
    return (Object.hasOwn(tree, key) ? tree[key] : tree['*']) ?? {};
  }, knownKeys as KeyTree);
  return Object.keys(at).filter((key) => key !== '*');
}

/** What no schema can say: the name of a stack is that of the service and the environment together. */
function nameProblems(config: WrittenConfig): Problem[] {
  const environments = Object.keys(config.environments);
  const problems = environments.flatMap((environment): Problem[] => {
    // the stacks and functions of an adopted service have the names that they have
    const tooLong = config.adopted ? undefined : stackNameProblem(config.service, environment);
    const message = environmentProblem(environment) ?? tooLong;
    return message ? [{ path: ['environments', environment], message }] : [];
  });
  for (const environment of environments) {
    const message = deploymentProblem(config.environments[environment]?.deployment);
    if (message) problems.push({ path: ['environments', environment, 'deployment'], message });
  }
  const functions = config.adopted ? [] : functionProblems({ ...config, triggers: config.triggers ?? [] });
  return [
    ...problems,
    ...functions,
    ...(config.adopted ? [...pathProblems(config.adopted), ...idProblems(config.adopted)] : []),
  ];
}

/** What becomes a name in a template is one. */
function idProblems({ functions = {}, names = {}, environment }: NonNullable<WrittenConfig['adopted']>): Problem[] {
  const ids: (readonly [path: readonly string[], id: string | undefined, rule: RegExp])[] = [
    [['environment'], environment, LOGICAL_ID],
    ...Object.keys(functions).map((id) => [['functions', id], id, LOGICAL_ID] as const),
    ...Object.entries(functions).map(([id, { next }]) => [['functions', id, 'next'], next, HOOK] as const),
    ...Object.entries(functions).map(([id, { alias }]) => [['functions', id, 'alias'], alias, ALIAS_NAME] as const),
    ...Object.entries(names).flatMap(([id, here]) =>
      [id, here].map((name) => [['names', id], name, LOGICAL_ID] as const),
    ),
  ];
  return ids.flatMap(([path, id, rule]) =>
    id === undefined || rule.test(id)
      ? []
      : [{ path: ['adopted', ...path], message: `adopted.${path.join('.')}: ${JSON.stringify(id)} is no name` }],
  );
}

const LOGICAL_ID = /^[A-Za-z0-9]{1,255}$/;
/** By its logical id, name or ARN. */
const HOOK = /^[\w:/-]{1,200}$/;
/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const ALIAS_NAME = /^(?!\d+$)[\w-]{1,128}$/;

/** Files that are read, and that parts are put into: their owner's, each once, in the folder. */
function pathProblems({ template, files = [] }: NonNullable<WrittenConfig['adopted']>): Problem[] {
  const named: readonly (readonly [path: Path, file: string])[] = [
    [['adopted', 'template'], template],
    ...files.map((file, index) => [['adopted', 'files', index], file] as const),
  ];
  return named.flatMap(([path, file]): Problem[] => {
    const isTemplate = path.length > 2 && file === template;
    const isTwice = path.length > 2 && files.indexOf(file) !== path[2];
    const why =
      unsafePath(file) ??
      (OF_THE_TOOL.test(file)
        ? 'is the tool’s own'
        : isTemplate
          ? 'is the template'
          : isTwice
            ? 'is named twice'
            : undefined);
    return why === undefined ? [] : [{ path, message: `${path.join('.')}: ${JSON.stringify(file)} ${why}` }];
  });
}

const OF_THE_TOOL = /^(?:fitness\.yaml|\.fitness(?:\/.*)?)$/i;

/** What is wrong with an environment's name beside its characters. */
export function environmentProblem(environment: string): string | undefined {
  // samconfig.toml has one table per environment beside its own `version`, and SAM reads `default` for any other
  if (environment === 'version' || environment === 'default') return `"${environment}" has a meaning in samconfig.toml`;
  return undefined;
}

/** Whether the names made of `<service>-<environment>` would be too long. */
export function stackNameProblem(service: string, environment: string): string | undefined {
  const length = service.length + environment.length;
  if (length <= STACK_NAME) return undefined;
  return `"${service}" and "${environment}" have ${length} characters together; the names of ${service}-${environment}'s functions allow ${STACK_NAME}`;
}

/** YAML takes the last of two equal keys in silence; of two gates one would be lost. */
export function repeatedKeys(document: SourceDocument): Problem[] {
  return document.diagnostics
    .filter(({ code }) => code === 'repeated-key')
    .map(({ message, location }) => ({ path: [], message, ...(location && { location }) }));
}

/** @param more what else to do than to correct the file */
export function invalidConfig(
  document: SourceDocument,
  problems: readonly Problem[],
  more = 'An editor that reads its first line shows what may stand where.',
): UserError {
  const placed = problems.map(({ path, message, ...own }) => {
    const location = own.location ?? document.locate(path) ?? { file: document.file, line: 1, column: 1 };
    return { location, message: `${place(location)}: ${message}` };
  });
  placed.sort((a, b) => a.location.line - b.location.line || a.location.column - b.location.column);
  return new UserError('invalid-config', placed.map(({ message }) => message).join('\n'), {
    location: placed[0]!.location,
    hint: `Correct ${document.file}. ${more}`,
  });
}

function place({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** `/environments/dev/gate` as keys and indexes. */
function pathOf(pointer: string, data: unknown): Path {
  const path: (string | number)[] = [];
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(valueAt(data, path)) ? Number(key) : key);
  }
  return path;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], data);
}
