/** Finds the place of each part in a tree. */
import { isAlias, isMap, isScalar, isSeq, visit } from '#yaml';
import type { YAMLMap, YAMLSeq } from '#yaml';
import { equal } from '../template/edit/data.ts';
import type { Fresh } from '../template/edit/fresh.ts';
import { itemSlots, NotEditable, pairSlots } from '../template/edit/tree.ts';
import type { Slot, Tree } from '../template/edit/tree.ts';
import type { Path, SourceDocument } from '../template/model.ts';
import { longForm } from '../template/syntax/tags.ts';
import { inOrder } from './chunks.ts';
import { child, functionOf, indexOfItem, isData, pathText, withChanges, withItems } from './data.ts';
import type { PlacedItem } from './data.ts';
import { isItem } from './part.ts';
import type { Chunk, DataPart, ItemPart, KeyPart } from './part.ts';
import { Writer } from './writer.ts';

/** What stands in a slot, or nothing does, and what is put into it. */
export interface Target {
  readonly slot: Slot;
  /** In the document. */
  readonly path: Path;
  readonly entries: Map<string, Grown>;
  /** `index`: of the owner's item before which it stands. */
  readonly items: { readonly index: number; readonly fresh: Fresh }[];
}

/** What is new, while parts are added to it. */
interface Grown extends Fresh {
  readonly entries?: Map<string, Grown>;
  readonly items?: Fresh[];
}

type Leaf = Pick<Fresh, 'value' | 'comment'>;

/** How far a path is written, with what is left of it. */
interface Reached {
  readonly slot: Slot;
  readonly data: unknown;
  readonly rest: Path;
}

/** Of parts that are put in together: `place` each, then ask for the rest. */
export class Placer {
  readonly #document: SourceDocument;
  readonly #tree: Tree;
  readonly #targets = new Map<Slot, Target>();
  readonly #pairs = new Map<YAMLMap, ReadonlyMap<string | undefined, Slot>>();
  readonly #slots = new Map<YAMLSeq, readonly Slot[]>();
  readonly #keys: KeyPart[] = [];
  readonly #lists = new Map<string, { readonly path: Path; readonly items: PlacedItem[] }>();

  constructor(document: SourceDocument, tree: Tree) {
    this.#document = document;
    this.#tree = tree;
  }

  /** Why it cannot be put in; undefined: it will be. */
  place(part: DataPart): string | undefined {
    try {
      return isItem(part) ? this.#placeItem(part) : this.#placeKey(part);
    } catch (error) {
      if (error instanceof NotEditable) return `the file is written in an unusual way there: ${error.message}`;
      throw error;
    }
  }

  /** What is put in; undefined if the text has no place for it. */
  chunks(): Chunk[] | undefined {
    const writer = new Writer(this.#tree);
    try {
      // Where two things have one place, what stands further in comes first.
      const targets = [...this.#targets.values()].sort((a, b) => b.path.length - a.path.length);
      return inOrder(targets.flatMap((target) => writer.chunks(target)));
    } catch (error) {
      if (error instanceof NotEditable) return undefined;
      throw error;
    }
  }

  /** The data with what was placed. */
  data(): unknown {
    const changes = this.#keys.map(({ path, value }) => ({ path, value: () => value }));
    const keyed = withChanges(this.#document.data, changes);
    return [...this.#lists.values()].reduce((data, { path, items }) => withItems(data, path, items), keyed);
  }

  /** The first place on the path that an alias repeats. */
  sharedOn(path: Path): string | undefined {
    const names = new Set<string>();
    visit(this.#tree.root.node, { Alias: (_, { source }) => void names.add(source) });
    let slot: Slot | undefined = this.#tree.root;
    for (let depth = 0; slot; depth++) {
      const anchor = (slot.node as { anchor?: string } | null)?.anchor;
      if (anchor !== undefined && names.has(anchor)) return pathText(path.slice(0, depth));
      const step: string | number | undefined = path[depth];
      slot = step === undefined ? undefined : this.#slotAt(slot, step);
    }
    return undefined;
  }

  #placeKey(part: KeyPart): string | undefined {
    const { path, value, comment } = part;
    const reached = this.#reach(path);
    if (typeof reached === 'string') return reached;
    const { slot, data, rest } = reached;
    const reason =
      rest.length > 0 ? this.#addEntry(slot, path, rest, { value, comment }) : this.#fill(slot, path, value, data);
    if (reason === undefined) this.#keys.push(part);
    return reason;
  }

  /** A key that stands there with nothing behind it takes a map. */
  #fill(slot: Slot, path: Path, value: unknown, data: unknown): string | undefined {
    const isFree = isVacant(slot) && !this.#targets.has(slot) && isData(value) && Object.keys(value).length > 0;
    if (!isFree) return `${pathText(path)} is there${equal(data, value) ? '' : ' with another value'}`;
    const target = this.#target(slot, path);
    for (const [key, inner] of Object.entries(value)) target.entries.set(key, { value: inner });
    return undefined;
  }

  #placeItem({ path, item, before, comment }: ItemPart): string | undefined {
    const reached = this.#reach(path);
    if (typeof reached === 'string') return reached;
    const { slot, data, rest } = reached;
    const isWritten = rest.length === 0 && data !== null;
    if (isWritten && !(Array.isArray(data) && isSeq(slot.node) && slot.node.tag === undefined))
      return isAlias(slot.node) ? `${pathText(path)} is an alias` : `${pathText(path)} is no list`;
    const owned = isWritten ? (data as unknown[]) : [];
    const index = before === undefined ? owned.length : owned.findIndex((one) => holds(one, before));
    if (index < 0 || (before !== undefined && !isWritten))
      return `no item of ${pathText(path)} holds ${JSON.stringify(before)}`;
    const placed = this.#list(path);
    if (indexOfItem([...owned, ...placed.map((one) => one.item)], item) >= 0) return `${pathText(path)} has it`;
    const fresh = { value: item, comment };
    const reason =
      rest.length === 0 ? this.#addItem(slot, path, { index, fresh }) : this.#addEntry(slot, path, rest, fresh, true);
    if (reason === undefined) placed.push({ index, item });
    return reason;
  }

  #addItem(slot: Slot, path: Path, item: Target['items'][number]): string | undefined {
    const target = this.#target(slot, path);
    if (target.entries.size > 0) return `another part of ours is at ${pathText(path)}`;
    target.items.push(item);
    return undefined;
  }

  /** @param listed it is an item of the list at the path */
  #addEntry(slot: Slot, path: Path, rest: Path, fresh: Leaf, listed = false): string | undefined {
    const target = this.#target(slot, path.slice(0, path.length - rest.length));
    if (target.items.length > 0) return `another part of ours is at ${pathText(target.path)}`;
    const numeric = rest.findIndex((step) => typeof step === 'number');
    if (numeric >= 0) return `${pathText(path.slice(0, path.length - rest.length + numeric))} has no such item`;
    const keys = rest.map(String);
    let { entries } = target;
    for (const [depth, key] of keys.entries()) {
      const last = depth === keys.length - 1;
      const there = entries.get(key);
      if (last && !listed && !there) return void entries.set(key, fresh);
      if (last && listed && (!there || there.items)) {
        if (there?.items) there.items.push(fresh);
        else entries.set(key, { items: [fresh] });
        return undefined;
      }
      if (last || (there && !there.entries)) return `another part of ours is at ${pathText(path)}`;
      const inner: Map<string, Grown> = there?.entries ?? new Map<string, Grown>();
      if (!there) entries.set(key, { entries: inner });
      entries = inner;
    }
    return undefined;
  }

  #target(slot: Slot, path: Path): Target {
    let target = this.#targets.get(slot);
    if (!target) this.#targets.set(slot, (target = { slot, path, entries: new Map(), items: [] }));
    return target;
  }

  #list(path: Path): PlacedItem[] {
    const key = JSON.stringify(path);
    let list = this.#lists.get(key);
    if (!list) this.#lists.set(key, (list = { path, items: [] }));
    return list.items;
  }

  /** Follows the path as far as it is written, or says what stands in the way. */
  #reach(path: Path): Reached | string {
    let slot = this.#tree.root;
    let data = this.#document.data;
    for (const [depth, step] of path.entries()) {
      const name = pathText(path.slice(0, depth));
      const reason = inTheWay(slot, data, step);
      if (reason !== undefined) return `${name} is ${reason}`;
      const next = this.#slotAt(slot, step);
      if (!next) {
        if (child(data, step) !== undefined) return `${pathText(path.slice(0, depth + 1))} comes from an anchor`;
        return typeof step === 'number' ? `${name} has no item ${step}` : { slot, data, rest: path.slice(depth) };
      }
      [slot, data] = [next, child(data, step)];
    }
    return { slot, data, rest: [] };
  }

  /** Of repeated keys the last one counts. */
  #slotAt({ node }: Slot, step: string | number): Slot | undefined {
    if (isSeq(node)) {
      let slots = this.#slots.get(node);
      if (!slots) this.#slots.set(node, (slots = itemSlots(node)));
      return typeof step === 'number' ? slots[step] : undefined;
    }
    if (!isMap(node)) return undefined;
    let pairs = this.#pairs.get(node);
    if (!pairs) this.#pairs.set(node, (pairs = new Map(pairSlots(node).map(({ key, slot }) => [key, slot]))));
    return pairs.get(String(step));
  }
}

/** Why nothing can be put into this place under this key, as the end of a sentence. */
function inTheWay(slot: Slot, data: unknown, step: string | number): string | undefined {
  const { node } = slot;
  if (isVacant(slot)) return undefined;
  if (isAlias(node)) return 'an alias';
  if (node?.tag !== undefined && longForm(node.tag) !== undefined) return node.tag;
  if (isData(data) && isMap(node)) return Object.hasOwn(data, String(step)) ? undefined : functionOf(data);
  if (Array.isArray(data) && isSeq(node)) return typeof step === 'number' ? undefined : 'a list';
  return data === null ? 'null' : 'a plain value';
}

/** Is nothing written there, where a map or a list could stand? */
export function isVacant({ node, start, mark, flow, kind }: Slot): boolean {
  const isNothing = node === null || (isScalar(node) && node.source === '' && node.type === 'PLAIN');
  return isNothing && !flow && (kind === 'root' || start === mark);
}

/** Does the item, or a scalar in it, contain the text? */
function holds(item: unknown, text: string): boolean {
  if (typeof item === 'string') return item.includes(text);
  return typeof item === 'object' && item !== null && Object.values(item).some((one) => holds(one, text));
}
