/**
 * A command that changes fitness.yaml: what follows from it is planned, shown and applied as an upgrade is. Where that would
 * be a conflict nothing is written at all.
 */
import type { GateVerdict } from '../fitness/report.ts';
import { upgradeJson } from '../report/upgrade-json.ts';
import { UserError } from '../errors.ts';
import type { Edit } from '../template/edit.ts';
import type { Manifest } from '../upgrade/manifest.ts';
import { appliedVersion, isNewer, refuseOlderTool } from '../upgrade/older-tool.ts';
import { isDangling } from '../upgrade/plan.ts';
import { planUpgrade } from '../upgrade/upgrade.ts';
import type { Upgrade } from '../upgrade/upgrade.ts';
import { VERSION } from '../version.ts';
import { EXIT } from './exit.ts';
import type { ExitStatus } from './exit.ts';
import type { Service } from './service.ts';
import type { Terminal } from './terminal.ts';
import { applyOver } from './upgrade/apply-over.ts';
import { gitState } from './upgrade/dirty.ts';
import { changesDependencies } from './upgrade/dependencies.ts';
import { installAfter } from './upgrade/install.ts';
import { problemsOf, refuseProblems } from './upgrade/problems.ts';
import { reportOf } from './upgrade/report-of.ts';
import { refuseInterrupted } from './upgrade/request.ts';
import { rendererOf } from './upgrade/projenrc.ts';
import { runningTool } from './upgrade/running-tool.ts';
import { scored } from './upgrade/score.ts';
import { showReport } from './upgrade/show.ts';
import { nextText } from './upgrade/words.ts';

export interface Change {
  /** Of fitness.yaml. */
  readonly edits?: readonly Edit[];
  /** Of the manifest. */
  readonly manifest?: (manifest: Manifest) => Manifest;
  /** Paths that get the tool's text whatever stands there. */
  readonly restore?: ReadonlySet<string>;
  /** Files that would be written once, and that stay as they are where they are there already. */
  readonly theirs?: ReadonlySet<string>;
  /** Said to the person who asked, a sentence each. */
  readonly notes?: readonly string[];
  /** More to say, of what would be done. */
  readonly ofUpgrade?: (upgrade: Upgrade) => readonly string[];
  /** What is said where there is nothing to do. */
  readonly nothing: string;
  /** Looks at what would be done. @throws to refuse it */
  readonly review?: (upgrade: Upgrade) => void;
  /** More to say, of the gate as it would judge the service then. */
  readonly ofGate?: (gate: GateVerdict | undefined) => readonly string[];
}

/** How it is asked for. */
export interface ChangeOptions {
  readonly json?: boolean | undefined;
  readonly 'dry-run'?: boolean | undefined;
  readonly install?: boolean | undefined;
}

/** @param command its arguments, for whoever finds it interrupted */
export async function change(
  { root, config }: Pick<Service, 'root' | 'config'>,
  { edits, manifest, restore, theirs, notes = [], nothing, review, ofUpgrade, ofGate }: Change,
  values: ChangeOptions,
  terminal: Terminal,
  command: readonly string[],
): Promise<ExitStatus> {
  await refuseInterrupted(root);
  refuseOtherVersion(root);
  const upgrade = await planUpgrade({
    root,
    tool: runningTool(config.tool),
    conflict: 'fail',
    env: terminal.env,
    ...rendererOf(root, terminal.env),
    ...(edits && { edits }),
    ...(manifest && { change: manifest }),
    ...(restore && { restore }),
    ...(theirs && { theirs }),
  });
  const { plan } = upgrade;
  refuseProblems(plan);
  review?.(upgrade);
  const dryRun = values['dry-run'] === true;
  const found = await scored(root, upgrade, new Date());
  const report = reportOf(upgrade, found, { dryRun, problems: problemsOf(root, plan) });
  const isOpen = report.conflicts.length > 0 || report.problems.some(isDangling);
  const isNothing = plan.writes.length === 0 && !isOpen;
  const say = (lines: readonly string[]): void => terminal.say(lines.map((line) => `${line}\n`).join(''));

  if (values.json) terminal.out(upgradeJson(report));
  else if (isNothing) terminal.out(`${nothing}\n`);
  else showReport(report, terminal);
  if (!isNothing) say([...notes, ...(ofUpgrade?.(upgrade) ?? []), ...(ofGate?.(found.gate) ?? [])]);
  if (dryRun || isNothing || isOpen) {
    if (!isNothing) say(['Nothing was written.']);
    return isOpen ? EXIT.incomplete : EXIT.ok;
  }
  const { isRepository } = gitState(root, terminal.env);
  const keepUndo = !isRepository;
  const installs = changesDependencies(root, plan);
  await applyOver(root, plan, { keepUndo, isRepository, command });
  terminal.say(nextText(report, plan, { keepUndo, isRepository }));
  return installs ? installAfter(root, config.packageManager, { wanted: values.install !== false, terminal }) : EXIT.ok;
}

/** Nobody who sets an answer wants a new version by the way. */
function refuseOtherVersion(root: string): void {
  refuseOlderTool(root);
  const applied = appliedVersion(root);
  if (applied === undefined || !isNewer(VERSION, applied)) return;
  throw new UserError(
    'not-upgraded',
    `This service was made by create-fitness-serverless ${applied}; this is ${VERSION}.`,
    {
      hint: `Run \`upgrade\` first, or npx create-fitness-serverless@${applied}.`,
    },
  );
}
