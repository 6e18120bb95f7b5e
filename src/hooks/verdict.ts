/** What a hook makes of a report: its answer, its log, and whether an override still counts. */
import type { Report } from '../fitness/report.ts';
import type { HookEnvironment } from './environment.ts';
import type { Log } from './log.ts';
import type { ReleaseRecord } from './store.ts';
import type { HookResult } from './traffic-hook.ts';

/** An override lets one release through: the text that came with one that was kept is no reason for the next. */
export function isSpent(reason: string, releaseId: string | undefined, baseline: ReleaseRecord | undefined): boolean {
  if (baseline === undefined || baseline.releaseId === releaseId) return false;
  return [baseline.overrideReason, baseline.spentOverride].includes(reason);
}

/**
 * The override, if what was remembered shows that no earlier release was kept with it. What cannot be read shows nothing.
 *
 * @param remembered undefined: it could not be read
 */
export function countingOverride(
  { overrideReason, releaseId }: Pick<HookEnvironment, 'overrideReason' | 'releaseId'>,
  remembered: { readonly baseline?: ReleaseRecord } | undefined,
  log: Log,
): string | undefined {
  if (overrideReason === undefined) return undefined;
  if (!remembered) {
    log.warn('the override is ignored: without a baseline nobody knows whether an earlier release was kept with it', {
      overrideReason,
    });
    return undefined;
  }
  const { baseline } = remembered;
  if (!isSpent(overrideReason, releaseId, baseline)) return overrideReason;
  log.warn('the override is ignored: it was given for an earlier release', {
    overrideReason,
    release: baseline?.releaseId,
  });
  return undefined;
}

/** As many as a person reads in one line. */
const REASONS = 20;

/** In `observe` and with an override the gate passes, and still says what it has against the release. */
export function verdict({ gate, fitness }: Report, overrideReason: string | undefined): HookResult {
  const measured = `fitness ${fitness.toFixed(1)}`;
  const overridden = gate.notices?.some(({ rule }) => rule === 'override') ? (gate.notices ?? []) : [];
  const against = [...gate.reasons, ...overridden.filter(({ rule }) => rule !== 'override')];
  if (against.length === 0 && gate.verdict === 'pass') return { status: 'Succeeded', reason: measured };
  const said = against.slice(0, REASONS).map(({ rule, message }) => `${rule}: ${message}`);
  const more = against.length > REASONS ? [`and ${against.length - REASONS} more, in the report`] : [];
  const reasons = [...said, ...more].join('; ') || gate.verdict;
  if (overrideReason)
    return { status: 'Succeeded', reason: `${measured}; let through (${overrideReason}); else stopped: ${reasons}` };
  if (gate.mode === 'observe')
    return { status: 'Succeeded', reason: `${measured}; observing only; would have been stopped: ${reasons}` };
  return { status: gate.verdict === 'pass' ? 'Succeeded' : 'Failed', reason: `${measured}; ${reasons}` };
}

/** A line of log must not get too long. */
const RESULTS_PER_LINE = 200;

/** The whole report: first what matters, then every result. */
export function logReport(log: Log, { results, ...report }: Report): void {
  const first = <T>(items: readonly T[]) => items.slice(0, RESULTS_PER_LINE);
  const failing = results.filter(({ status }) => status === 'fail' || status === 'unknown');
  const gate = { ...report.gate, reasons: first(report.gate.reasons) };
  log.info('fitness report', {
    report: {
      ...report,
      gate,
      diagnostics: first(report.diagnostics),
      measurements: first(report.measurements ?? []),
      failing: first(failing),
    },
  });
  for (let from = 0; from < results.length; from += RESULTS_PER_LINE)
    log.info('fitness results', { from, of: results.length, results: results.slice(from, from + RESULTS_PER_LINE) });
}
