/** Lines of ours in a text that has no structure we read. */
import { eolAt } from '../template/edit/tree.ts';
import type { Chunk, Kept, LinesPart } from './part.ts';

/**
 * What is put into the text; why not, a sentence's end.
 * @param filled the text with what is put in beside it
 */
export function linesChunk(text: string, filled: string, part: LinesPart): Chunk | string {
  if (findLines(filled, part) !== undefined) return 'its lines are there already';
  return part.after === undefined ? { at: text.length, text: atEnd(filled, part) } : below(text, part, part.after);
}

function atEnd(text: string, { lines }: LinesPart): string {
  const eol = eolAt(text, text.length);
  const body = lines.join(eol);
  if (text.replace(/^\uFEFF/, '') === '') return body + eol;
  if (!text.endsWith('\n')) return `${eol}${eol}${body}`;
  return `${/\n\r?\n$/.test(text) ? '' : eol}${body}${eol}`;
}

function below(text: string, { lines }: LinesPart, after: string): Chunk | string {
  let at = 0;
  for (const [index, line] of text.split('\n').entries()) {
    at += line.length + 1;
    if (bare(line, index) !== after) continue;
    const eol = eolAt(text, at - 1);
    if (at > text.length) return { at: text.length, text: `${eol}${lines.join(eol)}` };
    return { at, text: lines.map((each) => each + eol).join('') };
  }
  return `no line is ${JSON.stringify(after)}`;
}

/** The text with other lines in their place, or with none; edited ones stay. */
export function replaceLines(
  text: string,
  was: LinesPart,
  next: LinesPart | undefined,
): { readonly text: string; readonly kept: readonly Kept[] } {
  const found = findLines(text, was);
  if (found) {
    if (!next) return { text: withoutLines(text, found), kept: [] };
    const [start, end] = found;
    const eol = eolAt(text, start);
    const isLast = end === text.length && !text.endsWith('\n');
    return { text: text.slice(0, start) + next.lines.join(eol) + (isLast ? '' : eol) + text.slice(end), kept: [] };
  }
  const there = new Set(text.split(/\r?\n/));
  const left = was.lines.filter((line) => line !== '' && there.has(line));
  if (left.length === 0 && !next) return { text, kept: [] };
  const yours = left.length > 0 ? { yours: left.join('; ') } : {};
  const wanted = next ? { next: next.lines.join('; ') } : {};
  return { text, kept: [{ at: was.lines.find((line) => line !== '') ?? '', ...yours, ...wanted }] };
}

/** The text without the lines, and without the blank one above. */
function withoutLines(text: string, [start, end]: readonly [number, number]): string {
  const above = text.slice(0, start).replace(/(^|\n)\r?\n$/, '$1');
  // A file without a line ending at its end.
  const isLast = end === text.length && !text.endsWith('\n');
  return (isLast ? above.replace(/\r?\n$/, '') : above) + text.slice(end);
}

/** Offsets `[start, end)` of the lines, the last line ending included; undefined if they do not stand together. */
export function findLines(text: string, { lines }: LinesPart): readonly [start: number, end: number] | undefined {
  const [first] = lines;
  if (first === undefined) return [text.length, text.length];
  const there = text.split('\n');
  let at = 0;
  for (let index = 0; index + lines.length <= there.length; index++) {
    const block = there.slice(index, index + lines.length);
    if (lines.every((line, offset) => bare(block[offset], index + offset) === line)) {
      const length = block.reduce((sum, line) => sum + line.length + 1, 0);
      const mark = index === 0 && text.startsWith('\uFEFF') ? 1 : 0;
      return [at + mark, Math.min(at + length, text.length)];
    }
    at += (there[index]?.length ?? 0) + 1;
  }
  return undefined;
}

function bare(line = '', index = 0): string {
  return (index === 0 ? line.replace(/^\uFEFF/, '') : line).replace(/\r$/, '');
}
