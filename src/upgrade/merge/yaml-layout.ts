/** A part of one layout of YAML in the other: a list in lines that goes between brackets, or out of them. */
import { flowPair, flowText } from '../../template/edit/write.ts';
import type { Style } from '../../template/edit/write.ts';
import { plain } from './segments.ts';
import type { Forest, Node, Part } from './segments.ts';

const STYLE: Style = { indent: '  ', indentLists: true, quote: '"', shortForms: true };

/** The part as it would stand in `frame`; undefined if it says more than data: comments, anchors, aliases. */
export function restyled(part: Part, frame: Node, eol: string, forest: Forest): Part | undefined {
  const isItem = frame.kind === 'list';
  if (frame.layout !== 'inline') {
    const head = isItem ? '-' : part.head;
    const open = part.node.open.replace(/^\s*/, ' ');
    return forest.part({
      ...part,
      gap: '',
      indent: frame.indent,
      head,
      node: forest.node({ ...part.node, open }),
      eol,
    });
  }
  if (saysMore(part) || part.gap.includes('#') || part.note.includes('#')) return undefined;
  const value = plain(part.node);
  const head = isItem ? '' : flowPair(part.key, null, STYLE).replace(/\s*null$/, '');
  const text = part.node.open.trim();
  const isAsIs = part.node.kind === 'leaf' && part.node.layout === 'inline' && !/[[\]{},#\n]/.test(text);
  const open = `${isItem ? '' : ' '}${isAsIs ? text : flowText(value, STYLE)}`;
  const node = forest.node({ kind: 'leaf', layout: 'inline', open, parts: [], close: '', indent: '', value });
  return forest.part({ ...part, gap: ' ', indent: '', head, node, note: '', eol: '' });
}

function saysMore({ node, merges }: Part): boolean {
  const { alias, anchor, comments = '', parts, kind, layout, close } = node;
  const isCommented = comments !== '' || (kind !== 'leaf' && layout !== 'inline' && close.includes('#'));
  if (merges || alias !== undefined || anchor !== undefined || isCommented) return true;
  return parts.some((part) => part.gap.includes('#') || part.note.includes('#') || saysMore(part));
}
