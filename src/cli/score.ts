/** `score [template]`: the template's fitness, and the gate's verdict. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Check } from '../checks/api.ts';
import { catalogue } from '../checks/catalogue.ts';
import type { Config } from '../config/config.ts';
import { parameterOverrides } from '../config/samconfig.ts';
import { UserError } from '../errors.ts';
import { assessment } from '../fitness/assess.ts';
import { parseBaseline, serializeBaseline } from '../fitness/baseline.ts';
import type { Baseline } from '../fitness/baseline.ts';
import type { Report } from '../fitness/report.ts';
import { formatJson } from '../report/json.ts';
import { formatTable } from '../report/table.ts';
import { loadTemplate } from '../template/template.ts';
import { EXIT } from './exit.ts';
import type { ExitStatus } from './exit.ts';
import { environmentOf, findTemplate, overridesOf } from './service.ts';
import type { ServiceTemplate } from './service.ts';
import type { Run } from './terminal.ts';
import { trapsBeside } from './traps.ts';

export const run: Run<'score'> = async ({ values, positional, terminal }) => {
  const service = findTemplate(terminal.cwd, positional);
  const environment = environmentOf(service, values.env);
  const parameters = {
    ...samParameters(service, environment),
    ...overridesOf(values['parameter-overrides'] ?? []),
  };
  const { checks, files } = await checksFor(service, values.custom !== false);
  const template = loadTemplate(service.document, { parameters });
  const config = withCustom(service.config, checks);
  const now = new Date();
  const { report, baseline } = assessment({
    template,
    config,
    environment,
    checks,
    now,
    phase: 'template',
    diagnostics: trapsBeside(service.file, template),
    ...(values.baseline !== undefined && { baseline: readBaseline(values.baseline, terminal.cwd) }),
    ...(values['override-reason'] !== undefined && { overrideReason: values['override-reason'] }),
  });
  if (values.format === 'json') {
    terminal.out(formatJson(report, serializeBaseline(baseline())));
  } else {
    if (files.length > 0)
      terminal.out(`Runs ${files.length} of this repository's own checks (--no-custom runs none).\n\n`);
    terminal.out(formatTable(report, { color: terminal.color, width: terminal.width, checks }));
  }
  return statusOf(report);
};

/** What samconfig.toml gives the environment; it need not know the environment. */
function samParameters({ samconfig }: ServiceTemplate, environment: string): Record<string, string> {
  if (samconfig === undefined) return {};
  try {
    return parameterOverrides(samconfig, environment);
  } catch (error) {
    if (error instanceof UserError && error.code === 'unknown-environment') return {};
    throw error;
  }
}

/** A gate that only observes lets everything through, and says so. */
function statusOf({ gate }: Report): ExitStatus {
  if (gate.mode === 'observe' || gate.verdict === 'pass') return EXIT.ok;
  return gate.verdict === 'fail' ? EXIT.no : EXIT.incomplete;
}

/** The code that loads a repository's own checks is loaded only for a repository that has some. */
async function checksFor(
  service: ServiceTemplate,
  custom: boolean,
): Promise<{ checks: readonly Check[]; files: readonly string[] }> {
  if (!custom || !service.configured) return { checks: catalogue, files: [] };
  const { foreignCheckFiles, loadOwnChecks } = await import('./own-checks.ts');
  const files = foreignCheckFiles(service.root);
  return files.length === 0 ? { checks: catalogue, files } : loadOwnChecks(service.root, files);
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

/** A report that `score --json` printed, or a baseline as the hooks keep it. */
function readBaseline(file: string, cwd: string): Baseline {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8').trim();
  } catch (cause) {
    throw new UserError('no-baseline', `Cannot read the baseline ${file}: ${(cause as Error).message}.`, {
      hint: 'Check the path.',
      cause,
    });
  }
  if (!text.startsWith('{')) return baselineIn(file, text);
  const report = attempt(() => JSON.parse(text) as { baseline?: unknown });
  if (typeof report?.baseline !== 'string') {
    throw new UserError('broken-baseline', `${file} is no report of \`score --json\`.`, {
      hint: 'Make one with `score --json > FILE`.',
    });
  }
  return baselineIn(file, report.baseline);
}

function baselineIn(file: string, text: string): Baseline {
  try {
    return parseBaseline(text);
  } catch (cause) {
    throw new UserError('broken-baseline', `${file} holds no baseline.`, {
      hint: 'Make one with `score --json > FILE`.',
      cause,
    });
  }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
