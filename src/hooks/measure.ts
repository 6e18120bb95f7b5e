/** Reads what is deployed and judges it with the engine that `score` uses. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Check } from '../checks/api.ts';
import type { Config } from '../config/config.ts';
import { builtInIds } from '../config/load.ts';
import { ownProblems } from '../config/own-checks.ts';
import { UserError } from '../errors.ts';
import { assessment } from '../fitness/assess.ts';
import { parseBaseline, serializeBaseline } from '../fitness/baseline.ts';
import { withCustom } from '../fitness/enabled.ts';
import type { Report } from '../fitness/report.ts';
import { whatChanged } from '../history/changes.ts';
import { cloudformation } from '../live/cloudformation.ts';
import { stackDocument } from '../live/document.ts';
import type { LiveStack, Reader } from '../live/reader.ts';
import { loadProcessed } from '../template/processed.ts';
import type { HookEnvironment } from './environment.ts';
import type { ReleaseRecord } from './store.ts';
import { measurementOf } from './store.ts';

export interface MeasureInput {
  /** The stack as far as it is known already. */
  readonly stack: LiveStack;
  readonly client: () => Promise<Pick<CloudFormationClient, 'send'>>;
  readonly readers: readonly Reader[];
  readonly checks: readonly Check[];
  readonly config: Config;
  readonly environment: HookEnvironment;
  readonly baseline?: ReleaseRecord | undefined;
  readonly overrideReason?: string | undefined;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** The report of the stack as it is deployed, and the record to remember it by. */
export async function measure(input: MeasureInput): Promise<{ report: Report; record: ReleaseRecord }> {
  const { environment, overrideReason, now } = input;
  const { overrideReason: given } = environment;
  const stack = await read(input);
  const { document, inputs, unread } = stackDocument(stack);
  const template = loadProcessed(document, inputs);
  const before = input.baseline && parseBaseline(input.baseline.baseline);
  const { report: assessed, baseline } = assessment({
    template,
    config: withOwn(input.config, input.checks),
    environment: environment.environment,
    checks: input.checks,
    ...(before && { baseline: before }),
    now,
    phase: 'stack',
    ...(overrideReason && { overrideReason }),
    ...(environment.gateMode && { gateMode: environment.gateMode }),
  });
  const report = withGaps(assessed, unread, overrideReason);
  const record: ReleaseRecord = {
    version: 1,
    releaseId: environment.releaseId,
    measuredAt: now.toISOString(),
    verdict: report.gate.verdict,
    ...(overrideReason ? { overrideReason } : given && { spentOverride: given }),
    measurement: measurementOf(report),
    changes: whatChanged(before, baseline()),
    baseline: serializeBaseline(baseline()),
  };
  return { report, record };
}

/** What fitness.yaml names and is not here would judge nothing, and nobody would know. */
function withOwn(config: Config, checks: readonly Check[]): Config {
  const metas = checks.map(({ meta }) => meta);
  const problems = ownProblems(config, builtInIds(), metas).map(({ message }) => message);
  if (problems.length > 0) throw new UserError('invalid-config', `fitness.yaml: ${problems.join('; ')}`);
  return withCustom(config, checks);
}

async function read({ stack, client, readers, signal }: MeasureInput): Promise<LiveStack> {
  const first = readers.some(({ name }) => name === 'cloudformation') ? [] : [cloudformation];
  let live = stack;
  for (const reader of [...first, ...readers]) live = await reader.read(live, { signal, cloudformation: client });
  return live;
}

/** A part of the stack that could not be read is not judged, so a green verdict would say too much. */
export function withGaps(report: Report, unread: readonly string[], overrideReason: string | undefined): Report {
  if (unread.length === 0) return report;
  const { gate } = report;
  const reasons = unread.map((message) => ({ rule: 'unreadable', message }));
  const verdict = gate.verdict === 'pass' && !overrideReason ? 'incomplete' : gate.verdict;
  return { ...report, gate: { ...gate, verdict, reasons: [...gate.reasons, ...reasons] } };
}
