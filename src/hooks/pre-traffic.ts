/** Before traffic shifts: is what was deployed good enough, and no worse than the last good release? */
import type { Check } from '../checks/api.ts';
import type { Report } from '../fitness/report.ts';
import { outcomeSince } from '../live/cloudformation.ts';
import type { Reader } from '../live/reader.ts';
import { unreadStack } from '../live/reader.ts';
import type { Log } from './log.ts';
import { errorFields } from './log.ts';
import { measure } from './measure.ts';
import { metricLine } from './metrics.ts';
import { OUTCOMES } from './outcome.ts';
import { situation } from './rollback.ts';
import type { ReleaseRecord } from './store.ts';
import type { HookResult, Run, Surroundings, TrafficHook } from './traffic-hook.ts';
import { trafficHook } from './traffic-hook.ts';

export interface PreTrafficOptions extends Surroundings {
  /** Text of fitness.yaml. */
  readonly config: string;
  /** The checks that judge; those that fitness.yaml does not enable are left out. */
  readonly checks: readonly Check[];
  /** What reads the deployed stack, beside CloudFormation, which is always asked first. */
  readonly readers?: readonly Reader[];
}

/**
 * The handler of the pre-traffic hook: measures the stack as it is deployed and reports `Succeeded` or `Failed`.
 *
 * @example
 * import { preTrafficHook } from 'create-fitness-serverless/hooks';
 * import config from '../../fitness.yaml';
 * import checks from '../checks/index.ts';
 *
 * export const handler = preTrafficHook({ config, checks, readers: [] });
 */
export function preTrafficHook({ config, checks, readers = [], ...surroundings }: PreTrafficOptions): TrafficHook {
  return trafficHook('pre-traffic', config, surroundings, (run) => judge(run, checks, readers));
}

async function judge(run: Run, checks: readonly Check[], readers: readonly Reader[]): Promise<HookResult> {
  const { environment, clients, log, signal } = run;
  run.step('asking whether this is a rollback (codedeploy:GetDeployment, cloudformation:DescribeStacks)');
  const { rollback, stack } = await situation(run.ids.DeploymentId, environment.stackId, {
    ...run,
    milliseconds: Math.min(run.budget / 3, 15_000),
  });
  if (rollback) return { status: 'Succeeded', reason: `not judged: ${rollback}` };

  run.step('reading the baseline (ssm:GetParameter)');
  const { baseline, candidate } = await remembered(run);
  const overrideReason = override(run, baseline);
  if (!baseline) log.info('no baseline yet: judged without the rules that compare with it');

  run.step('reading and judging the stack (cloudformation:GetTemplate, cloudformation:ListStackResources)');
  const { report, record } = await measure({
    ...run,
    stack: stack ?? unreadStack(environment.stackId),
    client: () => clients.cloudformation(),
    readers,
    checks,
    baseline,
    overrideReason,
    now: run.clock.now(),
  });
  run.writeLine(metricLine('Candidate', record.measurement, run.config.service, environment, run.clock.now()));
  logReport(log, report);

  run.step('writing the candidate (ssm:PutParameter)');
  const confirmed = candidate?.releaseId === record.releaseId ? candidate.confirmedAt : undefined;
  try {
    await run.store.write('candidate', { ...record, ...(confirmed && { confirmedAt: confirmed }) }, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn('the candidate was not written: the recorder will measure the stack itself', errorFields(error));
  }
  return verdict(report, overrideReason);
}

/** What to compare with: the newest release that the stack kept, even if the recorder missed it. */
async function remembered(run: Run): Promise<{ baseline?: ReleaseRecord; candidate?: ReleaseRecord }> {
  const read = (name: 'baseline' | 'candidate' | 'unsettled') => run.store.read(name, run.signal);
  // Another function's hook writes `unsettled`, then `candidate`: in this order nothing falls between.
  const candidate = await read('candidate');
  const [recorded, unsettled] = await Promise.all([read('baseline'), read('unsettled')]);
  const missed = candidate && (await heal(run, candidate));
  const baseline = [recorded, unsettled, missed]
    .filter((record) => record !== undefined)
    .sort((a, b) => Date.parse(b.measuredAt) - Date.parse(a.measuredAt))[0];
  return { ...(baseline && { baseline }), ...(candidate && { candidate }) };
}

/**
 * The candidate of an earlier release that the recorder neither promoted nor rejected: asks the stack's events what
 * became of it, and keeps it for the recorder if the stack kept it.
 */
async function heal(run: Run, candidate: ReleaseRecord): Promise<ReleaseRecord | undefined> {
  const { environment, clients, log, signal } = run;
  if (candidate.outcome || candidate.releaseId === environment.releaseId) return undefined;
  try {
    const since = new Date(candidate.measuredAt);
    const outcome = await outcomeSince(await clients.cloudformation(), environment.stackId, since, signal);
    const result = outcome && OUTCOMES[outcome.status];
    log.warn(`the recorder missed release ${candidate.releaseId}: ${outcome?.status ?? 'its outcome is not known'}`);
    if (!outcome || result !== 'kept') return undefined;
    const missed: ReleaseRecord = {
      ...candidate,
      outcome: { result: 'promoted', stackStatus: outcome.status, at: outcome.at.toISOString() },
    };
    await keepUnsettled(run, missed);
    return missed;
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn(`release ${candidate.releaseId} stays unsettled`, errorFields(error));
    return undefined;
  }
}

/** What cannot be kept for the recorder is compared with all the same; the hook of another function may have kept it. */
async function keepUnsettled({ store, log, signal }: Run, missed: ReleaseRecord): Promise<void> {
  try {
    await store.write('unsettled', missed, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn(`release ${missed.releaseId} was not kept for the recorder`, errorFields(error));
  }
}

/** An override lets one release through: the text that came with one that was kept is no reason for the next. */
function override(run: Run, baseline: ReleaseRecord | undefined): string | undefined {
  const { overrideReason, releaseId } = run.environment;
  const isSpent = [baseline?.overrideReason, baseline?.spentOverride].includes(overrideReason);
  if (!overrideReason || !isSpent || baseline?.releaseId === releaseId) return overrideReason;
  run.refuseOverride();
  run.log.warn('the override is ignored: it was given for an earlier release', {
    overrideReason,
    release: baseline?.releaseId,
  });
  return undefined;
}

/** As many as a person reads in one line. */
const REASONS = 20;

/** In `observe` and with an override the gate passes, and still says what it has against the release. */
function verdict({ gate, fitness }: Report, overrideReason: string | undefined): HookResult {
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
function logReport(log: Log, { results, ...report }: Report): void {
  const first = <T>(items: readonly T[]) => items.slice(0, RESULTS_PER_LINE);
  const failing = results.filter(({ status }) => status === 'fail' || status === 'unknown');
  const gate = { ...report.gate, reasons: first(report.gate.reasons) };
  log.info('fitness report', {
    report: { ...report, gate, diagnostics: first(report.diagnostics), failing: first(failing) },
  });
  for (let from = 0; from < results.length; from += RESULTS_PER_LINE)
    log.info('fitness results', { from, of: results.length, results: results.slice(from, from + RESULTS_PER_LINE) });
}
