/**
 * What a version of the tool renames. `migrations/<version>.json` of the package says it as data, so that a fork or a platform
 * team adds one without building anything; each is used once, in the order of versions, in memory.
 */
import type { FileClass } from '../project/files.ts';

export interface Migration {
  /** The version that brings it: the name of the file. */
  readonly version: string;
  /** For the reader of an upgrade, a line each. */
  readonly notes: readonly string[];
  /** Answers of fitness.yaml: path of keys → new path, `region` → `aws.region`. The value and its comments move along. */
  readonly answers: Readonly<Record<string, string>>;
  /** Values of an answer, by its new path: old → new. */
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Files and folders (`docs/` → `doc/`): old path → new path. A person's own files in a folder stay. */
  readonly paths: Readonly<Record<string, string>>;
  /** By new path. */
  readonly classes: Readonly<Record<string, FileClass>>;
  /** Paths that the tool lets go of: the file stays, its owner's. */
  readonly released: readonly string[];
}

/** Of the versions after `from` up to `to`, in their order. */
export function migrationsBetween(_from: string, _to: string): readonly Migration[] {
  return [];
}
