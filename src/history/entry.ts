/** One release as the history keeps it: small enough for a version of a standard parameter of SSM. */
import type { NamedChange, WhatChanged } from './changes.ts';
import { inWords } from './changes.ts';

/**
 * - `promoted`: the stack kept it
 * - `measured`: the stack kept it, and nobody had measured it before: the first one, or an update without a new version
 * - `rejected`: it was rolled back
 */
export type ReleaseOutcome = 'promoted' | 'measured' | 'rejected';

export interface HistoryEntry extends WhatChanged {
  /** n of `vn`: counts on when the oldest roll off. */
  readonly number: number;
  readonly releaseId: string;
  /** When its outcome was known, ISO 8601. */
  readonly at: string;
  readonly outcome: ReleaseOutcome;
  /** CloudFormation's stack status that was its outcome. */
  readonly stackStatus?: string;
  readonly fitness: number;
  readonly raw: number;
  /** Points that complexity costs. */
  readonly complexity: number;
  readonly coverage: number;
  /** Fitness by category. */
  readonly categories: Readonly<Record<string, number>>;
  /** How many there are. */
  readonly resources: number;
  /** `create-fitness-serverless@<version>` that measured it. */
  readonly tool: string;
  /** Why it was let through, whatever the gate said. */
  readonly overrideReason?: string;
}

/** What is appended: its number is given to it then. */
export type NewEntry = Omit<HistoryEntry, 'number'>;

/** Bytes of a standard parameter. https://docs.aws.amazon.com/general/latest/gr/ssm.html */
export const LARGEST_ENTRY = 4096;

/** Characters of the texts that a person wrote. */
const LONGEST_TEXT = 300;

/** As text of at most 4 KB; what does not fit is left out: first matters of the changes, from the smallest on. */
export function serializeEntry(entry: NewEntry): string {
  const { changes, overrideReason, ...rest } = entry;
  const written = (kept: readonly NamedChange[]) =>
    JSON.stringify({
      v: 1,
      ...rest,
      fitness: rounded(rest.fitness),
      raw: rounded(rest.raw),
      complexity: rounded(rest.complexity),
      coverage: rounded(rest.coverage),
      categories: Object.fromEntries(
        Object.entries(rest.categories).map(([category, fitness]) => [category, rounded(fitness)]),
      ),
      ...(overrideReason !== undefined && { overrideReason: cut(overrideReason, LONGEST_TEXT) }),
      changes: kept.map(({ what, points }) => [cut(what, LONGEST_TEXT), points]),
    });
  for (let count = changes.length; ; count--) {
    const text = written(changes.slice(0, count));
    if (count <= 0 || Buffer.byteLength(text) <= LARGEST_ENTRY) return text;
  }
}

/** Undefined if the text is none: a history goes on without it. */
export function parseEntry(text: string, number: number): HistoryEntry | undefined {
  try {
    const { v, changes, ...rest } = JSON.parse(text) as Omit<HistoryEntry, 'changes'> & {
      v: unknown;
      changes: unknown;
    };
    if (v !== 1 || !isSound(rest)) return undefined;
    return { ...rest, number, changes: changesOf(changes) };
  } catch {
    return undefined;
  }
}

const NUMBERS = ['fitness', 'raw', 'complexity', 'coverage', 'resources', 'added', 'removed'] as const;
const OUTCOMES: readonly string[] = ['promoted', 'measured', 'rejected'] satisfies ReleaseOutcome[];

function isSound(entry: Partial<HistoryEntry>): boolean {
  return (
    NUMBERS.every((name) => Number.isFinite(entry[name])) &&
    typeof entry.releaseId === 'string' &&
    typeof entry.tool === 'string' &&
    typeof entry.at === 'string' &&
    !Number.isNaN(Date.parse(entry.at)) &&
    OUTCOMES.includes(entry.outcome ?? '') &&
    (entry.overrideReason === undefined || typeof entry.overrideReason === 'string') &&
    typeof entry.categories === 'object' &&
    entry.categories !== null &&
    Object.values(entry.categories).every(Number.isFinite)
  );
}

function changesOf(changes: unknown): NamedChange[] {
  if (!Array.isArray(changes)) return [];
  return changes.flatMap((change: unknown) => {
    const [what, points] = Array.isArray(change) ? (change as unknown[]) : [];
    return typeof what === 'string' && typeof points === 'number' ? [{ what, points }] : [];
  });
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** `v5` */
export function nameOf({ number }: Pick<HistoryEntry, 'number'>): string {
  return `v${number}`;
}

/** `v5 encryption at rest +6`, and what else a reader has to know of it. */
export function labelOf(entry: HistoryEntry): string {
  const what = entry.outcome === 'rejected' ? `rolled back: ${inWords(entry)}` : inWords(entry);
  return `${nameOf(entry)} ${what}${entry.overrideReason === undefined ? '' : ' (override)'}`;
}
