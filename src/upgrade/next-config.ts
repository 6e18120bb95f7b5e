/** fitness.yaml as the next version has it: what a person wrote, what the versions between renamed, and what is new. Pure. */
import semver from '#semver';
import type { CheckMeta } from '../checks/api.ts';
import { catalogue } from '../checks/catalogue.ts';
import { adoptedConfigText } from '../config/adopted-answers.ts';
import { adoptedAnswersOf, answersOf, configText } from '../config/answers.ts';
import type { ListedCheck } from '../config/answers.ts';
import { loadConfig } from '../config/load.ts';
import { UserError } from '../errors.ts';
import { applyEdits, editData } from '../template/edit.ts';
import type { Edit } from '../template/edit.ts';
import { equal } from '../template/edit/data.ts';
import { parseDocument } from '../template/parse.ts';
import { isRecord, own, ownAt } from '../template/resolve/values.ts';
import { refuseConflictsLeft } from './merge/markers.ts';
import { mergeStructured } from './merge/structured.ts';
import type { Kept } from './merge/three-way.ts';
import { FILE, dataOf, migrateConfig, shown } from './migrate-config.ts';
import type { Migration } from './migrations.ts';

export interface NextConfigInput {
  /** fitness.yaml as it stands. */
  readonly yours: string;
  /** Its base: as the tool last made it of the answers. Absent: nobody kept one. */
  readonly base: string | undefined;
  /** Of the versions between, in order. */
  readonly migrations: readonly Migration[];
  /** npm specification of the tool that runs. */
  readonly tool: string;
  /** Version of the tool that applied it last, and of the one that runs. */
  readonly from: string;
  readonly to: string;
  /** What a command changes: `set`, `add check`, `enforce`. Made in the person's text. */
  readonly edits?: readonly Edit[];
  /** New checks that must not arrive: something of theirs does not fit in. */
  readonly without?: ReadonlySet<string>;
}

export interface NextConfig {
  /** What will stand in fitness.yaml; everything else is rendered from it. */
  readonly text: string;
  /** What becomes its base. */
  readonly pristine: string;
  readonly kept: readonly Kept[];
  /** Ids of checks that arrive, in trial; that the tool has no more; whose default weight changed. */
  readonly checks: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
}

/** What a version of the tool makes of answers. */
export interface Catalogue {
  readonly checks: readonly CheckMeta[];
  readonly configText: typeof configText;
  /** Of a service that was there before. */
  readonly adoptedConfigText: typeof adoptedConfigText;
}

/** Of the checks that it lists. */
type Writer = (checks: readonly ListedCheck[]) => string;

/**
 * What a version writes for the answers of a fitness.yaml.
 *
 * @param tool npm specification for one that names none; `named`: for any
 */
function writerOf(data: unknown, version: Catalogue, tool: string, named?: string): Writer {
  const over = named === undefined ? {} : { tool: named };
  const adopted = adoptedAnswersOf(data, tool);
  if (adopted) return (checks) => version.adoptedConfigText({ ...adopted, ...over }, checks);
  const answers = { ...answersOf(data, tool), ...over };
  return (checks) => version.configText(answers, checks);
}

/**
 * What a version changes is what its text for the base's answers has other than the base; that is merged into the person's
 * text. What a command changes is what the text of the running version for the new answers has other than for the old ones.
 *
 * @param version what runs
 * @throws UserError if what is made of it is no valid fitness.yaml
 */
export function nextConfig(
  input: NextConfigInput,
  version: Catalogue = { checks: catalogue.map(({ meta }) => meta), configText, adoptedConfigText },
): NextConfig {
  const bytes = (text = ''): string => Buffer.from(text).toString('latin1');
  refuseConflictsLeft([{ path: FILE, yours: bytes(input.yours), base: bytes(input.base) }]);
  const upgraded = upgrade(input, version);
  const { text, pristine, kept } = edited(upgraded, input.edits ?? [], version);
  refuseBroken(text, input);
  return { text, pristine, kept: [...upgraded.kept, ...kept], checks: upgraded.checks };
}

/** What an upgrade makes of it, before what a command changes. */
function upgrade(input: NextConfigInput, version: Catalogue): NextConfig {
  const { migrations, tool, without = new Set() } = input;
  const { text: yours, kept } = migrateConfig(input.yours, migrations);
  const written = input.base === undefined ? undefined : migrateConfig(input.base, migrations).text;
  const yourData = dataOf(yours);
  const before = written === undefined ? yourData : dataOf(written);
  const write = writerOf(before, version, tool, tool);
  const known = written === undefined ? knownWithout(yourData, input.from, version) : listedIn(before, version);

  const isKnown = new Set(known.map(({ meta }) => meta.id));
  const offered = version.checks
    .filter(({ id, recommended }) => recommended !== false && !isKnown.has(id) && !without.has(id))
    .map((meta): ListedCheck => ({ meta, mode: 'trial', since: meta.since ?? FIRST }));
  const named = new Set(Object.keys(record(own(yourData, 'checks'))));
  // one that the person has already stays as they have it
  const arriving = offered.filter(({ meta }) => !named.has(meta.id));

  const next = write(inOrder([...known, ...arriving], version));
  const base = written ?? writerOf(yourData, version, tool)(inOrder(known, version));
  const merged = mergedText(base, yours, next);
  const listed = checksOf(dataOf(merged.text));
  // between brackets there is no room for the comments of an entry: it is written without them
  const missing = arriving.filter(({ meta }) => !listed.includes(meta.id)).map(({ meta }) => ['checks', meta.id]);
  const edits = missing.map((path): Edit => ({ path, set: ownAt(dataOf(next), path) }));
  const text = applyEdits(parseDocument(merged.text, FILE), [...edits, { path: ['tool'], set: tool }]);
  const done = new Set(['tool', ...missing.map((path) => path.join('.'))]);
  const removed = checksOf(before).filter(
    (id) => written !== undefined && named.has(id) && !version.checks.some((meta) => meta.id === id),
  );
  return {
    text,
    pristine: write(inOrder([...known, ...offered], version)),
    kept: [...kept, ...merged.kept.filter(({ at }) => !done.has(at)), ...stillNamed(text, removed)],
    checks: {
      added: arriving.map(({ meta }) => meta.id),
      removed,
      changed: changedWeights(dataOf(base), dataOf(next)).filter((id) => named.has(id)),
    },
  };
}

/** The version of the checks that say none. */
const FIRST = '0.1.0';

/** Without a base: what the version that applied it last offered, each as the person has it. */
function knownWithout(data: unknown, from: string, version: Catalogue): ListedCheck[] {
  const listed = listedIn(data, version);
  const isListed = new Set(listed.map(({ meta }) => meta.id));
  const old = version.checks.filter(
    ({ id, recommended, since = FIRST }) => recommended !== false && !isListed.has(id) && semver.lte(since, from),
  );
  return [...listed, ...old.map((meta): ListedCheck => ({ meta, mode: 'enforced' }))];
}

/** The checks of the tool that a fitness.yaml names, in the mode that it gives them. */
function listedIn(data: unknown, version: Catalogue): ListedCheck[] {
  const checks = own(data, 'checks');
  return version.checks.flatMap((meta): ListedCheck[] => {
    if (!isRecord(checks) || !Object.hasOwn(checks, meta.id)) return [];
    const since = own(checks[meta.id], 'since');
    return [
      own(checks[meta.id], 'mode') === 'trial'
        ? { meta, mode: 'trial', ...(typeof since === 'string' && { since }) }
        : { meta, mode: 'enforced' },
    ];
  });
}

function inOrder(checks: readonly ListedCheck[], version: Catalogue): ListedCheck[] {
  const byId = new Map(checks.map((check) => [check.meta.id, check]));
  return version.checks.flatMap(({ id }) => byId.get(id) ?? []);
}

function checksOf(data: unknown): string[] {
  return Object.keys(record(own(data, 'checks')));
}

function changedWeights(before: unknown, after: unknown): string[] {
  const weight = (data: unknown, id: string): unknown => own(own(own(data, 'checks'), id), 'weight');
  return checksOf(after).filter((id) => {
    const [old, now] = [weight(before, id), weight(after, id)];
    return old !== undefined && old !== now;
  });
}

/** Where a check that the tool has no more is named still: those are the person's words. */
function stillNamed(text: string, removed: readonly string[]): Kept[] {
  const data = dataOf(text);
  const environments = record(own(data, 'environments'));
  const places: readonly [unknown, string][] = [
    [data, ''],
    ...Object.keys(environments).map((name): [unknown, string] => [environments[name], `environments.${name}.`]),
  ];
  return places.flatMap(([at, prefix]) => {
    const checks = record(own(at, 'checks'));
    const required = own(own(at, 'gate'), 'require');
    return removed.flatMap((id): Kept[] => [
      ...(Object.hasOwn(checks, id) && prefix !== ''
        ? [{ at: `${prefix}checks.${id}`, yours: shown(checks[id]) }]
        : []),
      ...(Array.isArray(required) && required.includes(id) ? [{ at: `${prefix}gate.require`, yours: id }] : []),
    ]);
  });
}

/** What a command changes, with all that depends on it: the comment beside a deployment, the metric of a trigger. */
function edited(
  { text: yours, pristine }: Pick<NextConfig, 'text' | 'pristine'>,
  edits: readonly Edit[],
  version: Catalogue,
): Pick<NextConfig, 'text' | 'pristine' | 'kept'> {
  if (edits.length === 0) return { text: yours, pristine, kept: [] };
  const document = parseDocument(yours, FILE);
  const after = editData(document.data, edits, document);
  const made = (data: unknown): string => writerOf(data, version, '')(listedIn(data, version));
  const base = made(document.data);
  const merged = mergedText(base, yours, withoutMoves(made(after), base));
  const rest = edits.filter((edit) => !isDone(edit, document.data, dataOf(merged.text)));
  return {
    text: applyEdits(parseDocument(merged.text, FILE), rest),
    pristine: editedPristine(pristine, edits, version),
    // what was asked for is done all the same
    kept: merged.kept.filter(({ at }) => !edits.some(({ path }) => overlap(at, path.join('.')))),
  };
}

/** Whether an environment is the last one decides how `create` writes its gate; the gate of one that is there stays. */
function withoutMoves(next: string, base: string): string {
  const [before, after] = [base, next].map((text) => record(own(dataOf(text), 'environments')));
  const same = Object.keys(before ?? {}).filter((name) => {
    const [old, now] = [before, after].map((all) => own(own(all, name), 'deployment'));
    return old === now && !equal(own(before, name), own(after, name));
  });
  const edits = same.map((name): Edit => ({ path: ['environments', name], set: own(before, name) }));
  return applyEdits(parseDocument(next, FILE), edits);
}

/** Has the merge done it already? It may have written more, such as the gate of a new environment. */
function isDone(edit: Edit, before: unknown, now: unknown): boolean {
  const [old, value] = [before, now].map((data) => ownAt(data, edit.path));
  if ('remove' in edit) return value === undefined;
  if ('append' in edit) return Array.isArray(value) && !equal(old, value);
  return !equal(old, value) && contains(value, edit.set);
}

function contains(value: unknown, part: unknown): boolean {
  if (!isRecord(value) || !isRecord(part)) return equal(value, part);
  return Object.keys(part).every((key) => Object.hasOwn(value, key) && contains(value[key], part[key]));
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** The base follows the answers, and keeps every check that was offered: one that a person takes out does not come back. */
function editedPristine(pristine: string, edits: readonly Edit[], version: Catalogue): string {
  const before = dataOf(pristine);
  const after = edits.reduce((data, edit) => {
    try {
      return editData(data, [edit]);
    } catch (error) {
      // of something that only the person's text has
      if (error instanceof UserError) return data;
      throw error;
    }
  }, before);
  return writerOf(after, version, '')(inOrder([...listedIn(before, version), ...listedIn(after, version)], version));
}

/** @throws UserError if the person's text cannot be merged per key: a key stands in it twice */
function mergedText(base: string, yours: string, next: string): { text: string; kept: readonly Kept[] } {
  const [from, by, to] = [base, yours, next].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer];
  const merged = mergeStructured({ path: FILE, base: from, yours: by, next: to });
  if (merged?.kind === 'clean') return { text: Buffer.from(merged.bytes).toString('utf8'), kept: merged.kept };
  loadConfig(yours, FILE, true);
  throw new UserError('edit-impossible', `${FILE} cannot be merged: it is written in an unusual way.`, {
    hint: 'Write it as create does, one key per line.',
  });
}

/** @throws UserError with places in the person's file, if that is not valid as it stands */
function refuseBroken(text: string, { yours, migrations }: NextConfigInput): void {
  try {
    loadConfig(text, FILE, true);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (migrations.length === 0) loadConfig(yours, FILE, true);
    throw new UserError(error.code, error.message, {
      hint: `Nothing was written; the lines are those of the ${FILE} that would have been.`,
      cause: error,
    });
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
