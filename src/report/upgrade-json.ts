/** An upgrade as JSON: a contract of the command line. */
import type { PlannedAction } from '../upgrade/plan.ts';
import { round } from './json.ts';
import type { UpgradeReport, UpgradeScore } from './upgrade.ts';

/** The report in the order of its contract, indented, with a line end. */
export function upgradeJson(report: UpgradeReport): string {
  const { from, to, dryRun, branch, actions, checks, score, migrations, conflicts, notices, kept, problems } = report;
  const data = {
    version: 1,
    from,
    to,
    dryRun,
    ...(branch && { branch }),
    actions: actions.filter(isListed).map(listed),
    checks,
    score: score === undefined ? null : rounded(score),
    migrations,
    conflicts,
    notices,
    kept,
    problems,
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** The tool's own records follow by themselves; one that cannot be written is a conflict like any other. */
function isListed({ class: owner, action }: PlannedAction): boolean {
  return action === 'conflict' || (owner !== 'state' && action !== 'unchanged');
}

function listed({ path, class: owner, action, reason, to }: PlannedAction): object {
  return { path, class: owner, action, reason, ...(to !== undefined && { to }) };
}

function rounded({ before, after, enforced }: UpgradeScore): UpgradeScore {
  return { before: round(before), after: round(after), enforced: round(enforced) };
}
