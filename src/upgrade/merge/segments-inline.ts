/** Parts between brackets: the commas, and what stands around them. JSON and the flow style of YAML. */
import { NotEditable } from '../../template/edit/tree.ts';
import type { Forest, Node, Part } from './segments.ts';

/** A part as its format knows it; offsets into the text. */
export interface InlinePart {
  readonly key: string;
  readonly from: number;
  /** After the colon; of an item where it begins. */
  readonly mark: number;
  readonly end: number;
  readonly node: Node;
}

export interface InlineParts {
  readonly parts: readonly Part[];
  readonly close: string;
  readonly comma: boolean;
}

/**
 * @param open offset behind the opening bracket
 * @param end offset behind the closing one
 * @param bracket its length: 1, or 0 where there is none
 */
export function inlineParts(
  text: string,
  open: number,
  end: number,
  bracket: 0 | 1,
  found: readonly InlinePart[],
  forest: Forest,
): InlineParts {
  const parts: Part[] = [];
  let gap = text.slice(open, found[0]?.from ?? end - bracket);
  let comma = false;
  found.forEach(({ key, from, mark, end: valueEnd, node }, index) => {
    const until = found[index + 1]?.from ?? end - bracket;
    const between = betweenParts(text.slice(valueEnd, until));
    const isLast = index === found.length - 1;
    if (between.comma !== !isLast && !isLast) throw new NotEditable('parts without a comma');
    const { tail, note } = between;
    parts.push(forest.part({ key, gap, indent: '', head: text.slice(from, mark), node, tail, note, eol: '' }));
    gap = between.rest;
    comma = between.comma;
  });
  return { parts, close: gap + text.slice(end - bracket, end), comma };
}

interface Between {
  readonly tail: string;
  readonly comma: boolean;
  /** A comment in the line of the comma, or of the last value. */
  readonly note: string;
  readonly rest: string;
}

function betweenParts(text: string): Between {
  let at = 0;
  while (at < text.length && text[at] !== ',') {
    if (text[at] === '#') at = endOfLine(text, at);
    else if (/\s/.test(text[at] as string)) at++;
    else throw new NotEditable('something else between two parts');
  }
  const comma = at < text.length;
  const after = comma ? text.slice(at + 1) : text;
  const note = /^[ \t]*#[^\r\n]*/.exec(after)?.[0] ?? '';
  const rest = after.slice(note.length);
  if (!/^(?:\s|#[^\n]*)*$/.test(rest)) throw new NotEditable('something else between two parts');
  return { tail: comma ? text.slice(0, at) : '', comma, note, rest };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^\uFEFF?([ \t]*)/.exec(text.slice(start, offset + 1))?.[1] ?? '';
}
