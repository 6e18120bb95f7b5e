/** What CloudFormation knows of a deployed stack: its processed template, parameters and physical ids, and its nested stacks. */
import type { CloudFormationClient, Parameter } from '@aws-sdk/client-cloudformation';
import { CLIENT_SETTINGS } from './client-settings.ts';
import { isDenied, reading } from './denied.ts';
import type { Gap, LiveResource, LiveStack, ReadContext } from './reader.ts';
import { unreadStack } from './reader.ts';

type Client = Pick<CloudFormationClient, 'send'>;

/** Deeper or more nested stacks than this are not read, and reported as gaps. */
const MAX_DEPTH = 10;
const MAX_STACKS = 100;

/** IAM actions that reading a stack needs. */
export const STACK_ACTIONS = [
  'cloudformation:DescribeStacks',
  'cloudformation:GetTemplate',
  'cloudformation:ListStackResources',
] as const;

/**
 * Adds to a stack of which at least the ARN is known what CloudFormation knows: its template, parameters, resources and
 * nested stacks.
 *
 * @throws ReadError if its template cannot be read; what else cannot is in its gaps
 */
export async function readStack(stack: LiveStack, context: ReadContext): Promise<LiveStack> {
  const client = await (context.cloudformation ?? defaultClient)();
  return readWithNested(client, stack, context, 0, { stacks: MAX_STACKS });
}

async function defaultClient(): Promise<Client> {
  const { CloudFormationClient } = await import('./clients/cloudformation.ts');
  return new CloudFormationClient(CLIENT_SETTINGS);
}

/** Status, root and parameters of a stack. */
export async function describeStack(client: Client, stackId: string, signal: AbortSignal): Promise<LiveStack> {
  const { DescribeStacksCommand } = await import('./clients/cloudformation.ts');
  const answer = await reading(
    'cloudformation:DescribeStacks',
    client.send(new DescribeStacksCommand({ StackName: stackId }), { abortSignal: signal }),
  );
  const stack = answer.Stacks?.[0];
  if (!stack?.StackStatus) throw new Error('cloudformation:DescribeStacks answered without the stack');
  const operationAt = stack.LastUpdatedTime ?? stack.CreationTime;
  return {
    ...unreadStack(stack.StackId ?? stackId),
    status: stack.StackStatus,
    ...(operationAt && { operationAt }),
    ...(stack.RootId && { rootId: stack.RootId }),
    ...parameterValues(stack.Parameters ?? []),
  };
}

/** CloudFormation shows a NoEcho parameter as asterisks. */
const HIDDEN = /^\*{4,}$/;

export function parameterValues(parameters: readonly Parameter[]): Pick<LiveStack, 'parameters' | 'hiddenParameters'> {
  const values: Record<string, string> = {};
  const hiddenParameters: string[] = [];
  for (const { ParameterKey: key, ParameterValue, ResolvedValue } of parameters) {
    const value = ResolvedValue ?? ParameterValue;
    if (key === undefined) continue;
    if (value === undefined || HIDDEN.test(value)) hiddenParameters.push(key);
    else values[key] = value;
  }
  return { parameters: values, hiddenParameters };
}

async function readWithNested(
  client: Client,
  known: LiveStack,
  context: ReadContext,
  depth: number,
  left: { stacks: number },
): Promise<LiveStack> {
  const { stackId } = known;
  const gaps: Gap[] = [...known.gaps];
  const orGap = <T>(action: string, call: Promise<T>): Promise<T | undefined> =>
    call.catch((error: unknown) => {
      if (context.signal.aborted) throw error;
      gaps.push(gap(nameOf(stackId), action, error));
      return undefined;
    });
  const [described, template, resources] = await Promise.all([
    known.status !== undefined
      ? known
      : orGap('cloudformation:DescribeStacks', describeStack(client, stackId, context.signal)),
    processedTemplate(client, stackId, context.signal),
    orGap('cloudformation:ListStackResources', stackResources(client, stackId, context.signal)),
  ]);
  const nested: Record<string, LiveStack> = {};
  for (const resource of resources ?? []) {
    if (resource.type !== 'AWS::CloudFormation::Stack' || !resource.physicalId) continue;
    if (depth >= MAX_DEPTH || left.stacks-- <= 0) {
      gaps.push(gap(resource.logicalId, 'cloudformation:GetTemplate', new Error('too many nested stacks')));
      continue;
    }
    try {
      nested[resource.logicalId] = await readWithNested(
        client,
        unreadStack(resource.physicalId),
        context,
        depth + 1,
        left,
      );
    } catch (error) {
      if (context.signal.aborted) throw error;
      gaps.push(gap(resource.logicalId, 'cloudformation:GetTemplate', error));
    }
  }
  return { ...(described ?? known), template, resources: resources ?? [], nested, gaps };
}

function gap(resource: string, action: string, error: unknown): Gap {
  const reason = error instanceof Error ? error.message : String(error);
  return { resource, action, reason: isDenied(error) ? `denied: the role needs ${action}` : reason };
}

/** Is an operation going on that may still change resources? So it is, too, where nobody may know. */
export function isInProgress({ status }: Pick<LiveStack, 'status'>): boolean {
  return status === undefined || (status.endsWith('_IN_PROGRESS') && !status.includes('CLEANUP'));
}

/** `…:stack/name/id` → `name`. */
export function nameOf(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}

/** The template after its transforms; during an update the one that is being updated to. */
async function processedTemplate(client: Client, stackId: string, signal: AbortSignal): Promise<string> {
  const { GetTemplateCommand } = await import('./clients/cloudformation.ts');
  const answer = await reading(
    'cloudformation:GetTemplate',
    client.send(new GetTemplateCommand({ StackName: stackId, TemplateStage: 'Processed' }), { abortSignal: signal }),
  );
  if (!answer.TemplateBody) throw new Error('cloudformation:GetTemplate answered without a template');
  return answer.TemplateBody;
}

/** Every resource of a stack that is not deleted. `DescribeStackResources` would stop at 100. */
export async function stackResources(client: Client, stackId: string, signal: AbortSignal): Promise<LiveResource[]> {
  const { ListStackResourcesCommand } = await import('./clients/cloudformation.ts');
  const resources: LiveResource[] = [];
  let token: string | undefined;
  do {
    const page = await reading(
      'cloudformation:ListStackResources',
      client.send(new ListStackResourcesCommand({ StackName: stackId, ...(token && { NextToken: token }) }), {
        abortSignal: signal,
      }),
    );
    for (const summary of page.StackResourceSummaries ?? []) {
      if (!summary.LogicalResourceId || !summary.ResourceType || summary.ResourceStatus === 'DELETE_COMPLETE') continue;
      resources.push({
        logicalId: summary.LogicalResourceId,
        type: summary.ResourceType,
        ...(summary.PhysicalResourceId && { physicalId: summary.PhysicalResourceId }),
        ...(summary.ResourceStatus && { status: summary.ResourceStatus }),
        ...(summary.LastUpdatedTimestamp && { updatedAt: summary.LastUpdatedTimestamp }),
      });
    }
    if (page.NextToken !== undefined && page.NextToken === token)
      throw new Error('cloudformation:ListStackResources answers the same page again and again');
    token = page.NextToken;
  } while (token);
  return resources;
}

/** Stack statuses in which an operation ends. A rollback may still follow `UPDATE_FAILED`. */
const STABLE = /^(?:(?:CREATE|UPDATE|IMPORT|ROLLBACK|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE|UPDATE_FAILED)$/;
const NEXT_OPERATION = /^(?:CREATE|UPDATE|IMPORT|DELETE)_IN_PROGRESS$/;

/**
 * How the operation ended that was in progress at `since`: the stable status that it left the stack in, and when.
 * Undefined if it has not ended yet, or in no stable status.
 */
export async function outcomeSince(
  client: Client,
  stackId: string,
  since: Date,
  signal: AbortSignal,
): Promise<{ status: string; at: Date } | undefined> {
  let outcome: { status: string; at: Date } | undefined;
  for (const event of (await stackEventsSince(client, stackId, since, signal)).reverse()) {
    if (NEXT_OPERATION.test(event.status)) break;
    if (STABLE.test(event.status)) outcome = event;
  }
  return outcome;
}

/** Pages of events, of 100 each: more than many updates of the largest stack. */
const MOST_EVENT_PAGES = 100;

/** Status changes of the stack itself, newest first. */
async function stackEventsSince(
  client: Client,
  stackId: string,
  since: Date,
  signal: AbortSignal,
): Promise<{ status: string; at: Date }[]> {
  const { DescribeStackEventsCommand } = await import('./clients/cloudformation.ts');
  const events: { status: string; at: Date }[] = [];
  let token: string | undefined;
  for (let count = 0; count < MOST_EVENT_PAGES; count++) {
    const page = await reading(
      'cloudformation:DescribeStackEvents',
      client.send(new DescribeStackEventsCommand({ StackName: stackId, ...(token && { NextToken: token }) }), {
        abortSignal: signal,
      }),
    );
    for (const { PhysicalResourceId, ResourceStatus: status, Timestamp: at } of page.StackEvents ?? []) {
      if (!at || at < since) return events;
      if (PhysicalResourceId === stackId && status) events.push({ status, at });
    }
    if (!page.NextToken) return events;
    if (page.NextToken === token)
      throw new Error('cloudformation:DescribeStackEvents answers the same page again and again');
    token = page.NextToken;
  }
  throw new Error(`cloudformation:DescribeStackEvents has more than ${MOST_EVENT_PAGES} pages since then`);
}
