/** Merges three trees of segments: per key and per item, whatever the format. */
import { mergedComments, mergedNote, mergedScript } from './segments-lines.ts';
import { commentsIn, moved, movedPart, movedText, textOf } from './segments.ts';
import type { Forest, Node, Part, Tree } from './segments.ts';
import { identities } from './segments-identity.ts';
import type { Sides } from './segments-identity.ts';
import { arranged } from './segments-layout.ts';
import { ordered } from './segments-order.ts';
import type { Kept } from './three-way.ts';

export interface MergedTree {
  readonly tree: Tree;
  readonly kept: readonly Kept[];
}

/** The trees are of this forest, and have the line ending of yours. */
export function mergeTrees(trees: Readonly<Record<keyof Sides<Node>, Tree>>, forest: Forest, eol: string): MergedTree {
  const { base, yours, next } = trees;
  const merge = new TreeMerge(forest, eol);
  const place: Place = { yours: yours.root.indent, next: next.root.indent };
  const header = merge.comments(base.header, yours.header, next.header, place, false);
  const root = merge.node(base.root, yours.root, next.root, place);
  return { tree: { ...yours, header, root: root.parts.length > 0 ? root : atTop(root, eol) }, kept: merge.kept };
}

/** What is left of a block that lost all its parts has no key whose line it would end. */
function atTop(root: Node, eol: string): Node {
  return root.layout === 'inline' || root.mayBeEmpty ? root : { ...root, open: root.open.trimStart() + eol };
}

/** Where a value stands. */
interface Place {
  readonly up?: Place;
  /** Of a part: its parent, and what it is called there. */
  readonly parent?: Node;
  readonly part?: Part;
  readonly name?: string;
  /** What indents the line of its key, in yours and in next. */
  readonly yours: string;
  readonly next: string;
}

class TreeMerge {
  readonly kept: Kept[] = [];
  readonly #forest: Forest;
  readonly #eol: string;

  constructor(forest: Forest, eol: string) {
    this.#forest = forest;
    this.#eol = eol;
  }

  node(base: Node | undefined, yours: Node, next: Node, place: Place): Node {
    if (next.raw === base?.raw) return yours;
    const adopted = (): Node => moved(next, place.next, place.yours, this.#forest);
    if (yours.raw === base?.raw) return adopted();
    if (next.full === base?.full || yours.full === next.full) return yours;
    if (isSameShape(yours, next)) return this.#collection(base, yours, next, place);
    if (yours.full === base?.full) return adopted();
    if (yours.data === next.data) return yours;
    const script = base && mergedScript(base, yours, next, this.#forest);
    if (script) return script;
    this.#keep(place, inOneLine(yours), inOneLine(next));
    return yours;
  }

  #collection(base: Node | undefined, yours: Node, next: Node, place: Place): Node {
    const known = base?.kind === yours.kind && base.tag === yours.tag ? base : undefined;
    // Where yours has nothing at all, it stands as in next.
    const frame = yours.parts.length === 0 ? moved(next, place.next, place.yours, this.#forest) : yours;
    const inner = { ...place, yours: frame.indent, next: next.indent };
    const parts = this.#parts(known, yours, next, frame, inner);
    const isAnchored = known?.anchor === yours.anchor && next.anchor !== yours.anchor && next.layout === frame.layout;
    const { open, anchor } = isAnchored ? next : frame;
    return arranged({ ...frame, open, anchor, parts, close: this.#close(known, frame, next, inner) }, yours, this.#eol, this.#forest);
  }

  #close(known: Node | undefined, frame: Node, next: Node, place: Place): string {
    const inline = frame.layout === 'inline';
    if (inline !== (next.layout === 'inline')) return frame.close;
    const theirs = movedText(next.close, place.next, place.yours, !inline);
    const isKnown = known !== undefined && inline === (known.layout === 'inline');
    return this.comments(isKnown ? known.close : undefined, frame.close, theirs, place, inline);
  }

  #parts(known: Node | undefined, yours: Node, next: Node, frame: Node, place: Place): Part[] {
    const lists = { base: known?.parts ?? [], yours: yours.parts, next: next.parts };
    const names = yours.kind === 'map' ? keysOf(lists) : identities(lists, isArguments(yours, place));
    const before = byName(names.base, lists.base);
    const mine = byName(names.yours, lists.yours);
    const theirs = byName(names.next, lists.next);
    const merged = new Map<string, Part>();
    for (const [name, part] of mine) {
      const result = this.#mine(before.get(name), part, theirs.get(name), next, frame, at(place, yours, part, name));
      if (result) merged.set(name, result);
    }
    for (const [name, part] of theirs) {
      if (mine.has(name)) continue;
      const last = before.get(name);
      if (!last) merged.set(name, this.#adopted(part, next, frame, place));
      else if (last.node.data !== part.node.data) this.#keep(at(place, next, part, name), undefined, inOneLine(part.node));
    }
    return ordered(names, new Set(merged.keys())).map((name) => merged.get(name) as Part);
  }

  /** What becomes of a part of yours; undefined: it goes. */
  #mine(
    base: Part | undefined,
    yours: Part,
    next: Part | undefined,
    from: Node,
    frame: Node,
    place: Place,
  ): Part | undefined {
    if (next) return this.#part(base, yours, next, this.#adopted(next, from, frame, place), frame, place);
    if (!base) return yours;
    if (base.full === yours.full) return undefined;
    this.#keep(place, inOneLine(yours.node), undefined);
    return yours;
  }

  /** @param adopted next, as it would stand in yours */
  #part(base: Part | undefined, yours: Part, next: Part, adopted: Part, frame: Node, place: Place): Part {
    if (next.raw === base?.raw) return yours;
    if (yours.raw === base?.raw) return adopted;
    const inline = frame.layout === 'inline';
    return this.#forest.part({
      ...yours,
      head: base?.head === yours.head && inline === (adopted.eol === '') ? next.head : yours.head,
      node: this.node(base?.node, yours.node, next.node, place),
      gap: this.comments(base?.gap, yours.gap, adopted.gap, place, inline),
      note: this.#note(base?.note, yours.note, next.note, place),
    });
  }

  #adopted(part: Part, from: Node, frame: Node, place: Place): Part {
    const behind = from.layout === 'inline' || (from.layout === 'compact' && part === from.parts[0]);
    const result = movedPart(part, place.next, place.yours, behind, this.#forest);
    return frame.layout === from.layout || from.layout !== 'inline' ? result : result;
  }

  comments(base: string | undefined, yours: string, next: string, place: Place, inline: boolean): string {
    const merged = mergedComments(base, yours, next, inline);
    if (merged !== undefined) return merged;
    this.#keep(place, commentsIn(yours).join(' '), commentsIn(next).join(' '));
    return yours;
  }

  #note(base: string | undefined, yours: string, next: string, place: Place): string {
    const merged = mergedNote(base, yours, next);
    if (merged !== undefined) return merged;
    this.#keep(place, yours.trim(), next.trim());
    return yours;
  }

  #keep(place: Place, yours: string | undefined, next: string | undefined): void {
    this.kept.push({ at: pathOf(place), ...(yours !== undefined && { yours }), ...(next !== undefined && { next }) });
  }
}

/** May their parts be merged one by one? An empty one has no layout of its own. */
function isSameShape(yours: Node, next: Node): boolean {
  const isInline = [yours, next].flatMap(({ parts, layout }) => (parts.length > 0 ? [layout === 'inline'] : []));
  return (
    yours.kind !== 'leaf' &&
    yours.kind === next.kind &&
    yours.tag === next.tag &&
    (yours.comments ?? '') === (next.comments ?? '') &&
    new Set(isInline).size < 2
  );
}

/** Behind `!If`, or below `Fn::If`. */
function isArguments({ tag }: Node, { part }: Place): boolean {
  return tag !== undefined || part?.key.startsWith('Fn::') === true;
}

function keysOf({ base, yours, next }: Sides<Part>): Sides<string> {
  const keys = (parts: readonly Part[]): string[] => parts.map(({ key }) => key);
  return { base: keys(base), yours: keys(yours), next: keys(next) };
}

function byName(names: readonly string[], parts: readonly Part[]): Map<string, Part> {
  return new Map(parts.map((part, index) => [names[index] as string, part]));
}

function at(place: Place, parent: Node, part: Part, name: string): Place {
  return { up: place, parent, part, name, yours: place.yours, next: place.next };
}

/** `Resources.Hook.Policies[0].Statement[ReadStack]`. */
function pathOf({ up, parent, part, name = '' }: Place): string {
  if (!up || !parent || !part) return '';
  const above = pathOf(up);
  if (parent.kind === 'map') return above === '' ? part.key : `${above}.${part.key}`;
  const told = name.startsWith('=') || name.startsWith('[') ? undefined : name;
  return `${above}[${told ?? (part.node.kind === 'leaf' ? inOneLine(part.node) : parent.parts.indexOf(part))}]`;
}

/** At most this much of a value is told. */
const LONGEST = 120;

function inOneLine(node: Node): string {
  const text = textOf(node).trim().replace(/\s+/g, ' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
