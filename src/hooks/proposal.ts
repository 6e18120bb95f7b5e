/** Judges a stack as it would be against the stack as it is, with the engine that `score` uses. Nothing is deployed yet. */
import type { Check } from '../checks/api.ts';
import type { Config } from '../config/config.ts';
import { assessment } from '../fitness/assess.ts';
import type { Assessment } from '../fitness/assess.ts';
import { parseBaseline } from '../fitness/baseline.ts';
import type { Baseline, BaselineCheck } from '../fitness/baseline.ts';
import type { GateVerdict, Report } from '../fitness/report.ts';
import { stackDocument } from '../live/document.ts';
import type { LiveStack } from '../live/reader.ts';
import type { TemplateInputs } from '../template/model.ts';
import { loadProcessed } from '../template/processed.ts';
import { withGaps } from './measure.ts';
import type { ReleaseRecord } from './store.ts';

export interface ProposalInput {
  /** The stack as it would be, with its nested stacks. */
  readonly proposed: LiveStack;
  /** The stack as it is; absent: there is none yet, and nothing to compare with. */
  readonly deployed?: LiveStack | undefined;
  /** The last good release, where one is recorded. */
  readonly recorded?: ReleaseRecord | undefined;
  readonly config: Config;
  readonly environment: string;
  readonly checks: readonly Check[];
  readonly now: Date;
  readonly measurements?: TemplateInputs['measurements'];
  readonly overrideReason?: string | undefined;
  readonly gateMode?: GateVerdict['mode'] | undefined;
  /** What else of it is not known, in words. */
  readonly unread?: readonly string[];
}

/**
 * Both sides are judged today, by their templates alone, so that what differs is the release's doing: neither drift, nor
 * the calendar, nor a new version of the tool.
 */
export function judgeProposal(input: ProposalInput): Report {
  const { proposed, deployed, recorded, overrideReason, gateMode, unread = [] } = input;
  const before = deployed && assess(input, deployed).assessed.baseline();
  const baseline = before && recorded ? asGated(before, parseBaseline(recorded.baseline)) : before;
  const { assessed, gaps } = assess(input, proposed, {
    ...(baseline && { baseline }),
    ...(overrideReason !== undefined && { overrideReason }),
    ...(gateMode && { gateMode }),
  });
  return withGaps(assessed.report, [...gaps, ...unread], overrideReason);
}

function assess(
  { config, environment, checks, now, measurements }: ProposalInput,
  stack: LiveStack,
  more: { baseline?: Baseline; overrideReason?: string; gateMode?: GateVerdict['mode'] } = {},
): { assessed: Assessment; gaps: readonly string[] } {
  const { document, inputs, unread } = stackDocument(stack);
  const template = loadProcessed(document, { ...inputs, ...(measurements && { measurements }) });
  const assessed = assessment({ template, config, environment, checks, now, phase: 'stack', ...more });
  return { assessed, gaps: unread };
}

/**
 * What is deployed, gated as the last good release was: a gate that this release makes weaker shows only against that.
 * What was measured beside its template, too, is known from there alone.
 */
function asGated(deployed: Baseline, recorded: Baseline): Baseline {
  const sources = [...recorded.resources].filter(([, { type }]) => type === 'source');
  const checks = [...recorded.checks].map(([id, then]): [string, BaselineCheck] => {
    const now = deployed.checks.get(id);
    const measured = sources.flatMap(([key]) => {
      const status = then.statuses.get(key);
      return status ? [[key, status] as const] : [];
    });
    // another version of the tool may weigh its own checks differently
    const weight = recorded.tool === deployed.tool ? then.weight : (now?.weight ?? then.weight);
    return [
      id,
      {
        weight,
        mode: then.mode,
        statuses: new Map([...(now?.statuses ?? []), ...measured]),
        suppressed: now?.suppressed ?? new Set(),
      },
    ];
  });
  return {
    ...deployed,
    config: recorded.config,
    resources: new Map([...deployed.resources, ...sources]),
    checks: new Map(checks),
  };
}
