import type { Merge } from './three-way.ts';

/** Structured files per place, any other text per line. */
export const merge: Merge = (files) => files.map(() => ({ kind: 'unmergeable', reason: 'nothing merges yet' }));
