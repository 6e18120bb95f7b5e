/** What the reports of one run are made of: an entry per template, in the order given. */
import type { Check } from '../checks/api.ts';
import type { Report } from '../fitness/report.ts';
import type { Location } from '../template/model.ts';

export interface ScoredEntry {
  readonly template: string;
  readonly report: Report;
  /** Those that the report was made with. */
  readonly checks: readonly Check[];
  /** Files of the repository that ran as code. */
  readonly ownChecks: readonly string[];
  /** What the next release is compared with, as text, where a format carries it. */
  readonly baseline?: string;
}

/** A template that could not be read or parsed. */
export interface FailedEntry {
  readonly template: string;
  readonly error: EntryError;
}

export interface EntryError {
  readonly code: string;
  readonly message: string;
  readonly location: Location | null;
  readonly hint: string | null;
}

export type Entry = ScoredEntry | FailedEntry;

export function isScored(entry: Entry): entry is ScoredEntry {
  return 'report' in entry;
}

/** What a renderer knows beside the entries. It asks no clock and no terminal. */
export interface RenderContext {
  readonly now: Date;
  /** `create-fitness-serverless@<version>`. */
  readonly tool: string;
  /** Folder that the files of the entries are relative to, and the root of its repository. */
  readonly cwd: string;
  readonly root: string;
  /** Of the terminal. */
  readonly color: boolean;
  readonly width: number;
}

/** The whole text of a format, with a line end. */
export type Render = (entries: readonly Entry[], context: RenderContext) => string;
