/**
 * What is known of a service that was there before this tool, and the fitness.yaml that records it: written without a template, since
 * one takes longer to compile than an adoption has.
 */
import { stringify } from '#yaml';
import { plainScalar } from '../template/syntax/scalars.ts';
import { VERSION } from '../version.ts';
import type { Answers } from './answers.ts';
import type { AdoptedConfig, AdoptedFunction, EnvironmentConfig, GateConfig } from './config.ts';
import { COMPLEXITY, GATE } from './defaults.ts';
import type { WrittenConfig } from './defaults.ts';
import { describeDeployment } from './deployment.ts';
import { STARTING_CHECKS, byService } from './listed-checks.ts';
import type { ListedCheck } from './listed-checks.ts';

/** The runtime is that of the hooks. */
export interface AdoptedAnswers extends Omit<Answers, 'triggers' | 'table'> {
  readonly adopted: AdoptedConfig;
  /** Least fitness: what it was when it was adopted. */
  readonly minimum: number;
  /** Least part of the checks that can be judged, where that is less than the default. */
  readonly minCoverage?: number;
  /** Default: `observe`. */
  readonly mode?: GateConfig['mode'];
  /** Does a custom resource judge the stack at the end, since hooks of ours do not see every release? Default: no. */
  readonly stackGate?: boolean;
}

/** A new fitness.yaml for a service that is adopted. */
export function adoptedConfigText(answers: AdoptedAnswers, checks: readonly ListedCheck[] = STARTING_CHECKS): string {
  const sections = [
    header(answers),
    alarms(answers),
    adopted(answers.adopted),
    environments(answers),
    gate(answers),
    stackGate(answers),
    checks === STARTING_CHECKS ? (starting ??= listed(checks)) : listed(checks),
    complexity(),
    dashboard(),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** What that text says: who has made it need not read it. */
export function adoptedConfigData(
  answers: AdoptedAnswers,
  checks: readonly ListedCheck[] = STARTING_CHECKS,
): WrittenConfig {
  const { name, description, alarmEmail, mode = 'observe', minimum, minCoverage, adopted: record } = answers;
  const { tool, runtime, region, packageManager, environments: names, stackGate: wanted = false } = answers;
  return {
    tool,
    service: name,
    ...(description !== '' && { description }),
    runtime,
    region,
    packageManager,
    alarms: { ...(alarmEmail !== undefined && { email: alarmEmail }) },
    adopted: record,
    environments: Object.fromEntries(
      names.map((one, index) => [one, environmentData(answers, one, index === names.length - 1)]),
    ),
    gate: { mode, minimum, minCoverage: minCoverage ?? GATE.minCoverage, noNewFailures: GATE.noNewFailures },
    ...(wanted && { stackGate: true }),
    checks: Object.fromEntries(
      checks.map(({ meta: { id, weight }, mode: counted, since }) => {
        return [id, { enabled: true, weight, mode: counted, ...(since !== undefined && { since }) }];
      }),
    ),
    complexity: COMPLEXITY,
    dashboard: { metrics: [] },
  };
}

function header({ tool, name, description, runtime, region, packageManager, adopted: { hooks } }: AdoptedAnswers) {
  // elsewhere there are no node_modules that an editor could read the schema from
  const schema = '# yaml-language-server: $schema=./node_modules/create-fitness-serverless/schema/fitness.schema.json';
  return [
    ...(hooks === 'source' ? [schema, ''] : []),
    '# What this service is, and what its deployments must live up to. The checks, the gate and the hooks read it.',
    '# `upgrade` brings what you change here to the files that hold a part of it, and leaves what you changed there.',
    `tool: ${scalar(tool)}`,
    `service: ${scalar(name)}`,
    ...(description === '' ? [] : [`description: ${scalar(description)}`]),
    `runtime: ${runtime} # of the hooks`,
    `region: ${region}`,
    `packageManager: ${packageManager}`,
  ];
}

function alarms({ alarmEmail }: AdoptedAnswers): string[] {
  if (alarmEmail === undefined)
    return ['# `email: team@example.com` would have the alarms mailed there.', 'alarms: {}'];
  return [
    '# Alarms are mailed there, once the address has confirmed its subscription.',
    'alarms:',
    `  email: ${scalar(alarmEmail)}`,
  ];
}

const HOOKS: Readonly<Record<AdoptedConfig['hooks'], string>> = {
  source: 'TypeScript in fitness/hooks/, which your build compiles',
  prebuilt: 'bundles in fitness/dist/, which need no Node.js to build',
  none: 'the template has no function to gate',
};

function adopted({ template, hooks, functions, environment, names, files }: AdoptedConfig): string[] {
  const gated = Object.entries(functions);
  const renamed = Object.entries(names);
  return [
    '# What was put where; `unadopt` takes it out again, and no line of yours with it.',
    'adopted:',
    `  template: ${scalar(template)}`,
    `  hooks: ${hooks} # ${HOOKS[hooks]}`,
    `  environment: ${scalar(environment)} # parameter of the template that says which environment a stack is`,
    ...(gated.length === 0
      ? ['  functions: {} # whose deployments are gated']
      : ['  # Functions whose deployments are gated.', '  functions:', ...gated.map(gatedFunction)]),
    ...(renamed.length === 0
      ? []
      : [
          '  # Names of ours that you had already: how they are called here.',
          '  names:',
          ...renamed.map(([name, here]) => `    ${scalar(name)}: ${scalar(here)}`),
        ]),
    ...(files.length === 0
      ? []
      : [
          '  # Beside the template, these hold a part of it.',
          '  files:',
          ...files.map((path) => `    - ${scalar(path)}`),
        ]),
  ];
}

const CALLED: Readonly<Record<AdoptedFunction['hooks'], string>> = {
  ours: '',
  chained: ' # ours before the traffic, which then calls yours',
  beside: ' # yours stay; ours only where you have none',
};

function gatedFunction([id, { hooks, next, alias }]: [string, AdoptedFunction]): string {
  const also = [
    ...(next === undefined ? [] : [`, next: ${scalar(next)}`]),
    ...(alias === undefined ? [] : [`, alias: ${scalar(alias)}`]),
  ].join('');
  return `    ${scalar(id)}: { hooks: ${hooks}${also} }${CALLED[hooks]}`;
}

function environments(answers: AdoptedAnswers): string[] {
  const { environments: names } = answers;
  return [
    '# In the order of promotion; the last is the one that is meant without `--env`.',
    '# `gate` and `checks` of an environment go over those of the service below.',
    'environments:',
    ...names.flatMap((name, index) => environment(answers, name, index === names.length - 1)),
  ];
}

function environment(answers: AdoptedAnswers, name: string, isLast: boolean): string[] {
  const { deployment, checks = {} } = environmentData(answers, name, isLast);
  return [
    `  ${scalar(name)}:`,
    `    deployment: ${deployment} # ${describeDeployment(deployment)}`,
    ...Object.entries(checks).flatMap(([id, { weight }], index) => [
      ...(index === 0 ? ['    checks:'] : []),
      `      ${id}:`,
      `        weight: ${weight} # all at once is what this environment is for`,
    ]),
  ];
}

function environmentData({ deployment }: AdoptedAnswers, name: string, isLast: boolean): EnvironmentConfig {
  // one may be called `constructor`
  const shift = (Object.hasOwn(deployment, name) ? deployment[name] : undefined) ?? 'AllAtOnce';
  if (shift !== 'AllAtOnce' || isLast) return { deployment: shift };
  return { deployment: shift, checks: { 'codedeploy-lambda-allatonce-traffic-shift-disabled': { weight: 0 } } };
}

function gate({ mode = 'observe', minimum, minCoverage = GATE.minCoverage }: AdoptedAnswers): string[] {
  const said =
    mode === 'enforce'
      ? ['  mode: enforce # observe: only say what it would have stopped']
      : [
          '  # observe: only say what it would have stopped. To have that stopped, and rolled back:',
          `  # npx create-fitness-serverless@${VERSION} set gate.mode=enforce`,
          '  mode: observe',
        ];
  return [
    '# When a release is stopped, and rolled back.',
    'gate:',
    ...said,
    `  minimum: ${minimum} # least fitness, of 100`,
    ...(minCoverage < GATE.minCoverage
      ? [`  # As much as is known where no build measures the sources; ${GATE.minCoverage} is what to reach.`]
      : []),
    `  minCoverage: ${minCoverage} # least part of the checks that could be judged`,
    `  noNewFailures: ${GATE.noNewFailures} # what was sound in the last good release stays sound`,
  ];
}

function stackGate({ stackGate: wanted = false }: AdoptedAnswers): string[] {
  if (!wanted) return [];
  return ['# Judges the stack once more at the end, since hooks of ours do not see every release.', 'stackGate: true'];
}

/** What every service starts with is written once. */
let starting: readonly string[] | undefined;

function listed(checks: readonly ListedCheck[]): readonly string[] {
  return [
    '# weight: points of penalty for the first failing resource, 0 to show it only. mode: enforced, or trial (not counted).',
    // a map is what has to be there
    checks.length === 0 ? 'checks: {}' : 'checks:',
    ...byService(checks).flatMap((group, index) => [...(index > 0 ? [''] : []), ...group.flatMap(check)]),
  ];
}

function check({ meta: { id, title, weight }, mode, since }: ListedCheck): string[] {
  return [
    `  # ${title}`,
    `  ${id}:`,
    '    enabled: true',
    `    weight: ${weight}`,
    `    mode: ${mode}`,
    ...(since === undefined ? [] : [`    since: ${scalar(since)}`]),
  ];
}

function complexity(): string[] {
  return [
    '# fitness = raw score − lambda · complexity. Complexity grows with what the template holds, each weighted by its term, and',
    '# is 1 when their sum is the budget. `cyclomatic` and `dependencies` are of the sources, where a build has measured them.',
    'complexity:',
    `  lambda: ${COMPLEXITY.lambda}`,
    `  budget: ${COMPLEXITY.budget}`,
    '  terms:',
    ...Object.entries(COMPLEXITY.terms).map(([term, weight]) => `    ${term}: ${weight}`),
  ];
}

function dashboard(): string[] {
  return [
    '# Business metrics, drawn beside traffic, errors, duration and fitness. A dimension may name ${AWS::StackName},',
    '# ${AWS::Region}, ${AWS::AccountId} and ${Environment}.',
    'dashboard:',
    '  metrics: []',
  ];
}

/** A text as YAML, quoted only where it would be read as something else. The printer takes milliseconds to begin with. */
function scalar(text: string): string {
  if (/^[A-Za-z.^~](?:[\w./@^~-]| (?=\w))*$/.test(text) && plainScalar(text) === text) return text;
  return stringify(text, { lineWidth: 0 }).replace(/\n$/, '');
}
