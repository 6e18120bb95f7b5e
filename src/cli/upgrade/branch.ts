/** `--branch`: the upgrade as one commit on a branch of its own, made in a temporary working tree. Nothing else is touched. */
import { existsSync, lstatSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageManager } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { ownPackage } from '../../package.ts';
import { LOCKFILE } from '../../config/package-managers.ts';
import { upgradeJson } from '../../report/upgrade-json.ts';
import type { UpgradeReport } from '../../report/upgrade.ts';
import { apply } from '../../upgrade/apply.ts';
import { inWorktree, refuseBranch } from '../../upgrade/git/branch.ts';
import type { Worktree } from '../../upgrade/git/branch.ts';
import { repositoryOf } from '../../upgrade/git.ts';
import { install } from '../create/install.ts';
import type { Installation } from '../create/install.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { listenForInterruption } from '../interruption.ts';
import type { Values } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { changesDependencies } from './dependencies.ts';
import { installationFor } from './install.ts';
import { refuseProblems } from './problems.ts';
import { showReport } from './show.ts';
import { serviceAt } from './target.ts';
import { isNothing, planned, reported, shown } from './upgrade-service.ts';
import type { Request } from './upgrade-service.ts';
import { upToDate } from './words.ts';

/** @param name `true`: the default one */
export async function onBranch(
  root: string,
  name: string | true,
  values: Values<'upgrade'>,
  terminal: Terminal,
): Promise<ExitStatus> {
  const repository = repositoryOf(root, terminal.env);
  if (!repository)
    throw new UserError('no-repository', `${root} is in no git repository: there are no branches.`, {
      hint: 'Upgrade without --branch.',
    });
  const branch = name === true ? `fitness-serverless/${ownPackage().version}` : name;
  refuseBranch(repository, branch);
  return inWorktree(repository, async (worktree) => {
    const { folder } = worktree;
    const modules = linkModules(root, folder);
    const upgrade = await planned(folder, values, terminal, undefined);
    refuseProblems(upgrade.plan);
    if (isNothing(upgrade)) {
      terminal.say(`${upToDate().trimEnd()} There is no branch ${branch}.\n`);
      return EXIT.ok;
    }
    const request: Request = { root: folder, values, terminal, problems: [], newer: undefined, unanswered: undefined };
    if (values['dry-run'] || values.diff) return shown(upgrade, request);
    const report = await reported(upgrade, request, false);
    if (!values.json) showReport(report, terminal);
    if (report.conflicts.length > 0) {
      if (values.json) terminal.out(upgradeJson(report));
      terminal.say(
        '\nNothing is committed: a branch has no place for conflicts. Choose a side with --conflict=ours or theirs, or upgrade without --branch.\n',
      );
      return EXIT.incomplete;
    }
    const installs = changesDependencies(folder, upgrade.plan);
    modules.remove();
    apply(folder, upgrade.plan, { keepUndo: false, command: [] });
    const problem = installs ? await refreshed(worktree, values, terminal) : undefined;
    const commit = worktree.commit(
      branch,
      messageOf(report),
      upgrade.plan.writes.map(({ path }) => path),
    );
    if (values.json) terminal.out(upgradeJson({ ...report, branch: { name: branch, commit: commit ?? null } }));
    terminal.say(`\nCommitted on the branch ${branch}; your files are as they were.\n`);
    if (problem === undefined) return EXIT.ok;
    terminal.say(`Its lockfile is not refreshed: ${problem}\n`);
    return EXIT.incomplete;
  });
}

/** The repository's own checks, and a .projenrc, are compiled and run with what is installed. */
function linkModules(root: string, folder: string): { remove(): void } {
  const [from, to] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  if (!existsSync(from) || lstatSync(to, { throwIfNoEntry: false })) return { remove: () => undefined };
  symlinkSync(from, to, 'junction');
  return { remove: () => rmSync(to, { force: true }) };
}

/** https://docs.npmjs.com/cli/commands/npm-install#package-lock-only, https://pnpm.io/cli/install#--lockfile-only */
const LOCKFILE_ONLY: Readonly<Record<PackageManager, readonly string[] | undefined>> = {
  npm: ['--package-lock-only', '--ignore-scripts'],
  pnpm: ['--lockfile-only', '--ignore-scripts'],
  // only newer ones can, by an option that older ones take for nothing
  yarn: undefined,
};

/** Refreshes the lockfile in the worktree. Returns what is wrong, and what to run on the branch. */
export async function refreshed(
  { folder }: Pick<Worktree, 'folder'>,
  values: Pick<Values<'upgrade'>, 'install'>,
  { env, say }: Terminal,
): Promise<string | undefined> {
  const { packageManager = 'npm' } = serviceAt(folder);
  const planned = await installationFor(folder, packageManager, env);
  const lockfile = LOCKFILE[packageManager];
  const byHand = `run \`${[planned.command, ...planned.args].join(' ')}\` on it.`;
  if (!existsSync(join(planned.folder, lockfile))) return undefined;
  const only = LOCKFILE_ONLY[packageManager];
  if (values.install === false || only === undefined) return byHand;
  // the worktree holds this service alone: what installs would take the other members for removed
  if (planned.folder !== folder) return `it is that of a workspace; ${byHand}`;
  const refresh: Installation = { ...planned, args: [...planned.args, ...only] };
  say(`Refreshing ${lockfile} …\n`);
  const interruption = listenForInterruption();
  const problem = await install(refresh, { env, signal: interruption.signal, show: true });
  interruption.stop();
  return problem && `${problem}; ${byHand}`;
}

/** What a reviewer reads first. */
function messageOf({ to, checks, notices }: UpgradeReport): string {
  const sections = [
    list('New checks, in trial until they are enforced:', checks.added),
    list('Checks that the tool has no more:', checks.removed),
    list('Notes:', notices),
  ];
  return [`Upgrade create-fitness-serverless to ${to}`, ...sections.filter((text) => text !== '')].join('\n\n') + '\n';
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : [title, '', ...items.map((item) => `- ${item}`)].join('\n');
}
