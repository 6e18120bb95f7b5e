/** Merges three trees of segments: per key and per item, whatever the format. */
import { mergedComments, mergedNote, mergedScript } from './segments-lines.ts';
import { commentsIn, movedPart, movedText, textOf } from './segments.ts';
import type { Forest, Node, Part, Tree } from './segments.ts';
import { identities, isNamed } from './segments-identity.ts';
import type { Sides } from './segments-identity.ts';
import { arranged } from './segments-layout.ts';
import { ordered } from './segments-order.ts';
import type { Kept } from './three-way.ts';
import { restyled } from './yaml-layout.ts';

export interface MergedTree {
  readonly tree: Tree;
  readonly kept: readonly Kept[];
}

/** The trees are of this forest, and have the line ending of yours. */
export function mergeTrees(trees: Readonly<Record<keyof Sides<Node>, Tree>>, forest: Forest, eol: string): MergedTree {
  const { base, yours, next } = trees;
  const merge = new TreeMerge(forest, eol);
  const header = merge.comments(base.header, yours.header, next.header, undefined, false);
  const root = merge.node(base.root, yours.root, next.root, undefined);
  return { tree: { ...yours, header, root: root.parts.length > 0 ? root : atTop(root, eol) }, kept: merge.kept };
}

/** What is left of a block that lost all its parts has no key whose line it would end. */
function atTop(root: Node, eol: string): Node {
  return root.layout === 'inline' || root.mayBeEmpty ? root : { ...root, open: root.open.trimStart() + eol };
}

/** Where a value stands; nothing at the top. */
interface Place {
  readonly up: Place | undefined;
  readonly parent: Node;
  readonly part: Part;
  /** What it is called in its parent. */
  readonly name: string;
}

/** Three lists or maps, the parts of which are merged. */
interface Collections {
  readonly base: Node | undefined;
  readonly yours: Node;
  readonly next: Node;
  /** What their parts will stand in. */
  readonly frame: Node;
  readonly place: Place | undefined;
}

class TreeMerge {
  readonly kept: Kept[] = [];
  readonly #forest: Forest;
  readonly #eol: string;

  constructor(forest: Forest, eol: string) {
    this.#forest = forest;
    this.#eol = eol;
  }

  /** @param next as it would stand in yours */
  node(base: Node | undefined, yours: Node, next: Node, place: Place | undefined): Node {
    if (next.raw === base?.raw) return yours;
    if (yours.raw === base?.raw) return next;
    if (isSameKind(yours, next)) return this.#collection(base, yours, next, place);
    if (next.full === base?.full) return yours;
    if (yours.full === base?.full) return next;
    if (yours.data === next.data) return yours;
    const script = base && mergedScript(base, yours, next, this.#forest);
    if (script) return script;
    this.#keep(place, inOneLine(yours), inOneLine(next));
    return yours;
  }

  #collection(last: Node | undefined, yours: Node, next: Node, place: Place | undefined): Node {
    const base = last?.kind === yours.kind && last.tag === yours.tag ? last : undefined;
    // Where yours has nothing at all, it stands as in next.
    const frame = yours.parts.length === 0 ? next : yours;
    const all = { base, yours, next, frame, place };
    const isAnchored = base?.anchor === yours.anchor && next.anchor !== yours.anchor && next.layout === frame.layout;
    const { open, anchor } = isAnchored ? next : frame;
    const merged = { ...frame, open, anchor, parts: this.#parts(all), close: this.#close(all) };
    return arranged(merged, yours, this.#eol, this.#forest);
  }

  #close({ base, next, frame, place }: Collections): string {
    if (isInline(frame) !== isInline(next)) return frame.close;
    const theirs = movedText(next.close, next.indent, frame.indent, !isInline(frame));
    const before = base && isInline(frame) === isInline(base) ? base.close : undefined;
    return this.comments(before, frame.close, theirs, place, isInline(frame));
  }

  #parts(all: Collections): Part[] {
    const { base, yours, next, place } = all;
    const lists = { base: base?.parts ?? [], yours: yours.parts, next: next.parts };
    const names = yours.kind === 'map' ? keysOf(lists) : identities(lists, isArguments(yours, place));
    const before = byName(names.base, lists.base);
    const mine = byName(names.yours, lists.yours);
    const theirs = byName(names.next, lists.next);
    const merged = new Map<string, Part>();
    for (const [name, part] of mine) {
      const here = { up: place, parent: yours, part, name };
      const result = this.#mine(before.get(name), part, theirs.get(name), all, here);
      if (result) merged.set(name, result);
    }
    for (const [name, part] of theirs) {
      if (mine.has(name)) continue;
      const last = before.get(name);
      const adopted = last ? undefined : this.#adopted(part, all);
      if (adopted) merged.set(name, adopted);
      else if (last?.node.data !== part.node.data)
        this.#keep({ up: place, parent: next, part, name }, undefined, inOneLine(part.node));
    }
    return ordered(names, new Set(merged.keys())).map((name) => merged.get(name) as Part);
  }

  /** What becomes of a part of yours; undefined: it goes. */
  #mine(base: Part | undefined, yours: Part, next: Part | undefined, all: Collections, place: Place): Part | undefined {
    if (next) return this.#part(base, yours, next, all, place);
    if (!base) return yours;
    if (base.full === yours.full) return undefined;
    this.#keep(place, inOneLine(yours.node), undefined);
    return yours;
  }

  #part(base: Part | undefined, yours: Part, next: Part, all: Collections, place: Place): Part {
    if (next.raw === base?.raw) return yours;
    const isOther = yours.full !== base?.full && isAnother(base?.node, yours.node, next.node, place);
    const adopted = isOther ? undefined : this.#adopted(next, all);
    if (!adopted) {
      if (next.full !== base?.full) this.#keep(place, inOneLine(yours.node), inOneLine(next.node));
      return yours;
    }
    if (yours.raw === base?.raw) return adopted;
    const inline = isInline(all.frame);
    return this.#forest.part({
      ...yours,
      head: base?.head === yours.head && inline === isInline(all.next) ? next.head : yours.head,
      ...this.#line(base, yours, adopted, place),
      gap: this.comments(base?.gap, yours.gap, adopted.gap, place, inline),
    });
  }

  /** A value and the comment behind it. In a line that the person edited nothing changes. */
  #line(base: Part | undefined, yours: Part, next: Part, place: Place): Pick<Part, 'node' | 'note'> {
    if (isLine(yours.node, next.node)) {
      if (base && isSameLine(yours, base)) return lineOf(next);
      const isEqual = base ? isSameLine(next, base) : yours.node.data === next.node.data;
      if (isEqual || isSameLine(yours, next)) return lineOf(yours);
      const isNoted = yours.note.trim() !== next.note.trim();
      const [mine, theirs] = [yours, next].map(({ node, note }) => shortened(textOf(node) + (isNoted ? note : '')));
      this.#keep(place, mine, theirs);
      return lineOf(yours);
    }
    const node = this.node(base?.node, yours.node, next.node, place);
    return { node, note: this.#note(base?.note, yours.note, next.note, place) };
  }

  /** A part of next as it would stand in yours; undefined if it cannot. */
  #adopted(part: Part, { next, frame }: Collections): Part | undefined {
    if (isInline(next) !== isInline(frame)) return restyled(part, frame, this.#eol, this.#forest);
    const behind = isInline(next) || (next.layout === 'compact' && part === next.parts[0]);
    return movedPart(part, next.indent, frame.indent, behind, this.#forest);
  }

  comments(base: string | undefined, yours: string, next: string, place: Place | undefined, inline: boolean): string {
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

  #keep(place: Place | undefined, yours: string | undefined, next: string | undefined): void {
    this.kept.push({ at: pathOf(place), ...(yours !== undefined && { yours }), ...(next !== undefined && { next }) });
  }
}

/** Sections of a template in which each entry is a thing of its own. */
const SECTIONS: ReadonlySet<string> = new Set(['Resources', 'Parameters', 'Outputs', 'Conditions', 'Mappings']);

/** Keys without which the rest of a map says nothing: those of a resource, a parameter, an event; of a statement. */
const MEANINGS = ['Type', 'Effect'];

/** Are they two things that have one name by chance? The half of the one is nothing without its other half. */
function isAnother(base: Node | undefined, yours: Node, next: Node, { up }: Place): boolean {
  if (yours.data === next.data) return false;
  const isEntry = up !== undefined && up.up === undefined && SECTIONS.has(up.part.key);
  if (!base && isEntry) return true;
  if (yours.kind !== 'map' || next.kind !== 'map') return false;
  return MEANINGS.some((key) => {
    const [mine, theirs] = [dataAt(yours, key), dataAt(next, key)];
    if (mine === undefined && theirs === undefined) return false;
    return !base || (mine !== theirs && key === 'Type');
  });
}

function dataAt({ parts }: Node, key: string): number | undefined {
  return parts.find((part) => part.key === key)?.node.data;
}

/** May their parts be merged one by one? */
function isSameKind(yours: Node, next: Node): boolean {
  const isCollection = yours.kind !== 'leaf' && yours.kind === next.kind;
  return isCollection && yours.tag === next.tag && (yours.comments ?? '') === (next.comments ?? '');
}

/** A value that is taken as a whole: all but two maps, two lists, and two scripts whose lines are merged. */
function isLine(yours: Node, next: Node): boolean {
  const isScript = [yours, next].every(({ kind, layout }) => kind === 'leaf' && layout === 'block');
  return !isScript && (yours.kind === 'leaf' || (isInline(yours) && !isSameKind(yours, next)));
}

function isSameLine(a: Part, b: Part): boolean {
  return a.node.full === b.node.full && a.note.trim() === b.note.trim();
}

function lineOf({ node, note }: Part): Pick<Part, 'node' | 'note'> {
  return { node, note };
}

function isInline({ layout }: Node): boolean {
  return layout === 'inline';
}

/** Behind `!If`, or below `Fn::If`. */
function isArguments({ tag }: Node, place: Place | undefined): boolean {
  return tag !== undefined || place?.part.key.startsWith('Fn::') === true;
}

function keysOf({ base, yours, next }: Sides<Part>): Sides<string> {
  const keys = (parts: readonly Part[]): string[] => parts.map(({ key }) => key);
  return { base: keys(base), yours: keys(yours), next: keys(next) };
}

function byName(names: readonly string[], parts: readonly Part[]): Map<string, Part> {
  return new Map(parts.map((part, index) => [names[index] as string, part]));
}

/** `Resources.Hook.Policies[0].Statement[ReadStack]`. */
function pathOf(place: Place | undefined): string {
  if (!place) return '';
  const { up, parent, part, name } = place;
  const above = pathOf(up);
  if (parent.kind === 'map') return above === '' ? part.key : `${above}.${part.key}`;
  return `${above}[${isNamed(name) ? name : part.node.kind === 'leaf' ? labelOf(part.node) : parent.parts.indexOf(part)}]`;
}

function labelOf(node: Node): string {
  return typeof node.value === 'string' ? shortened(node.value) : inOneLine(node);
}

function inOneLine(node: Node): string {
  return shortened(textOf(node));
}

/** At most this much of a value is told. */
const LONGEST = 120;

function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
