/** Parts of ours go into a file that is somebody else's, by insertions alone. */
import { NotEditable, readTree } from '../template/edit/tree.ts';
import type { Tree } from '../template/edit/tree.ts';
import { equal } from '../template/edit/data.ts';
import type { Path, SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { refuseBracketBombs } from '../template/syntax/yaml.ts';
import { SyntaxProblem } from '../template/syntax/limits.ts';
import { inOrder, putIn } from './chunks.ts';
import { linesChunk } from './lines.ts';
import { isLines } from './part.ts';
import type { Chunk, DataPart, LeftOut, Part } from './part.ts';
import { Placer } from './placer.ts';

export interface Inserted {
  readonly text: string;
  /** In the order of the text, at most one per place. */
  readonly chunks: readonly Chunk[];
  readonly left: readonly LeftOut[];
}

/**
 * Puts the parts in, in the manner of the file. What its owner may expect:
 *
 * - Every character of theirs stays, in its order: the text is theirs with `chunks` put in, and `takeOut` gives it back.
 * - It was read again, and holds what it held and the parts, nothing else. Whatever an insertion cannot do (the key is there
 *   already, an intrinsic, an alias or a plain value stands in the way) is left out, and the rest goes in.
 * - In YAML no line of theirs changes, unless it is in flow style, where something has to stand between the brackets. In JSON
 *   and flow style the value before gets a comma.
 * - New keys stand at the end of their map; a new section of a template where templates usually have it.
 *
 * @param file its name, for locations
 * @throws UserError `template-syntax` if it cannot be read, `template-too-large` beyond 1 MB
 */
export function insertParts(text: string, file: string, parts: readonly Part[]): Inserted {
  const chunks: Chunk[] = [];
  const left: LeftOut[] = [];
  const data = parts.filter((part): part is DataPart => !isLines(part));
  if (data.length > 0) {
    const inserted = insertData(parseDocument(text, file), data);
    chunks.push(...inserted.chunks);
    left.push(...inserted.left);
  }
  for (const part of parts.filter(isLines)) {
    const chunk = linesChunk(text, putIn(text, inOrder(chunks)), part);
    if (typeof chunk === 'string') left.push({ part, reason: chunk });
    else chunks.push(chunk);
  }
  const ordered = inOrder(chunks);
  return { text: putIn(text, ordered), chunks: ordered, left };
}

type InsertedData = Pick<Inserted, 'chunks' | 'left'>;

function insertData(document: SourceDocument, parts: readonly DataPart[]): InsertedData {
  const tree = treeOf(document.text);
  if (typeof tree === 'string') return { chunks: [], left: parts.map((part) => ({ part, reason: tree })) };
  return new Insertion(document, tree).insert(parts);
}

/** The tree, or why there is none. */
function treeOf(text: string): Tree | string {
  try {
    refuseBracketBombs(text);
    return readTree(text);
  } catch (error) {
    if (error instanceof NotEditable || error instanceof SyntaxProblem || error instanceof RangeError)
      return `the file is written in an unusual way: ${error.message}`;
    throw error;
  }
}

class Insertion {
  readonly #document: SourceDocument;
  readonly #tree: Tree;
  readonly #left: LeftOut[] = [];

  constructor(document: SourceDocument, tree: Tree) {
    this.#document = document;
    this.#tree = tree;
  }

  insert(parts: readonly DataPart[]): InsertedData {
    const placer = new Placer(this.#document, this.#tree);
    const placed = parts.filter((part) => {
      const reason = placer.place(part);
      if (reason !== undefined) this.#left.push({ part, reason });
      return reason === undefined;
    });
    return { chunks: this.#held(placed, placer), left: this.#left };
  }

  /** The chunks, if the text then holds what it should; else those of the parts that it can hold. */
  #held(parts: readonly DataPart[], placer: Placer): Chunk[] {
    const chunks = this.#holds(parts, placer);
    if (chunks) return chunks;
    const accepted = this.#fitting([], parts);
    return accepted.length > 0 ? (this.#attempt(accepted) ?? []) : [];
  }

  /** Of the candidates those that go in together with the accepted ones. */
  #fitting(accepted: readonly DataPart[], candidates: readonly DataPart[]): readonly DataPart[] {
    const all = [...accepted, ...candidates];
    if (this.#attempt(all)) return all;
    const [first] = candidates;
    if (candidates.length === 1 && first) {
      this.#left.push({ part: first, reason: this.#whyNot(first.path) });
      return accepted;
    }
    const half = candidates.length >> 1;
    return this.#fitting(this.#fitting(accepted, candidates.slice(0, half)), candidates.slice(half));
  }

  #attempt(parts: readonly DataPart[]): Chunk[] | undefined {
    const placer = new Placer(this.#document, this.#tree);
    return parts.every((part) => placer.place(part) === undefined) ? this.#holds(parts, placer) : undefined;
  }

  #holds(parts: readonly DataPart[], placer: Placer): Chunk[] | undefined {
    if (parts.length === 0) return [];
    const chunks = placer.chunks();
    if (!chunks) return undefined;
    const text = putIn(this.#document.text, chunks);
    const data = dataOf(text, this.#document.file);
    return data && equal(data.value, placer.data()) ? chunks : undefined;
  }

  #whyNot(path: Path): string {
    const shared = new Placer(this.#document, this.#tree).sharedOn(path);
    return shared === undefined
      ? 'the file is written in an unusual way there'
      : `${shared} is used again by its anchor`;
  }
}

/** What a text holds; undefined if it does not read. */
function dataOf(text: string, file: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseDocument(text, file).data };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'template-syntax') return undefined;
    throw error;
  }
}
