/**
 * How often a property is tried: `often` times, and FUZZ_RUNS times as often where that is set (`npm run fuzz`). A
 * failure names its seed and path; `fc.assert(…, { seed, path })` plays it again.
 */
export function runs(often: number): { readonly numRuns: number } {
  const factor = Number(process.env['FUZZ_RUNS'] ?? 1);
  if (!(factor > 0)) throw new Error(`FUZZ_RUNS is ${process.env['FUZZ_RUNS']}: a factor above 0 is needed`);
  return { numRuns: Math.max(1, Math.round(often * factor)) };
}
