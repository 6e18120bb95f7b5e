/** How deep a file indents: what comes from another one takes it over. */
import { moved, movedText } from './segments.ts';
import type { Forest, Node, Part, Tree } from './segments.ts';

interface Habits {
  /** Spaces per level. */
  readonly step: number;
  /** Of a list, from its key. */
  readonly list: number;
}

/** The tree with the habits of another. */
export function indentedLike(tree: Tree, like: Tree, forest: Forest): Tree {
  const [from, to] = [habitsOf(tree.root), habitsOf(like.root)];
  if (from.step === to.step && from.list === to.list) return tree;
  return { ...tree, root: new Indenter(from, to, forest).node(tree.root, 0, 0) };
}

/** The most frequent ones; two spaces, and lists indented by as many, where nothing says otherwise. */
function habitsOf(root: Node): Habits {
  const steps = new Map<number, number>();
  const lists = new Map<number, number>();
  const count = ({ parts, indent }: Node): void => {
    for (const { node, head } of parts) {
      if (node.layout === 'block' && node.parts.length > 0 && !head.startsWith('-')) {
        const found = node.kind === 'list' ? lists : steps;
        const offset = node.indent.length - indent.length;
        found.set(offset, (found.get(offset) ?? 0) + 1);
      }
      count(node);
    }
  };
  count(root);
  const step = mostFrequent(steps) ?? mostFrequent(new Map([...lists].filter(([offset]) => offset > 0))) ?? 2;
  return { step, list: mostFrequent(lists) ?? step };
}

function mostFrequent(counts: ReadonlyMap<number, number>): number | undefined {
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

class Indenter {
  readonly #from: Habits;
  readonly #to: Habits;
  readonly #forest: Forest;

  constructor(from: Habits, to: Habits, forest: Forest) {
    this.#from = from;
    this.#to = to;
    this.#forest = forest;
  }

  /** @param from column of its key as it is @param to column of its key as it will be */
  node(node: Node, from: number, to: number): Node {
    if (node.layout === 'inline') return moved(node, spaces(from), spaces(to), this.#forest);
    const column = node.indent.length;
    const isRoot = column === 0 && from === 0;
    const target = isRoot ? 0 : node.layout === 'compact' ? to + column - from : to + this.#offset(node, column - from);
    const [old, wanted] = [spaces(column), spaces(target)];
    if (node.kind === 'leaf') {
      const isStated = /\d/.test(/[|>][-+\d]*$/.exec(node.open)?.[0] ?? '');
      return isStated ? moved(node, spaces(from), spaces(to), this.#forest) : moved(node, old, wanted, this.#forest);
    }
    const parts = node.parts.map((part, index) =>
      this.#part(part, column, target, node.layout === 'compact' && index === 0),
    );
    return this.#forest.node({ ...node, parts, close: movedText(node.close, old, wanted, true), indent: wanted });
  }

  #part(part: Part, column: number, target: number, behindDash: boolean): Part {
    return this.#forest.part({
      ...part,
      gap: movedText(part.gap, spaces(column), spaces(target), !behindDash),
      indent: behindDash ? '' : spaces(target),
      node: this.node(part.node, column, target),
    });
  }

  #offset({ kind }: Node, offset: number): number {
    if (kind === 'list') return offset === this.#from.list ? this.#to.list : offset;
    return offset === this.#from.step ? this.#to.step : offset;
  }
}

function spaces(count: number): string {
  return ' '.repeat(count);
}
