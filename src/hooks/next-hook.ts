/**
 * The hook that a function had before it was adopted: ours is called in its place, and where ours lets the release go on
 * it calls that one with the very event. From then on it is theirs to answer CodeDeploy.
 */
import { reading } from '../live/denied.ts';
import { isRecord } from '../template/resolve/values.ts';
import type { LazyClients } from './clients.ts';
import type { Clock } from './clock.ts';
import { within } from './clock.ts';
import { deploymentTarget } from './deployment-target.ts';
import type { HookEvent } from './event.ts';
import type { Log } from './log.ts';
import { deploymentOf } from './rollback.ts';

/** Environment variable of the pre-traffic hook, and of the reporter that answers where it died. */
export const NEXT_HOOKS = 'FITNESS_NEXT_HOOKS';

/** In it: every function that is not named. */
const EVERY = '*';

/** Of a function, whose hook comes next. */
export interface Chained {
  /** Logical id of the function; `*`: of every function that no other one names. */
  readonly function: string;
  /** What its preference names as the hook, as data of a template: `{ Ref: 'CheckOrders' }`, a name, an ARN. Empty: none. */
  readonly hook: unknown;
}

/**
 * The value of `FITNESS_NEXT_HOOKS` in a template: `Fn::Sub` of JSON, names of functions → names or ARNs of hooks. An
 * environment has room for 4 KB: where all functions have one hook, name it once, for `*`.
 *
 * @example
 * nextHooksVariable([{ function: 'Orders', hook: { Ref: 'CheckOrders' } }]);
 * // { 'Fn::Sub': ['{"${Orders}":"${Hook1}"}', { Hook1: { Ref: 'CheckOrders' } }] }
 */
export function nextHooksVariable(chained: readonly Chained[]): object {
  const entries = chained.map(({ function: id }, at) => `"${id === EVERY ? EVERY : `\${${id}}`}":"\${Hook${at + 1}}"`);
  const values = Object.fromEntries(chained.map(({ hook }, at) => [`Hook${at + 1}`, hook]));
  return { 'Fn::Sub': [`{${entries.join(',')}}`, values] };
}

export interface HandingOver {
  /** The event as it came. */
  readonly event: unknown;
  readonly ids: HookEvent;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clients: LazyClients;
  readonly clock: Clock;
  readonly log: Log;
  /** Time for all of it. */
  readonly milliseconds: number;
  /** Can it be that all of the traffic has shifted? Then no hook comes next. */
  readonly mayHaveShifted: boolean;
}

/**
 * Calls the next hook of the function that is deployed, if it has one.
 *
 * @returns what it is called; undefined if there is none, or all of the traffic has shifted: then the answer is ours
 * @throws with the reason if it cannot be told which it is, or it cannot be called: nobody will answer then
 */
export async function handOver(handing: HandingOver): Promise<string | undefined> {
  const hooks = nextHooksIn(handing.variables);
  if (hooks.size === 0) return undefined;
  return within(
    handing.milliseconds,
    'calling the next hook (lambda:InvokeFunction)',
    handing.clock,
    async (signal) => {
      const next = await nextOf(hooks, handing, signal);
      if (next === undefined) return undefined;
      if (functionName(next) === handing.variables['AWS_LAMBDA_FUNCTION_NAME'])
        throw new Error(`${NEXT_HOOKS} names this very function, which would call itself for ever`);
      await call(next, handing, signal);
      return next;
    },
  );
}

/** Throws if it is garbled: a hook that is forgotten would be a gate that stands open. */
function nextHooksIn(variables: HandingOver['variables']): ReadonlyMap<string, string> {
  const text = variables[NEXT_HOOKS]?.trim();
  if (!text) return new Map();
  const hooks = parsed(text);
  if (!hooks) throw new Error(`${NEXT_HOOKS} is no JSON of functions and their hooks: ${text}`);
  return new Map(Object.entries(hooks).map(([name, hook]) => [functionName(name), hook.trim()]));
}

function parsed(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    const isSound = isRecord(data) && Object.values(data).every((hook) => typeof hook === 'string');
    return isSound ? (data as Record<string, string>) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined: it has none, or its traffic has shifted already. */
async function nextOf(
  hooks: ReadonlyMap<string, string>,
  { ids, clients, log, mayHaveShifted }: HandingOver,
  signal: AbortSignal,
): Promise<string | undefined> {
  const every = hooks.get(EVERY) || undefined;
  if (hooks.size === 1 && every !== undefined && !mayHaveShifted) return every;
  const deployment = await deploymentOf(clients, ids.DeploymentId, signal).catch(() => undefined);
  const target = await deploymentTarget(ids.DeploymentId, deployment, { clients, log, signal });
  if (target) return target.isShifted ? undefined : hooks.get(functionName(target.functionName)) || every;
  if (hooks.size === 1 && every !== undefined) return every;
  throw new Error('codedeploy:BatchGetDeploymentTargets does not name the function whose hook comes next');
}

async function call(next: string, { event, clients }: HandingOver, abortSignal: AbortSignal): Promise<void> {
  const [client, { InvokeCommand }] = await Promise.all([clients.lambda(), import('../live/clients/lambda-invoke.ts')]);
  const Payload = Buffer.from(JSON.stringify(event));
  await reading(
    `lambda:InvokeFunction of ${next}`,
    client.send(new InvokeCommand({ FunctionName: next, InvocationType: 'Event', Payload }), { abortSignal }),
  );
}

/** Of an ARN the name in it. */
function functionName(name: string): string {
  return /^arn:[\w-]+:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(name)?.[1] ?? name;
}
