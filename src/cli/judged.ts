/** A template, judged with what is beside it: the failures that its team accepts for now, and what it was before. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { forEnvironment } from '../config/defaults.ts';
import { assessment, type Assessment, type AssessInput, type KnownFailuresInput } from '../fitness/assess.ts';
import { KNOWN_FAILURES_FILE } from '../fitness/known-failures.ts';
import type { Report } from '../fitness/report.ts';
import { counted } from '../report/words.ts';
import { environmentOf } from './service.ts';
import type { ServiceTemplate } from './service.ts';
import { inputsOf } from './parameters.ts';
import type { Given } from './parameters.ts';
import type { ServiceChecks } from './service-checks.ts';

/** Whose template it is, and how it was asked for. */
export interface JudgedSubject {
  readonly service: ServiceTemplate;
  readonly own: ServiceChecks;
  readonly given: Given;
  /** The template and the environment, as they were named on the command line. */
  readonly named: string | undefined;
  readonly env: string | undefined;
  readonly cwd: string;
}

export interface JudgedOptions {
  /** False: the repository's own checks do not run. */
  readonly custom: boolean;
  /** Write what fails to the file of known failures; remove what fails no longer. */
  readonly accept: boolean;
  readonly prune: boolean;
  /** A git ref or a file. */
  readonly against: string | undefined;
  /** One file cannot be what several templates were. */
  readonly refOnly: boolean;
  /** Fetch the ref's commit if it is missing? */
  readonly fetch: boolean;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly say: (text: string) => void;
}

type Input = Omit<AssessInput, 'config' | 'environment' | 'checks' | 'phase' | 'knownFailures'>;

/** Both are looked for, and loaded, only where there is something to do. */
export async function judged(subject: JudgedSubject, input: Input, options: JudgedOptions): Promise<Assessment> {
  const { own, service, env } = subject;
  const environment = environmentOf(service, env);
  const before = await beforeOf(subject, environment, input, options);
  const judge = (knownFailures: KnownFailuresInput | undefined): Assessment =>
    assessment({
      ...input,
      config: own.config,
      environment,
      checks: own.checks,
      phase: 'template',
      ...(before && {
        baseline: before.baseline,
        diagnostics: [...(input.diagnostics ?? []), ...before.diagnostics],
      }),
      knownFailures,
    });
  const assessed = await withKnownFailures(subject, environment, input, options, judge);
  if (!before) return assessed;
  const { against } = await import('../fitness/against.ts');
  const report: Report = { ...assessed.report, against: against(before.report, assessed.report, before.source) };
  return { ...assessed, report };
}

async function beforeOf(
  { own, service, given, env, cwd }: JudgedSubject,
  environment: string,
  { now }: Input,
  { against: ref, refOnly, fetch, processEnv, say }: JudgedOptions,
) {
  if (ref === undefined) return undefined;
  const { before } = await import('./against.ts');
  const named = env !== undefined;
  return before(service, own, { ref, refOnly, fetch, env: processEnv, say, cwd, now, given, environment, named });
}

async function withKnownFailures(
  { service, own, given, named, env, cwd }: JudgedSubject,
  environment: string,
  { now }: Input,
  { accept, prune, custom, say }: JudgedOptions,
  judge: (knownFailures: KnownFailuresInput | undefined) => Assessment,
): Promise<Assessment> {
  const file = placeOf(service);
  if (!accept && !prune && !existsSync(file)) return judge(undefined);
  const { knownFailuresInput, readKnownFailures, updatedFailures, writeKnownFailures } =
    await import('./known-failures.ts');
  const others = Object.fromEntries(
    await Promise.all(
      Object.keys(service.config.environments).map(async (environment) => {
        const inputs = await inputsOf(given, service, { environment, named: env !== undefined });
        return [environment, inputs] as const;
      }),
    ),
  );
  const context = { ...own, service, named, environment, others, custom, now };
  const known = readKnownFailures(file, cwd);
  const first = judge(knownFailuresInput(known, context));
  if (!accept && !prune) return first;
  const required = forEnvironment(own.config, environment).gate.require;
  const entries = updatedFailures(known, service, first.report, { accept, prune, required });
  const wrote = writeKnownFailures(known, entries);
  say(
    wrote
      ? `Wrote ${known.shown}: ${counted(entries.size, 'known failure')}.\n`
      : `${known.shown} is as it should be.\n`,
  );
  return judge(knownFailuresInput({ ...known, entries }, context));
}

/** Beside the template, else in the service's folder. */
function placeOf({ file, root }: ServiceTemplate): string {
  const beside = join(dirname(file), KNOWN_FAILURES_FILE);
  return existsSync(beside) ? beside : join(root, KNOWN_FAILURES_FILE);
}
