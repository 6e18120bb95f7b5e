/** `region=eu-west-1`: answers and settings of fitness.yaml as a command line gives them. */
import type { CheckMeta } from '../checks/api.ts';
import { UserError } from '../errors.ts';
import type { Edit } from '../template/edit.ts';
import { editData } from '../template/edit.ts';
import type { Path } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import { nearest } from './nearest.ts';
import { schemaProblems } from './read.ts';
import { configSchema } from './schema.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What the flags of `create` call the answers. */
const FLAG_NAMES: Readonly<Record<string, string>> = {
  name: 'service',
  trigger: 'triggers',
  'alarm-email': 'alarms.email',
  alarmEmail: 'alarms.email',
  'package-manager': 'packageManager',
};

/**
 * The edits that the words ask for: `gate.minimum=85`; `alarms.email=` takes the key out.
 *
 * @param data of the fitness.yaml that they are for
 * @throws UserError that names what is near, or what is allowed
 */
export function assignments(words: readonly string[], data: unknown, checks: readonly CheckMeta[]): readonly Edit[] {
  const schema = configSchema(checks);
  const edits = words.flatMap((word) => assignment(word, data, schema));
  refuseInvalid(data, edits);
  return edits;
}

function assignment(word: string, data: unknown, schema: Schema): Edit[] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  if (name === undefined || value === undefined)
    throw new UserError('no-assignment', `${JSON.stringify(word)} sets nothing.`, { hint: 'Write region=eu-west-1.' });
  return pathsOf(name, value, data).flatMap(([path, text]): Edit[] => {
    const key = path.join('.');
    const schemas = schemasAt(path, data, schema);
    if (key === 'tool') throw new UserError('not-an-answer', 'The version of the tool is changed by `upgrade --to`.');
    if (key === 'adopted')
      throw new UserError('not-an-answer', '`adopt` writes what is adopted, and `unadopt` takes it out.');
    const set = text === '' ? undefined : valueOf(text, key, schemas, schema);
    return [set === undefined ? { path, remove: true } : { path, set }];
  });
}

/** `deployment=T` is for every environment, `deployment=prod=T` and `deployment.prod=T` are for one. */
function pathsOf(name: string, value: string, data: unknown): (readonly [path: Path, value: string])[] {
  const [first, ...rest] = name.split('.');
  if (first !== 'deployment')
    return [[(Object.hasOwn(FLAG_NAMES, name) ? (FLAG_NAMES[name] ?? name) : name).split('.'), value]];
  const [, own, text] = /^([^=]+)=(.*)$/s.exec(value) ?? [];
  const at = (environment: string): Path => ['environments', environment, 'deployment'];
  if (rest.length > 0) return [[at(rest.join('.')), value]];
  if (own !== undefined && text !== undefined) return [[at(own), text]];
  return namesOf(data, 'environments').map((environment) => [at(environment), value] as const);
}

function namesOf(data: unknown, key: string): string[] {
  const map = own(data, key);
  return isRecord(map) ? Object.keys(map) : [];
}

/** What the schema says of a path. @throws UserError for a key that there is not */
function schemasAt(path: Path, data: unknown, root: Schema): readonly Schema[] {
  let schemas: readonly Schema[] = [root];
  path.forEach((step, depth) => {
    const key = String(step);
    const wholes = schemas.flatMap((schema) => whole(schema, root));
    const named = wholes.flatMap((schema) => own(own(schema, 'properties'), key) ?? []) as Schema[];
    const free = wholes.flatMap((schema): Schema[] =>
      isRecord(schema['additionalProperties']) ? [schema['additionalProperties']] : [],
    );
    refuseUnknown(path, depth, data, [...named, ...free].length > 0, wholes);
    schemas = named.length > 0 ? named : free;
  });
  return schemas.flatMap((schema) => whole(schema, root));
}

/** A schema with those that it refers to. */
function whole(schema: Schema, root: Schema): readonly Schema[] {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const target = own(own(root, 'definitions'), reference.replace('#/definitions/', ''));
    return isRecord(target) ? whole(target, root) : [];
  }
  const all = schema['allOf'];
  return [schema, ...(Array.isArray(all) ? (all as Schema[]).flatMap((part) => whole(part, root)) : [])];
}

/** Maps whose keys are names: only one that is there has settings. */
const NAMED: Readonly<Record<string, { readonly what: string; readonly add: string }>> = {
  environments: { what: 'environment', add: 'add environment' },
  functions: { what: 'function', add: 'add function' },
  checks: { what: 'check', add: 'add check' },
};

function refuseUnknown(path: Path, depth: number, data: unknown, isKnown: boolean, schemas: readonly Schema[]): void {
  const [key, parent] = [String(path[depth]), String(path[depth - 1])];
  const named =
    depth === 1 || parent === 'checks' ? (Object.hasOwn(NAMED, parent) ? NAMED[parent] : undefined) : undefined;
  if (named) {
    const names = namesOf(data, parent);
    if (names.includes(key)) return;
    const near = nearest(key, names);
    throw new UserError(`unknown-${named.what}`, `fitness.yaml has no ${named.what} ${JSON.stringify(key)}.`, {
      hint: near ? `Did you mean ${near}?` : `\`${named.add} ${key}\` adds one.`,
    });
  }
  if (isKnown) return;
  const keys = schemas.flatMap((schema) => namesOf(schema, 'properties'));
  const all = depth === 0 ? [...keys, ...Object.keys(FLAG_NAMES), 'deployment'] : keys;
  const near = nearest(key, all);
  const at = path.slice(0, depth + 1).join('.');
  throw new UserError('unknown-answer', `There is no ${JSON.stringify(at)} in fitness.yaml.`, {
    hint: near
      ? `Did you mean ${[...path.slice(0, depth), near].join('.')}?`
      : keys.length > 0
        ? `There are ${keys.join(', ')}.`
        : `${path.slice(0, depth).join('.')} is one value.`,
  });
}

function valueOf(text: string, key: string, schemas: readonly Schema[], root: Schema): unknown {
  const types = new Set(schemas.flatMap((schema) => typesOf(schema, root)));
  if (types.has('object') && types.size === 1) throw severalValues(key, schemas);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (types.has('array')) return listOf(text);
  return types.has('string') ? text : plainOf(text);
}

function typesOf(schema: Schema, root: Schema): string[] {
  const { type, enum: allowed, anyOf } = schema as { type?: string; enum?: unknown[]; anyOf?: Schema[] };
  return [
    ...(type === undefined ? [] : [type]),
    ...(allowed ?? []).map((value) => typeof value),
    ...(anyOf ?? []).flatMap((one) => whole(one, root).flatMap((part) => typesOf(part, root))),
  ];
}

function severalValues(key: string, schemas: readonly Schema[]): UserError {
  const keys = schemas.flatMap((schema) => namesOf(schema, 'properties')).map((name) => `${key}.${name}`);
  return new UserError('several-values', `${key} holds more than one value.`, {
    hint: keys.length > 0 ? `Set ${keys.join(', ')}.` : 'Edit fitness.yaml, then run `upgrade`.',
  });
}

/** `http,queue`, or as YAML writes it: `[http, queue]`. */
function listOf(text: string): unknown {
  if (text.startsWith('[')) return plainOf(text);
  return text.split(',').map((item) => item.trim());
}

/** A number, or what else YAML reads; what it cannot read is text, and the schema says what it should be. */
function plainOf(text: string): unknown {
  try {
    return parseDocument(text, 'the value').data;
  } catch {
    return text;
  }
}

/** Only what is wrong because of the edits: anything else is told with its place in the file. */
function refuseInvalid(data: unknown, edits: readonly Edit[]): void {
  const problemsOf = (of: unknown): string[] => schemaProblems(of, undefined, true).map(({ message }) => message);
  const before = new Set(problemsOf(data));
  const problems = problemsOf(editData(data, edits)).filter((message) => !before.has(message));
  if (problems.length === 0) return;
  throw new UserError('invalid-answer', `${problems.join('\n')}.`, { hint: 'Nothing was written.' });
}
