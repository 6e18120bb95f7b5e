/** A stack as the stand-in plays it, deployed from a template and read back by readers. */
import { evaluate } from '../../../src/checks/evaluate.ts';
import type { Check } from '../../../src/checks/api.ts';
import { Aws } from '../../../src/live/aws.ts';
import { deployedStack, withDeployed } from '../../../src/live/deployed.ts';
import { stackDocument } from '../../../src/live/document.ts';
import { actionsOf, type Operation } from '../../../src/live/operations.ts';
import { unreadStack, type LiveStack, type ResourceReader } from '../../../src/live/reader.ts';
import type { Account, DeployedResource, Stack } from '../../../src/rehearsal/aws/account.ts';
import { processed } from '../../../src/rehearsal/aws/stack-template.ts';
import type { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { executeChangeSet } from '../../../src/rehearsal/aws/update.ts';
import type { Template } from '../../../src/template/model.ts';
import { loadProcessed } from '../../../src/template/processed.ts';

export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders/aaaa-bbbb';

/** Creates the stack in the account. */
export async function deploy(
  account: Account,
  text: string,
  parameters: Readonly<Record<string, string>> = {},
  stackId = STACK_ID,
) {
  const values = Object.entries(parameters).map(([key, value]) => ({ key, value }));
  const { text: body, problems } = processed(text, { account, stackId, parameters: values });
  if (problems.length > 0) throw new Error(problems.join('; '));
  const stack: Stack = {
    status: 'REVIEW_IN_PROGRESS',
    template: '{}',
    parameters: values,
    resources: [],
    events: [],
  };
  account.stacks.set(stackId, stack);
  const changeSet = {
    id: 'arn:aws:cloudformation:eu-west-1:123456789012:changeSet/c/1',
    name: 'c',
    type: 'CREATE' as const,
    status: 'CREATE_COMPLETE' as const,
    executionStatus: 'AVAILABLE' as const,
    original: text,
    processed: body,
    parameters: values,
    capabilities: [],
    changes: [],
    createdAt: new Date(),
    asked: true,
  };
  if (!(await executeChangeSet(account, stackId, changeSet))) throw new Error('the stack was not created');
  return stack;
}

/** The deployed resource of a logical id, to be changed behind the template's back. */
export function resource(account: Account, logicalId: string): DeployedResource {
  const found = [...account.resources.values()].find((each) => each.logicalId === logicalId);
  if (!found) throw new Error(`${logicalId} is not deployed`);
  return found;
}

export interface ReadOptions {
  /** IAM actions that are wanted. @default those of all operations of the readers */
  readonly wanted?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface ReadStack {
  /** What the template says. */
  readonly written: Template;
  /** With what is deployed. */
  readonly live: Template;
  readonly calls: readonly Operation[];
}

/** As the reader of CloudFormation has it, nested stacks included. */
function liveStack(account: Account, stackId: string): LiveStack {
  const { parameters, template, resources, status } = account.stacks.get(stackId)!;
  const nested = resources.filter(({ physicalId = '' }) => account.stacks.has(physicalId));
  return {
    ...unreadStack(stackId),
    status,
    template,
    parameters: Object.fromEntries(parameters.map(({ key, value = '' }) => [key, value])),
    resources,
    nested: Object.fromEntries(
      nested.map(({ logicalId, physicalId = '' }) => [logicalId, liveStack(account, physicalId)]),
    ),
  };
}

/** Reads the stack that is deployed. */
export async function read(
  aws: Pick<AwsStandIn, 'account' | 'endpoint'>,
  readers: readonly ResourceReader[],
  { wanted, settings }: ReadOptions = {},
): Promise<ReadStack> {
  const stack = liveStack(aws.account, STACK_ID);
  const { document, inputs, live } = stackDocument(stack);
  const written = loadProcessed(document, inputs);
  const calls: Operation[] = [];
  const actions = readers.flatMap(({ operations }) => operations.flatMap((operation) => [...actionsOf(operation)]));
  const client = new Aws({
    wanted: new Set(wanted ?? actions),
    settings: settingsOf(aws.endpoint, settings),
    signal: new AbortController().signal,
    onCall: (operation) => calls.push(operation),
  });
  const read = await withDeployed(deployedStack(written, live, stack.stackId), live, {
    aws: client,
    readers,
    changes: () => false,
  });
  return { written, live: read, calls };
}

export function settingsOf(endpoint: string, more: Readonly<Record<string, unknown>> = {}) {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  return { endpoint, region: 'eu-west-1', credentials, maxAttempts: 1, ...more };
}

/** What was read of a resource. */
export function propertiesOf({ live }: ReadStack, logicalId: string): Readonly<Record<string, unknown>> | undefined {
  return live.inputs.deployed?.get(logicalId)?.properties;
}

/** What was found beside the template's resources, by name. */
export function foundIn({ live }: ReadStack): Readonly<Record<string, unknown>> {
  const found = [...(live.inputs.deployed ?? [])].filter(([, each]) => each.found);
  return Object.fromEntries(
    found.map(([name, { properties }]) => [name, { Type: live.resources.get(name)?.type, ...properties }]),
  );
}

/** `resource: status`, of every resource that the check judges. */
export function verdicts(
  template: Template,
  check: Check,
  options: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, string>> {
  const enabled = { check, options, mode: 'enforced' as const, weight: check.meta.weight };
  const { results } = evaluate(template, [enabled], { now: new Date('2026-11-24T10:00:00Z'), exclude: new Set() });
  return Object.fromEntries(results.map(({ resource: of, status }) => [of, status]));
}
