/** fitness.yaml of an organisation hook: the checks and the gate of every stack of an account, and which stacks are let through. */
import type { Path, SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { isRecord } from '../template/resolve/values.ts';
import type { Config } from './config.ts';
import { withDefaults, type WrittenConfig } from './defaults.ts';
import { invalidConfig, repeatedKeys, schemaProblems } from './read.ts';
import { suggestion } from './nearest.ts';
import type { Problem } from './own-checks.ts';

/** Lets stacks through for a while. Each condition that is written has to hold. */
export interface StackWaiver {
  /** Name of the stack, `*` for any characters. */
  readonly stack?: string;
  /** A tag of the stack, `Key` or `Key=Value`. */
  readonly tag?: string;
  readonly reason: string;
  /** Last day on which it counts: `2027-01-31`. */
  readonly until: string;
}

export interface OrganisationConfig {
  /** With `checks`, `gate` and `complexity` of the file. */
  readonly config: Config;
  readonly waivers: readonly StackWaiver[];
  /** Seconds that the hook takes at most. */
  readonly deadline: number;
}

/** CloudFormation waits for 30 s. https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/lambda-hooks-create-lambda-function.html */
export const DEADLINE = { default: 25, least: 1, most: 29 } as const;

const HINT = 'It is that of an organisation hook: gate, complexity, checks, deadline and waivers may stand in it.';

/** The one environment of it: all stacks are judged alike. */
export const EVERY_STACK = 'organisation';

const KEYS = ['checks', 'gate', 'complexity', 'waivers', 'deadline'];
const WAIVER_KEYS = ['stack', 'tag', 'reason', 'until'];

/** What the fitness.yaml of a service has to say. */
const SERVICE_KEYS = ['tool', 'service', 'runtime', 'triggers', 'region', 'packageManager', 'environments'];

/** Is it the fitness.yaml of an organisation hook? It says how to judge, and nothing of a service. */
export function isOrganisationConfig({ data }: SourceDocument): boolean {
  if (!isRecord(data)) return false;
  const has = (key: string): boolean => Object.hasOwn(data, key);
  return KEYS.some(has) && !SERVICE_KEYS.some(has);
}

/** @throws UserError `invalid-config` with every problem and its place */
export function loadOrganisationConfig(text: string, file: string): OrganisationConfig {
  return organisationConfigOf(parseDocument(text, file));
}

/** @throws UserError `invalid-config` with every problem and its place */
export function organisationConfigOf(document: SourceDocument): OrganisationConfig {
  const data = isRecord(document.data) ? document.data : {};
  const { checks = {}, gate = {}, complexity = {}, waivers = [], deadline = DEADLINE.default } = data;
  const service = {
    tool: '*',
    service: EVERY_STACK,
    runtime: 'nodejs24.x',
    triggers: ['schedule'],
    region: 'us-east-1',
    packageManager: 'npm',
    environments: { [EVERY_STACK]: { deployment: 'AllAtOnce' } },
    checks,
    gate,
    complexity,
  };
  const problems: Problem[] = [
    ...(isRecord(document.data) ? [] : [{ path: [], message: 'the file must be a mapping' }]),
    ...unknownKeys(data, KEYS, []),
    ...schemaProblems(service),
    ...waiverProblems(waivers),
    ...deadlineProblems(deadline),
    ...repeatedKeys(document),
  ];
  if (problems.length > 0) throw invalidConfig(document, problems, HINT);
  return {
    config: withDefaults(service as unknown as WrittenConfig),
    waivers: waivers as readonly StackWaiver[],
    deadline: deadline as number,
  };
}

function unknownKeys(data: Readonly<Record<string, unknown>>, known: readonly string[], path: Path): Problem[] {
  return Object.keys(data)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: [...path, key], message: `unknown key "${key}"${suggestion(key, [...known])}` }));
}

function waiverProblems(waivers: unknown): Problem[] {
  if (!Array.isArray(waivers)) return [{ path: ['waivers'], message: 'waivers must be a list' }];
  return (waivers as unknown[]).flatMap((waiver, index): Problem[] => {
    const path = ['waivers', index];
    if (!isRecord(waiver)) return [{ path, message: 'a waiver must be a mapping' }];
    const texts = WAIVER_KEYS.filter((key) => Object.hasOwn(waiver, key) && !isText(waiver[key]));
    return [
      ...unknownKeys(waiver, WAIVER_KEYS, path),
      ...texts.map((key) => ({ path: [...path, key], message: `${key} must be text, and not empty` })),
      ...(['reason', 'until'] as const)
        .filter((key) => !Object.hasOwn(waiver, key))
        .map((key) => ({ path, message: `the waiver has no ${key}` })),
      ...(Object.hasOwn(waiver, 'stack') || Object.hasOwn(waiver, 'tag')
        ? []
        : [{ path, message: 'the waiver names neither a stack nor a tag' }]),
      ...(isText(waiver['until']) && !isDay(waiver['until'])
        ? [{ path: [...path, 'until'], message: `until must be a day such as 2027-01-31, not "${waiver['until']}"` }]
        : []),
    ];
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function deadlineProblems(deadline: unknown): Problem[] {
  const isSound = typeof deadline === 'number' && deadline >= DEADLINE.least && deadline <= DEADLINE.most;
  if (isSound) return [];
  return [{ path: ['deadline'], message: `deadline must be ${DEADLINE.least} to ${DEADLINE.most} seconds` }];
}

/** The first waiver that counts for a stack on a day. Of a stack whose tags are not known, none by tag does. */
export function waiverOf(
  waivers: readonly StackWaiver[],
  { name, tags, today }: { name: string; tags: Readonly<Record<string, string>> | undefined; today: Date },
): StackWaiver | undefined {
  return waivers.find(
    ({ stack, tag, until }) =>
      today.toISOString().slice(0, 10) <= until &&
      (stack === undefined || fits(stack, name)) &&
      (tag === undefined || hasTag(tags, tag)),
  );
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  if (parts.length === 1) return pattern === name;
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

function hasTag(tags: Readonly<Record<string, string>> | undefined, written: string): boolean {
  const at = written.indexOf('=');
  const key = at < 0 ? written : written.slice(0, at);
  if (tags === undefined || !Object.hasOwn(tags, key)) return false;
  return at < 0 || tags[key] === written.slice(at + 1);
}
