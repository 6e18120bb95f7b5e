/**
 * Line endings and byte order marks are merged for a whole text, not per line: git compares CRLF and LF as different lines,
 * so that an editor which changed all of them would make one conflict of the file. Texts are bytes, one per character.
 */
import { changesBetween, linesOf } from '../../report/unified-diff.ts';
import type { Texts } from './pieces.ts';

/** What editors put before UTF-8. */
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

type Endings = 'LF' | 'CRLF' | 'mixed' | 'none';

/** A text with a byte per character: whatever its encoding, it comes out as it went in. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Without byte order mark, every CRLF as LF: what is merged. */
export function plain(text: string): string {
  return (hasMark(text) ? text.slice(BYTE_ORDER_MARK.length) : text).replaceAll('\r\n', '\n');
}

/**
 * Gives a text that was merged plain line endings and a byte order mark: those of `next`, unless the person changed them.
 * CRLF stays in any case: with `core.autocrlf` it stands in the base as well, and the tool writes LF.
 */
export function dressed(merged: string, texts: Texts): string {
  const marked = hasMark(texts[changedBy(texts, hasMark)]);
  return `${marked ? BYTE_ORDER_MARK : ''}${withEndings(merged, texts)}`;
}

function hasMark(text: string): boolean {
  return text.startsWith(BYTE_ORDER_MARK);
}

/** The side whose word it is. */
function changedBy(texts: Texts, of: (text: string) => unknown): 'yours' | 'next' {
  return of(texts.yours) === of(texts.base) ? 'next' : 'yours';
}

function withEndings(merged: string, texts: Texts): string {
  const side = endingsOf(texts.yours) === 'CRLF' ? 'yours' : changedBy(texts, endingsOf);
  const text = [texts[side], texts.next, texts.base].find((one) => endingsOf(one) !== 'none') ?? '';
  const endings = endingsOf(text);
  if (endings === 'CRLF') return merged.replaceAll('\n', '\r\n');
  return endings === 'mixed' ? lineByLine(merged, text) : merged;
}

function endingsOf(text: string): Endings {
  let [all, windows] = [0, 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    all++;
    if (text[at - 1] === '\r') windows++;
  }
  if (all === 0) return 'none';
  return windows === 0 ? 'LF' : windows === all ? 'CRLF' : 'mixed';
}

/** A line that stands in the text keeps its ending; a new one ends like the line above it. */
function lineByLine(merged: string, text: string): string {
  const [own, lines] = [linesOf(text), linesOf(merged)];
  const isWindows = own.map((line) => line.endsWith('\r\n'));
  const result: string[] = [];
  let last = isWindows[0] ?? false;
  const add = (line: string, windows: boolean): void => {
    last = windows;
    result.push(windows ? line.replace(/\n$/, '\r\n') : line);
  };
  let at = 0;
  const changes = changesBetween(linesOf(plain(text)), lines);
  for (const { from, start, end } of [...changes, { from: own.length, start: lines.length, end: lines.length }]) {
    for (; at < start; at++) add(lines[at] ?? '', isWindows[from - start + at] ?? last);
    for (; at < end; at++) add(lines[at] ?? '', last);
  }
  return result.join('');
}
