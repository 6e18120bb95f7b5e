/** What fitness.yaml says of checks that did not come with the tool: only the service knows those. */
import type { CheckMeta, OptionSchema } from '../checks/api.ts';
import { isConfigRule } from '../measurements/config-rules.ts';
import type { Location, Path } from '../template/model.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import { suggestion } from './nearest.ts';

/** Something wrong with a configuration, and where. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  /** True if nothing stands there and something must. */
  readonly missing?: true;
  /** Where it is, if the path does not tell. */
  readonly location?: Location;
}

/** The folder of the service's own checks, as `add check --custom` makes them. */
export const CUSTOM_CHECKS = 'fitness/checks/custom';

/** An id as file names and the keys of fitness.yaml bear it. */
export const CHECK_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** A check that is named, and what is said of it. */
interface Named {
  readonly id: string;
  readonly path: Path;
  /** Absent: it is required. */
  readonly entry?: unknown;
}

/**
 * Checks that there are not, and options that they do not have, or not so.
 *
 * @param data of fitness.yaml, by the schema or not
 * @param builtIn ids of the checks that come with the tool: the schema judges what is said of them
 */
export function ownProblems(data: unknown, builtIn: readonly string[], checks: readonly CheckMeta[]): Problem[] {
  const known = [...new Set([...builtIn, ...checks.map(({ id }) => id)])];
  return foreign(data, builtIn).flatMap((named) => {
    const meta = checks.find(({ id }) => id === named.id);
    return meta ? problemsOf(named, meta.options) : [unknownCheck(named, known)];
  });
}

/** Names that no check can have: what is left when nobody knows the checks yet. */
export function misnamed(data: unknown, builtIn: readonly string[]): Problem[] {
  return foreign(data, builtIn)
    .filter(({ id }) => !CHECK_ID.test(id))
    .map((named) => unknownCheck(named, builtIn));
}

function unknownCheck({ id, path, entry }: Named, known: readonly string[]): Problem {
  const said = entry === undefined ? `${path.join('.')} is unknown: ${JSON.stringify(id)}` : `unknown check "${id}"`;
  return { path, message: `${said}${suggestion(id, known)}` };
}

/** What is said of the options of checks that came with the tool. */
export function optionProblems(data: unknown, options: Readonly<Record<string, CheckOptions>>): Problem[] {
  return named(data).flatMap((each) => (Object.hasOwn(options, each.id) ? problemsOf(each, options[each.id]) : []));
}

/** Those of the service's own. The rules of AWS Config are known where it is deployed. */
function foreign(data: unknown, builtIn: readonly string[]): Named[] {
  const known = new Set(builtIn);
  return named(data).filter(({ id }) => !known.has(id) && !isConfigRule(id));
}

/** Every check that is named, of the service and of its environments. */
function named(data: unknown): Named[] {
  const environments = own(data, 'environments');
  const places: [unknown, Path][] = [[data, []]];
  if (isRecord(environments))
    for (const name of Object.keys(environments)) places.push([environments[name], ['environments', name]]);
  return places.flatMap(([at, path]) => [...configured(at, path), ...required(at, path)]);
}

function configured(at: unknown, path: Path): Named[] {
  const checks = own(at, 'checks');
  if (!isRecord(checks)) return [];
  return Object.entries(checks).map(([id, entry]) => ({ id, path: [...path, 'checks', id], entry: entry ?? null }));
}

function required(at: unknown, path: Path): Named[] {
  const list = own(own(at, 'gate'), 'require');
  if (!Array.isArray(list)) return [];
  return list.flatMap((id: unknown, index) =>
    typeof id === 'string' ? [{ id, path: [...path, 'gate', 'require', index] }] : [],
  );
}

/** Schemas by the names of options; texts are of no concern. */
export type CheckOptions = Readonly<Record<string, Partial<OptionSchema>>>;

function problemsOf({ entry, path }: Named, options: CheckOptions = {}): Problem[] {
  const given = own(entry, 'options');
  if (!isRecord(given)) return [];
  return Object.entries(given).flatMap(([name, value]): Problem[] => {
    const at = [...path, 'options', name];
    const schema = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!schema) return [{ path: at, message: `unknown key "${name}"${suggestion(name, Object.keys(options))}` }];
    const problem = problemOf(value, schema);
    return problem === undefined ? [] : [{ path: at, message: `${at.join('.')} ${problem}` }];
  });
}

const TYPES: Readonly<Record<OptionSchema['type'], readonly [is: (value: unknown) => boolean, name: string]>> = {
  string: [(value) => typeof value === 'string', 'text'],
  number: [(value) => typeof value === 'number' && Number.isFinite(value), 'a number'],
  integer: [Number.isInteger, 'a whole number'],
  boolean: [(value) => typeof value === 'boolean', 'true or false'],
  array: [Array.isArray, 'a list'],
};

/** JSON Schema, as far as `OptionSchema` goes. */
function problemOf(value: unknown, schema: Partial<OptionSchema>): string | undefined {
  const { type, enum: allowed, minimum, maximum, items } = schema;
  const said = typeof value === 'object' ? '' : `, not ${JSON.stringify(value)}`;
  const [is, name] = (type && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined) ?? [];
  if (is && !is(value)) return `must be ${name}${said}`;
  if (allowed && !allowed.includes(value)) return `must be one of ${allowed.map(String).join(', ')}${said}`;
  if (typeof value === 'number' && minimum !== undefined && value < minimum)
    return `must be at least ${minimum}${said}`;
  if (typeof value === 'number' && maximum !== undefined && value > maximum) return `must be at most ${maximum}${said}`;
  if (!Array.isArray(value) || !items) return undefined;
  return value.map((item) => problemOf(item, items as Partial<OptionSchema>)).find((problem) => problem !== undefined);
}
