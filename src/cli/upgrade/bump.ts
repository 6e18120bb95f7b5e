/**
 * A `.projenrc` runs with the version that is installed in the service. So an upgrade of such a service begins with that:
 * the dependency is raised, the package manager installs it, and the installed version does the rest.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { PACKAGE, ownPackage } from '../../package.ts';
import { applyEdits } from '../../template/edit.ts';
import { parseDocument } from '../../template/parse.ts';
import { apply } from '../../upgrade/apply.ts';
import { hashOf } from '../../upgrade/manifest.ts';
import { appliedVersion } from '../../upgrade/older-tool.ts';
import { ownDependency } from '../../upgrade/own-dependency.ts';
import type { Write } from '../../upgrade/plan.ts';
import { beforeInstalling, install } from '../create/install.ts';
import { EXIT, MEANING } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { listenForInterruption } from '../interruption.ts';
import { COMMANDS } from '../options.ts';
import type { Values } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { gitState, refuseDirty } from './dirty.ts';
import { installationFor } from './install.ts';
import { flagsOf } from '../flags.ts';
import { inPlaceOfThis } from './run-version.ts';
import { runningTool } from './running-tool.ts';
import { serviceAt } from './target.ts';
import { besidesVersion } from './wanted.ts';

const MANIFEST = 'package.json';

/**
 * Has the version that is installed do it, after it is the running one.
 *
 * @returns undefined if that is installed already
 * @throws UserError `not-installed` for what only looks and would have to install first
 */
export async function byInstalledTool(
  root: string,
  values: Values<'upgrade'>,
  terminal: Terminal,
): Promise<ExitStatus | undefined> {
  const { version } = ownPackage();
  const installed = installedIn(root);
  if (installed?.version === version) return undefined;
  if (values.check) {
    terminal.out(values.json ? availableJson(root, version) : `create-fitness-serverless ${version} is available.\n`);
    return EXIT.available;
  }
  const looks = values['dry-run'] || values.diff || values.branch !== undefined || values.install === false;
  if (looks) throw notInstalled(installed?.version, version);
  const git = gitState(root, terminal.env);
  refuseDirty(besidesVersion(root, git.changed, terminal.env));
  await raise(root, terminal);
  return handOver(root, values, terminal);
}

/** The contract of `upgrade --json`, of an upgrade that nobody can plan yet. */
function availableJson(root: string, to: string): string {
  const from = appliedVersion(root) ?? null;
  const nothing = { actions: [], checks: { added: [], removed: [], changed: [] }, migrations: [], conflicts: [] };
  const notices = ['What it would do is known once that version is installed: a .projenrc declares the files.'];
  return `${JSON.stringify({ version: 1, from, to, ...nothing, score: null, notices }, null, 2)}\n`;
}

/** The version of this tool that the `.projenrc` of a folder gets. */
function installedIn(root: string): { readonly version: string; readonly folder: string } | undefined {
  try {
    const file = createRequire(join(root, MANIFEST)).resolve(`${PACKAGE}/package.json`);
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    return { version, folder: dirname(file) };
  } catch {
    return undefined;
  }
}

function notInstalled(installed: string | undefined, version: string): UserError {
  const has = installed === undefined ? 'nothing is installed' : `${installed} is installed`;
  return new UserError('not-installed', `The .projenrc has to run with ${version}, and ${has}.`, {
    kind: 'incomplete',
    hint: 'Without --dry-run, --diff, --branch and --no-install, `upgrade` raises the dependency and installs it first.',
  });
}

/** The dependency and what is installed, or neither. */
async function raise(root: string, { env, say }: Terminal): Promise<void> {
  const { packageManager = 'npm' } = serviceAt(root);
  const text = readFileSync(join(root, MANIFEST), 'utf8');
  const current = ownDependency(text) ?? { kind: 'devDependencies', specification: '' };
  const tool = runningTool(current.specification);
  const edit = { path: [current.kind, PACKAGE], set: tool.specification(current.specification) };
  const raised = Buffer.from(applyEdits(parseDocument(text, MANIFEST), [edit]));
  const writes: Write[] = [
    { path: MANIFEST, content: { bytes: raised, executable: false }, before: hashOf(Buffer.from(text)) },
    ...(tool.vendored
      ? [{ path: tool.vendored.path, content: { bytes: await tool.vendored.bytes(), executable: false } }]
      : []),
  ];
  const planned = await installationFor(root, packageManager, env);
  const takeBack = beforeInstalling(planned);
  const applied = apply(root, { actions: [], writes });
  say(`Installing with ${planned.command} …\n`);
  const interruption = listenForInterruption();
  const problem = await install(planned, { env, signal: interruption.signal, show: true });
  interruption.stop();
  if (problem === undefined && !interruption.signal.aborted) return;
  takeBack();
  applied.undo();
  throw new UserError('not-installed', `${PACKAGE} could not be installed: ${problem ?? 'interrupted'}.`, {
    kind: interruption.signal.aborted ? 'interrupted' : 'incomplete',
    hint: `${MANIFEST} and the lockfile are as they were.`,
  });
}

/** What it does is what is wanted now: its own version lines are the only changes. */
async function handOver(root: string, values: Values<'upgrade'>, terminal: Terminal): Promise<ExitStatus> {
  const { folder } = installedIn(root) ?? { folder: root };
  const flags = flagsOf(COMMANDS.upgrade.options, values, ['to', 'pre', 'offline', 'wanted']);
  const program = join(folder, 'bin', 'fitness-serverless.js');
  const words = [program, 'upgrade', '--offline', '--wanted', ...flags];
  const { status, stdout, interrupted } = await inPlaceOfThis(process.execPath, words, values, terminal);
  terminal.out(stdout);
  if (interrupted) return EXIT.interrupted;
  return status !== null && Object.hasOwn(MEANING, status) ? (status as ExitStatus) : EXIT.internal;
}
