/** A merge of lines knows nothing of what the lines mean: what came of a structured file is read before it is written. */
import { UserError } from '../../errors.ts';
import { NotEditable } from '../../template/edit/tree.ts';
import { parseDocument } from '../../template/parse.ts';
import { SyntaxProblem } from '../../template/syntax/limits.ts';
import { parseJson } from './json.ts';
import { parseToml } from './toml.ts';

/** The keys that a text repeats, as often as it does. @throws if it cannot be read */
type Reader = (text: string, path: string) => readonly string[];

const READERS: readonly (readonly [name: RegExp, read: Reader])[] = [
  [/\.ya?ml$/i, readYaml],
  [/\.json$/i, readJson],
  [/\.toml$/i, readToml],
];

/** Why a merged text must not be written; undefined if it may, or the path is no structured file. */
export function unreadable(path: string, result: Uint8Array, yours: Uint8Array): string | undefined {
  const read = READERS.find(([name]) => name.test(path))?.[1];
  if (!read) return undefined;
  const known = attempt(read, path, yours);
  const found = attempt(read, path, result);
  if (typeof found === 'string') return `merged by lines it could not be read (${found})`;
  const before = typeof known === 'string' ? [] : [...known];
  const repeated = found.find((key) => {
    const at = before.indexOf(key);
    if (at >= 0) before.splice(at, 1);
    return at < 0;
  });
  return repeated === undefined ? undefined : `merged by lines it would repeat a key (${repeated})`;
}

/** The keys that are repeated, or what is wrong. */
function attempt(read: Reader, path: string, bytes: Uint8Array): readonly string[] | string {
  try {
    return read(Buffer.from(bytes).toString('utf8'), path);
  } catch (error) {
    const isRefused = error instanceof NotEditable || error instanceof SyntaxProblem || error instanceof UserError;
    if (isRefused || error instanceof RangeError) return error.message;
    throw error;
  }
}

/** All documents of a text. */
function readYaml(text: string, path: string): string[] {
  return text.split(/^---(?=\s|$)/m).flatMap((document) => repeatedKeys(document, path));
}

function repeatedKeys(text: string, path: string): string[] {
  const { diagnostics } = parseDocument(text, path);
  return diagnostics.filter(({ code }) => code === 'repeated-key').map(({ message }) => message);
}

/** With comments and commas behind the last item, as TypeScript and editors read it. */
function readJson(text: string, path: string): string[] {
  const bare = without(without(text, COMMENT), LAST_COMMA);
  parseJson(bare);
  return repeatedKeys(bare, path);
}

const COMMENT = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
const LAST_COMMA = /"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g;

/** @param pattern of texts between quotes, too: they stay */
function without(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => (found.startsWith('"') ? found : ' '));
}

/** Its reader refuses repeated keys itself. */
function readToml(text: string): string[] {
  parseToml(text);
  return [];
}
