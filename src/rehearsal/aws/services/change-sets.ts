/** CloudFormation's change sets: made, read, executed and removed as the real ones are. */
import { createHash } from 'node:crypto';
import { isRecord, own } from '../../../template/resolve/values.ts';
import type { Account, Stack, StackParameter } from '../account.ts';
import { changesOf, type ChangeSet, type ResourceChange } from '../change-set.ts';
import { findStack, stackIfThere } from '../find-stack.ts';
import { AwsError, type Input, type Operation } from '../service.ts';
import { declared, processed, stackTemplate } from '../stack-template.ts';
import { executeChangeSet } from '../update.ts';

export const changeSetOperations: Readonly<Record<string, Operation>> = {
  CreateChangeSet: (input, { account }) => {
    const { stackId, changeSet } = create(account, input);
    return { Id: changeSet.id, StackId: stackId };
  },
  DescribeChangeSet: ({ StackName, ChangeSetName, NextToken }, { account, page }) => {
    const changeSet = findChangeSet(account, StackName, ChangeSetName);
    const stackId = stackOf(account, changeSet);
    const asked = changeSet.asked;
    changeSet.asked = true;
    const { items, next } = page(asked ? changeSet.changes : [], NextToken, 100);
    return {
      ...summary(changeSet, stackId),
      ...(!asked && { Status: 'CREATE_PENDING', StatusReason: undefined, ExecutionStatus: 'UNAVAILABLE' }),
      Parameters: parametersOf(changeSet),
      Capabilities: changeSet.capabilities,
      Changes: items.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
      NextToken: next,
    };
  },
  ExecuteChangeSet: ({ StackName, ChangeSetName }, { account }) => {
    const changeSet = findChangeSet(account, StackName, ChangeSetName);
    if (changeSet.executionStatus !== 'AVAILABLE')
      throw new AwsError(
        'InvalidChangeSetStatus',
        `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
      );
    const stackId = stackOf(account, changeSet);
    const stack = account.stacks.get(stackId)!;
    changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
    stack.changeSets = [changeSet];
    stack.status = `${changeSet.type}_IN_PROGRESS`;
    const execute = account.execute ?? executeChangeSet;
    // those that are left fit the updated stack no longer
    void execute(account, stackId, changeSet).then(() => (stack.changeSets = []));
    return {};
  },
  DeleteChangeSet: ({ StackName, ChangeSetName }, { account }) => {
    const changeSet = findChangeSet(account, StackName, ChangeSetName);
    if (changeSet.executionStatus === 'EXECUTE_IN_PROGRESS')
      throw new AwsError('InvalidChangeSetStatus', `ChangeSet [${changeSet.id}] is being executed`);
    const stack = account.stacks.get(stackOf(account, changeSet))!;
    stack.changeSets = (stack.changeSets ?? []).filter((other) => other !== changeSet);
    return {};
  },
  ListChangeSets: ({ StackName, NextToken }, { account, page }) => {
    const [stackId, { changeSets = [] }] = findStack(account, StackName);
    const { items, next } = page(changeSets, NextToken, 100);
    return { Summaries: items.map((changeSet) => summary(changeSet, stackId)), NextToken: next };
  },
};

/** By name in a stack, or by ARN. */
export function findChangeSet(account: Account, stackName: unknown, name: unknown): ChangeSet {
  const stacks = stackName === undefined ? [...account.stacks.values()] : [findStack(account, stackName)[1]];
  const found = stacks
    .flatMap(({ changeSets = [] }) => changeSets)
    .find((changeSet) => changeSet.id === name || (stackName !== undefined && changeSet.name === name));
  if (!found) throw new AwsError('ChangeSetNotFound', `ChangeSet [${String(name)}] does not exist`, 404);
  return found;
}

function stackOf(account: Account, changeSet: ChangeSet): string {
  return [...account.stacks].find(([, { changeSets }]) => changeSets?.includes(changeSet))![0];
}

function summary(changeSet: ChangeSet, stackId: string) {
  const { id, name, status, statusReason, executionStatus, createdAt, description } = changeSet;
  return {
    ChangeSetId: id,
    ChangeSetName: name,
    StackId: stackId,
    StackName: stackId.split('/')[1],
    Status: status,
    StatusReason: statusReason,
    ExecutionStatus: executionStatus,
    CreationTime: createdAt.toISOString(),
    Description: description,
  };
}

/** `NoEcho` values are never shown. */
function parametersOf({ original, parameters }: ChangeSet) {
  const declarations = declared(original, 'Parameters');
  return parameters.map(({ key, value, resolved }) => ({
    ParameterKey: key,
    ParameterValue: String(own(own(declarations, key), 'NoEcho')) === 'true' ? '****' : value,
    ResolvedValue: resolved,
  }));
}

function create(account: Account, input: Input): { stackId: string; changeSet: ChangeSet } {
  const stackName = String(input['StackName']);
  const name = String(input['ChangeSetName']);
  const type = (input['ChangeSetType'] ?? 'UPDATE') === 'CREATE' ? 'CREATE' : 'UPDATE';
  const existing = stackIfThere(account, stackName);
  refuseState(existing, type, stackName, name);
  const again = existing?.[1].changeSets?.find((other) => other.name === name);
  if (again && again.token !== undefined && again.token === input['ClientToken'])
    return { stackId: existing![0], changeSet: again };
  if (again) throw new AwsError('AlreadyExistsException', `ChangeSet ${name} cannot be created: it already exists`);
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name))
    throw new AwsError('ValidationError', `Value '${name}' at 'changeSetName' failed to satisfy constraint`);

  const original = templateText(account, input, existing?.[1]);
  const stackId = existing?.[0] ?? newStackId(account, stackName);
  const before = type === 'UPDATE' ? existing?.[1] : undefined;
  const parameters = given(account, original, input, before);
  const inputs = { account, stackId, parameters };
  const capabilities = listOf(input['Capabilities']);
  refuseCapabilities(original, capabilities);
  const { text, problems } = processed(original, inputs);
  const changes = problems.length > 0 ? [] : changesOf(before, text, inputs);
  const failure =
    problems.length > 0 ? transformFailure(problems) : failureOf(original, text, changes, capabilities, inputs);
  const changeSet: ChangeSet = {
    id: account.arn('cloudformation', `changeSet/${name}/${idOf(`${stackId}/${name}/${account.now().getTime()}`)}`),
    name,
    type,
    ...(failure === undefined ? { status: 'CREATE_COMPLETE' } : { status: 'FAILED', statusReason: failure }),
    executionStatus: failure === undefined ? 'AVAILABLE' : 'UNAVAILABLE',
    original,
    processed: text,
    parameters,
    capabilities,
    changes: withNested(account, input, changes, text, inputs),
    createdAt: account.now(),
    ...(typeof input['Description'] === 'string' && { description: input['Description'] }),
    ...(typeof input['ClientToken'] === 'string' && { token: input['ClientToken'] }),
    asked: false,
  };
  const stack = existing?.[1] ?? reviewed();
  stack.changeSets = [...(stack.changeSets ?? []), changeSet];
  account.stacks.set(stackId, stack);
  return { stackId, changeSet };
}

/** A stack that a change set creates has nothing until it is executed. */
function reviewed(): Stack {
  return { status: 'REVIEW_IN_PROGRESS', parameters: [], template: '{"Resources":{}}', resources: [], events: [] };
}

function refuseState(existing: [string, Stack] | undefined, type: string, stackName: string, name: string): void {
  if (!existing && type === 'UPDATE') throw new AwsError('ValidationError', `Stack [${stackName}] does not exist`);
  if (!existing) return;
  const [id, { status }] = existing;
  const isNew = status === 'REVIEW_IN_PROGRESS';
  if (type === 'CREATE' && !isNew)
    throw new AwsError(
      'ValidationError',
      `Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`,
    );
  if (type === 'UPDATE' && (/(?:_IN_PROGRESS|_FAILED)$/.test(status) || status === 'ROLLBACK_COMPLETE'))
    throw new AwsError('ValidationError', `Stack:${id} is in ${status} state and can not be updated.`);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LONGEST_BODY = 51_200;

function templateText(account: Account, input: Input, stack: Stack | undefined): string {
  const { TemplateBody: body, TemplateURL: url, UsePreviousTemplate: previous } = input;
  if (typeof body === 'string') {
    if (Buffer.byteLength(body) <= LONGEST_BODY) return body;
    throw new AwsError(
      'ValidationError',
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
  }
  if (typeof url === 'string') return objectAt(account, url);
  if (previous === 'true' && stack) return stack.original ?? stack.template;
  throw new AwsError('ValidationError', 'Either Template URL or Template Body must be specified.');
}

/** `https://s3.region.amazonaws.com/bucket/key`, `https://bucket.s3.region.amazonaws.com/key` or `s3://bucket/key`. */
function objectAt(account: Account, url: string): string {
  const { protocol, hostname, pathname } = new URL(url);
  const [, bucket] = /^(.+)\.s3[.-][^/]*$/.exec(hostname) ?? [];
  const host = protocol === 's3:' ? hostname : bucket;
  const path = decodeURIComponent(pathname.slice(1));
  const found = account.objects.get(host === undefined ? path : `${host}/${path}`);
  if (found === undefined) throw new AwsError('ValidationError', `S3 error: The specified key does not exist: ${url}`);
  return found;
}

/** Every parameter of the template: what is given, what the stack has, or the default. */
function given(account: Account, text: string, input: Input, stack: Stack | undefined): StackParameter[] {
  const declarations = declared(text, 'Parameters');
  const values = new Map(recordsOf(input['Parameters']).map((each) => [String(each['ParameterKey']), each]));
  const unknown = [...values.keys()].filter((key) => !Object.hasOwn(declarations, key));
  if (unknown.length > 0)
    throw new AwsError('ValidationError', `Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const missing: string[] = [];
  const parameters = Object.entries(declarations).map(([key, declaration]): StackParameter => {
    const own_ = values.get(key);
    const previous = stack?.parameters.find((parameter) => parameter.key === key)?.value;
    const standard = own(declaration, 'Default');
    const usesPrevious = own_?.['UsePreviousValue'] === 'true';
    const value = usesPrevious
      ? previous
      : (own_?.['ParameterValue'] ?? (standard === undefined ? undefined : textOf(standard)));
    if (value === undefined) missing.push(key);
    const type = String(own(declaration, 'Type'));
    const resolved = type.startsWith('AWS::SSM::Parameter::Value')
      ? account.parameters.get(textOf(value))?.value
      : undefined;
    return { key, ...(value !== undefined && { value: textOf(value) }), ...(resolved !== undefined && { resolved }) };
  });
  if (missing.length === 0) return parameters;
  throw new AwsError('ValidationError', `Parameters: [${missing.join(', ')}] must have values`);
}

const IAM = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'];

/** What is written needs leave at once; what the transform makes fails the change set. */
function refuseCapabilities(original: string, capabilities: readonly string[]): void {
  const needed = needsIam(Object.values(declared(original, 'Resources')));
  if (needed && !IAM.some((capability) => capabilities.includes(capability)))
    throw new AwsError('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_IAM]');
}

function needsIam(resources: readonly unknown[]): boolean {
  return resources.some((resource) =>
    /^AWS::IAM::(?:Role|Policy|ManagedPolicy|User|Group|InstanceProfile)$/.test(String(own(resource, 'Type'))),
  );
}

function transformFailure(problems: readonly string[]): string {
  return `Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: ${problems.length}. ${problems.join(' ')}`;
}

function failureOf(
  original: string,
  text: string,
  changes: readonly ResourceChange[],
  capabilities: readonly string[],
  inputs: Parameters<typeof stackTemplate>[1],
): string | undefined {
  const made = [...stackTemplate(text, inputs).resources.values()].map(({ type }) => ({ Type: type }));
  if (needsIam(made) && !IAM.some((capability) => capabilities.includes(capability)))
    return 'Requires capabilities : [CAPABILITY_IAM]';
  if (changes.length > 0) return undefined;
  const hasTransform = /"?Transform"?\s*:/.test(original);
  return hasTransform
    ? 'No updates are to be performed.'
    : "The submitted information didn't contain changes. Submit different information to create a change set.";
}

/** With `IncludeNestedStacks` a nested stack has a change set of its own. */
function withNested(
  account: Account,
  input: Input,
  changes: readonly ResourceChange[],
  text: string,
  inputs: Parameters<typeof stackTemplate>[1],
): readonly ResourceChange[] {
  if (input['IncludeNestedStacks'] !== 'true') return changes;
  const { resources } = stackTemplate(text, inputs);
  return changes.map((change) => {
    const nested = resources.get(change.LogicalResourceId);
    if (nested?.type !== 'AWS::CloudFormation::Stack') return change;
    const url = nested.properties['TemplateURL'];
    if (typeof url !== 'string') return change;
    const existing = change.PhysicalResourceId;
    const made = create(account, {
      ...input,
      StackName: existing ?? `${inputs.stackId.split('/')[1]}-${change.LogicalResourceId}`,
      ChangeSetType: existing === undefined ? 'CREATE' : 'UPDATE',
      TemplateBody: undefined,
      TemplateURL: url,
      Parameters: Object.entries(isRecord(nested.properties['Parameters']) ? nested.properties['Parameters'] : {}).map(
        ([ParameterKey, value]) => ({
          ParameterKey,
          ParameterValue: textOf(value),
        }),
      ),
    });
    account.stacks.get(made.stackId)!.rootId ??= inputs.stackId;
    return { ...change, PhysicalResourceId: made.stackId, ChangeSetId: made.changeSet.id };
  });
}

function newStackId(account: Account, name: string): string {
  return account.arn('cloudformation', `stack/${name}/${idOf(name)}`);
}

function idOf(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function recordsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
