/**
 * `npm run bench`: upgrading a service, as whole processes, against what others do: `copier update` with the same files, byte
 * for byte, and the same edits; and the synthesis of a projen project. The versions are those of a fork (test/support/fork.ts).
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { load } from './load.mjs';
import { claim, compare, EMPTY, median, once, root, row, scratch } from './processes.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
/** What test/e2e/setup.mjs installs. */
const COPIER = process.env.COPIER ?? join(root, '.cache/e2e/venv/bin/copier');
const PROJEN = join(root, 'node_modules/projen/bin/projen');
/** 2 s, on a machine where `node -e 0` takes 53 ms. */
const TWO_SECONDS = 38;
/** What the tool renders for itself; the fork lists the rest. */
const OWN_FILES = 93;
/** So many files have an edit of their owner. */
const EDITED = 10;

const { version } = await load('test/support/fork.ts');
const { installTool, runTool } = await load('test/support/new-version.ts');

row('ours', 'peer', 'ours ms', 'peer ms', 'ratio', 'target');
const service = await makeService(OWN_FILES + 20);
await nothingToDo();
oneVersion();
await growth();

/** Nothing to do, and that is known already. */
async function nothingToDo() {
  const folder = copyOf(service.folder);
  const { root: installed } = installTool(folder, service.from);
  const ours = {
    name: `upgrade, ${service.files} files, nothing to do`,
    args: [join(installed, 'bin/fitness-serverless.js'), 'upgrade', '--offline'],
    cwd: folder,
    statuses: [0],
  };
  // until the files are old enough for their times to be believed
  await setTimeout(2500);
  once(ours);
  show(ours, EMPTY, 3);
  show(ours, projen(), 0.6);
  const copier = copierOf(service);
  if (copier) show(ours, { ...copier, name: `${copier.name}, nothing to do`, cwd: copyOf(copier.current) }, 0.1);
}

function oneVersion() {
  const copier = copierOf(service);
  if (copier) show(forward(service), { ...copier, cwd: () => copyOf(copier.folder) }, 0.3);
}

/** Time for 250, 500 and 1000 files, of which a line changes in every one that the fork lists. */
async function growth() {
  const services = [];
  for (const files of [OWN_FILES + EDITED, 250, 500, 1000]) services.push(await makeService(files));
  const runs = services.map(forward);
  for (const run of runs) once(run);
  const times = Array.from({ length: RUNS }, () => [...runs, EMPTY].map((run) => once(run).elapsed));
  const shown = (index) => median(times.map((each) => each[index])).toFixed(0);
  const ratio = (of) => median(times.map(of));
  claim(
    runs[2].name,
    EMPTY.name,
    shown(2),
    shown(4),
    ratio(([, , c, , empty]) => c / empty),
    TWO_SECONDS,
  );
  // what a small service takes is subtracted: twice the files, at most twice the time
  const [small, ...sizes] = services.map(({ files }) => files);
  for (const [a, b] of [
    [1, 2],
    [2, 3],
  ]) {
    const more = (sizes[b - 1] - small) / (sizes[a - 1] - small);
    const grown = ratio((each) => (each[b] - each[0]) / (each[a] - each[0]));
    claim(runs[b].name, `${services[a].files} files, in proportion`, shown(b), shown(a), grown / more, 1.2);
  }
}

function show(ours, peer, target) {
  const { ours: a, peer: b, ratio } = compare(ours, peer, RUNS);
  claim(ours.name, peer.name, a.toFixed(0), b.toFixed(0), ratio, target);
}

function forward({ folder, to, files }) {
  const args = [join(to.root, 'bin/fitness-serverless.js'), 'upgrade', '--offline', '--no-install'];
  return { name: `upgrade, ${files} files, one version`, args, cwd: () => copyOf(folder), statuses: [0] };
}

/** A service that one version created and its owner edited, and what the next version would create. */
async function makeService(files) {
  const from = version('1.0.0', { listed: listed(files - OWN_FILES, 'one') });
  const to = version('1.1.0', {
    listed: listed(files - OWN_FILES, 'two'),
    templates: { 'template.yaml.ejs': (text) => text.replace('Resources:\n', '# of the next version\nResources:\n') },
  });
  const folder = await created(from);
  const [pristine, next] = [copyOf(folder), await created(to)];
  commit(folder);
  edit(folder);
  commit(folder);
  return { files, from, to, folder, pristine, next };
}

/** By path: forty lines, of which one says the version. */
function listed(count, word) {
  const text = (index) =>
    Array.from({ length: 40 }, (_, line) => `export const part${index}Line${line} = ${index * line};\n`)
      .with(5, `export const version = '${word}';\n`)
      .join('');
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`lib/part-${index}.ts`, text(index)]));
}

async function created(tool) {
  const args = ['orders', '--yes', '--no-install', '--no-git'];
  const folder = newFolder();
  const { status, stderr } = await runTool(tool, args, { cwd: folder, program: 'create-fitness-serverless' });
  if (status !== 0) throw new Error(`create ended with ${status}\n${stderr}`);
  return join(folder, 'orders');
}

/** Far from what the next version changes. */
function edit(folder) {
  appendFileSync(join(folder, 'template.yaml'), '\n# mine\n');
  for (let index = 0; index < EDITED - 1; index++)
    appendFileSync(join(folder, `lib/part-${index}.ts`), 'export const mine = true;\n');
}

/**
 * Copier with a template that has what our versions render as it is: nothing is filled in but its own file of answers.
 * https://copier.readthedocs.io/en/stable/updating/
 */
function copierOf({ pristine, next, files }) {
  if (!existsSync(COPIER)) return skip('upgrade against copier', 'run `node test/e2e/setup.mjs` first, or set COPIER');
  const template = newFolder();
  writeFileSync(join(template, 'copier.yml'), '_subdirectory: files\n');
  const publish = (rendered, tag) => {
    rmSync(join(template, 'files'), { recursive: true, force: true });
    cpSync(rendered, join(template, 'files'), { recursive: true });
    rmSync(join(template, 'files/.fitness'), { recursive: true });
    const answers = join(template, 'files', '{{ _copier_conf.answers_file }}.jinja');
    writeFileSync(answers, '{{ _copier_answers|to_nice_yaml -}}\n');
    commit(template, tag);
  };
  const copied = (tag) => {
    const folder = join(newFolder(), 'orders');
    execFileSync(COPIER, ['copy', '--quiet', '--defaults', '--vcs-ref', tag, template, folder]);
    commit(folder);
    edit(folder);
    commit(folder);
    return folder;
  };
  publish(pristine, 'v1.0.0');
  publish(next, 'v1.1.0');
  return {
    name: `copier update, ${files} files`,
    program: COPIER,
    args: ['update', '--quiet', '--defaults'],
    folder: copied('v1.0.0'),
    current: copied('v1.1.0'),
    statuses: [0],
  };
}

/** A plain project for Node, synthesized once more; nothing is installed. */
function projen() {
  const cwd = newFolder();
  const env = { PROJEN_DISABLE_POST: '1' };
  execFileSync(process.execPath, [PROJEN, 'new', 'node', '--no-git', '--no-post'], { cwd, stdio: 'ignore' });
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
  return { name: 'node .projenrc.js, of projen new node', args: ['.projenrc.js'], cwd, env, statuses: [0] };
}

function commit(folder, tag) {
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: folder });
  if (!existsSync(join(folder, '.git'))) git('init', '--quiet', '-b', 'main');
  git('add', '--all', '--force');
  git('commit', '--quiet', '--no-gpg-sign', '-m', 'x');
  if (tag) git('tag', tag);
}

/** With its times, so that git need not look at every file again. */
function copyOf(folder) {
  const copy = join(newFolder(), 'orders');
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return copy;
}

function newFolder() {
  newFolder.count = (newFolder.count ?? 0) + 1;
  const folder = join(scratch, `upgrade-${newFolder.count}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function skip(what, why) {
  console.log(`skipped: ${what}: ${why}`);
}
