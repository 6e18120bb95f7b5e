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
  /** The text as it was read again; absent if it was not. */
  readonly document?: SourceDocument;
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
 * @param document the text, if it was read already
 * @throws UserError `template-syntax` if it cannot be read, `template-too-large` beyond 1 MB
 */
export function insertParts(text: string, file: string, parts: readonly Part[], document?: SourceDocument): Inserted {
  const data = parts.filter((part): part is DataPart => !isLines(part));
  const inserted = data.length > 0 ? insertData(document ?? parseDocument(text, file), data) : NOTHING;
  const chunks = [...inserted.chunks];
  const left = [...inserted.left];
  for (const part of parts.filter(isLines)) {
    const chunk = linesChunk(text, putIn(text, inOrder(chunks)), part);
    if (typeof chunk === 'string') left.push({ part, reason: chunk });
    else chunks.push(chunk);
  }
  const ordered = inOrder(chunks);
  const result = putIn(text, ordered);
  return {
    text: result,
    chunks: ordered,
    left,
    ...(inserted.document?.text === result && { document: inserted.document }),
  };
}

type InsertedData = Omit<Inserted, 'text'>;

const NOTHING: InsertedData = { chunks: [], left: [] };

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
  /** The text that was read last. */
  #read: SourceDocument | undefined;

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
    const chunks = this.#held(placed, placer);
    return { chunks, left: this.#left, ...(this.#read && { document: this.#read }) };
  }

  /** The chunks, if the text then holds what it should; else those of the parts that it can hold. */
  #held(parts: readonly DataPart[], placer: Placer): Chunk[] {
    const chunks = this.#holds(parts, placer);
    if (chunks) return chunks;
    // What an alias repeats fits where it is put in as well, so that comes last.
    const finder = new Placer(this.#document, this.#tree);
    const shared = new Set(parts.filter(({ path }) => finder.sharedOn(path) !== undefined));
    const alone = parts.filter((part) => !shared.has(part));
    const accepted = this.#fitting(this.#fitting([], alone), [...shared]);
    return accepted.length > 0 ? (this.#attempt(accepted) ?? []) : [];
  }

  /** Of the candidates those that go in together with the accepted ones. */
  #fitting(accepted: readonly DataPart[], candidates: readonly DataPart[]): readonly DataPart[] {
    const all = [...accepted, ...candidates];
    if (candidates.length === 0) return accepted;
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
    this.#read = readAgain(text, this.#document.file);
    return this.#read && equal(this.#read.data, placer.data()) ? chunks : undefined;
  }

  #whyNot(path: Path): string {
    const shared = new Placer(this.#document, this.#tree).sharedOn(path);
    return shared === undefined
      ? 'the file is written in an unusual way there'
      : `${shared} is used again by its anchor`;
  }
}

/** Undefined: it does not read. */
function readAgain(text: string, file: string): SourceDocument | undefined {
  try {
    return parseDocument(text, file);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'template-syntax') return undefined;
    throw error;
  }
}
