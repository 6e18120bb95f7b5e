/**
 * Parts: what is ours in a file that is somebody else's. They are put in without changing a byte of its owner's, follow later
 * versions of the tool, and can be taken out again.
 */
import type { Path } from '../template/model.ts';

/** A key of a map, in YAML or JSON. */
export interface KeyPart {
  /** Keys from the root; the last one is ours. Maps that are missing on the way are made, and are ours as well. */
  readonly path: Path;
  /** Data; intrinsics in long form. */
  readonly value: unknown;
  /** Lines above it, without `# `, where the format has comments. */
  readonly comment?: readonly string[];
}

/** An item of a list, in YAML or JSON; known by its value. */
export interface ItemPart {
  /** Path of the list. A missing list is made. */
  readonly path: Path;
  readonly item: unknown;
  /**
   * Default: after the last. `before`: the first item that contains this text, itself or in a scalar below. If there is none the
   * part is left out: where the order matters, the end is the wrong place.
   */
  readonly before?: string;
  /** Lines above it, without `# `, where the format has comments. */
  readonly comment?: readonly string[];
}

/** Lines of a text that is neither: .gitignore, Makefile. They stand together, at the end. */
export interface LinesPart {
  readonly lines: readonly string[];
}

export type DataPart = KeyPart | ItemPart;
export type Part = DataPart | LinesPart;

export function isItem(part: Part): part is ItemPart {
  return 'item' in part;
}

export function isKey(part: Part): part is KeyPart {
  return 'value' in part;
}

export function isLines(part: Part): part is LinesPart {
  return 'lines' in part;
}

/** A piece of text that was put in. */
export interface Chunk {
  /** Offset in the owner's text, in UTF-16 code units. */
  readonly at: number;
  readonly text: string;
}

/** A part that is not put in, with why: a sentence's end, e.g. `Orders.Properties is !If`. */
export interface LeftOut {
  readonly part: Part;
  readonly reason: string;
}

/** A rendered file that is a fragment: its bytes. */
export function serializeParts(parts: readonly Part[]): Uint8Array {
  return Buffer.from(`${JSON.stringify(parts, null, 2)}\n`);
}
