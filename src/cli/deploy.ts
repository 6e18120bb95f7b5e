/** `deploy --env E`: a new release id, every parameter of the environment, and `sam deploy`. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deployParameters, parameterOverrides } from '../config/samconfig.ts';
import { UserError } from '../errors.ts';
import { measuredBuildId } from '../measurements/index.ts';
import { own } from '../template/resolve/values.ts';
import { quoted } from './command-line.ts';
import { EXIT } from './exit.ts';
import { childEnvironment } from './npm.ts';
import { COMMANDS } from './options.ts';
import { overridesOf } from './parameters.ts';
import { runProcess, withBinaries } from './run-process.ts';
import { findTemplate, requiredEnvironment } from './service.ts';
import type { ServiceTemplate } from './service.ts';
import type { Run } from './terminal.ts';

const BUILT = '.aws-sam/build/template.yaml';

export const run: Run<'deploy'> = async ({ values, rest, terminal }) => {
  const service = findTemplate(terminal.cwd, undefined);
  const environment = requiredEnvironment(service, values.env);
  if (service.samconfig === undefined)
    throw new UserError('no-samconfig', `There is no samconfig.toml in ${service.root}.`, {
      hint: 'It names the stack and the parameters of each environment.',
    });
  if (rest.some((word) => word.startsWith('--parameter-overrides'))) {
    throw new UserError(
      'overrides-behind-dashes',
      '`--parameter-overrides` behind `--` would replace every parameter of the environment.',
      {
        hint: 'Put it before `--`: it is added to them.',
      },
    );
  }
  const env = withBinaries(childEnvironment(terminal.env, COMMANDS.deploy.options), service.root);
  const overrides = overridesOf(values['parameter-overrides'] ?? []);
  refuseOverrides(overrides, environment);
  const reason = reasonOf(values['override-reason']);
  const releaseId = releaseIdOf(new Date(), await commitOf(service.root, env));
  const parameters = {
    ...parameterOverrides(service.samconfig, environment),
    ...overrides,
    ReleaseId: releaseId,
    ...buildIdParameter(service),
    ...(reason !== undefined && { FitnessOverrideReason: reason }),
    ...(values['ignore-alarms'] === true && { IgnoreAlarms: 'true' }),
  };
  const args = [
    'deploy',
    ...['--config-env', environment],
    ...(values.profile === undefined ? [] : ['--profile', values.profile]),
    ...(values.region === undefined ? [] : ['--region', values.region]),
    ...[
      '--parameter-overrides',
      ...Object.entries(parameters).map(([key, value]) => `${key}="${value.replaceAll(/["\\]/g, '\\$&')}"`),
    ],
    ...rest,
  ];
  const { stack_name: named } = deployParameters(service.samconfig, environment);
  const stack = typeof named === 'string' ? named : '';
  const data = { version: 1, environment, stack, releaseId, parameters, command: ['sam', ...args] };
  const show = (): void =>
    terminal.out(values.json ? `${JSON.stringify(data, null, 2)}\n` : `sam ${args.map(quoted).join(' ')}\n`);
  if (values['dry-run']) {
    show();
    return EXIT.ok;
  }
  requireBuild(service);
  terminal.say(`Deploying release ${releaseId} to ${environment}${stack && ` (stack ${stack})`} …\n`);
  const { status, missing } = await runProcess('sam', args, {
    cwd: service.root,
    env,
    show: true,
    stdin: terminal.interactive,
  });
  if (missing)
    throw new UserError('no-sam', 'The SAM CLI (sam) is not installed.', {
      hint: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html',
    });
  if (values.json) show();
  return status === 0 ? EXIT.ok : status === null ? EXIT.interrupted : EXIT.no;
};

/** What this command itself sets. */
function refuseOverrides(overrides: Readonly<Record<string, string>>, environment: string): void {
  if (overrides['ReleaseId'] !== undefined)
    throw new UserError('own-parameter', 'ReleaseId is made anew for every attempt; it cannot be given.', {
      hint: 'Leave it out. A ReleaseId that was used before publishes no version, so nothing would be gated.',
    });
  if (overrides['Environment'] !== undefined && overrides['Environment'] !== environment)
    throw new UserError(
      'own-parameter',
      `--env says ${environment}, and --parameter-overrides says Environment=${overrides['Environment']}.`,
      { hint: 'Choose the environment with --env: its stack and its other parameters go with it.' },
    );
}

/** As the template's parameter FitnessOverrideReason takes it, known before anything is deployed. */
const LONGEST_REASON = 200;

function reasonOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/\p{Cc}/u.test(text)) throw new UserError('invalid-reason', '--override-reason has to be one line of text.');
  if (text.length > LONGEST_REASON)
    throw new UserError(
      'invalid-reason',
      `--override-reason has ${text.length} characters; the template takes ${LONGEST_REASON}.`,
      { hint: 'Say it in fewer words, or name a ticket.' },
    );
  return text;
}

/**
 * New for every attempt: 6 characters of the time, 4 of the commit. SAM takes the first 10 characters into the logical id
 * of the version (aws/serverless-application-model#3820), and without a new version no gate is passed.
 */
export function releaseIdOf(now: Date, commit: string | undefined): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(36);
  return `${seconds.slice(-6).padStart(6, '0')}${(commit ?? '').slice(0, 4).padEnd(4, '0')}`;
}

/** Empty if the sources are not those that were measured: the value of the last deployment must not stand for them. */
export function buildIdParameter({ root, document }: ServiceTemplate): { BuildId?: string } {
  const declared = own(own(document.data, 'Parameters'), 'BuildId') !== undefined;
  return declared ? { BuildId: measuredBuildId(root) ?? '' } : {};
}

async function commitOf(folder: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { status, stdout } = await runProcess('git', ['rev-parse', '--verify', 'HEAD'], { cwd: folder, env });
  return status === 0 && /^[0-9a-f]{40,64}$/.test(stdout.trim()) ? stdout.trim() : undefined;
}

function requireBuild(service: ServiceTemplate): void {
  const built = statSync(join(service.root, BUILT), { throwIfNoEntry: false });
  if (!built)
    throw new UserError('not-built', `There is no build: ${BUILT} is missing.`, { hint: 'Run `npm run build` first.' });
  const newer = sources(service).find(({ time }) => time > built.mtimeMs);
  if (newer)
    throw new UserError('build-out-of-date', `The build is older than ${newer.path}.`, {
      hint: 'Run `npm run build` first.',
    });
}

/** What goes into the build: the template, the configuration, and the folders that functions are built from. */
function sources({ root, file, shown, document }: ServiceTemplate): { path: string; time: number }[] {
  const folders = new Set(codeFolders(document.data).filter((folder) => existsSync(join(root, folder))));
  const paths = [...folders].flatMap((folder) => filesBelow(root, folder));
  if (existsSync(join(root, 'fitness'))) paths.push(...filesBelow(root, 'fitness'));
  if (existsSync(join(root, 'fitness.yaml'))) paths.push('fitness.yaml');
  const times = paths.map((path) => ({ path, time: statSync(join(root, path)).mtimeMs }));
  return [{ path: shown, time: statSync(file).mtimeMs }, ...times];
}

function codeFolders(data: unknown): string[] {
  const template = data as {
    Globals?: { Function?: { CodeUri?: unknown } };
    Resources?: Record<string, { Properties?: { CodeUri?: unknown } } | null>;
  } | null;
  const all = [
    template?.Globals?.Function?.CodeUri,
    ...Object.values(template?.Resources ?? {}).map((resource) => resource?.Properties?.CodeUri),
  ];
  return all.filter(
    (uri): uri is string =>
      typeof uri === 'string' &&
      !/^[a-z][a-z0-9+.-]*:/i.test(uri) &&
      !uri.startsWith('..') &&
      uri !== '.' &&
      uri !== './',
  );
}

function filesBelow(root: string, folder: string): string[] {
  if (!statSync(join(root, folder)).isDirectory()) return [folder];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}
