/** One repository: look, show what would be added, ask, and add it. */
import { ignoredByGit } from '../../adopt/ignored.ts';
import { plain } from '../../report/text.ts';
import { counted } from '../../report/words.ts';
import { afterSignals } from '../../upgrade/apply/uninterrupted.ts';
import { refuseWithoutGit } from '../../upgrade/git.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { flagsOf } from '../flags.ts';
import { COMMANDS } from '../options.ts';
import type { Values } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { applyOver } from '../upgrade/apply-over.ts';
import { changesDependencies } from '../upgrade/dependencies.ts';
import { inTheWay, refuseDirty, replacesLast, touchesFiles } from '../upgrade/dirty.ts';
import type { GitState } from '../upgrade/dirty.ts';
import { prepared } from './prepared.ts';
import type { Prepared } from './prepared.ts';
import { diffOfTheirs, diffToRead, showAdoption, showJson } from './show.ts';
import { COMMIT_FIRST, WITHOUT_GIT, isNothing, nextText, nothingText, statusOf } from './words.ts';

/** @param template path in the folder; undefined: it is looked for */
export async function adoptService(
  folder: string,
  template: string | undefined,
  values: Values<'adopt'>,
  terminal: Terminal,
): Promise<ExitStatus> {
  const found = await withIgnored(await prepared(folder, template, values, terminal));
  if (isNothing(found.adoption)) return toldNothing(found, values, terminal);
  if (values['dry-run'] || values.diff) return shown(found, values, terminal);
  const git = await found.git();
  if (!values['allow-dirty'] && !git.isRepository) refuseWithoutGit(found.root, terminal.env, WITHOUT_GIT);
  if (!values['allow-dirty']) refuseDirty(inTheWay(git, found.adoption.plan), COMMIT_FIRST);
  if (!(await isAgreed(found, values, terminal))) return EXIT.ok;
  return applied(found, git, values, terminal);
}

/** Who commits is a person, and with `git add` nothing that git ignores. */
async function withIgnored(found: Prepared): Promise<Prepared> {
  const { adoption } = found;
  const ignored = ignoredByGit(adoption, (await found.git()).repository);
  return { ...found, adoption: { ...adoption, findings: [...adoption.findings, ...ignored] } };
}

export function toldNothing(found: Prepared, values: Values<'adopt'>, terminal: Terminal): ExitStatus {
  if (values.json) showJson(found, { dryRun: values['dry-run'] === true }, terminal);
  // of nothing there is no difference
  else (values.diff ? terminal.say : terminal.out)(nothingText(found));
  return statusOf(found.adoption);
}

/** What would be done, to who asked for that alone. */
export async function shown(found: Prepared, values: Values<'adopt'>, terminal: Terminal): Promise<ExitStatus> {
  const { adoption } = found;
  if (values.json) {
    showJson(found, { dryRun: true }, terminal);
    return statusOf(adoption);
  }
  showAdoption(found, values, terminal);
  const dirty = values['allow-dirty'] || !touchesFiles(adoption.plan) ? [] : inTheWay(await found.git(), adoption.plan);
  const first = dirty.length > 0 ? [`${counted(dirty.length, 'file')} would have to be committed first.`] : [];
  terminal.say(['', 'Nothing was written.', ...first, ''].join('\n'));
  return statusOf(adoption);
}

/** Shows it, and asks where a person is to be asked. */
export async function isAgreed(found: Prepared, values: Values<'adopt'>, terminal: Terminal): Promise<boolean> {
  if (!values.json) showAdoption(found, values, terminal);
  if (values.yes) return true;
  const { agreed } = await import('./ask.ts');
  const { say } = terminal;
  say(`\n${plainLines(diffOfTheirs(found))}\n`);
  const isYes = await agreed('Apply?', say, () => plainLines(diffToRead(found.root, found.adoption.plan)));
  if (!isYes) say('Nothing was written.\n');
  return isYes;
}

/** What came with a repository does not command the terminal. */
function plainLines(text: string): string {
  return text.replace(/[^\t\n]+/g, plain);
}

async function applied(
  found: Prepared,
  git: GitState,
  values: Values<'adopt'>,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { root, adoption } = found;
  const { plan, survey } = adoption;
  const installs = changesDependencies(root, plan);
  // Ctrl-C until here leaves everything as it was, from here on it is as the report says
  await new Promise<void>(afterSignals);
  const { isRepository } = git;
  const keepUndo = !isRepository || replacesLast({ folder: root, env: terminal.env, overrules: false }, git, plan);
  const command = ['adopt', ...flagsOf(COMMANDS.adopt.options, values, [])];
  await applyOver(root, plan, { keepUndo, isRepository, command });
  if (values.json) showJson(found, { dryRun: false }, terminal);
  terminal.say(nextText(found, { cwd: terminal.cwd, keepUndo, isRepository }));
  // what is left to run stands in the last line
  const how = { wanted: values.install !== false, terminal };
  const installed = installs
    ? await (await import('../upgrade/install.ts')).installAfter(root, survey.packageManager ?? 'npm', how)
    : EXIT.ok;
  return installed === EXIT.ok ? statusOf(adoption) : installed;
}
