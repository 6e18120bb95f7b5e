/** Three texts become one. Pure: what a merge reads and gives is data. */

/** The same file three times. */
export interface ThreeWay {
  /** In the repository; its name says how the file is read. */
  readonly path: string;
  /** What the tool last wrote. */
  readonly base: Uint8Array;
  /** What stands there now. */
  readonly yours: Uint8Array;
  /** What the tool would write today. */
  readonly next: Uint8Array;
}

/** What is done where both sides changed the same lines. `fail` is the planner's: it merges with `markers` and writes nothing. */
export type Favour = 'markers' | 'ours' | 'theirs' | 'rej';

/** A place of a structured file that both sides changed: the person's stays. */
export interface Kept {
  /** `Resources.Bucket.Properties.VersioningConfiguration`. */
  readonly at: string;
  /** What stands there, in one line; absent: the person took it out. */
  readonly yours?: string;
  /** What the tool would have written; absent: it took it out. */
  readonly next?: string;
  /** A clause; absent: the person edited it. */
  readonly why?: string;
}

export type Merged =
  /** No line of anybody is lost; `kept` is reported. */
  | { readonly kind: 'clean'; readonly bytes: Uint8Array; readonly kept: readonly Kept[] }
  /**
   * Both changed the same lines. `bytes` is what to write under the favour that was asked for: with labelled markers, or one
   * side. `rejected` is the text of a `.rej` file (a unified diff of what was not applied), under `rej` alone.
   */
  | { readonly kind: 'conflict'; readonly bytes: Uint8Array; readonly hunks: number; readonly rejected?: Uint8Array }
  /** No text, and both sides changed it: nothing can be merged. */
  | { readonly kind: 'unmergeable'; readonly reason: string };

export interface MergeOptions {
  readonly favour: Favour;
  /** What stands behind the markers. */
  readonly labels: { readonly yours: string; readonly next: string };
}

/** Merges many files at once, in their order: git is started once for all. */
export type Merge = (files: readonly ThreeWay[], options: MergeOptions) => Merged[];
