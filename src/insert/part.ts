/**
 * Parts: what is ours in a file that is somebody else's. They are put in without changing a byte of its owner's, follow later
 * versions of the tool, and can be taken out again.
 */
import { UserError } from '../errors.ts';
import type { Path } from '../template/model.ts';
import { checkBounds, MAX_DEPTH, SyntaxProblem } from '../template/syntax/limits.ts';

/** A key of a map, in YAML or JSON. */
export interface KeyPart {
  /** Keys from the root; the last one is ours. Maps that are missing on the way are made, and are ours as well. */
  readonly path: Path;
  /** Data; intrinsics in long form. */
  readonly value: unknown;
  /** Lines above it, without `# `, where the format has comments. */
  readonly comment?: readonly string[];
}

/** An item of a list, in YAML or JSON; known by its value. */
export interface ItemPart {
  /** Path of the list. A missing list is made. */
  readonly path: Path;
  readonly item: unknown;
  /**
   * Default: after the last. `before`: the first item that contains this text, itself or in a scalar below. If there is none the
   * part is left out: where the order matters, the end is the wrong place.
   */
  readonly before?: string;
  /** Lines above it, without `# `, where the format has comments. */
  readonly comment?: readonly string[];
}

/** Lines of a text that is neither: .gitignore, Makefile, code. They stand together. */
export interface LinesPart {
  readonly lines: readonly string[];
  /** Default: at the end. `after`: below the first line that is this one; if there is none the part is left out. */
  readonly after?: string;
}

export type DataPart = KeyPart | ItemPart;
export type Part = DataPart | LinesPart;

export function isItem(part: Part): part is ItemPart {
  return 'item' in part;
}

export function isKey(part: Part): part is KeyPart {
  return 'value' in part;
}

export function isLines(part: Part): part is LinesPart {
  return 'lines' in part;
}

/** A piece of text that was put in. */
export interface Chunk {
  /** Offset in the owner's text, in UTF-16 code units. */
  readonly at: number;
  readonly text: string;
}

/** A part that is not put in, with why: a sentence's end, e.g. `Orders.Properties is !If`. */
export interface LeftOut {
  readonly part: Part;
  readonly reason: string;
}

/** A part that its owner changed: theirs stays. As in a merge of the whole repository. */
export interface Kept {
  /** `Resources.Bucket.Properties`. */
  readonly at: string;
  /** What stands there, in one line; absent: the owner took it out. */
  readonly yours?: string;
  /** What we would have written; absent: it goes. */
  readonly next?: string;
  /** A clause; absent: its owner edited it. */
  readonly why?: string;
}

/** A rendered file that is a fragment: its bytes. */
export function serializeParts(parts: readonly Part[]): Uint8Array {
  const bytes = Buffer.from(`${JSON.stringify(parts, null, 2)}\n`);
  written.set(bytes, parts);
  return bytes;
}

/** What this process made need not be read. */
const written = new WeakMap<Uint8Array, readonly Part[]>();

/**
 * Reads them again.
 *
 * @throws UserError `parts-unreadable` if it is no list of parts: the file is in a repository, and may have been edited
 */
export function parseParts(bytes: Uint8Array): readonly Part[] {
  const known = written.get(bytes);
  if (known) return known;
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(bytes).toString('utf8'));
    checkBounds(data);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof SyntaxProblem) throw unreadable(error.message);
    throw error;
  }
  if (!Array.isArray(data)) throw unreadable('it is no list');
  return data.map((part, index) => {
    if (!isPart(part)) throw unreadable(`entry ${index + 1} is none`);
    return part;
  });
}

function isPart(value: unknown): value is Part {
  if (typeof value !== 'object' || value === null) return false;
  const part: Record<string, unknown> = { ...value };
  const kinds = ['value', 'item', 'lines'].filter((key) => Object.hasOwn(part, key));
  if (kinds.length !== 1 || Object.keys(part).some((key) => !KEYS.has(key))) return false;
  if (kinds[0] === 'lines') return isLinesPart(part);
  const { path, comment, before, after } = part;
  if (after !== undefined) return false;
  if (!isPath(path)) return false;
  if (kinds[0] === 'value' && (path.length === 0 || before !== undefined)) return false;
  return (comment === undefined || isTexts(comment)) && (before === undefined || typeof before === 'string');
}

function isLinesPart({ lines, after, ...rest }: Readonly<Record<string, unknown>>): boolean {
  const isPlace = after === undefined || typeof after === 'string';
  return isTexts(lines) && isPlace && Object.keys(rest).length === 0;
}

const KEYS: ReadonlySet<string> = new Set(['path', 'value', 'item', 'comment', 'before', 'lines', 'after']);

/** Of data that was read: none that is deeper than what is read. */
export function isPath(path: unknown): path is Path {
  return Array.isArray(path) && path.length <= MAX_DEPTH && path.every(isStep);
}

/** No key of ours is called as what every object inherits from. */
function isStep(step: unknown): step is string | number {
  if (typeof step === 'string') return step !== '__proto__';
  return Number.isSafeInteger(step) && (step as number) >= 0;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'string');
}

function unreadable(reason: string): UserError {
  return new UserError('parts-unreadable', `What was put into a file cannot be read: ${reason}.`, {
    kind: 'tampered',
    hint: 'Restore .fitness/ from version control.',
  });
}
