/** A stack's next change, before it happens: a change set is created, read, and executed or removed. */
import type {
  Change,
  CloudFormationClient,
  CreateChangeSetCommandInput,
  DescribeChangeSetCommandOutput,
  Parameter,
  PolicyAction,
  ResourceChange,
} from '@aws-sdk/client-cloudformation';
import { parameterValues } from './cloudformation.ts';
import { reading, ReadError } from './denied.ts';
import type { Gap, LiveResource, LiveStack } from './reader.ts';
import { unreadStack } from './reader.ts';

/** What every call here needs. */
export interface ChangeSetContext {
  readonly client: Pick<CloudFormationClient, 'send'>;
  readonly signal: AbortSignal;
  /** Resolves after so many milliseconds, or rejects when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** A stack as DescribeStacks has it. */
export interface StackState {
  /** ARN. */
  readonly stackId: string;
  readonly status: string;
  /** Names of the parameters that have a value. */
  readonly parameters: ReadonlySet<string>;
}

/** The stack of that name or ARN; undefined if there is none. */
export async function stackState(
  { client, signal }: Pick<ChangeSetContext, 'client' | 'signal'>,
  stackName: string,
): Promise<StackState | undefined> {
  const { DescribeStacksCommand } = await import('./clients/change-set.ts');
  try {
    const answer = await reading(
      'cloudformation:DescribeStacks',
      client.send(new DescribeStacksCommand({ StackName: stackName }), { abortSignal: signal }),
    );
    const { StackId: stackId, StackStatus: status, Parameters = [] } = answer.Stacks?.[0] ?? {};
    if (!stackId || !status) throw new Error('cloudformation:DescribeStacks answered without the stack');
    return { stackId, status, parameters: new Set(Parameters.flatMap(({ ParameterKey }) => ParameterKey ?? [])) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** CloudFormation says so by a ValidationError alone (aws/aws-sam-cli, `has_stack`). */
function isMissing(error: unknown): boolean {
  const cause = error instanceof ReadError ? error.cause : error;
  return cause instanceof Error && cause.name === 'ValidationError' && cause.message.includes('does not exist');
}

/** Left by a change set that created it and was never executed: nothing is deployed yet. */
export const UNDER_REVIEW = 'REVIEW_IN_PROGRESS';

export interface ChangeSetRequest {
  readonly stackName: string;
  readonly name: string;
  readonly description: string;
  readonly template: { readonly body: string } | { readonly url: string };
  /** An absent value: the previous one. */
  readonly parameters: readonly { readonly name: string; readonly value?: string }[];
  /** Has it nested stacks? Then they get change sets of their own. */
  readonly nested: boolean;
  /** Each of the following: absent, the stack's own stays. */
  readonly capabilities?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly roleArn?: string | undefined;
  readonly notificationArns?: readonly string[] | undefined;
}

export interface CreatedChangeSet {
  /** ARN. */
  readonly id: string;
  readonly name: string;
  /** ARN. */
  readonly stackId: string;
  /** Is the stack there only because of this change set? */
  readonly createdStack: boolean;
}

/** @param state of the stack; undefined if there is none yet */
export async function createChangeSet(
  { client, signal }: ChangeSetContext,
  request: ChangeSetRequest,
  state: StackState | undefined,
): Promise<CreatedChangeSet> {
  const { CreateChangeSetCommand } = await import('./clients/change-set.ts');
  const { Id: id, StackId: stackId } = await reading(
    'cloudformation:CreateChangeSet',
    client.send(new CreateChangeSetCommand(inputOf(request, state)), { abortSignal: signal }),
  );
  if (!id || !stackId) throw new Error('cloudformation:CreateChangeSet answered without an id');
  return { id, name: request.name, stackId, createdStack: state === undefined };
}

function inputOf(request: ChangeSetRequest, state: StackState | undefined): CreateChangeSetCommandInput {
  const { template, tags, capabilities, roleArn, notificationArns } = request;
  const isNew = state === undefined || state.status === UNDER_REVIEW;
  return {
    StackName: request.stackName,
    ChangeSetName: request.name,
    ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
    Description: request.description,
    // an answer that got lost is asked for again, and is no second change set
    ClientToken: request.name,
    ...('body' in template ? { TemplateBody: template.body } : { TemplateURL: template.url }),
    Parameters: parametersOf(request.parameters, isNew ? undefined : state),
    IncludeNestedStacks: request.nested,
    ...(capabilities && { Capabilities: [...capabilities] as CreateChangeSetCommandInput['Capabilities'] }),
    ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(roleArn && { RoleARN: roleArn }),
    ...(notificationArns && { NotificationARNs: [...notificationArns] }),
  };
}

/** A previous value cannot be asked for where there is none: a default stands for it then, as with `sam deploy`. */
function parametersOf(parameters: ChangeSetRequest['parameters'], state: StackState | undefined): Parameter[] {
  return parameters.flatMap(({ name, value }): Parameter[] => {
    if (value !== undefined) return [{ ParameterKey: name, ParameterValue: value }];
    return state?.parameters.has(name) ? [{ ParameterKey: name, UsePreviousValue: true }] : [];
  });
}

/** - `empty`: it holds no change, which CloudFormation calls a failure. */
export type ChangeSetEnd =
  { readonly status: 'ready' | 'empty' } | { readonly status: 'failed'; readonly reason: string };

/** Both are seen: the second of templates with transforms (aws/aws-sam-cli, `wait_for_changeset`). */
const EMPTY = /submitted information didn't contain changes|No updates are to be performed/;

/** CloudFormation takes seconds, with macros or many nested stacks minutes. */
const LONGEST_CREATION = 15 * 60_000;

/** Waits until the change set is there. */
export async function awaitChangeSet(
  context: ChangeSetContext,
  { id, stackId }: Pick<CreatedChangeSet, 'id' | 'stackId'>,
): Promise<ChangeSetEnd> {
  let waited = 0;
  for (let pause = 500; waited < LONGEST_CREATION; pause = Math.min(pause * 1.5, 5_000)) {
    const { Status, StatusReason = 'CloudFormation gives no reason' } = await changeSetPage(context, id, stackId);
    if (Status === 'CREATE_COMPLETE') return { status: 'ready' };
    if (Status !== 'CREATE_PENDING' && Status !== 'CREATE_IN_PROGRESS')
      return EMPTY.test(StatusReason) ? { status: 'empty' } : { status: 'failed', reason: StatusReason };
    await context.sleep(pause, context.signal);
    waited += pause;
  }
  return { status: 'failed', reason: `it was not there after ${LONGEST_CREATION / 60_000} minutes` };
}

async function changeSetPage(
  { client, signal }: ChangeSetContext,
  id: string,
  stackId: string | undefined,
  token?: string,
): Promise<DescribeChangeSetCommandOutput> {
  const { DescribeChangeSetCommand } = await import('./clients/change-set.ts');
  const input = { ChangeSetName: id, ...(stackId && { StackName: stackId }), ...(token && { NextToken: token }) };
  return reading(
    'cloudformation:DescribeChangeSet',
    client.send(new DescribeChangeSetCommand(input), { abortSignal: signal }),
  );
}

export type ChangeAction = 'add' | 'modify' | 'replace' | 'remove' | 'import';

/** One resource that a change set would change. */
export interface ProposedChange {
  /** Of a resource in a nested stack `<logical id of the stack>/<logical id>`. */
  readonly logicalId: string;
  /** CloudFormation type. */
  readonly type: string;
  readonly action: ChangeAction;
  /** What is replaced only if something turns out to have changed that is known when it is executed. */
  readonly conditional: boolean;
  /** What becomes of the resource that goes. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
  readonly policy?: PolicyAction;
  readonly physicalId?: string;
  /** Properties and attributes that are changed; of a replacement those that force it. */
  readonly causes: readonly string[];
}

export interface Proposal {
  readonly changes: readonly ProposedChange[];
  /** The stack as it would be. */
  readonly stack: LiveStack;
}

/** Deeper nested stacks than this are not read. */
const MAX_DEPTH = 10;

/** What a change set would make of a stack and its nested ones. @param deployed the stack as it is, if it is there */
export async function readProposal(
  context: ChangeSetContext,
  { id, stackId }: Pick<CreatedChangeSet, 'id' | 'stackId'>,
  deployed: LiveStack | undefined,
  depth = 0,
): Promise<Proposal> {
  const [{ changes, parameters }, template] = await Promise.all([
    wholeChangeSet(context, id, stackId),
    proposedTemplate(context, id, stackId),
  ]);
  const own = changes.filter(({ LogicalResourceId }) => LogicalResourceId !== undefined);
  const nested = await nestedProposals(context, own, deployed, depth);
  return {
    changes: [
      ...own.map(proposedChange),
      ...nested.read.flatMap(([stack, { changes: inner }]) =>
        inner.map((change) => ({ ...change, logicalId: `${stack}/${change.logicalId}` })),
      ),
    ],
    stack: {
      ...unreadStack(stackId),
      template,
      ...parameterValues(parameters),
      resources: resourcesAfter(own, deployed?.resources ?? []),
      nested: {
        // what changes in a way that could not be read is not what is deployed, either
        ...Object.fromEntries(Object.entries(deployed?.nested ?? {}).filter(([id]) => !nested.unread.has(id))),
        ...Object.fromEntries(nested.read.map(([logicalId, { stack }]) => [logicalId, stack])),
      },
      gaps: nested.gaps,
    },
  };
}

async function wholeChangeSet(
  context: ChangeSetContext,
  id: string,
  stackId: string,
): Promise<{ changes: ResourceChange[]; parameters: NonNullable<DescribeChangeSetCommandOutput['Parameters']> }> {
  const changes: Change[] = [];
  let parameters: DescribeChangeSetCommandOutput['Parameters'];
  let token: string | undefined;
  do {
    const page = await changeSetPage(context, id, stackId, token);
    changes.push(...(page.Changes ?? []));
    parameters ??= page.Parameters;
    if (page.NextToken !== undefined && page.NextToken === token)
      throw new Error('cloudformation:DescribeChangeSet answers the same page again and again');
    token = page.NextToken;
  } while (token);
  return { changes: changes.flatMap(({ ResourceChange: change }) => change ?? []), parameters: parameters ?? [] };
}

/** The template after its transforms: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
async function proposedTemplate({ client, signal }: ChangeSetContext, id: string, stackId: string): Promise<string> {
  const { GetTemplateCommand } = await import('./clients/change-set.ts');
  const input = { StackName: stackId, ChangeSetName: id, TemplateStage: 'Processed' as const };
  const answer = await reading(
    'cloudformation:GetTemplate',
    client.send(new GetTemplateCommand(input), { abortSignal: signal }),
  );
  if (!answer.TemplateBody) throw new Error('cloudformation:GetTemplate answered without a template');
  return answer.TemplateBody;
}

/** A nested stack that the change set has nothing to say about stays as it is deployed. */
async function nestedProposals(
  context: ChangeSetContext,
  changes: readonly ResourceChange[],
  deployed: LiveStack | undefined,
  depth: number,
): Promise<{ read: [logicalId: string, proposal: Proposal][]; gaps: Gap[]; unread: ReadonlySet<string> }> {
  const read: [string, Proposal][] = [];
  const gaps: Gap[] = [];
  for (const change of changes) {
    const { LogicalResourceId: logicalId = '', ChangeSetId: id, PhysicalResourceId: stackId } = change;
    if (change.ResourceType !== 'AWS::CloudFormation::Stack' || change.Action === 'Remove') continue;
    try {
      if (!id) throw new Error('it has no change set of its own');
      if (depth >= MAX_DEPTH) throw new Error('too many nested stacks');
      const own = deployed && Object.hasOwn(deployed.nested, logicalId) ? deployed.nested[logicalId] : undefined;
      const at = { id, stackId: own?.stackId ?? stackId ?? (await stackOf(context, id)) };
      const end = await awaitChangeSet(context, at);
      if (end.status === 'failed') throw new Error(`its change set failed: ${end.reason}`);
      if (end.status === 'ready') read.push([logicalId, await readProposal(context, at, own, depth + 1)]);
    } catch (error) {
      if (context.signal.aborted) throw error;
      const action = error instanceof ReadError ? error.action : 'cloudformation:DescribeChangeSet';
      gaps.push({ resource: logicalId, action, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { read, gaps, unread: new Set(gaps.map(({ resource }) => resource)) };
}

async function stackOf(context: ChangeSetContext, id: string): Promise<string> {
  const { StackId } = await changeSetPage(context, id, undefined);
  if (!StackId) throw new Error('cloudformation:DescribeChangeSet answered without the stack');
  return StackId;
}

function resourcesAfter(changes: readonly ResourceChange[], before: readonly LiveResource[]): LiveResource[] {
  const removed = new Set(
    changes.flatMap(({ Action, LogicalResourceId }) => (Action === 'Remove' ? LogicalResourceId : [])),
  );
  const added = changes.flatMap(({ Action, LogicalResourceId, ResourceType }) =>
    (Action === 'Add' || Action === 'Import') && LogicalResourceId && ResourceType
      ? [{ logicalId: LogicalResourceId, type: ResourceType }]
      : [],
  );
  return [...before.filter(({ logicalId }) => !removed.has(logicalId)), ...added];
}

const ACTIONS: Readonly<Record<string, ChangeAction>> = { Add: 'add', Remove: 'remove', Import: 'import' };

function proposedChange(change: ResourceChange): ProposedChange {
  const { Action = '', LogicalResourceId, ResourceType, Replacement, PolicyAction, PhysicalResourceId } = change;
  const replaced = Replacement === 'True' || Replacement === 'Conditional';
  const action = ACTIONS[Action] ?? (replaced ? 'replace' : 'modify');
  return {
    logicalId: LogicalResourceId ?? '',
    type: ResourceType ?? '',
    action,
    conditional: action === 'replace' && Replacement === 'Conditional',
    ...(PolicyAction && { policy: PolicyAction }),
    ...(PhysicalResourceId && { physicalId: PhysicalResourceId }),
    causes: causesOf(change, action === 'replace'),
  };
}

function causesOf({ Details = [], Scope = [] }: ResourceChange, replaced: boolean): string[] {
  const targets = Details.flatMap(({ Target }) => Target ?? []).filter(
    ({ RequiresRecreation }) => !replaced || (RequiresRecreation !== undefined && RequiresRecreation !== 'Never'),
  );
  const named = targets.flatMap(({ Attribute, Name }) => (Attribute === 'Properties' ? Name : Attribute) ?? []);
  return [...new Set(named.length > 0 ? named : Scope)];
}

/** Removes a change set that is not executed, and the stack that is there only because of it. */
export async function removeChangeSet(
  context: ChangeSetContext,
  { stackName, name, createdStack }: { stackName: string; name: string; createdStack: boolean },
): Promise<void> {
  await deleteChangeSet(context, stackName, name);
  if (createdStack) await deleteIfUnderReview(context, stackName);
}

/** Tries while CloudFormation is still creating it: only then it can be deleted. */
const TRIES = 12;

async function deleteChangeSet({ client, signal, sleep }: ChangeSetContext, stackName: string, name: string) {
  const { DeleteChangeSetCommand } = await import('./clients/change-set.ts');
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new DeleteChangeSetCommand({ StackName: stackName, ChangeSetName: name }), {
        abortSignal: signal,
      });
      return;
    } catch (error) {
      if (isMissing(error) || (error instanceof Error && error.name.startsWith('ChangeSetNotFound'))) return;
      const isBusy = error instanceof Error && error.name.startsWith('InvalidChangeSetStatus');
      if (!isBusy || attempt >= TRIES) throw new ReadError(error, 'cloudformation:DeleteChangeSet');
      await sleep(2_500, signal);
    }
  }
}

/** Somebody else may have taken the stack for a change set of theirs meanwhile. */
async function deleteIfUnderReview(context: ChangeSetContext, stackName: string): Promise<void> {
  const { client, signal, sleep } = context;
  const { DeleteStackCommand, ListChangeSetsCommand } = await import('./clients/change-set.ts');
  const state = await stackState(context, stackName);
  if (state?.status !== UNDER_REVIEW) return;
  for (let attempt = 1; ; attempt++) {
    const { Summaries = [] } = await reading(
      'cloudformation:ListChangeSets',
      client.send(new ListChangeSetsCommand({ StackName: state.stackId }), { abortSignal: signal }),
    );
    const left = Summaries.filter(({ Status }) => Status !== 'DELETE_COMPLETE');
    if (left.length === 0) break;
    const going = left.every(({ Status }) => Status === 'DELETE_PENDING' || Status === 'DELETE_IN_PROGRESS');
    if (!going || attempt >= TRIES) return;
    await sleep(2_500, signal);
  }
  await reading(
    'cloudformation:DeleteStack',
    client.send(new DeleteStackCommand({ StackName: state.stackId }), { abortSignal: signal }),
  );
}

/** Starts what the change set says. What it does is told by `followStack`. */
export async function executeChangeSet(
  { client, signal }: ChangeSetContext,
  { id, stackId, name }: CreatedChangeSet,
  { disableRollback }: { disableRollback: boolean },
): Promise<void> {
  const { ExecuteChangeSetCommand } = await import('./clients/change-set.ts');
  const input = {
    ChangeSetName: id,
    StackName: stackId,
    ClientRequestToken: name,
    ...(disableRollback && { DisableRollback: true }),
  };
  await reading(
    'cloudformation:ExecuteChangeSet',
    client.send(new ExecuteChangeSetCommand(input), { abortSignal: signal }),
  );
}

/**
 * Did CloudFormation answer that it does not execute the change set? Another failure says nothing of it; nor does its
 * status, which may come of a try whose answer got lost.
 */
export function isExecutionRefused(error: unknown): boolean {
  if (!(error instanceof ReadError) || error.action !== 'cloudformation:ExecuteChangeSet') return false;
  const { cause } = error;
  if (!(cause instanceof Error) || cause.name.startsWith('InvalidChangeSetStatus')) return false;
  const { httpStatusCode: status = 0 } = (cause as Error & { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  return status >= 400 && status < 500;
}

/** One line of what happens to a stack. */
export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly at: Date;
  readonly reason?: string;
  /** Is it about the stack itself? */
  readonly isStack: boolean;
}

/** Where to begin: the newest event so far. Its time is of another clock than ours. */
export async function newestEvent(context: ChangeSetContext, stackId: string): Promise<string | undefined> {
  return (await eventsPage(context, stackId)).events[0]?.id;
}

/** Tells every event after `since` as it comes; ends with the status that the operation leaves the stack in. */
export async function followStack(
  context: ChangeSetContext,
  stackId: string,
  since: string | undefined,
  tell: (event: StackEvent) => void,
): Promise<string> {
  let last = since;
  for (;;) {
    const events = await eventsSince(context, stackId, last);
    for (const event of events) {
      tell(event);
      last = event.id;
    }
    const ended = events.findLast(({ isStack, status }) => isStack && ENDED.test(status));
    if (ended) return ended.status;
    await context.sleep(2_000, context.signal);
  }
}

/** A clean-up that follows (`UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`) is waited for. */
const ENDED = /_(?:COMPLETE|FAILED)$/;

/** Oldest first. */
async function eventsSince(
  context: ChangeSetContext,
  stackId: string,
  since: string | undefined,
): Promise<StackEvent[]> {
  const found: StackEvent[] = [];
  let token: string | undefined;
  do {
    const { events, next } = await eventsPage(context, stackId, token);
    const known = events.findIndex(({ id }) => id === since);
    found.push(...(known < 0 ? events : events.slice(0, known)));
    token = known < 0 && next !== token ? next : undefined;
  } while (token);
  return found.reverse();
}

async function eventsPage(
  { client, signal }: ChangeSetContext,
  stackId: string,
  token?: string,
): Promise<{ events: StackEvent[]; next: string | undefined }> {
  const { DescribeStackEventsCommand } = await import('./clients/change-set.ts');
  const page = await reading(
    'cloudformation:DescribeStackEvents',
    client.send(new DescribeStackEventsCommand({ StackName: stackId, ...(token && { NextToken: token }) }), {
      abortSignal: signal,
    }),
  );
  const events = (page.StackEvents ?? []).map((event): StackEvent => ({
    id: event.EventId ?? '',
    logicalId: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    at: event.Timestamp ?? new Date(0),
    ...(event.ResourceStatusReason && { reason: event.ResourceStatusReason }),
    isStack: event.PhysicalResourceId === stackId,
  }));
  return { events, next: page.NextToken };
}
