import { coverageCounts, type CoverageCounts } from './counts.ts';

/**
 * Of each file `LF:` lines found and `LH:` lines hit, `BRF:` and `BRH:` branches.
 * https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1, "Tracefile format"
 */
export function countsOfTracefile(text: string): CoverageCounts | undefined {
  const sums = { LF: 0, LH: 0, BRF: 0, BRH: 0 };
  for (const [, kind, count] of text.matchAll(/^(LF|LH|BRF|BRH):(\d+)\r?$/gm)) {
    sums[kind as keyof typeof sums] += Number(count);
  }
  return coverageCounts([sums.LH, sums.LF], [sums.BRH, sums.BRF]);
}
