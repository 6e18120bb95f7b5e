/** Takes keys and items out of a text. */
import { isCollection, isMap, isPair, visit } from '#yaml';
import type { Node } from '#yaml';
import { applyEdits } from '../template/edit.ts';
import { equal } from '../template/edit/data.ts';
import { NotEditable, readTree } from '../template/edit/tree.ts';
import type { Tree } from '../template/edit/tree.ts';
import type { Path, SourceDocument } from '../template/model.ts';
import { parseReadable } from '../template/parse.ts';
import { isEmpty, valueAt, withoutLeaf } from './data.ts';
import { Remover } from './remover.ts';
import type { IsMade, Removal } from './remover.ts';

/**
 * The text without them, and without the maps and lists made for them that are empty then; one in which a comment is left
 * stays. Every other byte stays.
 *
 * @throws UserError `edit-impossible` if it cannot be done in place
 */
export function removeFrom(document: SourceDocument, removals: readonly Removal[], isMade: IsMade): string {
  if (removals.length === 0) return document.text;
  const { text, rest, made } = lineWise(document, removals, isMade);
  const wanted = bare(topmost(document.data, removals, made).data, removals);
  const holds = (found: SourceDocument): boolean => equal(bare(found.data, removals), wanted);
  const cut = text === document.text ? document : parseReadable(text, document.file);
  if (!cut) return byEdits(document, removals, made);
  const result = byEdits(cut, rest, made);
  const read = rest.length === 0 && cut ? cut : parseReadable(result, document.file);
  return read && holds(read) ? result : byEdits(document, removals, made);
}

function byEdits(document: SourceDocument, removals: readonly Removal[], isMade: IsMade): string {
  const { paths } = topmost(document.data, removals, isMade);
  return applyEdits(
    document,
    paths.map((path) => ({ path, remove: true })),
  );
}

/** Whatever is left of what the removals stood in. */
function bare(data: unknown, removals: readonly Removal[]): unknown {
  return removals.reduce((sum, { path }) => withoutEmpty(sum, path.slice(0, -1)), data);
}

/** What is removed as a whole, items from the last, and what is left. */
function topmost(data: unknown, removals: readonly Removal[], isMade: IsMade): { paths: Path[]; data: unknown } {
  const paths: Path[] = [];
  for (const { path } of lastFirst(removals)) {
    let goes = path;
    data = withoutLeaf(data, goes);
    for (let up = goes.slice(0, -1); up.length > 0 && isEmpty(valueAt(data, up)) && isMade(up); up = up.slice(0, -1)) {
      goes = up;
      data = withoutLeaf(data, goes);
    }
    paths.push(goes);
  }
  const isBelow = (path: Path): boolean => paths.some((one) => one.length < path.length && isWithin(path, one));
  return { paths: paths.filter((path) => !isBelow(path)), data };
}

/** Removing an item moves those behind it. */
function lastFirst(removals: readonly Removal[]): Removal[] {
  const last = ({ path }: Removal): number => (typeof path.at(-1) === 'number' ? (path.at(-1) as number) : -1);
  return [...removals].sort((a, b) => last(b) - last(a));
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((step, depth) => path[depth] === step);
}

function withoutEmpty(data: unknown, path: Path): unknown {
  for (let up = path; up.length > 0; up = up.slice(0, -1)) {
    const value = valueAt(data, up);
    if (value === undefined) continue;
    if (value !== null && !isEmpty(value)) break;
    data = withoutLeaf(data, up);
  }
  return data;
}

/** What stands in lines of its own is cut out; the rest is handed back, with what was made for it. */
function lineWise(
  { text }: SourceDocument,
  removals: readonly Removal[],
  isMade: IsMade,
): { readonly text: string; readonly rest: readonly Removal[]; readonly made: IsMade } {
  try {
    const tree = readTree(text);
    if (tree.json) return { text, rest: removals, made: isMade };
    const remover = new Remover(tree);
    const rest = removals.filter((removal) => !remover.mark(removal));
    const made: IsMade = (path) => !remover.isBracketed(path) && isMade(path);
    return { text: rest.length < removals.length ? remover.cut(made) : text, rest, made };
  } catch (error) {
    if (error instanceof NotEditable) return { text, rest: removals, made: isMade };
    throw error;
  }
}

/** Is there a comment in what stands at the path? One above it is not in it. */
export function hasComment(tree: Tree, path: Path): boolean {
  let node: Node | null | undefined = tree.root.node;
  for (const step of path) node = isCollection(node) ? node.get(step, true) : undefined;
  let found = false;
  if (!node) return found;
  // what stands above an item is its own; what stands above the first key of a value is in the value
  const isItem = typeof path.at(-1) === 'number';
  const above = new Set<unknown>(isItem ? [node, isMap(node) ? node.items[0]?.key : undefined] : []);
  visit(node, (_, one) => {
    if (isPair(one)) return undefined;
    const { comment, commentBefore } = one as Node;
    found ||= Boolean(comment) || (Boolean(commentBefore) && !above.has(one));
    return found ? visit.BREAK : undefined;
  });
  return found;
}
