/** What both traffic hooks share: a verdict or the reason why there is none, in time, and one report of it. */
import { forEnvironment } from '../config/defaults.ts';
import { readConfig } from '../config/read.ts';
import type { Config } from '../config/config.ts';
import type { Answer } from './answer.ts';
import { report } from './answer.ts';
import type { HookClients } from './clients.ts';
import { LazyClients } from './clients.ts';
import type { Clock } from './clock.ts';
import { OutOfTime, systemClock, within } from './clock.ts';
import type { HookEnvironment } from './environment.ts';
import { hookEnvironment } from './environment.ts';
import type { HookEvent } from './event.ts';
import { hookEvent } from './event.ts';
import type { Log } from './log.ts';
import { hookLog, errorFields } from './log.ts';
import type { WriteLine } from './metrics.ts';
import { writeStdout } from './metrics.ts';
import { handOver, type HandingOver } from './next-hook.ts';
import { ParameterStore, type Store } from './store.ts';

/** What every hook takes beside its own; all of it has a default. */
export interface Surroundings {
  /** @default clients for the function's Region and role, made when they are first used */
  readonly clients?: HookClients;
  /** @default the system's */
  readonly clock?: Clock;
  /** Environment variables. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** @default SSM Parameter Store */
  readonly store?: Store;
  /** @default the console */
  readonly log?: Log;
  /** Writes a line of EMF. @default process.stdout */
  readonly writeLine?: WriteLine;
}

/** What the hooks need of Lambda's context. */
export interface HookContext {
  getRemainingTimeInMillis(): number;
}

export interface HookResult {
  readonly status: Answer;
  readonly reason: string;
  /** The hook that answers in our place. */
  readonly next?: string;
}

export type TrafficHook = (event: unknown, context: HookContext) => Promise<HookResult>;

/** What a judge works with. */
export interface Run {
  readonly ids: HookEvent;
  readonly environment: HookEnvironment;
  /** Of the service; the environment's own is not applied yet. */
  readonly config: Config;
  readonly clients: LazyClients;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  readonly writeLine: WriteLine;
  /** Milliseconds for the whole judgement. */
  readonly budget: number;
  readonly signal: AbortSignal;
  /** For the log, if the time runs out. */
  step(name: string): void;
  /** A baseline that was read shows the override to be this release's own: it lets through what cannot be judged, too. */
  acceptOverride(reason: string): void;
  /** Undefined as long as nothing shows that it is not spent. */
  acceptedOverride(): string | undefined;
  /** It is a rollback: nothing may stop it. */
  foundRollback(): void;
}

/** Of the time that is left, a third is kept for the report: no less than 1 s, no more than 20 s. */
function reserve(remaining: number): number {
  return Math.min(20_000, Math.max(1_000, remaining / 3));
}

/**
 * A handler that asks `judge` and reports. If the judge fails or is late, the answer is `Failed`, unless the gate only
 * observes or the judge had accepted the override. If the report is not accepted it throws, so that the failure destination tries.
 */
export function trafficHook(
  name: string,
  fitnessYaml: string,
  surroundings: Surroundings,
  judge: (run: Run) => Promise<HookResult>,
): TrafficHook {
  const clients = new LazyClients(surroundings.clients);
  const clock = surroundings.clock ?? systemClock;
  let loaded: Config | undefined;

  return async (event, context) => {
    const variables = surroundings.environment ?? process.env;
    const log = hookLog(name, variables, surroundings.log);
    let ids: HookEvent;
    try {
      ids = hookEvent(event);
    } catch (error) {
      log.error('nobody can be answered', errorFields(error));
      throw error;
    }
    const remaining = () => context.getRemainingTimeInMillis();
    const budget = remaining() - reserve(remaining());
    let step = 'starting';
    let override: string | undefined;
    let isRollback = false;

    const judged = async (signal: AbortSignal): Promise<HookResult> => {
      const environment = hookEnvironment(variables);
      const config = (loaded ??= readConfig(fitnessYaml));
      const store =
        surroundings.store ?? new ParameterStore(() => clients.ssm(), { ...environment, service: config.service });
      return judge({
        ids,
        environment,
        config,
        clients,
        clock,
        store,
        log,
        writeLine: surroundings.writeLine ?? writeStdout,
        budget,
        signal,
        step: (now) => (step = now),
        acceptOverride: (reason) => (override = reason),
        acceptedOverride: () => override,
        foundRollback: () => (isRollback = true),
      });
    };

    let result: HookResult;
    try {
      result = await within(budget, 'the judgement', clock, judged);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const reason = error instanceof OutOfTime ? `out of time while ${step}` : `could not judge: ${what}`;
      log.error(reason, { step, ...errorFields(error) });
      result = withoutVerdict(reason, observes(variables, loaded), override);
    }
    const level = result.status === 'Succeeded' ? 'info' : 'error';
    log[level](`${result.status}: ${result.reason}`, { deploymentId: ids.DeploymentId });
    const handing = { event, ids, variables, clients, clock, log, remaining, isRollback, mayHaveShifted: false };
    const answer = result.status === 'Succeeded' ? await afterGreen(result, handing) : result;
    if (answer.next === undefined) await report(ids, answer.status, { clients, clock, log, remaining });
    return answer;
  };
}

interface Answering extends Omit<HandingOver, 'milliseconds'> {
  readonly remaining: () => number;
  readonly isRollback: boolean;
}

/**
 * Where the release may go on: the hook that the function had before comes next, and answers in our place. If it cannot be
 * called, nobody would: then the release is stopped, but for a rollback.
 */
export async function afterGreen(
  result: HookResult,
  { remaining, isRollback, ...handing }: Answering,
): Promise<HookResult> {
  try {
    const next = await handOver({ ...handing, milliseconds: remaining() / 2 });
    if (next === undefined) return result;
    handing.log.info(`handed over to ${next}, which answers CodeDeploy`);
    return { ...result, next };
  } catch (error) {
    const reason = `the next hook was not called: ${error instanceof Error ? error.message : String(error)}`;
    handing.log.error(reason, errorFields(error));
    if (isRollback) return { status: 'Succeeded', reason: `${result.reason}; ${reason}` };
    return { status: 'Failed', reason: `${reason}; else: ${result.reason}` };
  }
}

/** The stack's parameter decides, then fitness.yaml if it could be read. */
export function observes(variables: Readonly<Record<string, string | undefined>>, config?: Config): boolean {
  const mode = variables['FITNESS_GATE_MODE']?.trim();
  if (mode || !config) return mode === 'observe';
  return forEnvironment(config, variables['FITNESS_ENVIRONMENT'] ?? '').gate.mode === 'observe';
}

export function withoutVerdict(reason: string, observe: boolean, override: string | undefined): HookResult {
  if (override) return { status: 'Succeeded', reason: `let through (${override}); else stopped: ${reason}` };
  if (observe) return { status: 'Succeeded', reason: `observing only; would have been stopped: ${reason}` };
  return { status: 'Failed', reason };
}
