/** The checks that judge a service's templates: the built-in ones, and the repository's own. */
import type { Check } from '../checks/api.ts';
import { catalogue } from '../checks/catalogue.ts';
import type { Config } from '../config/config.ts';
import type { Service } from './service.ts';

export interface ServiceChecks {
  readonly checks: readonly Check[];
  /** Files of the repository that run as code. */
  readonly files: readonly string[];
  /** The service's, with its own checks in it. */
  readonly config: Config;
}

/**
 * The code that loads a repository's own checks is loaded only for a repository that has some.
 *
 * @param custom false: the built-in ones alone
 */
export async function serviceChecks(service: Service, custom: boolean): Promise<ServiceChecks> {
  const builtIn = { checks: catalogue, files: [], config: service.config };
  if (!custom || !service.configured) return builtIn;
  const { foreignCheckFiles, loadOwnChecks } = await import('./own-checks.ts');
  const files = foreignCheckFiles(service.root);
  if (files.length === 0) return builtIn;
  const { checks } = await loadOwnChecks(service.root, files);
  return { checks, files, config: withCustom(service.config, checks) };
}

/** A check of the repository that fitness.yaml does not name runs as its author meant it. */
export function withCustom(config: Config, checks: readonly Check[]): Config {
  const unnamed = checks.filter(
    ({ meta }) => !catalogue.some((check) => check.meta.id === meta.id) && !Object.hasOwn(config.checks, meta.id),
  );
  if (unnamed.length === 0) return config;
  const added = unnamed.map(({ meta }) => [meta.id, { enabled: true, mode: 'enforced', options: {} }] as const);
  return { ...config, checks: { ...config.checks, ...Object.fromEntries(added) } };
}
