/**
 * Line endings and byte order marks are merged for a whole text, not per line: git compares CRLF and LF as different lines,
 * so that an editor which changed all of them would make one conflict of the file. Texts are bytes, one per character.
 */
import { changesBetween, linesOf } from '../../report/unified-diff.ts';
import type { Texts } from './pieces.ts';

/** What editors put before UTF-8. */
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

type Endings = 'LF' | 'CRLF' | 'mixed' | 'none';

/** Without byte order mark, every CRLF as LF: what is merged. */
export function plain(text: string): string {
  return (text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text).replaceAll('\r\n', '\n');
}

/**
 * Gives a text that was merged plain the line endings and the byte order mark of the person, where they changed them, else
 * those of `next`.
 */
export function dressed(merged: string, texts: Texts): string {
  const mark = decided(texts, (text) => text.startsWith(BYTE_ORDER_MARK)) ? BYTE_ORDER_MARK : '';
  return mark + withEndings(merged, texts);
}

/** Yours, unless only `next` differs from the base. */
function decided<T>({ base, yours, next }: Texts, of: (text: string) => T): T {
  return of(yours) === of(base) ? of(next) : of(yours);
}

function withEndings(merged: string, texts: Texts): string {
  const side = decided(texts, endingsOf) === endingsOf(texts.yours) ? texts.yours : texts.next;
  const known = endingsOf(side) === 'none' ? ([texts.next, texts.base].find(hasLines) ?? side) : side;
  const endings = endingsOf(known);
  if (endings === 'CRLF') return merged.replaceAll('\n', '\r\n');
  return endings === 'mixed' ? lineByLine(merged, known) : merged;
}

function hasLines(text: string): boolean {
  return endingsOf(text) !== 'none';
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
