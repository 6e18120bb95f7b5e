/** How merged parts stand together: line endings, the place behind a dash, white space between brackets. */
import { commentsIn } from './segments.ts';
import type { Forest, Node, NodeText, Part } from './segments.ts';

/**
 * A map or list with parts from two texts, as it has to be written where `yours` stands.
 *
 * @param eol line ending of the file
 */
export function arranged(merged: NodeText, yours: Node, eol: string, forest: Forest): Node {
  if (merged.layout === 'inline') return forest.node(inlineArranged(merged, yours, eol, forest));
  if (merged.parts.length === 0) return forest.node(merged.mayBeEmpty ? merged : emptied(merged));
  const [first] = merged.parts;
  // A comment does not fit between a dash and what it stands before.
  const compact = merged.layout === 'compact' && first?.gap === '';
  const parts = merged.parts.map((part, index) => {
    const indent = compact && index === 0 ? '' : part.indent || merged.indent;
    return fitted(indent === part.indent ? part : forest.part({ ...part, indent }), eol, forest);
  });
  return forest.node({
    ...merged,
    layout: compact ? 'compact' : 'block',
    open: compact ? merged.open : merged.open.trimEnd(),
    parts: parts.map((part, index) => {
      const gap = outside(parts[index - 1], part.gap, merged.indent);
      return gap === part.gap ? part : forest.part({ ...part, gap });
    }),
    close: outside(parts.at(-1), merged.close, merged.indent),
  });
}

/** Comments so that a block of text before them does not take them for lines of its own. */
function outside(before: Part | undefined, comments: string, indent: string): string {
  let node = before?.node;
  while (node && node.parts.length > 0 && node.layout !== 'inline' && node.close === '') node = node.parts.at(-1)?.node;
  const text = node?.kind === 'leaf' && node.layout === 'block' ? node.indent : '';
  if (text === '') return comments;
  return comments
    .split('\n')
    .map((line) => (line.startsWith(text) && line.trim() !== '' ? indent + line.trimStart() : line))
    .join('\n');
}

/** A part of a block ends its line, once. */
function fitted(part: Part, eol: string, forest: Forest): Part {
  const { node, note } = part;
  if (node.layout !== 'compact') return part.eol === '' ? forest.part({ ...part, eol }) : part;
  if (note === '' && part.eol === '') return part;
  if (note === '') return forest.part({ ...part, eol: '' });
  const parts = node.parts.map((inner, index) =>
    index === 0 ? forest.part({ ...inner, indent: node.indent }) : inner,
  );
  return forest.part({
    ...part,
    eol,
    node: forest.node({ ...node, layout: 'block', open: node.open.trimEnd(), parts }),
  });
}

/** A block without parts would be no value at all. */
function emptied(node: NodeText): NodeText {
  return { ...node, layout: 'block', open: `${node.open.trimEnd()} ${node.kind === 'map' ? '{}' : '[]'}` };
}

function inlineArranged(merged: NodeText, yours: Node, eol: string, forest: Forest): NodeText {
  if (merged.parts.length === 0) {
    const isSpace = commentsIn(merged.close).length === 1;
    return { ...merged, close: isSpace ? merged.close.trim() : merged.close, comma: false };
  }
  const gaps = new Gaps(yours.parts.length > 0 ? yours.parts : merged.parts);
  let afterNote = false;
  const onNewLine = (text: string): string =>
    afterNote && !/^[ \t]*\r?\n/.test(text) ? eol + merged.indent + text.trimStart() : text;
  const parts = merged.parts.map((part, index) => {
    const gap = onNewLine(gaps.fitting(part.gap, index === 0));
    afterNote = part.note !== '';
    return gap === part.gap ? part : forest.part({ ...part, gap });
  });
  return { ...merged, parts, close: onNewLine(merged.close) };
}

/** White space as it stands between brackets. */
class Gaps {
  readonly #first: string;
  readonly #others: ReadonlySet<string>;
  readonly #other: string;

  constructor(parts: readonly Part[]) {
    const [first = '', ...others] = parts.map(({ gap }) => gap);
    this.#first = withoutComments(first);
    this.#others = new Set(others);
    const free = others.find((gap) => commentsIn(gap).length === 0) ?? others.map(withoutComments)[0];
    this.#other = free ?? (this.#first.includes('\n') ? this.#first : ' ');
  }

  /** What stands before a part: its own, if it has a comment or the others have the same; else that of the others. */
  fitting(gap: string, isFirst: boolean): string {
    if (commentsIn(gap).length > 0) return gap;
    const wanted = isFirst ? this.#first : this.#other;
    const isLine = gap.includes('\n') && wanted.includes('\n');
    return isLine || (!isFirst && this.#others.has(gap)) ? gap : wanted;
  }
}

/** The line break before a part, and its indentation. */
function withoutComments(gap: string): string {
  return commentsIn(gap).length === 0 ? gap : (/\r?\n[ \t]*$/.exec(gap)?.[0] ?? ' ');
}
