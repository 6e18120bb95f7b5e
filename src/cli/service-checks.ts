/** The checks that judge a service's templates: the built-in ones, and the repository's own. */
import type { Check } from '../checks/api.ts';
import { catalogue } from '../checks/catalogue.ts';
import type { Config } from '../config/config.ts';
import { refuseOwnProblems } from '../config/read.ts';
import { withCustom } from '../fitness/enabled.ts';
import type { Diagnostic } from '../template/model.ts';
import { lineOf } from './diagnostics.ts';
import type { Service } from './service.ts';

export interface ServiceChecks {
  readonly checks: readonly Check[];
  /** Files of the repository that run as code. */
  readonly files: readonly string[];
  /** The service's, with its own checks in it. */
  readonly config: Config;
  /** Files that look like checks and do not run. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Whoever runs a repository's code says so: to a person, beside the data. */
export function sayOwnChecks({ files, diagnostics }: ServiceChecks, say: (text: string) => void): void {
  if (files.length > 0) say(`Runs ${files.length} of this repository's own checks (--no-custom runs none).\n`);
  for (const each of diagnostics) say(`${lineOf(each)}\n`);
}

/**
 * The code that loads a repository's own checks is loaded only for a repository that has some.
 *
 * @param custom false: the built-in ones alone
 */
export async function serviceChecks(service: Service, custom: boolean, cwd = service.root): Promise<ServiceChecks> {
  const builtIn = { checks: catalogue, files: [], config: service.config, diagnostics: [] };
  // Nobody who does not run them can say of them whether they are there.
  if (!custom || !service.configDocument) return builtIn;
  const { loadOwnChecks, ownCheckSources, unlistedDiagnostics } = await import('./own-checks.ts');
  const sources = ownCheckSources(service.root);
  const isNone = sources.files.length === 0 && sources.index === undefined;
  const { checks, files } = isNone ? builtIn : await loadOwnChecks(service.root, sources);
  refuseOwnProblems(
    service.configDocument,
    checks.map(({ meta }) => meta),
  );
  const diagnostics = unlistedDiagnostics(service.root, 'warning', cwd);
  return { checks, files, config: withCustom(service.config, checks), diagnostics };
}
