/**
 * The service that a command works on: its folder, its fitness.yaml and its template. Or a template with nothing around it.
 * The folder of an organisation hook is one as well for what only judges.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import { recommended } from '../checks/catalogue.ts';
import type { AdoptedConfig, CheckConfig, Config } from '../config/config.ts';
import { withDefaults } from '../config/defaults.ts';
import { loadEitherConfig } from '../config/load.ts';
import { nearest } from '../config/nearest.ts';
import type { SamConfig } from '../config/samconfig.ts';
import { SAMCONFIG_FILES } from '../config/samconfig-files.ts';
import { UserError } from '../errors.ts';
import type { SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { refuseOlderTool } from '../upgrade/older-tool.ts';
import { readRegular } from '../upgrade/paths.ts';
import { CONFIG_FILE, serviceFolder } from './service-folder.ts';

export { CONFIG_FILE, SAMCONFIG_FILES };
const TEMPLATE_FILES = ['template.yaml', 'template.yml', 'template.json'];

export interface Service {
  /** Folder of fitness.yaml, else of the template. */
  readonly root: string;
  readonly config: Config;
  /** False if there is no fitness.yaml: then the configuration is the default one, of every check. */
  readonly configured: boolean;
  readonly configDocument: SourceDocument | undefined;
  /** Is it the folder of an organisation hook? Then the configuration is what the hook judges every stack by. */
  readonly isOrganisation: boolean;
  /** SAM CLI's configuration, if there is one. */
  readonly samconfig: SamConfig | undefined;
}

export interface ServiceTemplate extends Service {
  /** Absolute path of the template. */
  readonly file: string;
  /** As messages name it. */
  readonly shown: string;
  readonly document: SourceDocument;
}

/** The service around a folder: the nearest fitness.yaml, at most up to the repository's root. */
export function findService(cwd: string): Service {
  return asService(findConfigured(cwd));
}

/** @throws UserError if it is the folder of an organisation hook, of which a command for services knows nothing */
export function asService<T extends Pick<Service, 'isOrganisation' | 'configDocument'>>(service: T): T {
  if (!service.isOrganisation) return service;
  const { file } = service.configDocument ?? { file: CONFIG_FILE };
  throw new UserError('organisation-hook', `${file} is that of an organisation hook, not of a service.`, {
    hint: 'validate, score, checks and explain work here; package.json has the scripts that build and deploy the hook.',
  });
}

/** As `findService`, or the folder of an organisation hook. */
export function findConfigured(cwd: string): Service {
  return serviceIn(serviceFolder(cwd), cwd);
}

/** Services by their folders, so that many templates of one are read with one fitness.yaml. */
export type Services = Map<string, Service>;

/** A template that was named, or the service's. */
export function findTemplate(cwd: string, named: string | undefined, services: Services = new Map()): ServiceTemplate {
  if (named === undefined) return templateOf(serviceHere(cwd), cwd);
  const file = resolve(cwd, named);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat)
    throw new UserError('no-template', `There is no ${named}.`, { hint: 'Name a SAM or CloudFormation template.' });
  const root = stat.isDirectory() ? file : dirname(file);
  const service = services.get(root) ?? serviceIn(root, cwd);
  services.set(root, service);
  return stat.isDirectory() ? templateOf(service, cwd) : readTemplate(service, file, cwd);
}

/** A template that was made of a service's, as `sam package` does: the service is the one around it, else around the person. */
export function findMadeTemplate(cwd: string, named: string | undefined): ServiceTemplate {
  if (named === undefined) return templateOf(serviceHere(cwd), cwd);
  const file = resolve(cwd, named);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UserError('no-template', `There is no ${named}.`, { hint: 'Name a packaged template.' });
  const around = serviceAround(dirname(file));
  return readTemplate(around ?? serviceHere(cwd), file, cwd);
}

/** The service around a folder; without fitness.yaml anywhere, the folder itself. */
export function serviceHere(cwd: string): Service {
  return serviceAround(cwd) ?? serviceIn(cwd, cwd);
}

function serviceAround(cwd: string): Service | undefined {
  try {
    return findConfigured(cwd);
  } catch (error) {
    if (error instanceof UserError && error.code === 'no-service') return undefined;
    throw error;
  }
}

function templateOf(service: Service, cwd: string): ServiceTemplate {
  const { adopted } = service.config;
  const names = adopted ? [adopted.template] : TEMPLATE_FILES;
  const name = names.find((candidate) => existsSync(join(service.root, candidate)));
  if (name) return readTemplate(service, join(service.root, name), cwd);
  throw new UserError('no-template', `There is no ${names.join(', ')} in ${service.root}.`, {
    hint: adopted
      ? 'Say in fitness.yaml (adopted.template) where it is.'
      : 'Name a template, or run the command in a service.',
  });
}

function readTemplate(service: Service, file: string, cwd: string): ServiceTemplate {
  const shown = shownAs(file, cwd);
  return { ...service, file, shown, document: parseDocument(readFileSync(file, 'utf8'), shown) };
}

function serviceIn(root: string, cwd: string): Service {
  const text = readRegular(join(root, CONFIG_FILE))?.toString('utf8');
  const samconfig = samconfigIn(root);
  if (text === undefined)
    return {
      root,
      config: unconfigured(basename(root)),
      configured: false,
      configDocument: undefined,
      isOrganisation: false,
      samconfig,
    };
  refuseOlderTool(root);
  const { config, document, isOrganisation } = loadEitherConfig(text, shownAs(join(root, CONFIG_FILE), cwd));
  const service = { root, config, configured: true, configDocument: document, isOrganisation };
  return { ...service, samconfig: config.adopted ? samconfigBeside(config, config.adopted, root) : samconfig };
}

/** Of an adopted service it may lie beside the template, and have no table for an environment. */
export function samconfigBeside(
  { environments }: Pick<Config, 'environments'>,
  adopted: Pick<AdoptedConfig, 'template' | 'environment'>,
  root: string,
): SamConfig | undefined {
  const found = samconfigIn(root) ?? samconfigIn(root, posix.dirname(adopted.template));
  return found && { ...found, adopted: { environments: Object.keys(environments), parameter: adopted.environment } };
}

/** The first that there is. */
export function samconfigIn(root: string, folder = ''): SamConfig | undefined {
  for (const name of SAMCONFIG_FILES) {
    const file = posix.join(folder, name);
    const text = readIfThere(join(root, file));
    if (text !== undefined) return { file, text };
  }
  return undefined;
}

/** Every recommended check as its author meant it, and the default gate. */
function unconfigured(name: string): Config {
  const checks = recommended.map(({ meta }): [string, Partial<CheckConfig>] => [meta.id, { enabled: true }]);
  return withDefaults({
    tool: '*',
    service: name,
    runtime: 'nodejs24.x',
    triggers: [],
    region: 'us-east-1',
    packageManager: 'npm',
    environments: {},
    checks: Object.fromEntries(checks),
  });
}

/**
 * The environment to work in: the one that was named, else the last; `default` where no fitness.yaml names any.
 * @throws UserError with the nearest name if there is no such environment
 */
export function environmentOf({ config }: Pick<Service, 'config'>, named: string | undefined): string {
  const environments = Object.keys(config.environments);
  if (named === undefined) return environments.at(-1) ?? 'default';
  if (environments.length === 0 || environments.includes(named)) return named;
  const near = nearest(named, environments);
  throw new UserError(
    'unknown-environment',
    `There is no environment ${JSON.stringify(named)}; there are ${environments.join(', ')}.`,
    {
      hint: near ? `Did you mean ${near}?` : undefined,
    },
  );
}

/** The environment that a command acts on has to be named: nobody deploys to the last one by accident. */
export function requiredEnvironment(service: Pick<Service, 'config'>, named: string | undefined): string {
  if (named !== undefined) return environmentOf(service, named);
  const environments = Object.keys(service.config.environments);
  throw new UserError('missing-environment', '--env is missing.', {
    hint: `Environments: ${environments.join(', ')}.`,
  });
}

/** Relative to where the person stands, unless that is far away. */
export function shownAs(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith(`..${sep}..`) ? file : path.split(sep).join('/');
}

/** The text of a file; undefined if there is none. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
