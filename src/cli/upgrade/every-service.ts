/** `--wanted --all`: every service of the repository, one after the other, each with a status of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { plain } from '../../report/text.ts';
import { ask, filesIn, repositoryOf } from '../../upgrade/git.ts';
import type { Repository } from '../../upgrade/git.ts';
import { MANIFEST_PATH } from '../../upgrade/manifest.ts';
import { EXIT, worstOf } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { failureOf } from '../failure.ts';
import type { Values } from '../options.ts';
import { CONFIG_FILE } from '../service-folder.ts';
import { shownAs } from '../service.ts';
import type { Terminal } from '../terminal.ts';
import { installAfter, installationFor } from './install.ts';
import { serviceAt } from './target.ts';

type Upgrading = (root: string, values: Values<'upgrade'>, terminal: Terminal) => Promise<ExitStatus>;

/** What became of one service. */
interface Outcome {
  readonly status: ExitStatus;
  /** What it printed, or would have. */
  readonly json: object;
}

/** @throws UserError `no-service` if there is none */
export async function everyService(
  values: Values<'upgrade'>,
  terminal: Terminal,
  upgrade: Upgrading,
): Promise<ExitStatus> {
  const roots = servicesOf(terminal);
  if (roots.length === 0)
    throw new UserError('no-service', `There is no service that this tool made in ${terminal.cwd}.`, {
      hint: `A service has ${CONFIG_FILE} and ${MANIFEST_PATH}.`,
    });
  const one = { ...values, all: undefined };
  const statuses: ExitStatus[] = [];
  const services: object[] = [];
  const later = new Map<string, string>();
  for (const root of roots) {
    const path = shownAs(root, terminal.cwd) || '.';
    if (!values.json) terminal.say(`\n${plain(path)}\n`);
    // one installation serves all members of a workspace
    const around = await installationFor(root, serviceAt(root).packageManager ?? 'npm', terminal.env);
    const isMember = around.folder !== root;
    const before = dependenciesOf(root);
    const { status, json } = await outcomeOf(root, isMember ? { ...one, install: false } : one, terminal, upgrade);
    if (isMember && dependenciesOf(root) !== before) later.set(around.folder, root);
    statuses.push(status);
    services.push({ path, status, ...json });
    if (status === EXIT.interrupted) return status;
  }
  for (const root of later.values()) {
    const { packageManager = 'npm' } = serviceAt(root);
    statuses.push(await installAfter(root, packageManager, { wanted: values.install !== false, terminal }));
  }
  if (values.json) terminal.out(`${JSON.stringify({ version: 1, services }, null, 2)}\n`);
  return worstOf(statuses);
}

/** A failure of one service stops no other. */
async function outcomeOf(
  root: string,
  values: Values<'upgrade'>,
  terminal: Terminal,
  upgrade: Upgrading,
): Promise<Outcome> {
  let printed = '';
  const out = values.json ? (text: string): void => void (printed += text) : terminal.out;
  try {
    const status = await upgrade(root, values, { ...terminal, cwd: root, out });
    return { status, json: values.json ? dataIn(printed) : {} };
  } catch (error) {
    const { status, text, json } = failureOf(error, { debug: values.debug === true, color: terminal.color });
    if (!values.json) terminal.say(text);
    return { status, json: { error: json.error } };
  }
}

/** Another version may have written it. */
function dataIn(printed: string): object {
  try {
    const data = JSON.parse(printed) as { error?: object };
    return data.error ? { error: data.error } : { upgrade: data };
  } catch {
    return {};
  }
}

/** Folders of the services, sorted: of the repository, outside of one of the folder. */
function servicesOf({ cwd, env }: Terminal): string[] {
  const repository = repositoryOf(cwd, env);
  const [top, files] = repository
    ? [repository.root, manifestsOf(repository)]
    : [cwd, filesIn(cwd, undefined).filter((path) => `/${path}`.endsWith(`/${MANIFEST_PATH}`))];
  return files
    .map((path) => dirname(dirname(join(top, path))))
    .filter((folder) => existsSync(join(folder, CONFIG_FILE)))
    .sort();
}

function manifestsOf({ root, env }: Repository): string[] {
  const pattern = `:(glob)**/${MANIFEST_PATH}`;
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', pattern];
  const paths = ask({ folder: root, env }, words).stdout.toString('utf8').split('\0').filter(Boolean);
  return [...new Set(paths)];
}

function dependenciesOf(root: string): string {
  const files = ['package.json', 'pnpm-workspace.yaml'].map((name) => join(root, name));
  return files.map((file) => (existsSync(file) ? readFileSync(file, 'latin1') : '')).join('\0');
}
