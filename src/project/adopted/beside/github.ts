/** Workflows of GitHub Actions. https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax */
import type { ItemPart } from '../../../insert/part.ts';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Beside, Found } from './beside.ts';
import { remark } from './beside.ts';
import { releaseStarts } from './sam-commands.ts';
import { heading, shellSteps } from './shell-steps.ts';
import type { ShellSteps } from './shell-steps.ts';
import { nodeOfImage, nodeVersion, runsNode, tooOld } from './tool.ts';

const SETUP_NODE = 'actions/setup-node';
const SETUP_NODE_VERSION = `${SETUP_NODE}@v6`;

interface Job {
  readonly name: string;
  /** Its shell is one for all steps, and is that of Linux and macOS. */
  readonly posix: boolean;
  /** It has a Node.js that the tool runs on, whoever put it there. */
  readonly hosted: boolean;
  /** Image of its container. */
  readonly image: unknown;
  readonly steps: readonly unknown[];
  /** What each step runs. */
  readonly commands: readonly string[];
}

/** Steps go into the jobs that run SAM, before the step that does it, and into no other. */
export function workflowParts(beside: Beside): Found {
  const jobs = jobsOf(beside.file.data);
  const found = releaseStarts(jobs).map((start) => partsOfJob(beside, start, jobs));
  return { parts: found.flatMap(({ parts }) => parts), remarks: found.flatMap(({ remarks }) => remarks) };
}

function jobsOf(data: unknown): Job[] {
  const jobs = own(data, 'jobs');
  return Object.entries(isRecord(jobs) ? jobs : {}).flatMap(([name, job]) => {
    const steps = own(job, 'steps');
    const shell = own(own(own(job, 'defaults'), 'run'), 'shell') ?? own(own(own(data, 'defaults'), 'run'), 'shell');
    const posix = typeof shell === 'string' ? /^(?:ba)?sh\b/.test(shell) : !isPerhapsWindows(own(job, 'runs-on'));
    const container = own(job, 'container');
    const hosted = container === undefined && isHosted(own(job, 'runs-on'));
    const image = own(container, 'image') ?? container;
    return isList(steps) ? [{ name, posix, hosted, image, steps, commands: steps.map(commandOf) }] : [];
  });
}

/** What a matrix names may be anything. */
function isPerhapsWindows(runner: unknown): boolean {
  return /windows|\$\{\{/i.test(JSON.stringify(runner ?? ''));
}

/** A runner of GitHub's: all of its images have an LTS version of Node.js. https://github.com/actions/runner-images */
function isHosted(runner: unknown): boolean {
  return typeof runner === 'string' && /^(?:ubuntu|macos|windows)-(?:latest|\d)/.test(runner);
}

function commandOf(step: unknown): string {
  const run = own(step, 'run');
  return typeof run === 'string' ? run : '';
}

type Start = ReturnType<typeof releaseStarts<Job>>[number];

function partsOfJob(beside: Beside, { list: job, index, text }: Start, jobs: readonly Job[]): Found {
  const { name, posix, steps, commands } = job;
  const before = steps.slice(0, index);
  // where SAM finds its template, fitness.yaml is there, or above
  const folder = own(steps[index], 'working-directory');
  const set = before.filter(isNodeSetup).at(-1);
  const old = tooOld(set === undefined ? nodeOfImage(job.image) : versionOf(set));
  if (old !== undefined)
    return remark(
      `${beside.path} runs the job ${name} on Node.js ${old}, on which \`score\` does not run: nothing is added to it`,
    );
  const shell = shellSteps(beside, commands.slice(0, index), commands[index] ?? '');
  const hasNode =
    set !== undefined || job.hosted || beside.adopted.hooks === 'source' || runsNode([...commands, job.image]);
  const items = [
    ...(hasNode ? [] : [nodeSetup(beside, jobs)]),
    ...stepsOf(shell, posix).map((step) =>
      typeof folder === 'string' ? { ...step, 'working-directory': folder } : step,
    ),
  ];
  const parts = items.map((item, at): ItemPart => ({
    path: ['jobs', name, 'steps'],
    item,
    before: text,
    ...(at === 0 && { comment: [heading(shell)] }),
  }));
  return { parts, remarks: [] };
}

/** Only where nothing is known to run on another: what is set up stays so for all that follows in the job. */
function nodeSetup({ config }: Beside, jobs: readonly Job[]): object {
  // as the workflow has it elsewhere, pinned or not
  const theirs = jobs.flatMap(({ steps }) => steps).find((step) => isNodeSetup(step) && isToRunOn(versionOf(step)));
  return {
    name: 'Set up Node.js',
    uses: theirs === undefined ? SETUP_NODE_VERSION : own(theirs, 'uses'),
    with: { 'node-version': theirs === undefined ? nodeVersion(config) : versionOf(theirs) },
  };
}

function versionOf(setup: unknown): unknown {
  return own(own(setup, 'with'), 'node-version');
}

function isToRunOn(version: unknown): boolean {
  return /^\d/.test(String(version)) && tooOld(version) === undefined;
}

function isNodeSetup(step: unknown): boolean {
  const uses = own(step, 'uses');
  return typeof uses === 'string' && uses.startsWith(`${SETUP_NODE}@`);
}

/** Each a step: the next runs only where the one before it did well, whatever the shell. */
function stepsOf({ install, score, measure, esbuild }: ShellSteps, posix: boolean): object[] {
  const path = 'echo "$GITHUB_WORKSPACE/node_modules/.bin" >> "$GITHUB_PATH"';
  return [
    ...(install === undefined ? [] : [{ name: 'Install packages', run: install }]),
    { name: 'Score the architecture', run: score },
    ...(measure === undefined ? [] : [{ name: 'Measure the sources', run: measure }]),
    ...(esbuild ? [{ name: 'Let SAM find esbuild', run: path, ...(posix ? {} : { shell: 'bash' }) }] : []),
  ];
}
