/** `score [template...]`: the fitness of templates, and the gate's verdict on each. */
import { UserError } from '../errors.ts';
import { serializeBaseline } from '../fitness/baseline.ts';
import type { Report, Result } from '../fitness/report.ts';
import { isScored } from '../report/entry.ts';
import type { Entry, ScoredEntry } from '../report/entry.ts';
import type { Diagnostic } from '../template/model.ts';
import { loadTemplate } from '../template/template.ts';
import { readBaseline } from './baseline-file.ts';
import type { BaselineFile } from './baseline-file.ts';
import { EXIT, worstOf } from './exit.ts';
import type { ExitStatus } from './exit.ts';
import { failureOf } from './failure.ts';
import { halfWritten } from './half-written.ts';
import { judged } from './judged.ts';
import type { JudgedOptions } from './judged.ts';
import type { Values } from './options.ts';
import { outputsOf, writeOutputs } from './outputs.ts';
import { givenParameters, inputsOf, unknownParameters } from './parameters.ts';
import type { Given } from './parameters.ts';
import { staleHooks } from './prebuilt-hooks.ts';
import { serviceChecks } from './service-checks.ts';
import type { ServiceChecks } from './service-checks.ts';
import { environmentOf, findTemplate } from './service.ts';
import type { Services } from './service.ts';
import { templatesNamed } from './templates.ts';
import type { Run, Terminal } from './terminal.ts';
import { trapsBeside } from './traps.ts';

export const run: Run<'score'> = async ({ values, positionals, terminal }) => {
  if (values['stack-name'] !== undefined) {
    const { scoreStack } = await import('./score-stack.ts');
    return scoreStack(values['stack-name'], values, positionals, terminal);
  }
  const outputs = outputsOf(values.format, values.output);
  const names = await templatesNamed(positionals, terminal.cwd);
  const isMany = names.length > 1;
  const request: Request = {
    judging: judgingOf(values, terminal, isMany),
    values,
    cwd: terminal.cwd,
    say: terminal.say,
    now: new Date(),
    given: await givenParameters(values, terminal.cwd),
    baselineFor: values.baseline === undefined ? undefined : readBaseline(values.baseline, terminal.cwd, isMany),
    withBaseline: outputs.some(({ format }) => format === 'json'),
    keep: keepOf(isMany, isMany && outputs.every(({ format }) => format === 'table')),
    services: new Map(),
    checks: new Map(),
    declared: new Set(),
  };
  const scored: Scored[] = [];
  for (const name of names) scored.push(await (isMany ? attempt(name, request) : score(name, request)));
  const unknown = unknownParameters(request.given, [...request.declared]);
  const entries = scored.map(({ entry }) => withDiagnostics(entry, unknown));
  await writeOutputs(entries, outputs, { terminal, now: request.now });
  return worstOf(scored.map(({ status }) => status));
};

/** What the templates of one run share. */
interface Request {
  readonly values: Values<'score'>;
  readonly cwd: string;
  readonly say: (text: string) => void;
  readonly now: Date;
  readonly given: Given;
  readonly baselineFor: BaselineFile | undefined;
  /** Will the baselines of the reports be asked for? */
  readonly withBaseline: boolean;
  readonly keep: Keep;
  readonly judging: JudgedOptions;
  readonly services: Services;
  /** By the service's folder. */
  readonly checks: Map<string, Promise<ServiceChecks>>;
  /** Parameters of the templates so far. */
  readonly declared: Set<string>;
}

function judgingOf(values: Values<'score'>, { env, say }: Terminal, isMany: boolean): JudgedOptions {
  const { against } = values;
  if (against !== undefined && values.baseline !== undefined)
    throw new UserError('two-baselines', '--against and --baseline both say what to compare with.', {
      hint: 'Give one of them.',
    });
  if (values.fetch && against === undefined)
    throw new UserError('nothing-to-fetch', '--fetch is for the ref of --against.', { hint: 'Add --against REF.' });
  return {
    custom: values.custom !== false,
    accept: values['accept-failures'] === true,
    prune: values['prune-failures'] === true,
    against,
    refOnly: isMany,
    fetch: values.fetch === true,
    processEnv: env,
    say,
  };
}

/** What of a report is kept until all templates are scored. */
interface Keep {
  /** Are traps shown? They do not decide. */
  readonly traps: boolean;
  readonly report: (report: Report) => Report;
}

/** Places and fixes are found in a template when they are asked for; of many, none is kept for that. */
function keepOf(isMany: boolean, isSummary: boolean): Keep {
  if (!isMany) return { traps: true, report: (report) => report };
  if (isSummary) return { traps: false, report: forSummary };
  return { traps: true, report: (report) => ({ ...report, results: report.results.map((result) => ({ ...result })) }) };
}

/** The table of many templates shows no places, and no diagnostics. */
function forSummary(report: Report): Report {
  const results = report.results.map(({ check, resource, type, status, mode, weight, message }): Result => {
    return { check, resource, type, status, mode, weight, message, path: [], fixable: false };
  });
  return { ...report, results, diagnostics: [] };
}

/** Nothing of the template itself: of many, all are kept. */
interface Scored {
  readonly entry: Entry;
  readonly status: ExitStatus;
}

async function score(name: string | undefined, request: Request): Promise<Scored> {
  const { values, cwd, now, given, declared } = request;
  const service = findTemplate(cwd, name, request.services);
  const environment = environmentOf(service, values.env);
  const own = await remembered(request.checks, service.root, () =>
    serviceChecks(service, values.custom !== false, cwd),
  );
  const inputs = await inputsOf(given, service, { environment, named: values.env !== undefined });
  const template = loadTemplate(service.document, inputs);
  for (const parameter of Object.keys(template.parameters)) declared.add(parameter);
  const subject = { service, own, given, named: name, env: values.env, cwd };
  const { report, baseline } = await judged(
    subject,
    {
      template,
      now,
      diagnostics: [
        ...(request.keep.traps ? trapsBeside(service.file, template) : []),
        ...own.diagnostics,
        ...staleHooks(service, cwd),
        ...(await halfWritten(service)),
        ...given.diagnostics,
      ],
      baseline: request.baselineFor?.(service.shown),
      overrideReason: values['override-reason'],
    },
    request.judging,
  );
  const entry: ScoredEntry = {
    template: service.shown,
    report: request.keep.report(report),
    checks: own.checks,
    ownChecks: own.files,
    ...(request.withBaseline && { baseline: serializeBaseline(baseline()) }),
  };
  return { entry, status: statusOf(report) };
}

/** Of many templates, one that cannot be read or parsed is reported beside the others. */
async function attempt(name: string | undefined, request: Request): Promise<Scored> {
  try {
    return await score(name, request);
  } catch (thrown) {
    const { status, json, text } = failureOf(thrown, { debug: request.values.debug === true, color: false });
    if (request.values.debug) request.say(text);
    return { entry: { template: name ?? '', error: json.error }, status };
  }
}

/** A gate that only observes lets everything through, and says so. */
export function statusOf({ gate }: Report): ExitStatus {
  if (gate.mode === 'observe' || gate.verdict === 'pass') return EXIT.ok;
  return gate.verdict === 'fail' ? EXIT.no : EXIT.incomplete;
}

function withDiagnostics(entry: Entry, diagnostics: readonly Diagnostic[]): Entry {
  if (!isScored(entry) || diagnostics.length === 0) return entry;
  const { report } = entry;
  return { ...entry, report: { ...report, diagnostics: [...report.diagnostics, ...diagnostics] } };
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
