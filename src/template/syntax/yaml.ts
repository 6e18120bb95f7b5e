/** YAML with CloudFormation's tags, as plain data with a syntax tree behind it. */
import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument as parseYamlTree } from '#yaml';
import type { Alias, CollectionTag, Document, Node, Pair, Scalar, ScalarTag, YAMLMap, YAMLSeq } from '#yaml';
import type { Path } from '../model.ts';
import { longForm, longValue, SHORT_FORMS } from './tags.ts';
import { SyntaxProblem, MAX_DEPTH, MAX_NODES, placesBy } from './limits.ts';
import { numberOrText } from './scalars.ts';
import type { Found, ParsedSyntax, Remark } from './limits.ts';

/** For each short form, what makes a node of any kind that carries its tag. */
const TAGS = new Map(
  SHORT_FORMS.map((name) => {
    const tag = `!${name}`;
    const kinds = [
      { tag, resolve: (text: string) => text },
      { tag, collection: 'map', resolve: (map: YAMLMap) => map },
      { tag, collection: 'seq', resolve: (seq: YAMLSeq) => seq },
    ];
    return [tag, kinds as (ScalarTag | CollectionTag)[]];
  }),
);

/** Only those that occur: the parser tries every tag it knows on every plain scalar. */
export function tagsIn(text: string): (ScalarTag | CollectionTag)[] {
  const found = new Set(text.match(/![A-Z][A-Za-z0-9]*/g));
  return [...found].flatMap((tag) => TAGS.get(tag) ?? []);
}

/** @throws SyntaxProblem at the first error of the text */
export function parseYaml(text: string): ParsedSyntax {
  const tree = compose(text);
  const [error] = tree.errors;
  if (error) throw new SyntaxProblem(sayingOf(error), error.pos[0]);
  const remarks: Remark[] = tree.warnings.map(({ message, pos }) => ({
    code: 'yaml-warning',
    message,
    offset: pos[0],
  }));
  const converter = new Converter(remarks);
  const data = converter.convert(tree.contents, 0);
  let finder: Finder | undefined;
  return {
    data,
    remarks: () => remarks,
    ...placesBy((path) => (finder ??= new Finder(text, converter.anchors)).find(tree.contents, path)),
  };
}

function sayingOf({ code, message }: Document.Parsed['errors'][number]): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here, and a file has to be one';
  return /call stack/.test(message) ? TOO_DEEP : message;
}

const TOO_DEEP = `it is nested more than ${MAX_DEPTH} levels deep`;
/** Brackets that may be open at once, those of text in scripts included. */
const MAX_OPEN_BRACKETS = 2_000;

function compose(text: string): Document.Parsed {
  refuseBracketBombs(text);
  try {
    return parseYamlTree(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
      // a second document counts as an error
      logLevel: 'error',
      customTags: tagsIn(text),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxProblem(TOO_DEEP, 0);
    throw error;
  }
}

/** The parser takes seconds for a file of nothing but brackets. */
export function refuseBracketBombs(text: string): void {
  if (text.length < MAX_OPEN_BRACKETS) return;
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5b || char === 0x7b) open++;
    else if ((char === 0x5d || char === 0x7d) && open > 0) open--;
    if (open > MAX_OPEN_BRACKETS) throw new SyntaxProblem(TOO_DEEP, at);
  }
}

/**
 * Walks the tree once. An alias shares the data of its anchor, so a bomb costs nothing here; what it would expand to
 * is counted, because every reader of the data walks the expansion.
 */
class Converter {
  /** The node that an alias stands for: names may be anchored again further down. */
  readonly anchors = new Map<Alias, Node>();
  readonly #remarks: Remark[];
  readonly #named = new Map<string, { node: Node; data: unknown; size: number }>();
  #size = 0;

  constructor(remarks: Remark[]) {
    this.#remarks = remarks;
  }

  convert(node: Node | null, depth: number): unknown {
    if (depth > MAX_DEPTH) throw new SyntaxProblem(TOO_DEEP, start(node));
    if (++this.#size > MAX_NODES)
      throw new SyntaxProblem(`its aliases expand to more than ${MAX_NODES} values`, start(node));
    if (node === null) return null;
    if (isAlias(node)) return this.#alias(node);
    const before = this.#size;
    const data = this.#tagged(node, depth);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor) this.#named.set(anchor, { node, data, size: this.#size - before + 1 });
    return data;
  }

  #alias(node: Alias): unknown {
    const anchored = this.#named.get(node.source);
    if (!anchored) throw new SyntaxProblem(`there is no anchor &${node.source} above`, start(node));
    this.#size += anchored.size;
    if (this.#size > MAX_NODES)
      throw new SyntaxProblem(`its aliases expand to more than ${MAX_NODES} values`, start(node));
    this.anchors.set(node, anchored.node);
    return anchored.data;
  }

  #tagged(node: Node, depth: number): unknown {
    const key = node.tag === undefined ? undefined : longForm(node.tag);
    const data = isMap(node) ? this.#map(node, depth) : isSeq(node) ? this.#list(node, depth) : scalarData(node);
    return key === undefined ? data : { [key]: longValue(key, data) };
  }

  #list(seq: YAMLSeq, depth: number): unknown[] {
    return seq.items.map((item) => this.convert(item as Node, depth + 1));
  }

  #map(map: YAMLMap, depth: number): Record<string, unknown> {
    const data: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) {
        merged.push(this.convert(value as Node | null, depth + 1));
        continue;
      }
      const name = this.#key(key as Node | null);
      if (Object.hasOwn(data, name)) {
        const message = `The key ${name} is repeated; the last one counts`;
        this.#remarks.push({ code: 'repeated-key', message, offset: start(key as Node) });
      }
      set(data, name, this.convert(value as Node | null, depth + 1));
    }
    for (const source of merged) mergeInto(data, source);
    return data;
  }

  #key(key: Node | null): string {
    if (key === null) return '';
    const isIntrinsic = key.tag !== undefined && longForm(key.tag) !== undefined;
    if (isScalar(key) && !isIntrinsic) return keyText(key);
    if (isAlias(key)) {
      const name = this.#alias(key);
      if (typeof name === 'string') return name;
    }
    throw new SyntaxProblem('a key must be text', start(key));
  }
}

/** Explicit keys win over merged ones, earlier sources over later ones (https://yaml.org/type/merge.html). */
function mergeInto(data: Record<string, unknown>, source: unknown): void {
  for (const map of Array.isArray(source) ? (source as unknown[]) : [source]) {
    if (typeof map !== 'object' || map === null) continue;
    for (const [name, value] of Object.entries(map)) if (!Object.hasOwn(data, name)) set(data, name, value);
  }
}

/** `__proto__` is a key like any other in a file that we did not write. */
export function set(data: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(data, name, { value, enumerable: true, configurable: true, writable: true });
  else data[name] = value;
}

export function scalarData(node: Node): unknown {
  if (!isScalar(node)) return null;
  const { value, source } = node;
  if (typeof value === 'number' && source !== undefined) return numberOrText(value, source);
  return typeof value === 'bigint' ? String(value) : value;
}

function keyText(key: Scalar): string {
  return key.source ?? String(key.value);
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

function start(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** Follows a path of the data through the tree. */
class Finder {
  readonly #text: string;
  readonly #anchors: ReadonlyMap<Alias, Node>;
  /** What an alias repeats: an edit there would change other places too, so such parts have no range. */
  readonly #aliased: ReadonlySet<Node>;
  readonly #maps = new Map<YAMLMap, ReadonlyMap<string, Pair>>();

  constructor(text: string, anchors: ReadonlyMap<Alias, Node>) {
    this.#text = text;
    this.#anchors = anchors;
    this.#aliased = new Set(anchors.values());
  }

  find(root: Node | null, path: Path): Found | undefined {
    if (!root) return undefined;
    let node: Node | null = root;
    let found: Found = { at: start(root), range: this.#range(root, 0) };
    let shared = false;
    for (let index = 0; index < path.length; index++) {
      if (node && isAlias(node)) {
        node = this.#anchors.get(node) ?? null;
        shared = true;
      }
      const step = path[index] as string | number;
      if (node?.tag !== undefined && longForm(node.tag) === step) {
        // The tag is the key: the value under it is this very node, `!GetAtt A.B` standing for both its items.
        if (index + 1 < path.length && isScalar(node)) return found;
        if (isScalar(node)) continue;
        found = { ...found, range: shared || !node.range ? undefined : [node.range[0], this.#end(node)] };
        if (index + 1 === path.length) return found;
        continue;
      }
      const next = this.#child(node, step);
      if (!next) return { ...found, range: undefined };
      node = next.node;
      shared ||= next.shared || (node !== null && this.#aliased.has(node));
      found = { at: next.at, range: shared ? undefined : this.#range(node, next.after) };
    }
    return found;
  }

  #child(
    node: Node | null,
    step: string | number,
  ): { node: Node | null; at: number; after: number; shared: boolean } | undefined {
    if (isSeq(node)) {
      const item = typeof step === 'number' ? (node.items[step] as Node | undefined) : undefined;
      if (!item) return undefined;
      const previous = node.items[(step as number) - 1] as Node | undefined;
      const after = previous?.range?.[2] ?? start(node);
      return { node: item, at: this.#props(item, after), after, shared: false };
    }
    if (!isMap(node)) return undefined;
    const pair = this.#pairs(node).get(String(step));
    if (pair) {
      const key = pair.key as Node;
      return { node: pair.value as Node | null, at: start(key), after: key.range?.[2] ?? start(key), shared: false };
    }
    for (const { key, value } of node.items) {
      if (!isMergeKey(key)) continue;
      for (const source of isSeq(value) ? value.items : [value]) {
        const map = isAlias(source) ? (this.#anchors.get(source) ?? null) : (source as Node | null);
        const found = this.#child(map, step);
        if (found) return { ...found, shared: true };
      }
    }
    return undefined;
  }

  /** The pairs of a map by key, the last of a repeated one; made once, so that finding many is linear. */
  #pairs(map: YAMLMap): ReadonlyMap<string, Pair> {
    let pairs = this.#maps.get(map);
    if (!pairs) {
      const keyed = map.items.filter(({ key }) => isScalar(key) && !isMergeKey(key));
      pairs = new Map(keyed.map((pair) => [keyText(pair.key as Scalar), pair]));
      this.#maps.set(map, pairs);
    }
    return pairs;
  }

  /** Tag and anchor belong to the value: replacing it replaces them. */
  #range(node: Node | null, after: number): readonly [number, number] | undefined {
    return node?.range ? [this.#props(node, after), this.#end(node)] : undefined;
  }

  /** Without the line break, and the comments, that follow a block. */
  #end(node: Node): number {
    const last = isSeq(node) || isMap(node) ? !node.flow && node.items.at(-1) : undefined;
    if (last) {
      const inner = (isPair(last) ? (last.value ?? last.key) : last) as Node;
      return inner.range ? this.#end(inner) : (node.range?.[1] ?? 0);
    }
    const [from, to] = node.range ?? [0, 0];
    return from + this.#text.slice(from, to).trimEnd().length;
  }

  #props(node: Node, after: number): number {
    const value = start(node);
    if (node.tag === undefined && (node as { anchor?: string }).anchor === undefined) return value;
    const between = this.#text.slice(after, value).replace(/(^|\s)#[^\n]*/g, (comment) => ' '.repeat(comment.length));
    const mark = between.search(/[!&]/);
    return mark < 0 ? value : after + mark;
  }
}
