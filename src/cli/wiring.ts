/** What fitness.yaml enables and the hooks would not run: they gate less than it says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, checkById } from '../checks/catalogue.ts';
import type { Config } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';
import { ownProblems } from '../config/own-checks.ts';
import { PREBUILT_FOLDER } from '../config/prebuilt.ts';
import type { Diagnostic } from '../template/model.ts';
import { customIds, ownCheckSources, unlistedDiagnostics } from './own-checks.ts';
import { CONFIG_FILE, shownAs } from './service.ts';
import type { Service } from './service.ts';

/** Where checks are wired: the hooks that there have to be, and the file that imports the checks. */
interface Wires {
  readonly hooks: readonly string[];
  readonly importing: string;
}

const HOOKS = ['pre-traffic', 'post-traffic', 'report-failure', 'recorder'];
const SERVICE: Wires = {
  hooks: HOOKS,
  importing: 'fitness/hooks/pre-traffic.ts',
};
const ORGANISATION: Wires = { hooks: ['organisation'], importing: 'fitness/checks/index.ts' };

export function wiring(service: Service, cwd: string): Diagnostic[] {
  const { root, config, configured, configDocument, isOrganisation } = service;
  if (!configured) return [];
  const problem: Problem = (code, message, path) => {
    const location = configDocument?.locate(path);
    return { severity: 'error', code, message, ...(location && { location }) };
  };
  if (config.adopted?.hooks === 'none') return unknownChecks(service, problem);
  if (config.adopted?.hooks === 'prebuilt') return prebuiltWiring(service, problem, cwd);
  const { hooks, importing } = isOrganisation ? ORGANISATION : SERVICE;
  const missing = [...hooks, ...(config.stackGate ? ['stack-gate'] : [])]
    .map((name) => `fitness/hooks/${name}.ts`)
    .filter((path) => !existsSync(join(root, path)));
  const text = textIfThere(join(root, importing));
  const own = () => [...unknownChecks(service, problem), ...ownWiring(root, text, cwd)];
  return [
    ...missing.map((path) => problem('missing-hook', `${shownAs(join(root, path), cwd)} is missing.`, [])),
    ...(isOrganisation ? [] : own()),
    ...enabledIds(config).flatMap((id) => unwired(id, { root, importing, text, problem })),
  ];
}

/** The bundles hold every check of the tool, and none of the service's own. */
function prebuiltWiring(service: Service, problem: Problem, cwd: string): Diagnostic[] {
  const { root, config } = service;
  const bundles = [...HOOKS, ...(config.stackGate ? ['stack-gate'] : []), 'hooks', 'shared'].map(
    (name) => `${name}.mjs`,
  );
  const missing = [...bundles, CONFIG_FILE]
    .map((name) => join(root, PREBUILT_FOLDER, name))
    .filter((file) => !existsSync(file))
    .map((file) => problem('missing-hook', `${shownAs(file, cwd)} is missing.`, []));
  const own = customIds(root).map((id) =>
    problem('unwired-check', `${id} is a check of the service's own, and prebuilt hooks run none of those.`, [
      'checks',
      id,
    ]),
  );
  return [...missing, ...unknownChecks(service, problem), ...own];
}

type Problem = (code: string, message: string, path: readonly (string | number)[]) => Diagnostic;

function textIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function enabledIds(config: Config): string[] {
  const ids = Object.keys(config.environments).flatMap((environment) =>
    Object.entries(forEnvironment(config, environment).checks).flatMap(([id, { enabled }]) => (enabled ? [id] : [])),
  );
  return [...new Set(ids)];
}

/** Names in fitness.yaml that no check has. Of an organisation hook they are no valid configuration to begin with. */
function unknownChecks({ root, configDocument }: Service, problem: Problem): Diagnostic[] {
  const ids = [...catalogue.map(({ meta }) => meta.id), ...customIds(root)];
  return ownProblems(configDocument?.data, ids, []).map(({ message, path }) => problem('missing-check', message, path));
}

/** A check that came with the tool, and that is enabled. */
function unwired(
  id: string,
  { root, importing, text, problem }: { root: string; importing: string; text: string | undefined; problem: Problem },
): Diagnostic[] {
  if (!checkById(id)) return [];
  const path = `fitness/checks/${id}.ts`;
  if (!existsSync(join(root, path)))
    return [problem('missing-check', `${id} is enabled, and ${path} is missing.`, ['checks', id])];
  if (text === undefined || text.includes(`/${id}.ts`)) return [];
  const message = `${id} is enabled, and ${importing} does not import it: the hook would not run it.`;
  return [problem('unwired-check', message, ['checks', id])];
}

/** The service's own checks run where their index says so, and the hook has to ask it. */
function ownWiring(root: string, hook: string | undefined, cwd: string): Diagnostic[] {
  const unlisted = unlistedDiagnostics(root, 'error', cwd);
  if (hook === undefined || hook.includes('/checks/custom/index.ts') || ownCheckSources(root).index === undefined)
    return unlisted;
  const file = shownAs(join(root, 'fitness/hooks/pre-traffic.ts'), cwd);
  const message = `${file} does not import ../checks/custom/index.ts: the hook would run none of the service's own checks`;
  return [...unlisted, { severity: 'error', code: 'unwired-check', message, location: { file, line: 1, column: 1 } }];
}
