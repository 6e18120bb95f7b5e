/** What was put in comes out again: exactly where the text is as it was written, by data where its owner went on with it. */
import { applyEdits } from '../template/edit.ts';
import type { Edit } from '../template/edit.ts';
import { equal } from '../template/edit/data.ts';
import { NO_VALUE } from '../template/expand/intrinsics.ts';
import { NotEditable, readTree } from '../template/edit/tree.ts';
import type { Tree } from '../template/edit/tree.ts';
import type { Path, SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { withoutComments } from './comments.ts';
import {
  child,
  functionOf,
  indexOfItem,
  isData,
  isEmpty,
  pathText,
  valueAt,
  withoutLeaf,
  withoutValue,
} from './data.ts';
import { replaceLines } from './lines.ts';
import { isItem, isKey, isLines } from './part.ts';
import type { Chunk, DataPart, Kept, KeyPart, Part } from './part.ts';
import { hasComment, removeFrom } from './remove.ts';
import type { IsMade, Removal } from './remover.ts';

/**
 * The owner's text, exact. Undefined: a chunk is not where it was put.
 *
 * @param text as `insertParts` gave it
 */
export function takeOut(text: string, chunks: readonly Chunk[]): string | undefined {
  let result = '';
  let at = 0;
  let before = 0;
  for (const chunk of chunks) {
    const start = chunk.at + before;
    if (start < at || !text.startsWith(chunk.text, start)) return undefined;
    result += text.slice(at, start);
    at = start + chunk.text.length;
    before += chunk.text.length;
  }
  return result + text.slice(at);
}

/**
 * The text without the parts, where it was edited since they were put in. What its owner may expect:
 *
 * - A part that is as it was put in goes, with the comment above it, and so do maps that were made for parts and are empty.
 * - Of one that was edited what its owner wrote stays, and is in `kept`; a resource, or one with a comment inside, stays whole.
 * - A comment of ours goes, though its owner took out what stood below it.
 * - Everything else stays, byte for byte.
 *
 * @param chunks what was put in, if that is known: a map of the owner's that was empty then stays
 * @throws UserError `template-syntax` if it cannot be read, `edit-impossible` if it cannot be done in place
 */
export function takeOutParts(
  text: string,
  file: string,
  parts: readonly Part[],
  chunks?: readonly Chunk[],
): { readonly text: string; readonly kept: readonly Kept[] } {
  const kept: Kept[] = [];
  const data = parts.filter((part): part is DataPart => !isLines(part));
  let result = data.length > 0 ? dataTaken(parseDocument(text, file), data, chunks, kept) : text;
  for (const part of parts.filter(isLines)) {
    const without = replaceLines(result, part, undefined);
    result = without.text;
    kept.push(...without.kept);
  }
  return { text: result, kept };
}

function dataTaken(
  document: SourceDocument,
  parts: readonly DataPart[],
  chunks: readonly Chunk[] | undefined,
  kept: Kept[],
  { loose, held }: Needed = { loose: [], held: [] },
): string {
  const found = foundIn(document, parts, held);
  const text = withoutComments(document.text, [...loose, ...found.loose]);
  const cut = text === document.text ? document : parseDocument(text, document.file);
  const isMade = madeIn(chunks, found.removals);
  const result = withValues(removeFrom(cut, found.removals, isMade), cut, found.removals, isMade);
  const needed = found.kept.length > 0 ? neededIn(result, document, parts) : [];
  if (needed.length === 0) {
    const bare = unwrapped(result, document.file, found.branches, parts);
    kept.push(...found.kept.map((one) => ({ ...one, at: bare.moved.get(one.at) ?? one.at })));
    return bare.text;
  }
  kept.push(...needed.map(({ path, value }) => ({ at: pathText(path), yours: inOneLine(value), why: NEEDED })));
  const others = parts.filter((part) => !needed.some((one) => one === part));
  return dataTaken(document, others, chunks, kept, {
    loose: [...loose, ...needed.flatMap(({ comment }) => commentOf(comment))],
    held: [...held, ...needed.map(({ path }) => path)],
  });
}

/** What stays for the sake of what its owner wrote. */
interface Needed {
  /** Comments above it. */
  readonly loose: readonly (readonly string[])[];
  readonly held: readonly Path[];
}

/**
 * A list of the owner's in which ours alone was left, and a map of ours in which a comment is, stand without a value in block
 * style: CloudFormation takes no such template.
 */
function withValues(
  text: string,
  { file, data }: SourceDocument,
  removals: readonly Removal[],
  isMade: IsMade,
): string {
  if (text.trim() === '') return text;
  const outer = removals.map(({ path }) => path.slice(0, -1)).filter((path) => path.length > 0);
  const lost = outer.filter((path) => Array.isArray(valueAt(data, path)) || isMade(path));
  if (lost.length === 0) return text;
  const document = parseDocument(text, file);
  const edits = lost
    .filter((path) => valueAt(document.data, path) === null)
    .map((path): Edit => ({ path, set: Array.isArray(valueAt(data, path)) ? [] : {} }));
  return edits.length === 0 ? text : applyEdits(document, edits);
}

/**
 * What its owner wrote into the one branch of an `Fn::If` of ours stands there without it where the condition is gone: no
 * template may name one that it has not.
 */
function unwrapped(
  text: string,
  file: string,
  branches: readonly Branch[],
  parts: readonly DataPart[],
): { readonly text: string; readonly moved: ReadonlyMap<string, string> } {
  const moved = new Map<string, string>();
  if (branches.length === 0) return { text, moved };
  const document = parseDocument(text, file);
  const ours = new Set(parts.flatMap(({ path: [section, name] }) => (section === 'Conditions' ? [name] : [])));
  const edits = branches.flatMap(({ path, index }): Edit[] => {
    const [condition, ...values] = listAt(document.data, path);
    const isGone = typeof condition === 'string' && valueAt(document.data, ['Conditions', condition]) === undefined;
    const isAlone = values.every((value, at) => at === index - 1 || isNothing(value));
    if (!isGone || !ours.has(condition) || !isAlone) return [];
    moved.set(pathText([...path, index]), pathText(path.slice(0, -1)));
    return [{ path: path.slice(0, -1), set: values[index - 1] }];
  });
  return { text: edits.length === 0 ? text : applyEdits(document, edits), moved };
}

function isNothing(value: unknown): boolean {
  return [NO_VALUE, [NO_VALUE]].some((nothing) => equal(value, nothing));
}

function listAt(data: unknown, path: Path): readonly unknown[] {
  const value = valueAt(data, path);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

const NEEDED = 'SAM takes no DeploymentPreference without it, and that stays';

/**
 * https://github.com/aws/serverless-application-model/blob/develop/docs/safe_lambda_deployments.rst: the alias, and of a
 * preference that was ours the type.
 */
function neededIn(text: string, { file, data: before }: SourceDocument, parts: readonly DataPart[]): KeyPart[] {
  const keys = parts.filter(isKey);
  const aliases = keys.filter(({ path }) => path.at(-1) === 'AutoPublishAlias');
  const types = keys.flatMap(({ path, value }): KeyPart[] => {
    const type = path.at(-1) === 'DeploymentPreference' ? child(value, 'Type') : undefined;
    const at = [...path, 'Type'];
    return type !== undefined && equal(valueAt(before, at), type) ? [{ path: at, value: type }] : [];
  });
  if (aliases.length + types.length === 0) return [];
  const { data } = parseDocument(text, file);
  return [...aliases, ...types].filter(({ path }) => {
    const above = path.slice(0, -1);
    const preference = valueAt(data, path.at(-1) === 'Type' ? above : [...above, 'DeploymentPreference']);
    return isData(preference) && String(child(preference, 'Enabled')) !== 'false' && valueAt(data, path) === undefined;
  });
}

/** What becomes of parts. */
interface Found {
  readonly removals: Removal[];
  readonly kept: Kept[];
  /** Comments of ours that nothing of ours stands below. */
  readonly loose: (readonly string[])[];
  readonly branches: Branch[];
}

/** Of an `Fn::If` of ours the branch that its owner wrote into. */
interface Branch {
  /** Of its arguments. */
  readonly path: Path;
  readonly index: number;
}

/** @param held what stays, though it is ours */
function foundIn(document: SourceDocument, parts: readonly DataPart[], held: readonly Path[]): Found {
  const found: Found = { removals: [], kept: [], loose: [], branches: [] };
  const isNoted = notesIn(document.text);
  for (const part of parts) {
    const { path, comment } = part;
    const list = valueAt(document.data, path);
    const place = isKey(part) ? path : [...path, indexOfItem(list, part.item)];
    const there = valueAt(document.data, place);
    if (there === undefined) {
      found.loose.push(...commentOf(comment));
      continue;
    }
    const noted = isNoted(place);
    const isOurs = isKey(part) ? isOnly(part, there) : equal(there, part.item);
    if (isOurs && !noted) found.removals.push({ path: place, comment });
    else if (isKey(part) && path.length > NAMED && !noted) {
      found.loose.push(...commentOf(comment));
      divide(part.value, there, path, found);
    } else found.kept.push({ at: pathText(path), yours: inOneLine(there) });
  }
  const removals = found.removals.filter(({ path }) => !held.some((one) => equal(one, path)));
  return { ...found, removals };
}

function commentOf(comment: readonly string[] | undefined): (readonly string[])[] {
  return comment ? [comment] : [];
}

/** What has a name of its own in a section, a resource say, is a whole: the half of it is none. */
const NAMED = 2;

function isOnly({ path, value }: KeyPart, there: unknown): boolean {
  return path.length > NAMED ? holdsOnly(there, value) : equal(there, value);
}

/** Of maps and lists of ours their owner may have taken something out, or moved it: nothing of theirs is in them. */
function holdsOnly(there: unknown, ours: unknown): boolean {
  if (equal(there, ours)) return true;
  if (typeof ours !== 'object' || ours === null) return false;
  if (there === null || isEmpty(there)) return true;
  if (Array.isArray(ours)) return Array.isArray(there) && isAmong(there, ours);
  if (!isData(ours) || !isData(there)) return false;
  const [was, is] = [functionOf(ours), functionOf(there)];
  if (was === undefined && is === undefined)
    return Object.entries(there).every(([key, value]) => holdsOnly(value, child(ours, key)));
  const [before, now] = [child(ours, 'Fn::If'), child(there, 'Fn::If')];
  if (!Array.isArray(before) || !Array.isArray(now) || before.length !== now.length) return false;
  return now.every((value, index) => holdsOnly(value, child(before, index)));
}

function isAmong(there: readonly unknown[], ours: readonly unknown[]): boolean {
  const left = [...ours];
  return there.every((item) => {
    const same = indexOfItem(left, item);
    if (same >= 0) left.splice(same, 1);
    return same >= 0;
  });
}

/** Of what its owner edited only that stays; the rest goes. */
function divide(ours: unknown, there: unknown, path: Path, found: Found): void {
  const { removals, kept } = found;
  if (isData(ours) && isData(there)) {
    for (const [key, value] of Object.entries(there)) {
      const at = [...path, key];
      const was = child(ours, key);
      if (functionOf(ours) !== undefined && key === functionOf(there)) divideArguments(was, value, at, found);
      else if (was !== undefined && holdsOnly(value, was)) removals.push({ path: at });
      else divide(was, value, at, found);
    }
  } else if (Array.isArray(ours) && Array.isArray(there)) {
    const left: unknown[] = [...(ours as unknown[])];
    for (const [index, item] of (there as unknown[]).entries()) {
      const same = indexOfItem(left, item);
      if (same < 0) kept.push({ at: pathText(path), yours: inOneLine(item) });
      else removals.push({ path: [...path, index] });
      if (same >= 0) left.splice(same, 1);
    }
  } else kept.push({ at: pathText(path), yours: inOneLine(there) });
}

/** An intrinsic function keeps its arguments, of which one may be a list with something of ours. */
function divideArguments(ours: unknown, there: unknown, path: Path, found: Found): void {
  const lists = Array.isArray(ours) && Array.isArray(there) ? (there as unknown[]) : [];
  const changed = lists.flatMap((one, index) => (equal(one, child(ours, index)) ? [] : [index]));
  const [only] = changed;
  const [was, is] = [child(ours, only ?? 0), lists[only ?? 0]];
  if (changed.length === 1 && only !== undefined && Array.isArray(was) && Array.isArray(is)) {
    divide(was, is, [...path, only], found);
    if (path.at(-1) === 'Fn::If' && only > 0) found.branches.push({ path, index: only });
  } else found.kept.push({ at: pathText(path), yours: inOneLine(there) });
}

/** Says whether its owner wrote a comment into what stands at a path. */
function notesIn(text: string): (path: Path) => boolean {
  if (!text.includes('#')) return () => false;
  let tree: Tree | undefined;
  return (path) => {
    try {
      return hasComment((tree ??= readTree(text)), path);
    } catch (error) {
      if (error instanceof NotEditable) return false;
      throw error;
    }
  };
}

/** A map or list is ours if its key stands in what was put in, above the first of what goes with it. */
function madeIn(chunks: readonly Chunk[] | undefined, removals: readonly Removal[]): IsMade {
  if (!chunks) return () => true;
  const text = chunks.map((chunk) => chunk.text).join('\n');
  return (path) =>
    removals.some((removal) => {
      const child = removal.path[path.length];
      if (child === undefined || path.some((step, depth) => removal.path[depth] !== step)) return false;
      const first = typeof child === 'number' ? '[-[]' : `${keyPattern(child)}\\s*:`;
      return new RegExp(`${keyPattern(path.at(-1))}\\s*:(?:\\s|[{[]|#[^\\n]*\\n)*${first}`).test(text);
    });
}

function keyPattern(key: string | number | undefined): string {
  return `(?<![\\w-])["']?${String(key).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')}["']?`;
}

/** A value as a reader of a report sees it. */
export function inOneLine(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MOST ? text : `${text.slice(0, MOST - 1)}…`;
}

const MOST = 120;

/**
 * The data without the parts, so that what is rendered for the owner's file does not see what is ours: keys whatever stands
 * there now, since an edited one is still ours; items by their value; maps and lists that are empty then.
 *
 * @param lists `stay`: items were put into lists that were there, which are their owner's, however empty
 */
export function dataWithout(
  document: Pick<SourceDocument, 'data'>,
  parts: readonly Part[],
  lists: 'stay' | 'go' = 'go',
): unknown {
  const withoutItem = lists === 'stay' ? withoutLeaf : withoutValue;
  return (
    parts.reduce<unknown>((data, part) => {
      if (isKey(part)) return withoutValue(data, part.path);
      if (!isItem(part)) return data;
      const index = indexOfItem(valueAt(data, part.path), part.item);
      return index < 0 ? data : withoutItem(data, [...part.path, index]);
    }, document.data) ?? {}
  );
}
