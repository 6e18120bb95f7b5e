/** Three texts of YAML, JSON or TOML become one: per key and per item, every other byte as it is in yours. */
import { UserError } from '../../errors.ts';
import { applyEdits } from '../../template/edit.ts';
import { copy, equal } from '../../template/edit/data.ts';
import { NotEditable } from '../../template/edit/tree.ts';
import { parseDocument } from '../../template/parse.ts';
import { MAX_BYTES, SyntaxProblem } from '../../template/syntax/limits.ts';
import { parseJson, readJson, restyledJson } from './json.ts';
import { Forest, plain, print } from './segments.ts';
import type { Tree } from './segments.ts';
import { mergeTrees } from './segments-merge.ts';
import type { Kept, Merged, ThreeWay } from './three-way.ts';
import { parseToml, readToml, tomlData } from './toml.ts';
import { readYaml } from './yaml.ts';
import { shortened } from './yaml-alike.ts';
import { indentedLike } from './yaml-indent.ts';

/** How a kind of file is read, and read again. */
interface Format {
  /** @throws NotEditable if the text cannot be merged per key */
  readonly read: (text: string, forest: Forest) => Tree;
  /** A text, or what was read of it, in the manner of yours. */
  readonly restyledText?: (text: string, yours: string) => string;
  readonly restyled?: (tree: Tree, yours: Tree, forest: Forest) => Tree;
  /** What the segments hold. */
  readonly data: (tree: Tree) => unknown;
  /** What a text holds, by a reader that knows nothing of segments. @throws if it cannot be read, or a key is repeated */
  readonly parse: (text: string, path: string) => unknown;
  /** Can data be changed in place where segments did not serve? */
  readonly isEditable: boolean;
}

const plainData = ({ root }: Tree): unknown => plain(root);

const YAML: Format = { read: readYaml, restyled: indentedLike, data: plainData, parse: parseYaml, isEditable: true };
const JSON_FILE: Format = {
  read: readJson,
  restyledText: restyledJson,
  data: plainData,
  parse: parseJson,
  isEditable: true,
};
const TOML: Format = { read: readToml, data: tomlData, parse: parseToml, isEditable: false };

const FORMATS: readonly (readonly [name: RegExp, format: Format])[] = [
  [/\.ya?ml$/i, YAML],
  [/\.json$/i, JSON_FILE],
  [/\.toml$/i, TOML],
];

/**
 * The three texts as one, never with markers: where both changed the same place the person's stays, and is in `kept`.
 * Undefined: the path is no structured file, or one of the texts cannot be merged per key, and the caller merges as text.
 *
 * @param readsAll also what is the same in all three texts; it makes no difference but time
 */
export function mergeStructured(three: ThreeWay, readsAll = false): Merged | undefined {
  const format = FORMATS.find(([name]) => name.test(three.path))?.[1];
  const texts = format && textsOf(three);
  if (!texts) return undefined;
  const settled = settledText(texts);
  if (settled !== undefined) return clean(settled, []);
  try {
    const short = format === YAML && !readsAll ? shortened(texts) : undefined;
    const { text, kept } = merged(format, { ...texts, ...short }, three.path);
    return clean(short?.whole(text) ?? text, kept);
  } catch (error) {
    if (isNoText(error)) return undefined;
    throw error;
  }
}

interface Texts {
  readonly base: string;
  readonly yours: string;
  readonly next: string;
  readonly eol: '\n' | '\r\n';
}

/** Base and next with the line ending of yours, and without byte order mark. Undefined: too large, or no UTF-8. */
function textsOf({ base, yours, next }: ThreeWay): Texts | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  if ([base, yours, next].some(({ length }) => length > MAX_BYTES)) return undefined;
  try {
    const [before, mine, theirs] = [base, yours, next].map((bytes) => decoder.decode(bytes)) as [
      string,
      string,
      string,
    ];
    const eol = lineEnding(mine);
    const like = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r?\n/g, eol);
    return { base: like(before), yours: mine, next: like(theirs), eol };
  } catch {
    return undefined;
  }
}

/** The one that most lines have. */
function lineEnding(text: string): '\n' | '\r\n' {
  const crlf = text.split('\r\n').length - 1;
  return 2 * crlf > text.split('\n').length - 1 ? '\r\n' : '\n';
}

/** Where only one side changed anything. */
function settledText({ base, yours, next, eol }: Texts): string | undefined {
  const mark = yours.startsWith('\uFEFF') ? '\uFEFF' : '';
  const mine = yours.slice(mark.length).replace(/\r?\n/g, eol);
  if (next === base || mine === next) return yours;
  return mine === base ? mark + next : undefined;
}

/** @throws NotEditable if one of the texts cannot be merged per key */
function merged(format: Format, texts: Texts, path: string): { text: string; kept: readonly Kept[] } {
  const { yours, eol } = texts;
  const forest = new Forest();
  // Every line has an end while parts are moved about; whether the last one has is up to yours.
  const ended = (text: string): string => (text.endsWith('\n') ? text : text + eol);
  const mine = checked(format, ended(yours), path, forest);
  const read = (text: string): Tree => {
    const tree = checked(format, ended(format.restyledText?.(text, yours) ?? text), path, forest);
    return format.restyled?.(tree, mine, forest) ?? tree;
  };
  const { tree, kept } = mergeTrees({ base: read(texts.base), yours: mine, next: read(texts.next) }, forest, eol);
  const text = print(tree);
  const result = yours.endsWith('\n') ? text : text.replace(/\r?\n$/, '');
  const wanted = format.data(tree);
  return { text: holds(format, result, path, wanted) ? result : edited(format, yours, path, wanted), kept };
}

/** @throws NotEditable if the text cannot be merged per key, or the segments are not all of it */
function checked(format: Format, text: string, path: string, forest: Forest): Tree {
  const tree = format.read(text, forest);
  if (print(tree) !== text || !holds(format, text, path, format.data(tree)))
    throw new NotEditable('it is written in an unusual way');
  return tree;
}

function holds(format: Format, text: string, path: string, data: unknown): boolean {
  try {
    return equal(format.parse(text, path), data);
  } catch (error) {
    if (isNoText(error)) return false;
    throw error;
  }
}

/**
 * Where the parts of three texts do not fit together, the data is changed in the text of yours.
 *
 * @throws NotEditable if it cannot be
 */
function edited(format: Format, yours: string, path: string, wanted: unknown): string {
  if (!format.isEditable) throw new NotEditable('its parts do not fit together');
  const text = applyEdits(parseDocument(yours, path), [{ path: [], set: copy(wanted) }]);
  if (!holds(format, text, path, wanted) || losesComments(yours, text))
    throw new NotEditable('its parts do not fit together');
  return text;
}

/** Is a line with a comment gone? What only looks like one counts, too. */
function losesComments(yours: string, text: string): boolean {
  const there = new Set(text.split('\n').map((line) => line.trim()));
  return yours.split('\n').some((line) => line.includes('#') && !there.has(line.trim()));
}

/** @throws NotEditable if a key is repeated */
function parseYaml(text: string, path: string): unknown {
  const { data, diagnostics } = parseDocument(text, path);
  const repeated = diagnostics.find(({ code }) => code === 'repeated-key');
  if (repeated) throw new NotEditable(repeated.message);
  return data;
}

/** The text cannot be read, or not per key; anything else is a defect. */
function isNoText(error: unknown): boolean {
  const isRefused = error instanceof NotEditable || error instanceof SyntaxProblem || error instanceof UserError;
  return isRefused || (error instanceof RangeError && /call stack/.test(error.message));
}

function clean(text: string, kept: readonly Kept[]): Merged {
  return { kind: 'clean', bytes: new TextEncoder().encode(text), kept };
}
