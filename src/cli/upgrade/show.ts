/** Shows a plan to a person: as a report, or as the diff of every write with the report beside it. */
import { formatUpgrade } from '../../report/upgrade.ts';
import type { UpgradeReport } from '../../report/upgrade.ts';
import { upgradeDiff } from '../../report/upgrade-diff.ts';
import type { Standing } from '../../report/upgrade-diff.ts';
import { readDisk } from '../../upgrade/disk.ts';
import type { Disk, Plan } from '../../upgrade/plan.ts';
import type { Terminal } from '../terminal.ts';

export function showReport(report: UpgradeReport, terminal: Terminal): void {
  terminal.out(formatUpgrade(report, terminal));
}

/** The diff is data, for `git apply`; the rest is for the person. */
export function showDiff(root: string, plan: Plan, report: UpgradeReport, terminal: Terminal): void {
  terminal.out(diffOf(root, plan));
  terminal.say(formatUpgrade(report, { ...terminal, color: false }));
}

/** Of one file, or of all. */
export function diffOf(root: string, { writes }: Plan, path?: string): string {
  const wanted = path === undefined ? writes : writes.filter((write) => write.path === path);
  const disk = readDisk(
    root,
    wanted.map((write) => write.path),
  );
  return upgradeDiff(wanted, (at) => standingOf(disk, at));
}

function standingOf(disk: Disk, path: string): Standing | undefined {
  const found = disk.get(path);
  if (found?.kind === 'link') return { bytes: found.target, executable: false, link: true };
  return found?.kind === 'file' ? found : undefined;
}
