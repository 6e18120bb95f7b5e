/** `.fitness/inserted/<path>.json`: what of ours was put where into a file that is its owner's, so that it can be taken out to the byte. */
import { hash } from 'node:crypto';
import type { Chunk } from '../../insert/part.ts';
import { isRecord, own } from '../../template/resolve/values.ts';

export interface InsertedRecord {
  /** SHA-256 of the whole text that the chunks were put into, with them. Of its very bytes: chunks are found by their offset. */
  readonly result: string;
  readonly chunks: readonly Chunk[];
}

/** The record of a text with chunks in it. One line per chunk, so that a diff of it says something. */
export function serializeInserted(text: string, chunks: readonly Chunk[]): Uint8Array {
  const lines = chunks.map(({ at, text: put }) => `    ${JSON.stringify({ at, text: put })}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return Buffer.from(`{\n  "result": ${JSON.stringify(sha256(text))},\n  "chunks": ${list}\n}\n`);
}

/** Reads a record. It comes from a repository: what is none counts as missing. */
export function parseInserted(bytes: Uint8Array): InsertedRecord | undefined {
  const data = parsed(bytes);
  const [result, chunks] = [own(data, 'result'), own(data, 'chunks')];
  if (typeof result !== 'string' || !Array.isArray(chunks) || !chunks.every(isChunk)) return undefined;
  const isOrdered = chunks.every(({ at }, index) => at > (chunks[index - 1]?.at ?? -1));
  return isOrdered ? { result, chunks: chunks.map(({ at, text }) => ({ at, text })) } : undefined;
}

/** Has nobody touched the text since? */
export function isAsInserted(record: InsertedRecord, text: string): boolean {
  return record.result === sha256(text);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function isChunk(value: unknown): value is Chunk {
  if (!isRecord(value)) return false;
  const [at, text] = [own(value, 'at'), own(value, 'text')];
  return Number.isSafeInteger(at) && (at as number) >= 0 && typeof text === 'string' && text !== '';
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
