/** `validate`: fitness.yaml, the checks and hooks that it wires, and the template's traps. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, checkById } from '../checks/catalogue.ts';
import { forEnvironment } from '../config/defaults.ts';
import { ownProblems } from '../config/own-checks.ts';
import type { Diagnostic } from '../template/model.ts';
import { loadTemplate } from '../template/template.ts';
import { lineOf } from './diagnostics.ts';
import { EXIT } from './exit.ts';
import { customIds, ownCheckSources, unlistedDiagnostics } from './own-checks.ts';
import { findTemplate, shownAs } from './service.ts';
import type { ServiceTemplate } from './service.ts';
import type { Run } from './terminal.ts';
import { trapsBeside } from './traps.ts';

const HOOKS = ['pre-traffic', 'post-traffic', 'report-failure', 'recorder'];
const STACK_GATE = 'stack-gate';

export const run: Run<'validate'> = ({ values, positional, terminal }) => {
  const service = findTemplate(terminal.cwd, positional);
  const template = loadTemplate(service.document);
  const diagnostics = [
    ...wiring(service, terminal.cwd),
    ...template.diagnostics,
    ...trapsBeside(service.file, template),
  ];
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (values.json)
    terminal.out(
      `${JSON.stringify({ version: 1, template: service.shown, valid: errors.length === 0, diagnostics }, null, 2)}\n`,
    );
  else {
    for (const diagnostic of diagnostics) terminal.out(`${lineOf(diagnostic)}\n`);
    terminal.say(
      errors.length === 0
        ? `${service.shown} and its configuration are valid.\n`
        : `${errors.length} error${errors.length === 1 ? '' : 's'}.\n`,
    );
  }
  return Promise.resolve(errors.length === 0 ? EXIT.ok : EXIT.no);
};

/** What fitness.yaml enables and the hook would not run: it gates less than it says. */
function wiring({ root, config, configured, configDocument }: ServiceTemplate, cwd: string): Diagnostic[] {
  if (!configured) return [];
  const problem = (code: string, message: string, path: readonly string[]): Diagnostic => {
    const location = configDocument?.locate(path);
    return { severity: 'error', code, message, ...(location && { location }) };
  };
  const hooks = [...HOOKS, ...(config.stackGate ? [STACK_GATE] : [])];
  const missing = hooks.map((name) => `fitness/hooks/${name}.ts`).filter((path) => !existsSync(join(root, path)));
  const entry = join(root, 'fitness/hooks/pre-traffic.ts');
  const imports = existsSync(entry) ? readFileSync(entry, 'utf8') : undefined;
  const enabled = new Set(
    Object.keys(config.environments).flatMap((environment) =>
      Object.entries(forEnvironment(config, environment).checks).flatMap(([id, check]) => (check.enabled ? [id] : [])),
    ),
  );
  const ids = [...catalogue.map(({ meta }) => meta.id), ...customIds(root)];
  return [
    ...missing.map((path) => problem('missing-hook', `${shownAs(join(root, path), cwd)} is missing.`, [])),
    ...ownProblems(configDocument?.data, ids, []).map(({ message, path }) =>
      problem('missing-check', message, path.map(String)),
    ),
    ...ownWiring(root, imports, cwd),
    ...[...enabled].flatMap((id) => {
      if (!checkById(id)) return [];
      const path = `fitness/checks/${id}.ts`;
      if (!existsSync(join(root, path)))
        return [problem('missing-check', `${id} is enabled, and ${path} is missing.`, ['checks', id])];
      const wired = imports === undefined || imports.includes(`/checks/${id}.ts`);
      return wired
        ? []
        : [
            problem(
              'unwired-check',
              `${id} is enabled, and fitness/hooks/pre-traffic.ts does not import it: the hook would not run it.`,
              ['checks', id],
            ),
          ];
    }),
  ];
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
