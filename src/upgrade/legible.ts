/** Text of a file that its owner wrote, where an insertion can leave every other byte of it as it is. */

/** What a text is not. */
export interface Illegible {
  readonly code: 'not-utf-8' | 'odd-character';
  /** A clause, of the file: `it is no text in UTF-8`. */
  readonly reason: string;
  /** What its owner can do: a sentence. */
  readonly hint: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The text of these bytes, or why there is none.
 * @param kind of YAML and JSON more is asked than of other texts
 */
export function legible(bytes: Uint8Array, kind: 'data' | 'text' = 'data'): { readonly text: string } | Illegible {
  if (UTF_16.some(([first, second]) => bytes[0] === first && bytes[1] === second))
    return { code: 'not-utf-8', reason: 'it is UTF-16, not UTF-8', hint: 'Save it as UTF-8.', line: 1, column: 1 };
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = content.toString('utf8');
  const valid = text.includes(REPLACEMENT) ? validBytes(content, text) : content.length;
  if (valid < content.length) {
    const byte = `0x${(content[valid] ?? 0).toString(16).padStart(2, '0')}`;
    return {
      code: 'not-utf-8',
      reason: `it is no text in UTF-8: the byte ${byte} is of another encoding`,
      hint: 'Save it as UTF-8.',
      ...placeBehind(content.toString('utf8', 0, valid)),
    };
  }
  return oddCharacter(text, kind === 'data' ? NOT_IN_DATA : LONE_RETURN) ?? { text };
}

/** Undefined: its bytes are no UTF-8. A byte order mark is a part of it. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Byte order marks. */
const UTF_16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
] as const;

/** How many bytes there are before the first that is none of UTF-8. In the text a replacement stands for it, or for itself. */
function validBytes(bytes: Buffer, text: string): number {
  const pieces = text.split(REPLACEMENT);
  let at = Buffer.byteLength(pieces[0] ?? '');
  for (const piece of pieces.slice(1)) {
    if (!bytes.subarray(at, at + WRITTEN.length).equals(WRITTEN)) return at;
    at += WRITTEN.length + Buffer.byteLength(piece);
  }
  return at;
}

const REPLACEMENT = '\uFFFD';
const WRITTEN = Buffer.from(REPLACEMENT);

/** An end of a line that few programs take for one. */
const LONE_RETURN = /\r(?!\n)/;
/** And what no YAML holds: https://yaml.org/spec/1.2.2/#51-character-set. */
// eslint-disable-next-line no-control-regex
const NOT_IN_DATA = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]|\r(?!\n)/;

function oddCharacter(text: string, odd: RegExp): Illegible | undefined {
  const at = text.search(odd);
  if (at < 0) return undefined;
  const place = placeBehind(text.slice(0, at));
  if (text[at] === '\r')
    return {
      code: 'odd-character',
      reason: 'a line of it ends with a carriage return alone',
      hint: 'End its lines with a line feed (LF), or with both (CRLF).',
      ...place,
    };
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'odd-character',
    reason: `it holds the control character U+${code}`,
    hint: 'Save it without, as UTF-8: no YAML and no JSON may hold it.',
    ...place,
  };
}

function placeBehind(text: string): { line: number; column: number } {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
