/** `unadopt [dir]`: what `adopt` put in → shown, and taken out. */
import { EXIT } from './exit.ts';
import type { ExitStatus } from './exit.ts';
import { asWritten } from '../adopt/as-written.ts';
import { planUnadoption } from '../adopt/unadopt.ts';
import type { Unadoption } from '../adopt/unadopt.ts';
import { UserError } from '../errors.ts';
import { fileChanges } from '../report/file-changes.ts';
import { formatUnadoption, unadoptionJson } from '../report/unadoption.ts';
import type { EditedFile, UnadoptionReport } from '../report/unadoption.ts';
import { plain } from '../report/text.ts';
import { counted } from '../report/words.ts';
import { apply } from '../upgrade/apply.ts';
import { afterSignals } from '../upgrade/apply/uninterrupted.ts';
import type { Plan } from '../upgrade/plan.ts';
import { inWorktree, refuseBranch } from '../upgrade/git/branch.ts';
import { refuseWithoutGit, repositoryOf } from '../upgrade/git.ts';
import { STATE_FOLDER } from '../upgrade/manifest.ts';
import { readRegular } from '../upgrade/paths.ts';
import { folderAt } from './adopt.ts';
import { refuseUnanswerable } from './adopt/request.ts';
import { adoptedIn, putBackEarlier } from './adopt/standing.ts';
import type { AdoptedService } from './adopt/standing.ts';
import { toolCommand } from './command-line.ts';
import { COMMANDS } from './options.ts';
import type { Values } from './options.ts';
import { unfinishedFolder } from './service-folder.ts';
import type { Run, Terminal } from './terminal.ts';
import { applyOver } from './upgrade/apply-over.ts';
import { gitState, inTheWay, refuseDirty, replacesLast } from './upgrade/dirty.ts';
import type { GitState } from './upgrade/dirty.ts';
import { flagsOf } from './flags.ts';
import { diffOf } from './upgrade/show.ts';
import { COMMIT_FIRST, WITHOUT_GIT } from './adopt/words.ts';

export const run: Run<'unadopt'> = async ({ values, positional, terminal }) => {
  refuseUnanswerable(values, terminal);
  const root = positional === undefined ? unfinishedFolder(terminal.cwd) : folderAt(positional, terminal.cwd);
  return values.branch === undefined ? unadopt(root, values, terminal) : onBranch(root, values, terminal);
};

/** A service, and what would become of it. */
interface Prepared {
  readonly root: string;
  readonly service: AdoptedService;
  readonly unadoption: Unadoption;
  /** Of files that go edited those of which git has no copy. */
  readonly last?: ReadonlySet<string>;
}

async function prepared(root: string, values: Values<'unadopt'>, terminal: Terminal): Promise<Prepared> {
  await putBackEarlier(root, isDry(values), terminal.say);
  const service = adoptedIn(root);
  if (service) return { root, service, unadoption: planUnadoption(root, terminal.env) };
  throw new UserError('not-adopted', `${root} is not adopted: there is nothing to take out.`, {
    hint: 'Name the folder that holds the fitness.yaml.',
  });
}

function isDry(values: Values<'unadopt'>): boolean {
  return values['dry-run'] === true || values.diff === true;
}

async function unadopt(root: string, values: Values<'unadopt'>, terminal: Terminal): Promise<ExitStatus> {
  const planned = await prepared(root, values, terminal);
  const { plan, edited } = planned.unadoption;
  const git = othersIn(gitState(root, terminal.env), root);
  const isLast = ({ writes }: Pick<Plan, 'writes'>): boolean =>
    !git.isRepository ||
    replacesLast({ folder: root, env: terminal.env, overrules: true }, git, { actions: [], writes });
  const last = edited.filter((path) => isLast({ writes: plan.writes.filter((write) => write.path === path) }));
  const found = { ...planned, last: new Set(last) };
  const dirty = values['allow-dirty'] ? [] : inTheWay(git, plan);
  if (isDry(values)) {
    show(found, values, terminal);
    const first = dirty.length > 0 ? [`${counted(dirty.length, 'file')} would have to be committed first.`] : [];
    if (!values.json) terminal.say(['', 'Nothing was written.', ...first, ''].join('\n'));
    return statusOf(found);
  }
  if (!values['allow-dirty'] && !git.isRepository) refuseWithoutGit(root, terminal.env, WITHOUT_GIT);
  refuseDirty(dirty, COMMIT_FIRST);
  if (!(await isAgreed(found, values, terminal))) return EXIT.ok;
  await new Promise<void>(afterSignals);
  const { isRepository } = git;
  const keepUndo = isLast(plan);
  const command = ['unadopt', ...flagsOf(COMMANDS.unadopt.options, values, [])];
  await applyOver(root, plan, { keepUndo, isRepository, command });
  if (values.json) terminal.out(unadoptionJson(reportOf(found, { dryRun: false })));
  terminal.say(endingText(found, { keepUndo, isRepository }));
  return statusOf(found);
}

/** Uncommitted changes of others than the tool: what it wrote itself may be taken back before anybody committed it. */
function othersIn(git: GitState, root: string): GitState {
  const { changed, unknown } = git;
  const ours = asWritten(root, [...changed, ...unknown]);
  const others = (paths: readonly string[]): string[] => paths.filter((path) => !ours.has(path));
  return { ...git, changed: others(changed), unknown: others(unknown) };
}

function reportOf(
  { root, service: { config, adopted }, unadoption: { plan, kept, edited }, last }: Prepared,
  how: Pick<UnadoptionReport, 'dryRun' | 'branch'>,
): UnadoptionReport {
  const textAt = (path: string): string | undefined => readRegular(`${root}/${path}`)?.toString('utf8');
  const { service } = config;
  return {
    service,
    template: adopted.template,
    ...how,
    changes: fileChanges(plan, textAt),
    actions: plan.actions,
    kept,
    edited: edited.map((path) => editedFile(path, last?.has(path) === true)),
  };
}

function editedFile(path: string, isLast: boolean): EditedFile {
  const back = isLast ? `it is in no commit; \`${toolCommand('upgrade', '--abort')}\` gives it back` : 'git has it';
  return { path, isCommitted: !isLast, back };
}

function show(found: Prepared, values: Values<'unadopt'>, terminal: Terminal): void {
  const report = reportOf(found, { dryRun: isDry(values) });
  if (values.json) return terminal.out(unadoptionJson(report));
  if (!values.diff) return terminal.out(formatUnadoption(report, terminal));
  terminal.out(diffOf(found.root, found.unadoption.plan));
  terminal.say(formatUnadoption(report, { ...terminal, color: false }));
}

async function isAgreed(found: Prepared, values: Values<'unadopt'>, terminal: Terminal): Promise<boolean> {
  if (!values.json) show(found, values, terminal);
  if (values.yes) return true;
  const { agreed } = await import('./adopt/ask.ts');
  const isYes = await agreed('\nTake it out?', terminal.say, () => diffOf(found.root, found.unadoption.plan));
  if (!isYes) terminal.say('Nothing was written.\n');
  return isYes;
}

/** What stays, somebody has to look at. */
function statusOf({ unadoption: { kept } }: Prepared): ExitStatus {
  return kept.length > 0 ? EXIT.incomplete : EXIT.ok;
}

function endingText(
  { service: { config, adopted }, unadoption }: Prepared,
  { keepUndo, isRepository }: { readonly keepUndo: boolean; readonly isRepository: boolean },
): string {
  const { isBare } = unadoption.template;
  return [
    '',
    isBare
      ? `${plain(config.service)} is not gated any more.`
      : `${plain(adopted.template)} still has what gates it: nobody knows what of it to take out.`,
    ...(isRepository ? [] : [`Git has no copy here: what was there is kept in ${STATE_FOLDER}/undo.`]),
    ...(keepUndo ? [`\`${toolCommand('upgrade', '--abort')}\` takes it all back.`] : []),
    ...nextLines(unadoption, isRepository),
    '',
  ].join('\n');
}

function nextLines({ kept, template }: Unadoption, isRepository: boolean): string[] {
  const { dangling } = template;
  const removed = removedBy(template);
  const look = isRepository ? 'Look at `git diff`, and commit.' : '';
  const deploying = removed === '' ? '' : `Deploying it removes ${removed}.`;
  if (dangling > 0) {
    const lead = dangling === 1 ? 'One reference leads' : `${counted(dangling, 'reference')} lead`;
    return [
      `${lead} nowhere now, and CloudFormation takes no such template: mend what is listed under Stays first.`,
      ...(deploying === '' ? [] : [deploying]),
    ];
  }
  const stays = kept.length > 0 ? ['What stays is listed above: it is for you to keep or to take out.'] : [];
  const next = [look, deploying].filter((line) => line !== '').join(' ');
  return [...stays, ...(next === '' ? [] : [next])];
}

/** The aliases that were there before stay. */
function removedBy({ resources, aliases }: Unadoption['template']): string {
  const hooks = resources.length > 0 ? ['the hooks and their roles'] : [];
  const alias =
    aliases.length > 0 ? [`the ${aliases.length === 1 ? 'alias' : 'aliases'} of ${aliases.map(plain).join(', ')}`] : [];
  return [...hooks, ...alias].join(', and ');
}

const BRANCH = 'fitness-serverless/unadopt';

async function onBranch(root: string, values: Values<'unadopt'>, terminal: Terminal): Promise<ExitStatus> {
  const repository = repositoryOf(root, terminal.env);
  if (!repository) {
    refuseWithoutGit(root, terminal.env, 'Put it there.');
    throw new UserError('no-repository', `${root} is in no git repository: there are no branches.`, {
      hint: 'Go on without --branch.',
    });
  }
  const name = values.branch === true || values.branch === undefined ? BRANCH : values.branch;
  refuseBranch(repository, name);
  return inWorktree(repository, async (worktree) => {
    const found = await prepared(worktree.folder, values, terminal);
    if (isDry(values)) {
      show(found, values, terminal);
      return statusOf(found);
    }
    if (!(await isAgreed(found, values, terminal))) return EXIT.ok;
    const report = reportOf(found, { dryRun: false });
    apply(worktree.folder, found.unadoption.plan, { keepUndo: false, command: [] });
    const commit = worktree.commit(name, 'Take create-fitness-serverless out again\n');
    if (values.json) terminal.out(unadoptionJson({ ...report, branch: { name, commit: commit ?? null } }));
    terminal.say(`\nCommitted on the branch ${name}; your files are as they were.\n`);
    return statusOf(found);
  });
}
