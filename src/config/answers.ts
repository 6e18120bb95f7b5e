/** What a person is asked, and the fitness.yaml that records it. */
import { stringify } from '#yaml';
import type { Path } from '../template/model.ts';
import { renderTemplate } from '../templates.ts';
import type { AdoptedAnswers } from './adopted-answers.ts';
import { TRIGGERS } from './config.ts';
import type { AdoptedConfig, AdoptedFunction, Deployment, PackageManager, Runtime, Trigger } from './config.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import { businessMetrics } from './business-metrics.ts';
import { COMPLEXITY, GATE, LIMITS } from './defaults.ts';
import { deploymentProblem, describeDeployment } from './deployment.ts';
import { STARTING_CHECKS, byService } from './listed-checks.ts';
import type { ListedCheck } from './listed-checks.ts';
import { environmentProblem, schemaProblems, stackNameProblem } from './read.ts';
import { nearest } from './nearest.ts';

export type { ListedCheck };

export interface Answers {
  readonly name: string;
  readonly description: string;
  readonly runtime: Runtime;
  readonly triggers: readonly Trigger[];
  readonly table: boolean;
  /** In the order of promotion. */
  readonly environments: readonly string[];
  /** By environment. */
  readonly deployment: Readonly<Record<string, Deployment>>;
  readonly region: string;
  readonly alarmEmail?: string;
  readonly packageManager: PackageManager;
  /** npm specification of the tool, e.g. `^0.1.0`. */
  readonly tool: string;
}

export interface AnswerProblem {
  readonly answer: string;
  /** The flag that gives the answer. */
  readonly flag: string;
  readonly message: string;
  /** True if there is no answer at all. */
  readonly missing: boolean;
}

/** The flag that gives each answer; the version of the tool is not asked for. */
const FLAGS: Readonly<Record<keyof Answers, string>> = {
  name: '--name',
  description: '--description',
  runtime: '--runtime',
  triggers: '--trigger',
  table: '--[no-]table',
  environments: '--environment',
  deployment: '--deployment',
  region: '--region',
  alarmEmail: '--alarm-email',
  packageManager: '--package-manager',
  tool: 'tool',
};

/** fitness.yaml's names of the answers. */
const ANSWER_OF: Readonly<Record<string, keyof Answers>> = {
  service: 'name',
  alarms: 'alarmEmail',
};

/** What is answered where a person, or a file, says nothing. */
export function withDefaultAnswers(
  given: Partial<Answers> & Pick<Answers, 'name'>,
  detected: Pick<Answers, 'tool' | 'region' | 'packageManager'>,
): Answers {
  const triggers = given.triggers ?? ['http'];
  const environments = given.environments ?? ['dev', 'prod'];
  const deployments: Record<string, Deployment> = Object.fromEntries(
    environments.map((name) => [name, ownOf(given.deployment, name) ?? defaultDeployment(name)]),
  );
  return {
    description: `The ${given.name} service`,
    runtime: 'nodejs24.x',
    table: triggers.includes('http'),
    ...detected,
    ...stated(given),
    triggers,
    environments,
    deployment: { ...given.deployment, ...deployments },
  };
}

/** Without the answers that are `undefined`, which must not hide a default. */
function stated<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

/** All at once in dev, where nobody is hurt; a canary anywhere else. */
export function defaultDeployment(environment: string): Deployment {
  return environment === 'dev' ? 'AllAtOnce' : 'Canary10Percent5Minutes';
}

/** Everything that is wrong with answers of whatever origin: flags, a file, a person. Empty if a service can be made of them. */
export function validateAnswers(given: Readonly<Record<string, unknown>>): AnswerProblem[] {
  const problems: AnswerProblem[] = [];
  const report = (answer: keyof Answers, message: string, missing = false) =>
    problems.push({ answer, flag: FLAGS[answer], message, missing });

  for (const key of Object.keys(given).filter((key) => !Object.hasOwn(FLAGS, key))) {
    const near = nearest(key, Object.keys(FLAGS));
    problems.push({
      answer: key,
      flag: key,
      message: `unknown answer "${key}"${near ? `; did you mean "${near}"?` : ''}`,
      missing: false,
    });
  }
  const answerAt = ([top, , third]: Path): keyof Answers =>
    third === 'deployment' ? 'deployment' : (ANSWER_OF[String(top)] ?? (top as keyof Answers));
  const problemsOfSchema = schemaProblems(writtenConfig(given), (path) => FLAGS[answerAt(path)]);
  for (const { path, message, missing } of problemsOfSchema) report(answerAt(path), message, missing);
  for (const answer of ['description', 'table', 'deployment'] as const) {
    if (given[answer] === undefined) report(answer, `${FLAGS[answer]} is missing`, true);
  }
  for (const { answer, message } of relations(given)) report(answer, message);
  if (!problems.some(({ answer }) => answer === 'deployment')) {
    for (const deployment of Object.values(record(given['deployment']))) {
      const problem = deploymentProblem(deployment);
      if (problem) report('deployment', `${FLAGS.deployment} ${problem}`);
    }
  }
  return problems;
}

/** What holds between answers: names together, environments once, deployments of environments that there are. */
function* relations(given: Readonly<Record<string, unknown>>): Generator<{ answer: keyof Answers; message: string }> {
  const environments = texts(given['environments']);
  const name = given['name'];
  for (const environment of new Set(environments)) {
    if (environments.indexOf(environment) !== environments.lastIndexOf(environment)) {
      yield { answer: 'environments', message: `--environment ${environment} is given twice` };
    }
    const reserved = environmentProblem(environment);
    if (reserved) yield { answer: 'environments', message: `--environment ${reserved}` };
    const long = typeof name === 'string' && name.length <= LIMITS.service && stackNameProblem(name, environment);
    if (long && environment.length <= LIMITS.environment) yield { answer: 'name', message: `--name ${long}` };
  }
  for (const environment of Object.keys(record(given['deployment']))) {
    if (environments.includes(environment)) continue;
    const near = nearest(environment, environments);
    yield {
      answer: 'deployment',
      message: `--deployment ${environment}=… is for an environment that there is not${near ? `; did you mean "${near}"?` : ''}`,
    };
  }
}

/** Answers as the data of a fitness.yaml, wrong ones as they are, so that one schema judges both. */
function writtenConfig(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { name, environments, deployment, alarmEmail, ...rest } = given;
  const known = Object.fromEntries(
    Object.entries(rest).filter(([key, value]) => Object.hasOwn(FLAGS, key) && value !== undefined),
  );
  const byName = Array.isArray(environments)
    ? Object.fromEntries(
        texts(environments).map((environment) => [
          environment,
          { deployment: ownOf(record(deployment), environment) ?? defaultDeployment(environment) },
        ]),
      )
    : environments;
  return {
    ...known,
    ...(name !== undefined && { service: name }),
    ...(byName !== undefined && { environments: byName }),
    ...(alarmEmail !== undefined && { alarms: { email: alarmEmail } }),
    checks: {},
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** An environment may be called `constructor`. */
function ownOf<T>(values: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Checks whose failure stops a release in the last environment, whoever changed what: nobody wants these by accident. */
const REQUIRED = [
  'lambda-function-public-access-prohibited',
  's3-bucket-public-read-prohibited',
  's3-bucket-public-write-prohibited',
];

/**
 * Checks that a service with this trigger does not pass as it is made, on purpose. Its fitness.yaml shows them without
 * counting them, and says until when.
 */
const NOT_COUNTED: readonly { readonly id: string; readonly trigger: Trigger; readonly until: string }[] = [
  {
    id: 'api-gwv2-authorization-type-configured',
    trigger: 'http',
    until: 'HttpApi is open, so that the first request gets an answer. Once it has Auth',
  },
];

/** A new fitness.yaml for valid answers. */
export function configText(answers: Answers, checks: readonly ListedCheck[] = STARTING_CHECKS): string {
  const environments = answers.environments.map((name, index) => {
    const deployment = ownOf(answers.deployment, name) ?? defaultDeployment(name);
    const last = index === answers.environments.length - 1;
    const allAtOnce = deployment === 'AllAtOnce';
    return { name, deployment, about: describeDeployment(deployment), allAtOnce, last };
  });
  return renderTemplate('fitness.yaml', {
    answers,
    environments,
    required: REQUIRED,
    gate: GATE,
    complexity: COMPLEXITY,
    checks: byService(checks),
    notCounted: new Map(
      NOT_COUNTED.filter(({ trigger }) => answers.triggers.includes(trigger)).map(({ id, until }) => [id, until]),
    ),
    metrics: businessMetrics(answers.name, answers.triggers, answers.table),
    yaml: yamlScalar,
  });
}

/**
 * The answers that a fitness.yaml gives, whoever wrote it; what it does not say has its default, and what it says in
 * another way than the schema wants counts as not said.
 *
 * @param tool npm specification of the tool, for one that names none
 */
export function answersOf(data: unknown, tool: string): Answers {
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const environments = own(data, 'environments');
  const names = isRecord(environments) ? Object.keys(environments) : [];
  const deployment = names.flatMap((name): [string, Deployment][] => {
    const said = own(own(environments, name), 'deployment');
    return deploymentProblem(said) === undefined ? [[name, said as Deployment]] : [];
  });
  const table = own(data, 'table');
  const description = own(data, 'description');
  const triggers = texts(own(data, 'triggers')).filter(isTrigger);
  return withDefaultAnswers(
    {
      name: text(own(data, 'service')) ?? 'my-service',
      description: typeof description === 'string' ? description : '',
      runtime: text(own(data, 'runtime')) as Runtime | undefined,
      triggers: triggers.length > 0 ? triggers : undefined,
      table: table === true,
      environments: names.length > 0 ? names : undefined,
      deployment: Object.fromEntries(deployment),
      alarmEmail: text(own(own(data, 'alarms'), 'email')),
    },
    {
      tool: text(own(data, 'tool')) ?? tool,
      region: text(own(data, 'region')) ?? 'us-east-1',
      packageManager: (text(own(data, 'packageManager')) as PackageManager | undefined) ?? 'npm',
    },
  );
}

/** The same of a service that was there before this tool; undefined for any other. */
export function adoptedAnswersOf(data: unknown, tool: string): AdoptedAnswers | undefined {
  const adopted = own(data, 'adopted');
  const template = own(adopted, 'template');
  if (typeof template !== 'string') return undefined;
  const { triggers: _, table: __, ...answers } = answersOf(data, tool);
  const [minimum, minCoverage] = ['minimum', 'minCoverage'].map((key) => own(own(data, 'gate'), key));
  return {
    ...answers,
    adopted: { template, ...adoptedParts(adopted) },
    minimum: typeof minimum === 'number' ? minimum : 0,
    ...(typeof minCoverage === 'number' && minCoverage < GATE.minCoverage && { minCoverage }),
    mode: own(own(data, 'gate'), 'mode') === 'enforce' ? 'enforce' : 'observe',
    stackGate: own(data, 'stackGate') === true,
  };
}

function adoptedParts(adopted: unknown): Omit<AdoptedConfig, 'template'> {
  const [hooks, environment] = [own(adopted, 'hooks'), own(adopted, 'environment')];
  const functions = entriesOf(own(adopted, 'functions')).map(([id, said]): [string, AdoptedFunction] => {
    const called = own(said, 'hooks');
    const [next, alias] = [own(said, 'next'), own(said, 'alias')];
    return [
      id,
      {
        hooks: called === 'chained' || called === 'beside' ? called : 'ours',
        ...(typeof next === 'string' && { next }),
        ...(typeof alias === 'string' && { alias }),
      },
    ];
  });
  const names = entriesOf(own(adopted, 'names')).filter(
    (named): named is [string, string] => typeof named[1] === 'string',
  );
  return {
    hooks: hooks === 'prebuilt' || hooks === 'none' ? hooks : 'source',
    functions: Object.fromEntries(functions),
    environment: typeof environment === 'string' ? environment : 'Environment',
    names: Object.fromEntries(names),
    files: texts(own(adopted, 'files')),
  };
}

function entriesOf(data: unknown): [string, unknown][] {
  return isRecord(data) ? Object.entries(data) : [];
}

function isTrigger(name: string): name is Trigger {
  return (TRIGGERS as readonly string[]).includes(name);
}

/** A text as YAML, quoted only where it would be read as something else. */
function yamlScalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).replace(/\n$/, '');
}
