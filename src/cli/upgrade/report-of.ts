/** The plan of an upgrade as its report: the same for a dry run, a diff, JSON and the real run. */
import { conflictsOf } from '../../upgrade/plan.ts';
import type { PlannedAction, Problem } from '../../upgrade/plan.ts';
import type { Upgrade } from '../../upgrade/upgrade.ts';
import type { UpgradeReport } from '../../report/upgrade.ts';
import type { Scored } from './score.ts';

export function reportOf(
  { from, to, plan, checks, migrations, notices }: Upgrade,
  { score, trialFailures, problem }: Scored,
  { dryRun, problems }: { readonly dryRun: boolean; readonly problems: readonly Problem[] },
): UpgradeReport {
  return {
    from,
    to,
    dryRun,
    actions: plan.actions.map((action) => withReason(action, checks.added)),
    checks,
    score,
    trialFailures,
    migrations,
    conflicts: conflictsOf(plan).map(({ path }) => path),
    notices: [...notices, ...(problem === undefined ? [] : [problem])],
    kept: plan.actions.flatMap(({ path, kept = [] }) => kept.map((place) => ({ path, ...place }))),
    problems,
  };
}

/** The file of a check that arrives says so. */
function withReason(action: PlannedAction, added: readonly string[]): PlannedAction {
  const isNews = action.action === 'create' && added.some((id) => action.path === `fitness/checks/${id}.ts`);
  return isNews ? { ...action, reason: 'new check' } : action;
}
