/** JSON with comments and trailing commas, as TypeScript and ESLint read it. It is changed as a text: by lines of its own. */
import type { LinesPart } from '../../../insert/part.ts';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';

/** The data; undefined if it is none. */
export function parseJsonc(text: string): unknown {
  try {
    return JSON.parse(withoutTrailingCommas(withoutComments(text.replace(/^\uFEFF/, ''))));
  } catch {
    return undefined;
  }
}

const COMMENT_OR_TEXT = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
const COMMA_OR_TEXT = /"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g;

function withoutComments(text: string): string {
  return text.replace(COMMENT_OR_TEXT, (found) => (found.startsWith('"') ? found : found.replace(/[^\n]/g, ' ')));
}

function withoutTrailingCommas(text: string): string {
  return text.replace(COMMA_OR_TEXT, (found) => (found === ',' ? ' ' : found));
}

/**
 * The items in a list of the root, as a line of its own: below the line that begins the list, or for a new list below the one that
 * begins the file. Undefined if there is no such line, or nothing follows it that a comma could be before.
 *
 * @param data of the text
 */
export function itemLines(text: string, data: object, key: string, items: readonly string[]): LinesPart | undefined {
  const list = own(data, key);
  const isThere = list !== undefined;
  if (Object.keys(isRecord(list) || isList(list) ? list : data).length === 0) return undefined;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const bare = withoutComments(lines.join('\n')).split('\n');
  const begins = isThere ? new RegExp(`^\\s*"${key}"\\s*:\\s*\\[\\s*$`) : /^\{\s*$/;
  const found = bare.flatMap((line, index) => (begins.test(line) ? [index] : []));
  const [at] = found;
  const after = at === undefined ? undefined : lines[at];
  // of two lines that are alike the first would be taken
  if (at === undefined || after === undefined || found.length > 1 || lines.indexOf(after) !== at) return undefined;
  const indent = /^[ \t]+/.exec(lines[at + 1] ?? '')?.[0] ?? '  ';
  const texts = items.map((item) => JSON.stringify(item)).join(', ');
  return { after, lines: [`${indent}${isThere ? texts : `"${key}": [${texts}]`},`] };
}
