/** The gate before anything changes: a change set is created, judged, shown, and executed only if it is green. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Check } from '../../checks/api.ts';
import { calledIn } from '../../config/called.ts';
import type { Config } from '../../config/config.ts';
import { forEnvironment } from '../../config/defaults.ts';
import { UserError } from '../../errors.ts';
import type { Report } from '../../fitness/report.ts';
import { OUTCOMES } from '../../hooks/outcome.ts';
import { judgeProposal } from '../../hooks/proposal.ts';
import { ParameterStore } from '../../hooks/store.ts';
import type { ReleaseRecord } from '../../hooks/store.ts';
import { isSpent } from '../../hooks/verdict.ts';
import {
  awaitChangeSet,
  createChangeSet,
  executeChangeSet,
  followStack,
  isExecutionRefused,
  newestEvent,
  readProposal,
  removeChangeSet,
  stackState,
  UNDER_REVIEW,
} from '../../live/change-set.ts';
import type {
  ChangeSetContext,
  CreatedChangeSet,
  Proposal,
  ProposedChange,
  StackEvent,
  StackState,
} from '../../live/change-set.ts';
import { nameOf, readStack } from '../../live/cloudformation.ts';
import { ReadError } from '../../live/denied.ts';
import { unreadStack } from '../../live/reader.ts';
import type { LiveStack } from '../../live/reader.ts';
import { templateSource } from '../../live/template-upload.ts';
import type { TemplateInputs } from '../../template/model.ts';
import type { DeploySettings } from './settings.ts';

export interface GateRequest {
  readonly stackName: string;
  /** Text of the packaged template, and what it declares. */
  readonly template: string;
  readonly parameterNames: readonly string[];
  readonly hasNestedStacks: boolean;
  readonly settings: DeploySettings;
  readonly execute: boolean;
  readonly overrideReason: string | undefined;
  readonly config: Config;
  /** Is there a fitness.yaml? Only then a baseline is recorded. */
  readonly configured: boolean;
  readonly environment: string;
  readonly checks: readonly Check[];
  /** Of the service beside the template. */
  readonly measurements: NonNullable<TemplateInputs['measurements']>;
}

export interface GateSurroundings {
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  readonly s3: () => Promise<Pick<S3Client, 'send'>>;
  readonly ssm: () => Promise<Pick<SSMClient, 'send'>>;
  /** Region of the stack. */
  readonly region: string;
  readonly now: () => Date;
  readonly sleep: ChangeSetContext['sleep'];
  readonly signal: AbortSignal;
  /** Tells what is going on. */
  readonly say: (text: string) => void;
  /** Shows what was found, before anything is executed. */
  readonly show: (judged: JudgedChange) => void;
  readonly tell: (event: StackEvent) => void;
}

export interface JudgedChange {
  readonly stackName: string;
  /** Is it the first deployment? */
  readonly isNew: boolean;
  readonly changes: readonly ProposedChange[];
  readonly report: Report;
}

/**
 * - `green`: it may be executed; the change set stays.
 * - `executed`, `rolled-back`: it was, and so the stack's operation ended.
 * - `red`, `incomplete`: it may not; the change set is removed.
 * - `refused`: a hook of the account refused the change set.
 * - `empty`: there is nothing to change.
 */
export type GateOutcome = 'green' | 'executed' | 'rolled-back' | 'red' | 'incomplete' | 'refused' | 'empty';

export interface GateResult {
  readonly outcome: GateOutcome;
  /** ARN. */
  readonly stackId?: string;
  readonly changeSet?: CreatedChangeSet;
  readonly judged?: JudgedChange;
  /** Status that the stack was left in, or why the change set was refused. */
  readonly detail?: string;
}

export async function gateStack(request: GateRequest, surroundings: GateSurroundings): Promise<GateResult> {
  const context: ChangeSetContext = { ...surroundings, client: surroundings.cloudformation };
  const state = await stackState(context, request.stackName);
  refuseState(request.stackName, state);
  const template = await sourceOf(request, surroundings);
  const name = `fitness-${surroundings.now().getTime().toString(36)}`;
  let mine: { stackName: string; name: string; createdStack: boolean } | undefined = {
    stackName: request.stackName,
    name,
    createdStack: state === undefined,
  };
  try {
    const { say } = surroundings;
    say(`Creating change set ${name} of stack ${request.stackName} …\n`);
    const created = await createChangeSet(context, changeSetRequest(request, name, template), state);
    mine = { ...mine, stackName: created.stackId };
    const end = await awaitChangeSet(context, created);
    const base = { stackId: created.stackId };
    if (end.status === 'empty') return { ...base, outcome: 'empty' };
    if (end.status === 'failed') {
      if (!/\bhook/i.test(end.reason)) throw changeSetFailed(end.reason);
      return { ...base, outcome: 'refused', detail: end.reason };
    }
    const judged = await judge(request, surroundings, context, created, state);
    surroundings.show(judged);
    const { gate } = judged.report;
    if (gate.mode === 'enforce' && gate.verdict !== 'pass')
      return { ...base, judged, outcome: gate.verdict === 'fail' ? 'red' : 'incomplete' };
    const green = { ...base, judged, changeSet: created };
    if (!request.execute) {
      mine = undefined;
      return { ...green, outcome: 'green' };
    }
    const since = await newestEvent(context, created.stackId);
    surroundings.signal.throwIfAborted();
    const status = await execute(request, surroundings, context, created, since).catch((error: unknown) => {
      // once it may be executed it is CloudFormation's, whatever becomes of us
      if (!isExecutionRefused(error)) mine = undefined;
      throw error;
    });
    mine = undefined;
    return { ...green, outcome: OUTCOMES[status] === 'kept' ? 'executed' : 'rolled-back', detail: status };
  } finally {
    if (mine) await cleanUp(mine, surroundings);
  }
}

/** Statuses of a stack that can be updated. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
const UPDATABLE = /^(?:(?:CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE|(?:CREATE|UPDATE)_FAILED)$/;

function refuseState(stackName: string, state: StackState | undefined): void {
  if (!state || state.status === UNDER_REVIEW || UPDATABLE.test(state.status)) return;
  if (state.status.endsWith('_IN_PROGRESS'))
    throw new UserError('stack-busy', `Stack ${stackName} is in ${state.status}: an operation is going on.`, {
      kind: 'incomplete',
      hint: 'Run the command again when it has ended.',
    });
  const hint = state.status.startsWith('UPDATE_ROLLBACK')
    ? `Continue its rollback first: \`aws cloudformation continue-update-rollback --stack-name ${stackName}\`.`
    : `It can only be deleted: \`aws cloudformation delete-stack --stack-name ${stackName}\`.`;
  throw new UserError('stack-not-updatable', `Stack ${stackName} is in ${state.status} and cannot be updated.`, {
    hint,
  });
}

async function sourceOf({ template, settings }: GateRequest, surroundings: GateSurroundings) {
  const source = await templateSource(template, {
    ...surroundings,
    bucket: settings.s3Bucket,
    prefix: settings.s3Prefix,
    kmsKeyId: settings.kmsKeyId,
  });
  if (source) return source;
  const size = Buffer.byteLength(template).toLocaleString('en-US');
  throw new UserError('template-too-large', `The template has ${size} bytes: it has to be in a bucket.`, {
    hint: 'Name one with --s3-bucket, or let SAM CLI make its own (`sam deploy --resolve-s3` does, once).',
  });
}

function changeSetRequest(
  { stackName, settings, parameterNames, hasNestedStacks, environment }: GateRequest,
  name: string,
  template: Awaited<ReturnType<typeof sourceOf>>,
) {
  const { parameters, capabilities, tags, roleArn, notificationArns } = settings;
  return {
    stackName,
    name,
    description: `To be judged by the fitness function of ${environment}`,
    template,
    parameters: parameterNames.map((parameter) => ({
      name: parameter,
      ...(Object.hasOwn(parameters, parameter) && { value: parameters[parameter] }),
    })),
    nested: hasNestedStacks,
    capabilities,
    tags,
    roleArn,
    notificationArns,
  };
}

function changeSetFailed(reason: string): UserError {
  return new UserError('change-set-failed', `CloudFormation cannot make a change set of the template: ${reason}`, {
    kind: 'incomplete',
    hint: 'Nothing was changed. Mend what it names, and run the command again.',
  });
}

async function judge(
  request: GateRequest,
  surroundings: GateSurroundings,
  context: ChangeSetContext,
  created: CreatedChangeSet,
  state: StackState | undefined,
): Promise<JudgedChange> {
  const { signal, now } = surroundings;
  const isNew = state === undefined || state.status === UNDER_REVIEW;
  const [deployed, { recorded, unread }] = await Promise.all([
    isNew
      ? undefined
      : readStack(unreadStack(created.stackId), {
          signal,
          cloudformation: () => Promise.resolve(surroundings.cloudformation),
        }),
    recordOf(request, surroundings, created.stackId, isNew),
  ]);
  const proposal: Proposal = await readProposal(context, created, deployed);
  const mode = proposal.stack.parameters?.[calledIn(request.config, 'GateMode')];
  const report = judgeProposal({
    ...request,
    proposed: proposal.stack,
    deployed,
    recorded,
    now: now(),
    overrideReason: unspent(request, recorded, deployed, surroundings.say),
    ...((mode === 'enforce' || mode === 'observe') && { gateMode: mode }),
    unread,
  });
  return { stackName: nameOf(created.stackId), isNew, changes: proposal.changes, report };
}

/** The last good release, which the recorder keeps. What cannot be read is not the same as none. */
async function recordOf(
  { config, configured, environment }: GateRequest,
  { ssm, signal }: GateSurroundings,
  stackId: string,
  isNew: boolean,
): Promise<{ recorded?: ReleaseRecord; unread: readonly string[] }> {
  if (!configured || isNew) return { unread: [] };
  const store = new ParameterStore(ssm, { service: config.service, environment, stackName: nameOf(stackId) });
  try {
    const recorded = await store.read('baseline', signal);
    return { ...(recorded && { recorded }), unread: [] };
  } catch (error) {
    if (signal.aborted) throw error;
    if (forEnvironment(config, environment).gate.withoutBaseline === 'pass') return { unread: [] };
    return { unread: [`the baseline: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/**
 * An override lets one release through; the hooks take no notice of one that was given before, either. Where no record
 * says which were, it is the one that the stack has.
 */
function unspent(
  { overrideReason: reason, config }: GateRequest,
  recorded: ReleaseRecord | undefined,
  deployed: LiveStack | undefined,
  say: (text: string) => void,
): string | undefined {
  if (reason === undefined) return undefined;
  const before = recorded ? undefined : deployed?.parameters?.[calledIn(config, 'FitnessOverrideReason')]?.trim();
  if (before !== reason && !isSpent(reason, undefined, recorded)) return reason;
  const release = recorded ? `release ${recorded.releaseId}` : 'what is deployed';
  say(`The override is ignored: the same reason let ${release} through. Give another one.\n`);
  return undefined;
}

async function execute(
  { settings }: GateRequest,
  { say, tell, signal, region }: GateSurroundings,
  context: ChangeSetContext,
  created: CreatedChangeSet,
  since: string | undefined,
): Promise<string> {
  say(`Executing change set ${created.name} …\n`);
  try {
    await executeChangeSet(context, created, settings);
    return await followStack(context, created.stackId, since, tell);
  } catch (error) {
    const stack = nameOf(created.stackId);
    if (isExecutionRefused(error) || (!signal.aborted && !(error instanceof ReadError))) throw error;
    if (!signal.aborted) throw endUnknown(error as ReadError, stack, region);
    throw new UserError('interrupted', `Interrupted; the operation on stack ${stack} goes on.`, {
      kind: 'interrupted',
      hint: `An update is stopped by \`aws cloudformation cancel-update-stack --stack-name ${stack}\`.`,
      cause: error,
    });
  }
}

/** What began goes on without us, and so may what was asked for without an answer. */
function endUnknown(error: ReadError, stack: string, region: string): UserError {
  const began = error.action !== 'cloudformation:ExecuteChangeSet';
  const what = began
    ? `The operation on stack ${stack} goes on, and its end is not known`
    : `Whether the operation on stack ${stack} began is not known`;
  return new UserError('end-unknown', `${what}: ${error.message}`, {
    kind: 'incomplete',
    hint: `\`aws cloudformation describe-stacks --stack-name ${stack} --region ${region}\` shows the stack's status.`,
    cause: error,
  });
}

/** The time for it after an interruption. */
const LONGEST_CLEANUP = 60_000;

async function cleanUp(
  mine: { stackName: string; name: string; createdStack: boolean },
  { cloudformation: client, sleep, say }: GateSurroundings,
): Promise<void> {
  const signal = AbortSignal.timeout(LONGEST_CLEANUP);
  try {
    await removeChangeSet({ client, sleep, signal }, mine);
    say(`Removed change set ${mine.name}.\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(`Change set ${mine.name} of stack ${nameOf(mine.stackName)} could not be removed: ${reason}\n`);
  }
}
