/**
 * `npm run demo [-- folder]`: from a fresh clone to a service with a score. Installs and builds the tool, creates a
 * service with it (packed, as a user would get it), installs the service, runs its tests, scores it and rehearses
 * releases of it.
 * A second run goes on with the folder that is there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = resolve(root, process.argv[2] ?? 'demo-service');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const tool = join(root, 'bin', 'create-fitness-serverless.js');

const steps = [
  { what: 'Installing the tool', command: npm, args: ['ci', '--no-audit', '--no-fund'], cwd: root },
  { what: 'Building the tool', command: npm, args: ['run', '--silent', 'build'], cwd: root },
  {
    what: `Creating ${basename(folder)}`,
    command: process.execPath,
    args: [tool, folder, '--yes', '--no-install', '--package-manager', 'npm'],
    cwd: root,
    done: existsSync(join(folder, 'fitness.yaml')),
  },
  { what: 'Installing the service', command: npm, args: ['install', '--no-audit', '--no-fund'], cwd: folder },
  { what: 'Running its tests', command: npm, args: ['test', '--silent'], cwd: folder },
  // 1 is an answer too: the gate is red because somebody made the service worse.
  { what: 'Scoring it', command: npm, args: ['run', '--silent', 'score'], cwd: folder, answers: [0, 1] },
  {
    what: 'Rehearsing five releases of it, without AWS',
    command: process.execPath,
    args: [join(root, 'bin', 'fitness-serverless.js'), 'rehearse'],
    cwd: folder,
    answers: [0, 1],
  },
];

for (const [index, { what, command, args, cwd, done, answers = [0] }] of steps.entries()) {
  const step = `[${index + 1}/${steps.length}] ${what}`;
  if (done) {
    console.log(`${step}: already there`);
    continue;
  }
  console.log(`${step} ...`);
  const started = performance.now();
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error || !answers.includes(status)) {
    console.error(`${step} failed: ${error?.message ?? `${command} ended with ${status}`}`);
    process.exit(status || 70);
  }
  console.log(`${step}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

const here = relative(process.cwd(), folder) || '.';
console.log(`The service is in ${here}. Look next at
  ${join(here, 'template.yaml')}   the SAM template: deployment preferences, alarms, hooks, dashboard
  ${join(here, 'fitness.yaml')}    checks, weights and the gate
  ${join(here, 'README.md')}       how to deploy it, read a red gate, get out in an incident
and make it worse: add a bucket with "AccessControl: PublicRead" to template.yaml, then run "npm run score" in ${here}.`);
