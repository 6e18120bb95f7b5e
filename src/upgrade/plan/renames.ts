/** Which file became which: told by what stands in them, as git tells renames. Pure. */
import { latin1 } from '../merge/line-endings.ts';

/** Half of a file must be in the other: the default of `-M` in https://git-scm.com/docs/git-diff. */
const SIMILAR = 0.5;
/** With an equal name this much is enough to be preferred to any other file. */
const SIMILAR_AND_NAMED_ALIKE = 0.75;

/** How much of a file must be in another for it to have become that one, of bytes. */
export interface Threshold {
  /** Of files with an equal name, in whatever folder. */
  readonly named: number;
  /** Of any others. */
  readonly other: number;
}

/** Between two versions of the tool, as git has it. */
const OF_THE_TOOL: Threshold = { named: SIMILAR, other: SIMILAR };
/** For a file of a person's: who wrote their own after the example of one that they deleted moved nothing. */
export const OF_A_PERSON: Threshold = { named: SIMILAR_AND_NAMED_ALIKE, other: 0.9 };

interface Pair {
  readonly from: string;
  readonly to: string;
  /** Bytes that both have, of those of the larger one. */
  readonly similarity: number;
  /** Names that both paths end with. */
  readonly tail: number;
}

/**
 * Finds missing files among others, by path. Each of these is taken once; a file of which nothing but its name is like the
 * missing one's is none, and an empty one is like no other.
 *
 * @param missing with the text that they had
 */
export function findRenames(
  missing: ReadonlyMap<string, Uint8Array>,
  candidates: ReadonlyMap<string, Uint8Array>,
  least: Threshold = OF_THE_TOOL,
): ReadonlyMap<string, string> {
  const others = [...candidates].map(([path, bytes]) => new Content(path, bytes));
  const pairs = [...missing].flatMap(([path, bytes]) => {
    const content = new Content(path, bytes);
    return others.flatMap((other) => {
      const similarity = content.similarityTo(other);
      const tail = sharedTail(path, other.path);
      const isSimilar = similarity >= (tail > 0 ? least.named : least.other);
      return isSimilar ? [{ from: path, to: other.path, similarity, tail }] : [];
    });
  });
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const { from, to } of pairs.sort(bestFirst)) {
    if (found.has(from) || taken.has(to)) continue;
    found.set(from, to);
    taken.add(to);
  }
  return found;
}

function bestFirst(a: Pair, b: Pair): number {
  return (
    rankOf(b) - rankOf(a) ||
    b.similarity - a.similarity ||
    b.tail - a.tail ||
    (a.from < b.from ? -1 : a.from > b.from ? 1 : 0) ||
    (a.to < b.to ? -1 : 1)
  );
}

function rankOf({ similarity, tail }: Pair): number {
  if (similarity === 1) return 2;
  return tail > 0 && similarity >= SIMILAR_AND_NAMED_ALIKE ? 1 : 0;
}

function sharedTail(a: string, b: string): number {
  const [own, other] = [a.split('/').reverse(), b.split('/').reverse()];
  const differs = own.findIndex((name, index) => name !== other[index]);
  return differs < 0 ? own.length : differs;
}

class Content {
  readonly path: string;
  readonly #text: string;
  #chunks: ReadonlyMap<string, number> | undefined;

  constructor(path: string, bytes: Uint8Array) {
    this.path = path;
    const text = latin1(bytes);
    this.#text = text.replaceAll('\r\n', '\n');
  }

  similarityTo(other: Content): number {
    const [a, b] = [this.#text, other.#text];
    if (a === b) return a.trim() === '' ? 0 : 1;
    const [smaller, larger] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
    if (smaller < larger * SIMILAR) return 0;
    let both = 0;
    for (const [chunk, bytes] of this.chunks) both += Math.min(bytes, other.chunks.get(chunk) ?? 0);
    // the same lines in another order are no equal file
    return Math.min(both / larger, 1 - Number.EPSILON);
  }

  /** Lines, long ones in parts of 64 bytes, with the bytes that each takes up in all: git's unit of similarity. */
  get chunks(): ReadonlyMap<string, number> {
    if (this.#chunks) return this.#chunks;
    const chunks = new Map<string, number>();
    for (const [chunk] of this.#text.matchAll(/[^\n]{0,63}\n|[^\n]{1,64}/g))
      chunks.set(chunk, (chunks.get(chunk) ?? 0) + chunk.length);
    return (this.#chunks = chunks);
  }
}
