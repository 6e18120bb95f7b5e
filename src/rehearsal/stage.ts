/** A deployment, played from the executed change set to the stack's last status: CodeDeploy, Lambda, EventBridge. */
import { own } from '../template/resolve/values.ts';
import type { Account, DeployedResource, StackEvent } from './aws/account.ts';
import type { ChangeSet } from './aws/change-set.ts';
import type { AwsStandIn } from './aws/stand-in.ts';
import { executeChangeSet, type CustomRequest, type Shift } from './aws/update.ts';
import type { Bundle } from './bundles.ts';
import type { VirtualClock } from './clock.ts';
import { targetsOf } from './event-bridge.ts';
import type { Fault } from './faults.ts';
import type { Invoked } from './invoke.ts';
import { functionOf, invokeAsync, textOf, type LambdasOptions } from './lambdas.ts';
import { trafficSteps } from './traffic.ts';

/** Something that happened. */
export interface Moment {
  /** ISO 8601, of the rehearsal's time. */
  readonly at: string;
  readonly about: 'gate' | 'stack' | 'resource' | 'deployment' | 'hook' | 'traffic' | 'recorder';
  readonly what: string;
}

export interface HookRun {
  /** Logical id of the function. */
  readonly name: string;
  /** What CodeDeploy accepted of it, of a gate at the end CloudFormation, in order; empty if nobody answered. */
  readonly answers: string[];
}

/** The release that is being played. */
export interface Playing {
  readonly bundles: ReadonlyMap<string, Bundle>;
  readonly fault: Fault | undefined;
  readonly hooks: HookRun[];
  readonly tell: (moment: Moment) => void;
}

interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/** CodeDeploy waits so long for a hook's answer. */
const HOUR = 3_600_000;

export class Stage {
  readonly aws: AwsStandIn;
  readonly clock: VirtualClock;
  readonly #signal: AbortSignal;
  readonly #invoke: LambdasOptions['invoke'];
  #playing: Playing | undefined;
  #update: Promise<unknown> = Promise.resolve();
  #deployments = 0;
  #asked = 0;

  /** @param invoke runs a function; in a process of its own if absent */
  constructor(aws: AwsStandIn, clock: VirtualClock, signal: AbortSignal, invoke?: LambdasOptions['invoke']) {
    this.#invoke = invoke;
    this.aws = aws;
    this.clock = clock;
    this.#signal = signal;
    aws.account.now = clock.now;
    aws.account.execute = (account, stackId, changeSet) => (this.#update = this.#execute(account, stackId, changeSet));
  }

  /** While `work` deploys, what it deploys is played so. */
  async play<T>(playing: Playing, work: () => Promise<T>): Promise<T> {
    this.#playing = playing;
    const result = await work();
    await this.#update;
    return result;
  }

  get #now(): Playing {
    if (!this.#playing) throw new Error('nothing is being played');
    return this.#playing;
  }

  #tell(about: Moment['about'], what: string): void {
    this.#now.tell({ at: this.clock.now().toISOString(), about, what });
  }

  async #execute(account: Account, stackId: string, changeSet: ChangeSet): Promise<void> {
    await executeChangeSet(account, stackId, changeSet, {
      onEvent: (event) => this.#onEvent(stackId, event),
      shift: (shift) => this.#shift(shift),
      ask: (request) => this.#ask(stackId, request),
    });
  }

  async #onEvent(stackId: string, { status, reason, logicalId, type }: StackEvent): Promise<void> {
    this.clock.pass(1_000);
    const why = reason === undefined || reason === 'User Initiated' ? '' : ` (${reason})`;
    if (logicalId !== undefined) return this.#tell('resource', `${status} ${logicalId} ${type ?? ''}${why}`);
    this.#tell('stack', `${status}${why}`);
    const event = statusChange(this.aws.account, stackId, status, this.clock.now());
    for (const target of targetsOf(this.aws.account, event)) {
      const name = functionOf(target);
      if (name !== undefined) await invokeAsync(name, event, this.#lambdas('recorder'));
    }
    return undefined;
  }

  #lambdas(about: 'hook' | 'recorder', dying?: string): LambdasOptions {
    const { bundles, fault } = this.#now;
    return {
      account: this.aws.account,
      endpoint: this.aws.endpoint,
      clock: this.clock,
      signal: this.#signal,
      invoke: this.#invoke,
      bundles,
      speed: about === 'hook' ? (fault?.speed ?? 1) : 1,
      environment: (logicalId) => (logicalId === dying ? (fault?.environment ?? {}) : {}),
      tell: (logicalId, invoked) => this.#tell(about, `${logicalId} ${said(invoked)}`),
    };
  }

  async #shift(shift: Shift): Promise<{ failed: string } | undefined> {
    const { account } = this.aws;
    const { functionName, alias, from, to, policy, rollback } = shift;
    const id = `d-${String(++this.#deployments).padStart(9, 'R')}`;
    account.deployments.set(id, {
      creator: 'CloudFormation',
      target: { functionName, alias, currentVersion: from, targetVersion: to },
      createdAt: this.clock.now(),
      hooks: new Map(),
    });
    const group = account.find(policy['DeploymentGroupName'], 'AWS::CodeDeploy::DeploymentGroup');
    const configuration = textOf(own(group?.properties, 'DeploymentConfigName'), 'CodeDeployDefault.LambdaAllAtOnce');
    this.#tell(
      'deployment',
      `${id} of ${functionName}:${alias}, version ${from} → ${to}, ${configuration}${rollback ? ', back' : ''}`,
    );
    const failed = (why: string): { failed: string } => {
      this.#point(shift, from);
      this.#tell('deployment', `${id} failed: ${why}`);
      return { failed: `Deployment ${id} failed: ${why}` };
    };
    const { BeforeAllowTrafficHook: before, AfterAllowTrafficHook: after } = policy;
    if (!(await this.#hook(id, before, true))) return failed('BeforeAllowTraffic failed, no traffic was shifted');
    for (const { percent, minutes } of trafficSteps(account, configuration)) {
      this.#point(shift, percent === 100 ? to : from, percent === 100 ? undefined : { [to]: percent / 100 });
      this.#tell('traffic', `${percent} % to version ${to}${minutes > 0 ? `, for ${minutes} minutes` : ''}`);
      this.clock.pass(minutes * 60_000);
      if (this.#now.fault?.alarm && !rollback) {
        const alarm = alarmOf(group?.properties);
        if (alarm !== undefined)
          return failed(`the alarm ${alarm} went off, and the traffic went back to version ${from}`);
      }
    }
    if (!(await this.#hook(id, after, false)))
      return failed(`AfterAllowTraffic failed, and the traffic went back to version ${from}`);
    this.#tell('deployment', `${id} succeeded`);
    return undefined;
  }

  #point({ functionName, alias }: Shift, version: string, weights?: Record<string, number>): void {
    const state = this.aws.account.functions.get(functionName);
    if (state) state.aliases[alias] = { version, ...(weights && { weights }) };
  }

  /** True if it succeeded, or there is none. */
  async #hook(deploymentId: string, name: unknown, first: boolean): Promise<boolean> {
    const { account } = this.aws;
    const hook = account.find(name, 'AWS::Lambda::Function');
    if (!hook) {
      if (typeof name === 'string') this.#tell('hook', `${name} is not of this stack: not run, and taken to agree`);
      return true;
    }
    const { bundles, fault } = this.#now;
    const executionId = `${deploymentId}-${first ? 'before' : 'after'}`;
    const waiting = account.deployments.get(deploymentId)!.hooks;
    waiting.set(executionId, undefined);
    const accepted = account.accepted.length;
    const event = { DeploymentId: deploymentId, LifecycleEventHookExecutionId: executionId };
    this.#break(fault);
    try {
      if (bundles.has(hook.logicalId))
        await invokeAsync(String(name), event, this.#lambdas('hook', first ? hook.logicalId : undefined));
      else this.#agree(hook, event);
      await this.#goOn();
    } finally {
      this.#mend();
    }
    const answers = account.accepted.slice(accepted).map(({ status }) => status);
    this.#keep(hook.logicalId, answers);
    if (answers.length > 0) this.#tell('hook', `${hook.logicalId}: CodeDeploy took ${answers.join(', ')}`);
    else {
      this.clock.pass(HOUR);
      this.#tell('hook', `${hook.logicalId}: nobody answered within the hour`);
    }
    return waiting.get(executionId) === 'Succeeded';
  }

  /** What hooks have Lambda invoke: the ones that come next. */
  async #goOn(): Promise<void> {
    const { account } = this.aws;
    for (const { functionName, payload } of account.invocations.splice(0)) {
      const next = account.find(functionName, 'AWS::Lambda::Function');
      const event = JSON.parse(payload) as HookEvent;
      if (!next || !this.#now.bundles.has(next.logicalId)) this.#agree(next ?? { logicalId: functionName }, event);
      else await invokeAsync(functionName, event, this.#lambdas('hook'));
    }
  }

  /** A hook whose code is not ours, or not built here, does not run: what it would do is not what is rehearsed. */
  #agree(
    { logicalId, properties }: Pick<DeployedResource, 'logicalId'> & Partial<DeployedResource>,
    { DeploymentId: deploymentId, LifecycleEventHookExecutionId: executionId }: HookEvent,
  ): void {
    const { account } = this.aws;
    account.deployments.get(deploymentId)?.hooks.set(executionId, 'Succeeded');
    account.accepted.push({ deploymentId, executionId, status: 'Succeeded' });
    const runtime = textOf(properties?.['Runtime'], '');
    this.#tell('hook', `${logicalId}: not run here${runtime && ` (${runtime})`}, and taken to agree`);
  }

  #keep(name: string, answers: readonly string[]): void {
    const { hooks } = this.#now;
    const known = hooks.find((each) => each.name === name);
    if (known) known.answers.push(...answers);
    else hooks.push({ name, answers: [...answers] });
  }

  /** The gate at the end. Other custom resources are the service's, and nobody asks for them here. */
  async #ask(stackId: string, request: CustomRequest): Promise<{ failed: string } | undefined> {
    const { type, logicalId, properties, physicalId } = request;
    const name = functionOf(textOf(properties['ServiceToken'], ''));
    const gate = this.aws.account.find(name, 'AWS::Lambda::Function');
    const { bundles, fault } = this.#now;
    if (name === undefined || !gate || !bundles.has(gate.logicalId)) return undefined;
    const id = String(++this.#asked);
    this.#break(fault);
    try {
      const event = {
        RequestType: type,
        ResponseURL: this.aws.answerUrl(id),
        StackId: stackId,
        RequestId: id,
        LogicalResourceId: logicalId,
        ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
        ResourceProperties: properties,
      };
      await invokeAsync(name, event, this.#lambdas('hook'));
    } finally {
      this.#mend();
    }
    const answer: unknown = JSON.parse(this.aws.answers.get(id) ?? '{}');
    const status = own(answer, 'Status');
    this.#keep(gate.logicalId, status === undefined ? [] : [status === 'SUCCESS' ? 'Succeeded' : 'Failed']);
    if (status === 'SUCCESS') return undefined;
    if (status === undefined) this.clock.pass(Number(properties['ServiceTimeout'] ?? 3600) * 1000);
    return {
      failed: textOf(own(answer, 'Reason'), 'CloudFormation did not receive a response from the custom resource'),
    };
  }

  #break(fault: Fault | undefined): void {
    for (const [operation, how] of Object.entries(fault?.breaks ?? {})) this.aws.break(operation, how);
    this.aws.latency = fault?.latency ?? 0;
  }

  #mend(): void {
    this.aws.mend();
    this.aws.latency = 0;
  }
}

/** In a line. */
function said({ outcome, payload }: Invoked): string {
  const { status, recorded, reason, message, type } = (payload ?? {}) as Record<string, unknown>;
  const verdict = [status, recorded].find((word) => typeof word === 'string');
  if (outcome === 'ok') return [verdict ?? 'ended', reason].filter((word) => typeof word === 'string').join(': ');
  return `${outcome === 'timeout' ? 'ran out of time' : 'died'}: ${[type, message].filter((word) => typeof word === 'string').join(': ')}`;
}

/** The first alarm that the deployment group watches. */
function alarmOf(group: unknown): string | undefined {
  const alarms = own(own(group, 'AlarmConfiguration'), 'Alarms');
  const name: unknown = Array.isArray(alarms) ? own(alarms[0], 'Name') : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html */
function statusChange(account: Account, stackId: string, status: string, now: Date): Record<string, unknown> {
  return {
    version: '0',
    id: `${now.getTime()}`,
    'detail-type': 'CloudFormation Stack Status Change',
    source: 'aws.cloudformation',
    account: account.id,
    time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: account.region,
    resources: [stackId],
    detail: {
      'stack-id': stackId,
      'status-details': { status, 'status-reason': '' },
      'client-request-token': 'rehearsal',
    },
  };
}
