/** What stands where a gate cannot do without its own file: then nothing is written at all. */
import { realpathSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { standingAt } from '../upgrade/paths.ts';
import { conflictsOf } from '../upgrade/plan.ts';
import type { Disk, Plan } from '../upgrade/plan.ts';

/** The answers, the records, and the code that is deployed. Of others, checks too, ours may wait beside the owner's. */
const NEEDED = /^(?:fitness\.yaml|\.fitness\/.+|fitness\/package\.json|fitness\/(?:dist|hooks)\/.+\.[cm]?[jt]s)$/;

const LISTED = 10;

/** @throws UserError `in-the-way` */
export function refuseInTheWay(root: string, plan: Plan, disk: Disk): void {
  const refused = conflictsOf(plan).filter(({ path }) => disk.get(path)?.kind !== 'file' || NEEDED.test(path));
  if (refused.length === 0) return;
  const real = realpathSync(root);
  const reasons = new Map(refused.map(({ path, reason }) => standingInThe(real, path, reason)));
  const lines = [...reasons].slice(0, LISTED).map(([path, what]) => `\n  ${path}: ${what}`);
  const more = reasons.size > LISTED ? `\n  and ${reasons.size - LISTED} more` : '';
  throw new UserError(
    'in-the-way',
    `What is yours stands where the gate needs files of its own:${lines.join('')}${more}`,
    {
      hint: 'Rename it, and run the command again. Nothing was written.',
    },
  );
}

/** Of many files below one that is no folder that one alone. */
function standingInThe(root: string, path: string, reason: string): [path: string, reason: string] {
  const parts = path.split('/');
  const above = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
  const found = above.find((each) => ['file', 'other'].includes(standingAt(root, each)));
  return found === undefined ? [path, reason] : [found, 'it is no folder'];
}
