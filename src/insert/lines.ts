/** Lines of ours in a text that has no structure we read. */
import type { LinesPart } from './part.ts';

/** What is appended to the text; undefined if the lines stand there already, one after the other. */
export function linesChunk(text: string, part: LinesPart): string | undefined {
  if (findLines(text, part) !== undefined) return undefined;
  const eol = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
  const body = part.lines.join(eol);
  if (text.replace(/^\uFEFF/, '') === '') return body + eol;
  if (!text.endsWith('\n')) return `${eol}${eol}${body}`;
  return `${/\n\r?\n$/.test(text) ? '' : eol}${body}${eol}`;
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
      return [at, Math.min(at + length, text.length)];
    }
    at += (there[index]?.length ?? 0) + 1;
  }
  return undefined;
}

function bare(line = '', index = 0): string {
  return (index === 0 ? line.replace(/^\uFEFF/, '') : line).replace(/\r$/, '');
}
