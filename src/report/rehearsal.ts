/** A rehearsal as it is told: what happened, release by release, and the curve at the end. */
import { labelOf, type HistoryEntry } from '../history/entry.ts';
import type { Moment, HookRun } from '../rehearsal/stage.ts';
import { plain } from './text.ts';

/** A release that was played. */
export interface PlayedRelease {
  /** `v1` */
  readonly version: string;
  readonly change: string;
  /** `stopped`: by the gate, before anything changed. */
  readonly outcome: 'succeeded' | 'rolled-back' | 'stopped';
  readonly fitness: number;
  readonly hooks: readonly HookRun[];
  readonly timeline: readonly Moment[];
}

/** The result as data: a contract of the command line. */
export function rehearsalJson(
  releases: readonly PlayedRelease[],
  dashboards: Readonly<Record<string, string>>,
): string {
  const data = {
    version: 1,
    releases: releases.map((release) => ({ ...release, fitness: Math.round(release.fitness * 10) / 10 })),
    dashboards: Object.fromEntries(
      Object.entries(dashboards).map(([name, body]) => [name, JSON.parse(body) as unknown]),
    ),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** Tells moments as they come; the many of resources in one line. */
export class Timeline {
  readonly #write: (text: string) => void;
  #made = new Map<string, number>();
  #at = '';

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  release(version: string, change: string, at: Date): void {
    this.#write(`\n${version}  ${plain(change)}, ${at.toISOString().slice(0, 10)}\n`);
  }

  moment(moment: Moment): void {
    if (moment.about === 'resource') return this.#count(moment);
    this.flush();
    this.#line(moment.at, moment.about, moment.what);
  }

  flush(): void {
    if (this.#made.size === 0) return;
    const counts = [...this.#made].map(([verb, count]) => `${count} ${verb}`);
    this.#line(this.#at, 'resources', counts.join(', '));
    this.#made = new Map();
  }

  end({ outcome, fitness }: PlayedRelease): void {
    this.flush();
    this.#write(`  → ${outcome === 'rolled-back' ? 'rolled back' : outcome}, fitness ${fitness.toFixed(1)}\n`);
  }

  #count({ at, what }: Moment): void {
    const [, verb, end] = /^(CREATE|UPDATE|DELETE)_(COMPLETE|FAILED|SKIPPED) /.exec(what) ?? [];
    if (end === 'FAILED') {
      this.flush();
      return this.#line(at, 'resource', what);
    }
    if (verb === undefined) return undefined;
    const word = end === 'SKIPPED' ? 'kept' : `${verb.toLowerCase()}d`;
    this.#made.set(word, (this.#made.get(word) ?? 0) + 1);
    this.#at = at;
    return undefined;
  }

  #line(at: string, about: string, what: string): void {
    this.#write(`  ${at.slice(11, 19)}  ${about.padEnd(10)}  ${plain(what)}\n`);
  }
}

const BAR = 40;

/** Fitness over time as the release dashboard draws it, a line for each release. */
export function formatCurve(
  entries: readonly HistoryEntry[],
  { floor, name }: { floor: number; name: string },
): string {
  const width = Math.max(0, ...entries.map((entry) => labelOf(entry).length));
  const lines = entries.map((entry) => {
    const filled = Math.round((entry.fitness / 100) * BAR);
    const at = Math.round((floor / 100) * BAR);
    const bar = Array.from({ length: BAR }, (_, index) => (index === at ? '│' : index < filled ? '█' : '·')).join('');
    return `  ${plain(labelOf(entry)).padEnd(width)}  ${bar}  ${entry.fitness.toFixed(1)}`;
  });
  return `\nFitness over time, floor ${floor} (dashboard ${plain(name)})\n\n${lines.join('\n')}\n`;
}
