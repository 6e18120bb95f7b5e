/** `deploy --env E`: a new release id, every parameter of the environment, `sam package`, and the gate that executes it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { calledIn } from '../config/called.ts';
import { textOf } from '../config/parameter-overrides.ts';
import { commandParameters, tableName } from '../config/samconfig.ts';
import type { Config } from '../config/config.ts';
import type { SamConfig } from '../config/samconfig.ts';
import { UserError } from '../errors.ts';
import { measuredBuildId } from '../measurements/index.ts';
import { own } from '../template/resolve/values.ts';
import { quoted, toolCommand } from './command-line.ts';
import { EXIT } from './exit.ts';
import { gate, gateRequest, reasonOf } from './gate.ts';
import { deploySettings, expressRefused } from './gate/settings.ts';
import type { DeploySettings } from './gate/settings.ts';
import { childEnvironment } from './npm.ts';
import { COMMANDS, parseCommand } from './options.ts';
import type { Values } from './options.ts';
import { overridesOf } from './parameters.ts';
import { refuseStaleHooks } from './prebuilt-hooks.ts';
import { runProcess, withBinaries } from './run-process.ts';
import { asService, findTemplate, requiredEnvironment } from './service.ts';
import type { ServiceTemplate } from './service.ts';
import type { Run, Terminal } from './terminal.ts';

const BUILT = '.aws-sam/build/template.yaml';
const PACKAGED = '.aws-sam/packaged.yaml';

export const run: Run<'deploy'> = async ({ values, rest, terminal }) => {
  const service = asService(findTemplate(terminal.cwd, undefined));
  const environment = requiredEnvironment(service, values.env);
  const { samconfig } = service;
  if (samconfig === undefined)
    throw new UserError('no-samconfig', `There is no samconfig.toml in ${service.root}.`, {
      hint: `It names the stack and the parameters of each environment. Without one, package the build and have it judged: \`${toolCommand('gate', '--env', environment, '--stack-name', 'NAME', '--template', 'packaged.yaml', '--execute')}\`.`,
    });
  refuseRest(rest);
  const overrides = overridesOf(values['parameter-overrides'] ?? []);
  refuseOverrides(overrides, environment, service);
  const reason = reasonOf(values['override-reason']);
  const settings = deploySettings(samconfig, environment);
  const env = withBinaries(childEnvironment(terminal.env, COMMANDS.deploy.options), service.root);
  const releaseId = releaseIdOf(new Date(), await commitOf(service.root, env));
  const added = {
    ...overrides,
    ...ownParameters(service, environment, settings.parameters, {
      ReleaseId: releaseId,
      ...buildIdParameter(service),
      ...(values['ignore-alarms'] === true && { IgnoreAlarms: 'true' }),
    }),
  };
  const packaging = packageArguments(samconfig, environment, settings, values, rest);
  const gating = gateArguments(environment, values);
  const shown = [...gating, ...overrideArguments(masked(service, added))];
  const data = {
    environment,
    stack: settings.stackName ?? '',
    releaseId,
    parameters: masked(service, {
      ...settings.parameters,
      ...added,
      ...(reason !== undefined && { [calledIn(service.config, 'FitnessOverrideReason')]: reason }),
    }),
    commands: [
      ['sam', ...packaging],
      ['fitness-serverless', ...shown],
    ],
  };
  if (values['dry-run']) {
    const lines = [`sam ${packaging.map(quoted).join(' ')}`, toolCommand(...shown)];
    terminal.out(values.json ? `${JSON.stringify({ version: 1, ...data }, null, 2)}\n` : `${lines.join('\n')}\n`);
    return EXIT.ok;
  }
  requireBuild(service);
  terminal.say(`Deploying release ${releaseId} to ${environment}${data.stack && ` (stack ${data.stack})`} …\n`);
  const packaged = await packageBuild(packaging, service.root, env, terminal);
  if (packaged !== EXIT.ok) return packaged;
  const there = { ...terminal, cwd: service.root };
  const { request, access } = await gateRequest(parseCommand('gate', gating.slice(1)).values, there, added);
  return gate(request, access, terminal, { json: values.json === true, more: data });
};

/** What stands behind `--` goes to `sam package`. */
function refuseRest(rest: readonly string[]): void {
  if (rest.some((word) => word.startsWith('--parameter-overrides')))
    throw new UserError(
      'overrides-behind-dashes',
      '`--parameter-overrides` behind `--` would go to `sam package`, which knows no parameters.',
      { hint: 'Put it before `--`: it is added to those of the environment.' },
    );
  if (rest.includes('--express')) throw expressRefused('--express');
  const own = rest.find((word) => OWN_OPTIONS.test(word));
  if (own !== undefined)
    throw new UserError(
      'own-option',
      `\`${own}\` behind \`--\` cannot be given: what is packaged here is what is gated.`,
      {
        hint: 'Leave it out. The environment is chosen with --env; the template is that of the build.',
      },
    );
}

/** Options of `sam package` that this command itself gives, or that choose another template than the one that it gates. */
const OWN_OPTIONS = /^(?:--(?:output-template-file|config-env|template-file|template)(?:=|$)|-t)/;

/**
 * Options of `sam package`. Where samconfig has a bucket, a profile or a Region for `deploy` alone, it is that; without --template-file SAM takes
 * the build, and the samconfig beside the template that it was built from.
 */
function packageArguments(
  samconfig: SamConfig,
  environment: string,
  { s3Bucket, s3Prefix, kmsKeyId, ...settings }: DeploySettings,
  values: Pick<Values<'deploy'>, 'profile' | 'region'>,
  rest: readonly string[],
): string[] {
  const written = commandParameters(samconfig, environment, 'package');
  const says = (name: string): boolean => Object.hasOwn(written, name);
  const hasBucket = says('s3_bucket') || says('resolve_s3');
  const option = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
  return [
    'package',
    ...['--config-env', tableName(samconfig, environment), '--output-template-file', PACKAGED],
    ...(hasBucket
      ? []
      : [
          ...(s3Bucket === undefined ? ['--resolve-s3'] : ['--s3-bucket', s3Bucket]),
          ...option('--s3-prefix', s3Prefix),
          ...option('--kms-key-id', kmsKeyId),
        ]),
    ...option('--profile', values.profile ?? (says('profile') ? undefined : settings.profile)),
    ...option('--region', values.region ?? (says('region') ? undefined : settings.region)),
    ...rest,
  ];
}

function gateArguments(environment: string, values: Values<'deploy'>): string[] {
  return [
    'gate',
    ...['--env', environment, '--template', PACKAGED, '--execute'],
    ...(values['override-reason'] === undefined ? [] : [`--override-reason=${values['override-reason']}`]),
    ...(values.custom === false ? ['--no-custom'] : []),
    ...(values.profile === undefined ? [] : ['--profile', values.profile]),
    ...(values.region === undefined ? [] : ['--region', values.region]),
  ];
}

/** For its reader: the gate gets the values as they are. Escaped is what is unescaped again (config/parameter-overrides.ts). */
function overrideArguments(parameters: Readonly<Record<string, string>>): string[] {
  return Object.entries(parameters).map(
    ([key, value]) => `--parameter-overrides=${key}="${value.replaceAll(/"|(?<=\\)[\s']/g, '\\$&')}"`,
  );
}

/** What CloudFormation shows to nobody is shown by nobody else, either. */
function masked({ document }: ServiceTemplate, parameters: Readonly<Record<string, string>>): Record<string, string> {
  const declared = own(document.data, 'Parameters');
  const isHidden = (name: string): boolean => textOf(own(own(declared, name), 'NoEcho'))?.toLowerCase() === 'true';
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, isHidden(name) ? HIDDEN_VALUE : value]),
  );
}

async function packageBuild(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv, terminal: Terminal) {
  const { status, missing } = await runProcess('sam', args, { cwd, env, show: true, stdin: terminal.interactive });
  if (missing)
    throw new UserError('no-sam', 'The SAM CLI (sam) is not installed.', {
      hint: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html',
    });
  if (status === null) return EXIT.interrupted;
  if (status === 0) return EXIT.ok;
  throw new UserError('not-packaged', `\`sam package\` ended with status ${status}; nothing was deployed.`, {
    kind: 'incomplete',
    hint: 'It says above why.',
  });
}

/** As CloudFormation shows it. */
const HIDDEN_VALUE = '****';

/** What this command itself sets. */
function refuseOverrides(
  overrides: Readonly<Record<string, string>>,
  environment: string,
  { config }: ServiceTemplate,
): void {
  const releaseId = calledIn(config, 'ReleaseId');
  if (overrides[releaseId] !== undefined)
    throw new UserError('own-parameter', `${releaseId} is made anew for every attempt; it cannot be given.`, {
      hint: `Leave it out. A ${releaseId} that was used before publishes no version, so nothing would be gated.`,
    });
  const parameter = environmentParameter(config);
  if (overrides[parameter] !== undefined && overrides[parameter] !== environment)
    throw new UserError(
      'own-parameter',
      `--env says ${environment}, and --parameter-overrides says ${parameter}=${overrides[parameter]}.`,
      { hint: 'Choose the environment with --env: its stack and its other parameters go with it.' },
    );
}

function environmentParameter({ adopted }: Config): string {
  return adopted?.environment ?? 'Environment';
}

/**
 * Parameters of ours, as they are called here. The template of an adopted service has those that its gate needs, and samconfig
 * need not say what `--env` says.
 */
export function ownParameters(
  { config, document }: Pick<ServiceTemplate, 'config' | 'document'>,
  environment: string,
  written: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const isDeclared = (name: string): boolean => own(own(document.data, 'Parameters'), name) !== undefined;
  const called = Object.entries(values).map(([name, value]) => [calledIn(config, name), value] as const);
  if (!config.adopted) return Object.fromEntries(called);
  const parameter = environmentParameter(config);
  const isSaid = Object.hasOwn(written, parameter);
  return Object.fromEntries(
    [...(isSaid ? [] : [[parameter, environment] as const]), ...called].filter(([name]) => isDeclared(name)),
  );
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
export function buildIdParameter({ root, config, document }: ServiceTemplate): { BuildId?: string } {
  const declared = own(own(document.data, 'Parameters'), calledIn(config, 'BuildId')) !== undefined;
  return declared ? { BuildId: measuredBuildId(root) ?? '' } : {};
}

async function commitOf(folder: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { status, stdout } = await runProcess('git', ['rev-parse', '--verify', 'HEAD'], { cwd: folder, env });
  return status === 0 && /^[0-9a-f]{40,64}$/.test(stdout.trim()) ? stdout.trim() : undefined;
}

/** A build that is older than what it was made of is another release than the one that is meant. */
function requireBuild(service: ServiceTemplate): void {
  refuseStaleHooks(service);
  const built = statSync(join(service.root, BUILT), { throwIfNoEntry: false });
  const hint = `Run \`${buildCommand(service)}\` first.`;
  if (!built) throw new UserError('not-built', `There is no build: ${BUILT} is missing.`, { hint });
  const newer = sources(service).find(({ time }) => time > built.mtimeMs);
  if (newer) throw new UserError('build-out-of-date', `The build is older than ${newer.path}.`, { hint });
}

/** An adopted service is built as it always was; SAM CLI looks for the template in the folder where it is run. */
function buildCommand({ config: { adopted } }: ServiceTemplate): string {
  if (!adopted) return 'npm run build';
  const isFound = /^template\.(?:ya?ml|json)$/.test(adopted.template);
  return ['sam', 'build', ...(isFound ? [] : ['--template-file', adopted.template])].map(quoted).join(' ');
}

/** What goes into the build: the template, the configuration, and the folders that functions are built from. */
function sources({ root, config, file, shown, document }: ServiceTemplate): { path: string; time: number }[] {
  const base = relative(root, dirname(file));
  // the folder of the service itself holds what no function is built from
  const folders = codeFolders(document.data)
    .map((folder) => join(base, folder))
    .filter((folder) => !/^\.\.?(?:[\\/]|$)/.test(folder) && existsSync(join(root, folder)));
  const paths = [...new Set(folders)].flatMap((folder) => filesBelow(root, folder));
  // prebuilt hooks are packaged as they are, whatever was built
  if (config.adopted?.hooks !== 'prebuilt') {
    if (existsSync(join(root, 'fitness'))) paths.push(...filesBelow(root, 'fitness'));
    if (existsSync(join(root, 'fitness.yaml'))) paths.push('fitness.yaml');
  }
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
  return all.filter((uri): uri is string => typeof uri === 'string' && !/^[a-z][a-z0-9+.-]*:/i.test(uri));
}

function filesBelow(root: string, folder: string): string[] {
  if (!statSync(join(root, folder)).isDirectory()) return [folder];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}
