/** The past of a service, release by release: what its formats are made of, as a table and as JSON. */
import type { WhatChanged } from '../history/changes.ts';
import { inWords } from '../history/changes.ts';
import type { ReleaseOutcome } from '../history/entry.ts';
import { signed } from './change.ts';
import { plain, styleOf } from './text.ts';
import { counted, percent, points } from './words.ts';

export interface PastRelease extends WhatChanged {
  /** `v5`, or the tag. */
  readonly name: string;
  /** ISO 8601 */
  readonly at: string;
  /** `scored`: offline, whatever became of it. */
  readonly outcome: ReleaseOutcome | 'scored';
  readonly fitness: number;
  readonly raw: number;
  /** Points that complexity costs. */
  readonly complexity: number;
  readonly coverage: number;
  /** Fitness by category. */
  readonly categories: Readonly<Record<string, number>>;
  readonly resources: number;
  /** `create-fitness-serverless@<version>` that measured it. */
  readonly tool: string;
  readonly releaseId?: string;
  readonly overrideReason?: string;
  readonly commit?: string;
}

export interface Past {
  readonly service: string;
  readonly environment: string;
  /** The stack that SSM has it of; absent: the tags of a git repository. */
  readonly stack?: string;
  /** Least fitness that the gate lets through today. */
  readonly floor: number;
  /** The oldest first. */
  readonly releases: readonly PastRelease[];
  /** What is there and has no score, with the reason. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
  /** What a reader has to know of the whole, e.g. that tags may be missing. */
  readonly notes: readonly string[];
}

/** What became of it, in a word. */
export const OUTCOME_WORDS: Readonly<Record<PastRelease['outcome'], string>> = {
  promoted: 'released',
  measured: 'measured',
  rejected: 'rolled back',
  scored: 'scored',
};

/** What it changed, and why it was let through if it should not have been. */
export function toldOf(release: PastRelease): string {
  const { overrideReason } = release;
  return `${inWords(release)}${overrideReason === undefined ? '' : ` (override: ${overrideReason})`}`;
}

/** Points against the release before that the stack kept; undefined for the first. */
export function gainOf(releases: readonly PastRelease[], index: number): number | undefined {
  const before = releases.slice(0, index).findLast(({ outcome }) => outcome !== 'rejected');
  const now = releases[index];
  return before && now && now.fitness - before.fitness;
}

export function historyJson(past: Past): string {
  const { stack, ...rest } = past;
  const releases = past.releases.map((release) => ({ ...release, change: toldOf(release) }));
  const source = stack === undefined ? { source: 'git' } : { source: 'stack', stack };
  return `${JSON.stringify({ version: 1, ...source, ...rest, releases }, null, 2)}\n`;
}

export function historyTable(past: Past, { color }: { readonly color: boolean }): string {
  const style = styleOf(color);
  const { releases, unreadable, notes } = past;
  const width = Math.max(7, ...[...releases, ...unreadable].map(({ name }) => plain(name).length));
  const head = `${'release'.padEnd(width)}  at (UTC)          outcome      fitness    gain  known  what changed`;
  const rows = releases.map((release, index) => {
    const { name, at, outcome, fitness, coverage } = release;
    const gain = gainOf(releases, index);
    const paint =
      outcome === 'rejected' ? style.red : release.overrideReason === undefined ? style.green : style.yellow;
    const cells = [
      plain(name).padEnd(width),
      at.slice(0, 16).replace('T', ' '),
      paint(OUTCOME_WORDS[outcome].padEnd(11)),
      points(fitness).padStart(7),
      (gain === undefined ? '' : signed(gain)).padStart(6),
      percent(coverage).padStart(5),
      plain(toldOf(release)),
    ];
    return cells.join('  ');
  });
  const where = past.stack === undefined ? `the tags of ${past.service}` : `the stack ${past.stack}`;
  return [
    ...(rows.length > 0 ? [style.dim(head), ...rows] : [`There is no release of ${where}.`]),
    ...(unreadable.length > 0 ? ['', `${counted(unreadable.length, 'release')} without a score`] : []),
    ...unreadable.map(({ name, reason }) => `${plain(name).padEnd(width)}  ${plain(reason)}`),
    ...(notes.length > 0 ? ['', ...notes.map(plain)] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
