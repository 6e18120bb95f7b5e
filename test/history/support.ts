import type { HistoryEntry } from '../../src/history/entry.ts';

/** A release of a history. */
export function entry(number: number, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    number,
    releaseId: `release${String(number).padStart(3, '0')}`,
    at: new Date(Date.UTC(2026, 9, number, 10)).toISOString(),
    outcome: 'promoted',
    stackStatus: 'UPDATE_COMPLETE',
    fitness: 80 + number,
    raw: 82 + number,
    complexity: 2,
    coverage: 0.98,
    categories: { security: 90, reliability: 85, cost: 100 },
    resources: 12,
    tool: 'create-fitness-serverless@0.1.0',
    changes: [],
    added: 0,
    removed: 0,
    ...more,
  };
}

/** One in which everything happened once. */
export const PAST: readonly HistoryEntry[] = [
  entry(1, { outcome: 'measured', first: true, added: 12, fitness: 74 }),
  entry(2, { fitness: 80.2, changes: [{ what: 'encryption at rest', points: 6.2 }] }),
  entry(3, { fitness: 58, outcome: 'rejected', changes: [{ what: 'public access', points: -22.2 }], added: 1 }),
  entry(4, { fitness: 79.9, added: 2, changes: [{ what: 'complexity', points: -0.3 }] }),
  entry(5, {
    fitness: 77,
    overrideReason: 'incident 42 | <b>now</b>',
    changes: [
      { what: 'logging', points: -3.4 },
      { what: 'tracing', points: 0.5 },
    ],
  }),
  entry(6, {
    fitness: 88,
    changes: [
      { what: 'failed events', points: 8 },
      { what: 'logging', points: 3.4 },
    ],
  }),
];
