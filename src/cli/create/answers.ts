/** Collects the answers that make a service: flag over answers file over what was detected over the default. */
import { readFileSync } from 'node:fs';
import { basename, resolve as resolvePath } from 'node:path';
import { validateAnswers, withDefaultAnswers } from '../../config/answers.ts';
import type { AnswerProblem, Answers } from '../../config/answers.ts';
import type { Deployment } from '../../config/config.ts';
import { nearest } from '../../config/nearest.ts';
import { UserError } from '../../errors.ts';
import type { SourceDocument } from '../../template/model.ts';
import { parseDocument } from '../../template/parse.ts';
import { npmTookYes } from '../npm.ts';
import { COMMANDS } from '../options.ts';
import type { Values } from '../options.ts';

/** Answers about the creation itself; nothing of them is recorded. */
export interface Creation {
  readonly git?: boolean | undefined;
  readonly install?: boolean | undefined;
}

/** What was said so far. A deployment without an environment is for all that have none of their own. */
export interface Given {
  readonly answers: Partial<Answers>;
  readonly deploymentOfAll: Deployment | undefined;
  readonly creation: Creation;
  /** Where the answers file is to blame for an answer. */
  readonly document: SourceDocument | undefined;
}

const KEYS = [
  'name',
  'description',
  'runtime',
  'triggers',
  'table',
  'environments',
  'deployment',
  'region',
  'alarmEmail',
  'packageManager',
  'git',
  'install',
] as const;

/**
 * Reads flags and the answers file.
 * @throws UserError if the file cannot be read, or says something that nobody asked
 */
export function readGiven(
  values: Values<'create'>,
  { directory, cwd }: { directory: string | undefined; cwd: string },
): Given {
  const file = values.answers === undefined ? undefined : readAnswersFile(values.answers, cwd);
  const fromFile = (file?.data ?? {}) as Record<string, unknown>;
  const { git, install, deployment, ...answers } = fromFile;
  const flags = deploymentsOf(values.deployment ?? []);
  const ofFile =
    typeof deployment === 'string'
      ? { all: deployment as Deployment, own: {} }
      : { all: undefined, own: deployment ?? {} };
  const own = { ...ofFile.own, ...flags.own };
  return {
    answers: defined({
      ...(directory !== undefined && { name: nameOf(directory) }),
      ...answers,
      ...defined({
        name: values.name,
        description: values.description,
        runtime: values.runtime,
        triggers: values.trigger,
        table: values.table,
        environments: values.environment,
        region: values.region,
        alarmEmail: values['alarm-email'],
        packageManager: values['package-manager'],
      }),
      ...(Object.keys(own).length > 0 && { deployment: own }),
    }) as Partial<Answers>,
    deploymentOfAll: flags.all ?? ofFile.all,
    creation: {
      git: values.git ?? (git as boolean | undefined),
      install: values.install ?? (install as boolean | undefined),
    },
    document: file,
  };
}

/** A name that a folder's suggests: `My Orders` → `my-orders`. */
export function nameOf(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '');
  return name || 'my-service';
}

export type Detected = Pick<Answers, 'tool' | 'region' | 'packageManager'>;

/** The answers, with defaults where nothing was said. @throws UserError with everything that is wrong at once */
export function completed(given: Given, detected: Detected): Answers {
  refuse(problemsOf(given), given);
  const { answers } = given;
  const whole = withDefaultAnswers({ ...answers, name: answers.name ?? 'my-service' }, detected);
  const finished = { ...whole, deployment: { ...whole.deployment, ...deploymentOf(given, whole.environments) } };
  refuse(validateAnswers({ ...finished }), given);
  return finished;
}

/**
 * Throws, naming everything that nobody answered, when there is nobody to ask.
 * What was detected counts as answered; an alarm e-mail is nobody's duty.
 */
export function requireAnswered(given: Given, detected: Partial<Detected>, env: NodeJS.ProcessEnv): void {
  const { answers, creation } = given;
  refuse(problemsOf(given), given);
  const environments = answers.environments ?? [];
  const deployment = deploymentOf(given, environments);
  const problems = validateAnswers(
    defined({ ...detected, ...answers, deployment: environments.length > 0 ? deployment : undefined }),
  );
  const missing = [
    ...problems.filter((problem) => problem.missing && problem.answer !== 'deployment').map(({ flag }) => flag),
    ...(environments.length === 0 && Object.keys(deployment).length === 0 ? ['--deployment'] : []),
    ...environments.filter((name) => !(name in deployment)).map((name) => `--deployment ${name}=TYPE`),
    ...(['git', 'install'] as const).filter((name) => creation[name] === undefined).map((name) => `--[no-]${name}`),
  ].sort((a, b) => placeOf(a) - placeOf(b));
  if (missing.length === 0) return;
  throw new UserError(
    'missing-answers',
    `There is no terminal to ask, and these answers are missing: ${missing.join(', ')}.`,
    {
      hint: npmTookYes(env)
        ? 'npm took --yes for itself. Put `--` before it: npm create fitness-serverless@latest my-service -- --yes'
        : 'Give them as flags or with --answers FILE, or take the defaults with --yes.',
    },
  );
}

/** The order of `--help`. */
function placeOf(flag: string): number {
  return COMMANDS.create.options.findIndex(({ name }) => flag.replace('[no-]', '').split(' ')[0] === `--${name}`);
}

/** What is wrong with what was said so far; what was not said is not judged. */
export function problemsOf(given: Given): AnswerProblem[] {
  const { answers } = given;
  const environments: unknown = answers.environments ?? Object.keys(answers.deployment ?? {});
  const deployment = Array.isArray(environments) ? deploymentOf(given, environments as string[]) : answers.deployment;
  // without environments a deployment for all is judged on one
  const judged =
    given.deploymentOfAll !== undefined && Array.isArray(environments) && environments.length === 0
      ? { dev: given.deploymentOfAll }
      : deployment;
  const whole = {
    ...answers,
    environments:
      Object.keys(judged ?? {}).length > 0 && answers.environments === undefined
        ? Object.keys(judged ?? {})
        : answers.environments,
    deployment: judged,
  };
  return validateAnswers(defined(whole)).filter(({ missing }) => !missing);
}

/** By environment: its own, else the one that is for all. */
function deploymentOf(
  { answers, deploymentOfAll }: Given,
  environments: readonly string[],
): Record<string, Deployment> {
  const all =
    deploymentOfAll === undefined ? {} : Object.fromEntries(environments.map((name) => [name, deploymentOfAll]));
  return { ...all, ...answers.deployment };
}

function refuse(problems: readonly AnswerProblem[], { document }: Given): void {
  if (problems.length > 0) throw invalid(problems, document);
}

/** `prod=Linear:5:2` is for one environment, `Linear:5:2` for all. */
export function deploymentsOf(flags: readonly string[]): {
  all: Deployment | undefined;
  own: Record<string, Deployment>;
} {
  let all: Deployment | undefined;
  const own: Record<string, Deployment> = {};
  for (const flag of flags) {
    const at = flag.indexOf('=');
    if (at === -1) all = flag as Deployment;
    else own[flag.slice(0, at)] = flag.slice(at + 1) as Deployment;
  }
  return { all, own };
}

function readAnswersFile(file: string, cwd: string): SourceDocument {
  if (file === '')
    throw new UserError('answers-file', 'The answers file has no name.', { hint: 'Write --answers FILE.' });
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : resolvePath(cwd, file), 'utf8');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'EISDIR' ? 'it is a folder' : (cause as Error).message;
    throw new UserError('answers-file', `Cannot read the answers in ${file}: ${why}.`, {
      hint: 'Check the path.',
      cause,
    });
  }
  const document = parseAnswers(text, file);
  const { data } = document;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new UserError('answers-file', `${file} holds no answers: it has to be a mapping.`, {
      location: { file, line: 1, column: 1 },
      hint: `Its keys: ${KEYS.join(', ')}.`,
    });
  }
  for (const [key, value] of Object.entries(data)) {
    if (!KEYS.some((known) => known === key)) {
      const near = nearest(key, KEYS);
      throw new UserError('answers-file', `There is no answer ${JSON.stringify(key)}.`, {
        location: document.locate([key]),
        hint: near ? `Did you mean ${near}?` : `The answers: ${KEYS.join(', ')}.`,
      });
    }
    if ((key === 'git' || key === 'install') && typeof value !== 'boolean') {
      throw new UserError('answers-file', `${key} has to be true or false.`, { location: document.locate([key]) });
    }
  }
  return document;
}

/** Answers are read as templates are, by the same limits; what is wrong is said of answers. */
function parseAnswers(text: string, file: string): SourceDocument {
  const document = parsed(text, file);
  const repeated = document.diagnostics.find(({ code }) => code === 'repeated-key');
  if (repeated)
    throw new UserError('answers-file', `${repeated.message.replace(/;.*/, '')}.`, {
      location: repeated.location,
      hint: 'Keep one of them.',
    });
  return document;
}

function parsed(text: string, file: string): SourceDocument {
  try {
    return parseDocument(text, file);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, location, hint, code } = error;
    if (code === 'template-too-large')
      throw new UserError('answers-file', `${file} is larger than 1 MB.`, { cause: error });
    throw new UserError('answers-file', message, { location, hint, cause: error });
  }
}

function invalid(problems: readonly AnswerProblem[], document: SourceDocument | undefined): UserError {
  const first = problems[0];
  const data = (document?.data ?? {}) as Record<string, unknown>;
  const location = first && first.answer in data ? document?.locate([first.answer]) : undefined;
  return new UserError('invalid-answers', [...new Set(problems.map(({ message }) => message))].join('\n'), {
    location,
  });
}

function defined<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never;
}
