/** The comments of ours above keys and items, in YAML in block style. */
import { isMap, isSeq } from '#yaml';
import { beginsLine, column, itemSlots, lineStart, NotEditable, pairSlots, readTree } from '../template/edit/tree.ts';
import type { Slot, Tree } from '../template/edit/tree.ts';
import type { Path } from '../template/model.ts';

/** What stands above a key or an item, and what should; without `# `. */
export interface NewComment {
  readonly path: Path;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/**
 * Where the lines above `offset`, the beginning of a line, begin; `offset` itself if they are not these. Blank lines may have
 * come in below any of them.
 */
export function commentStart(text: string, offset: number, comment: readonly string[]): number {
  let at = offset;
  for (const line of [...comment].reverse()) {
    at = belowText(text, at);
    if (at === 0) return offset;
    const above = lineStart(text, at - 1);
    if (text.slice(above, at).trim() !== `# ${line}`.trim()) return offset;
    at = above;
  }
  return at;
}

/** The beginning of the first of the blank lines that end at `offset`. */
function belowText(text: string, offset: number): number {
  let at = offset;
  while (at > 0) {
    const above = lineStart(text, at - 1);
    if (text.slice(above, at).trim() !== '') break;
    at = above;
  }
  return at;
}

/** The text without comments of ours that are whole, and stand in it once. */
export function withoutComments(text: string, comments: readonly (readonly string[])[]): string {
  return comments.reduce(withoutComment, text);
}

function withoutComment(text: string, comment: readonly string[]): string {
  const [first] = comment;
  if (first === undefined || !text.includes(`# ${first}`.trimEnd())) return text;
  const lines = text.split('\n');
  const isAt = (at: number): boolean =>
    comment.every((line, index) => lines[at + index]?.trim() === `# ${line}`.trim());
  const [at, ...more] = lines.flatMap((_, index) => (isAt(index) ? [index] : []));
  if (at === undefined || more.length > 0) return text;
  const isBlank = (index: number): boolean => lines[index]?.trim() === '';
  const count = comment.length;
  lines.splice(at, isBlank(at - 1) && isBlank(at + count) ? count + 1 : count);
  return lines.join('\n');
}

/** A comment that its owner edited stays. */
export function replaceComments(text: string, comments: readonly NewComment[]): string {
  const wanted = comments.filter(({ from, to }) => from.join('\n') !== to.join('\n'));
  if (wanted.length === 0) return text;
  try {
    const tree = readTree(text);
    return tree.json ? text : replaced(tree, wanted);
  } catch (error) {
    if (error instanceof NotEditable) return text;
    throw error;
  }
}

function replaced({ text, root, eol }: Tree, comments: readonly NewComment[]): string {
  const splices = comments.flatMap(({ path, from, to }) => {
    const slot = slotAt(root, path);
    if (!slot || slot.flow || !beginsLine(text, slot.from)) return [];
    const above = lineStart(text, slot.from);
    const end = from.length > 0 ? belowText(text, above) : above;
    const start = commentStart(text, end, from);
    if (start === end && from.length > 0) return [];
    const indent = ' '.repeat(column(text, slot.from));
    return [{ start, end, text: to.map((line) => `${indent}${`# ${line}`.trimEnd()}${eol}`).join('') }];
  });
  return splices
    .sort((a, b) => b.start - a.start)
    .reduce((sum, splice) => sum.slice(0, splice.start) + splice.text + sum.slice(splice.end), text);
}

function slotAt(root: Slot, path: Path): Slot | undefined {
  return path.reduce<Slot | undefined>((slot, step) => {
    const node = slot?.node;
    if (isSeq(node)) return itemSlots(node)[Number(step)];
    return isMap(node) ? pairSlots(node).findLast(({ key }) => key === String(step))?.slot : undefined;
  }, root);
}
