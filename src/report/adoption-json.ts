/** An adoption as JSON: a contract of the command line. */
import type { Adoption } from '../adopt/adopt.ts';
import type { Config } from '../config/config.ts';
import type { Location } from '../template/model.ts';
import type { PlannedAction } from '../upgrade/plan.ts';
import { round } from './json.ts';

/** What was committed; no commit: nothing changed. */
export interface Committed {
  /** Absent: the current one. */
  readonly branch?: string;
  readonly commits: readonly string[];
}

/** @param config what fitness.yaml says then */
export function adoptionJson(
  { survey, functions, findings, effects, proposals, score, limits, plan }: Adoption,
  { service, gate }: Pick<Config, 'service' | 'gate'>,
  { dryRun, committed }: { readonly dryRun: boolean; readonly committed?: Committed | undefined },
): string {
  const data = {
    version: 1,
    template: survey.template,
    service,
    dryRun,
    ...(committed && { branch: committed.branch ?? null, commits: committed.commits }),
    score: {
      before: round(score.before),
      after: round(score.after),
      gate: { mode: gate.mode, minimum: gate.minimum, reasons: score.reasons },
      knownFailures: score.knownFailures,
    },
    functions: functions.map(({ location, ...one }) => ({ ...one, location: placeOf(location) })),
    findings: findings.map(({ proposal, location, ...one }) => ({
      ...one,
      location: placeOf(location),
      proposal: proposal?.summary ?? null,
    })),
    effects: effects.map(({ location, ...one }) => ({ ...one, location: placeOf(location) })),
    proposals: proposals.map(({ finding, edits }) => ({
      code: finding.code,
      summary: finding.proposal?.summary ?? finding.message,
      edits,
    })),
    actions: plan.actions.filter(isListed).map(({ path, class: owner, action, reason, left }) => {
      return { path, class: owner, action, reason, ...(left && { left }) };
    }),
    limits: Object.fromEntries(limits.map(({ name, value, most }) => [name, { value, most }])),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** The tool's own records follow by themselves. */
function isListed({ class: owner, action, left }: PlannedAction): boolean {
  return action === 'conflict' || left !== undefined || (owner !== 'state' && action !== 'unchanged');
}

function placeOf(location: Location | undefined): Location | null {
  return location ?? null;
}
