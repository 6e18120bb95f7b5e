/** A deployed stack, read from a desk as the hooks read it, and judged by the service around the person. */
import type { Check } from '../checks/api.ts';
import { calledIn } from '../config/called.ts';
import { UserError } from '../errors.ts';
import { assessment, type Assessment } from '../fitness/assess.ts';
import { parseBaseline, type Baseline } from '../fitness/baseline.ts';
import { checksOf } from '../fitness/enabled.ts';
import { forEnvironment } from '../config/defaults.ts';
import { withGaps } from '../hooks/measure.ts';
import { ParameterStore } from '../hooks/store.ts';
import { architectureOf, type Architecture } from '../live/architecture.ts';
import { CLIENT_SETTINGS } from '../live/client-settings.ts';
import { describeStack, nameOf } from '../live/cloudformation.ts';
import { ReadError } from '../live/denied.ts';
import { instrumentsFor } from '../live/instruments.ts';
import type { LiveStack } from '../live/reader.ts';
import { measurementsOf } from '../measurements/index.ts';
import type { Diagnostic } from '../template/model.ts';
import { accessSettings, awsFailure } from './aws.ts';
import { serviceChecks, type ServiceChecks } from './service-checks.ts';
import { environmentOf, serviceHere, type Service } from './service.ts';

export interface DeployedOptions {
  readonly 'stack-name': string;
  readonly env?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly custom?: boolean | undefined;
  readonly 'override-reason'?: string | undefined;
}

export interface DeployedHere extends Architecture {
  readonly stack: LiveStack;
  readonly service: Service;
  readonly environment: string;
  readonly own: ServiceChecks;
  /** What could be known and is not, as the reader of the report should know. */
  readonly notices: readonly Diagnostic[];
  /** Judges it, with what the checks find there. */
  readonly judge: () => Assessment;
}

/** Milliseconds for what is asked of the resources. Nobody waits at a desk as CodeDeploy does. */
const READING_TIME = 120_000;

/** @throws UserError if the stack cannot be read */
export async function deployedHere(options: DeployedOptions, cwd: string): Promise<DeployedHere> {
  const { 'stack-name': named, region, profile } = options;
  const service = serviceHere(cwd);
  const environment = environmentOf(service, options.env);
  const own = await serviceChecks(service, options.custom !== false, cwd);
  const settings = { ...CLIENT_SETTINGS, ...accessSettings({ region, profile }) };
  const signal = new AbortController().signal;
  const now = new Date();
  try {
    const { CloudFormationClient } = await import('../live/clients/cloudformation.ts');
    const cloudformation = new CloudFormationClient(settings);
    const stack = await describeStack(cloudformation, named, signal);
    const { baseline, notices } = await baselineOf(service, environment, stack, settings, signal);
    const checks = enabledMetas(own, environment);
    const architecture = await architectureOf({
      stack,
      cloudformation: () => Promise.resolve(cloudformation),
      ...instrumentsFor(checks, own.config.live),
      checks,
      config: own.config,
      baseline,
      measurements: service.configured ? measurementsOf(service.root) : {},
      now,
      readingTime: READING_TIME,
      signal,
      settings,
    });
    const judge = () => judged(architecture, { own, environment, baseline, stack, now, options });
    return { ...architecture, stack, service, environment, own, notices, judge };
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof ReadError) throw awsFailure(error, named);
    throw error;
  }
}

function enabledMetas({ config, checks }: { config: ServiceChecks['config']; checks: readonly Check[] }, env: string) {
  return checksOf(forEnvironment(config, env).checks, checks).map(({ check }) => check.meta);
}

/** Of the last good release, as the recorder keeps it. Whoever may not read it goes on without, and is told. */
async function baselineOf(
  { config, configured }: Service,
  environment: string,
  stack: LiveStack,
  settings: object,
  signal: AbortSignal,
): Promise<{ baseline?: Baseline; notices: readonly Diagnostic[] }> {
  if (!configured) return { notices: [] };
  const names = { service: config.service, environment, stackName: nameOf(stack.stackId) };
  try {
    const { SSMClient } = await import('../live/clients/ssm.ts');
    const store = new ParameterStore(() => Promise.resolve(new SSMClient(settings)), names);
    const record = await store.read('baseline', signal);
    return { ...(record && { baseline: parseBaseline(record.baseline) }), notices: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The last good release is not known, so nothing is compared with it: ${reason}`;
    return { notices: [{ severity: 'warning', code: 'no-baseline', message }] };
  }
}

interface Judging {
  readonly own: ServiceChecks;
  readonly environment: string;
  readonly baseline: Baseline | undefined;
  readonly stack: LiveStack;
  readonly now: Date;
  readonly options: DeployedOptions;
}

function judged(
  { template, unread }: Architecture,
  { own, environment, baseline, stack, now, options }: Judging,
): Assessment {
  const mode = stack.parameters?.[calledIn(own.config, 'GateMode')];
  const overrideReason = options['override-reason'];
  const assessed = assessment({
    template,
    config: own.config,
    environment,
    checks: own.checks,
    baseline,
    now,
    phase: 'stack',
    overrideReason,
    gateMode: mode === 'enforce' || mode === 'observe' ? mode : undefined,
    diagnostics: own.diagnostics,
  });
  return { ...assessed, report: withGaps(assessed.report, unread, overrideReason) };
}
