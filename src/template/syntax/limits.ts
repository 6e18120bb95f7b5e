/** What the readers of YAML and JSON have in common: bounds on files that we did not write, and what they hand back. */
import type { Path } from '../model.ts';

/** CloudFormation's limit for a template in S3: 1 MB. */
export const MAX_BYTES = 1_048_576;
/** Far beyond what CloudFormation takes, far below where recursion breaks. */
export const MAX_DEPTH = 200;
/** A file of 1 MB holds at most half of it without aliases. */
export const MAX_NODES = 1_000_000;

/** The text cannot be read, at an offset. */
export class SyntaxProblem extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

export interface Remark {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

/** Where a path is written. */
export interface Found {
  /** Offset of the key or item; of the nearest ancestor's if the path is not written. */
  readonly at: number;
  /** Offsets of the value; undefined if it is not written there, or shared through an alias. */
  readonly range: Range | undefined;
}

export type Range = readonly [start: number, end: number];

export interface ParsedSyntax {
  readonly data: unknown;
  remarks(): readonly Remark[];
  /** Offset of the key or item at the path, or of its nearest ancestor's. */
  locate(path: Path): number | undefined;
  /** Offsets of the value at the path, if it is written there. */
  range(path: Path): Range | undefined;
}

/** @throws SyntaxProblem for data that is too deep, or that shared parts make too large */
export function checkBounds(data: unknown): void {
  const sizes = new Map<object, number>();
  measure(data, 0, sizes);
}

function measure(data: unknown, depth: number, sizes: Map<object, number>): number {
  if (typeof data !== 'object' || data === null) return 1;
  const known = sizes.get(data);
  if (known !== undefined) return known;
  if (depth > MAX_DEPTH) throw new SyntaxProblem(`it is nested more than ${MAX_DEPTH} levels deep`, 0);
  let size = 1;
  for (const item of Object.values(data)) size += measure(item, depth + 1, sizes);
  if (size > MAX_NODES) throw new SyntaxProblem(`its aliases expand to more than ${MAX_NODES} values`, 0);
  sizes.set(data, size);
  return size;
}

/** For readers that find the place and the range of a path in one go. */
export function placesBy(find: (path: Path) => Found | undefined): Pick<ParsedSyntax, 'locate' | 'range'> {
  return { locate: (path) => find(path)?.at, range: (path) => find(path)?.range };
}
