/**
 * A gate at the end of a stack's operation, for those who deploy by other means: a custom resource that everything else
 * is finished before. It comes after all of the traffic; what it stops is rolled back as a whole.
 */
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read.ts';
import { unreadStack } from '../live/reader.ts';
import { LazyClients } from './clients.ts';
import type { Clock } from './clock.ts';
import { OutOfTime, systemClock, within } from './clock.ts';
import type { CustomResourceEvent } from './custom-resource.ts';
import { answerCustomResource, customResourceEvent, putAnswer, type PutAnswer } from './custom-resource.ts';
import type { HookEnvironment } from './environment.ts';
import { hookEnvironment } from './environment.ts';
import type { Log } from './log.ts';
import { hookLog, errorFields } from './log.ts';
import type { Instruments } from './measure.ts';
import { instrumentsOf, measure } from './measure.ts';
import { ifReadable } from './remembered.ts';
import { situation } from './rollback.ts';
import { ParameterStore, type Store } from './store.ts';
import type { HookContext, HookResult, Surroundings } from './traffic-hook.ts';
import { observes, withoutVerdict } from './traffic-hook.ts';
import { named } from './unnamed-release.ts';
import { countingOverride, logReport, verdict } from './verdict.ts';

export interface StackGateOptions extends Surroundings, Instruments {
  /** Text of fitness.yaml. */
  readonly config: string;
  /** Sends an answer to where CloudFormation waits for it. @default an HTTPS PUT */
  readonly put?: PutAnswer;
}

export type StackGate = (event: unknown, context: HookContext) => Promise<HookResult>;

/**
 * The handler of the custom resource: measures the stack as it is deployed and answers `SUCCESS` or `FAILED`. Always
 * `SUCCESS` when it is deleted, while the stack rolls back, and on the first deployment unless its property `OnCreate`
 * is `enforce`: what fails there is deleted, data included.
 *
 * @example
 * import { stackGate } from 'create-fitness-serverless/hooks';
 * import config from '../../fitness.yaml';
 * import checks from '../checks/index.ts';
 *
 * export const handler = stackGate({ config, checks, readers: [] });
 */
export function stackGate({ config: fitnessYaml, ...options }: StackGateOptions): StackGate {
  const clients = new LazyClients(options.clients);
  const clock = options.clock ?? systemClock;
  return async (event, context) => {
    const variables = options.environment ?? process.env;
    const log = hookLog('stack-gate', variables, options.log);
    let asked: CustomResourceEvent;
    try {
      asked = customResourceEvent(event);
    } catch (error) {
      log.error('nobody can be answered', errorFields(error));
      throw error;
    }
    const remaining = () => context.getRemainingTimeInMillis();
    const run = { ...options, asked, fitnessYaml, variables, clients, clock, log };
    const result = forgiving(asked, await decided(run, remaining() * SHARE));
    log[result.status === 'Succeeded' ? 'info' : 'error'](`${result.status}: ${result.reason}`, {
      requestType: asked.RequestType,
    });
    await answerCustomResource(asked, result, { put: options.put ?? putAnswer, clock, log, remaining });
    return result;
  };
}

/** The part of the time that judging may take; the rest is for the answer. */
const SHARE = 2 / 3;

interface Run extends Omit<StackGateOptions, 'config' | 'environment' | 'clients' | 'clock' | 'log'> {
  readonly asked: CustomResourceEvent;
  readonly fitnessYaml: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clients: LazyClients;
  readonly clock: Clock;
  readonly log: Log;
}

/** A verdict, or what stands for one that could not be reached in time. */
async function decided(run: Run, milliseconds: number): Promise<HookResult> {
  const { asked, variables, clock, log, fitnessYaml } = run;
  if (asked.RequestType === 'Delete') return { status: 'Succeeded', reason: 'not judged: it is deleted' };
  const known: { config?: Config; override?: string | undefined } = {};
  try {
    return await within(milliseconds, 'the judgement', clock, async (signal) => {
      const environment = hookEnvironment(variables);
      const config = readConfig(fitnessYaml);
      known.config = config;
      return judge(run, { environment, config, signal, milliseconds, known });
    });
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const reason = error instanceof OutOfTime ? what : `could not judge: ${what}`;
    log.error(reason, errorFields(error));
    return withoutVerdict(reason, observes(variables, known.config), known.override);
  }
}

interface Judging {
  readonly environment: HookEnvironment;
  readonly config: Config;
  readonly signal: AbortSignal;
  readonly milliseconds: number;
  /** What stands when the time runs out: no override before a baseline that was read shows that it is not spent. */
  readonly known: { override?: string | undefined };
}

async function judge(run: Run, { environment, config, signal, milliseconds, known }: Judging): Promise<HookResult> {
  const { clients, clock, log } = run;
  const { rollback, stack } = await situation(undefined, environment.stackId, {
    clients,
    clock,
    log,
    signal,
    milliseconds: Math.min(milliseconds / 3, 15_000),
  });
  if (rollback) return { status: 'Succeeded', reason: `not judged: ${rollback}` };
  const store: Store =
    run.store ?? new ParameterStore(() => clients.ssm(), { ...environment, service: config.service });
  const remembered = await ifReadable(
    async (inTime) => {
      const baseline = await store.read('baseline', inTime);
      return { ...(baseline && { baseline }) };
    },
    { config, environment, clock, log, signal, milliseconds: milliseconds / 4 },
  );
  const release = named(environment, stack);
  const overrideReason = countingOverride(release, remembered, log);
  known.override = overrideReason;
  const { report } = await measure({
    ...instrumentsOf(run),
    stack: stack ?? unreadStack(environment.stackId),
    client: () => clients.cloudformation(),
    config,
    environment: release,
    readingTime: milliseconds / 2,
    baseline: remembered?.baseline,
    overrideReason,
    now: clock.now(),
    signal,
  });
  logReport(log, report);
  return verdict(report, overrideReason);
}

/** There is nothing to go back to on a first deployment. */
function forgiving({ RequestType, ResourceProperties }: CustomResourceEvent, result: HookResult): HookResult {
  if (RequestType !== 'Create' || result.status === 'Succeeded' || ResourceProperties['OnCreate'] === 'enforce')
    return result;
  return {
    status: 'Succeeded',
    reason: `the first deployment is only observed; would have been stopped: ${result.reason}`,
  };
}
