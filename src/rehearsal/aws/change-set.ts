/** What a change set says of the difference between the deployed template and a new one. */
import { referencesIn, stackTemplate, type Declared, type StackInputs, type StackTemplate } from './stack-template.ts';
import type { Stack, StackParameter } from './account.ts';
import { replaces } from './replacements.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
export interface ResourceChange {
  readonly Action: 'Add' | 'Modify' | 'Remove';
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly Replacement?: 'True' | 'False' | 'Conditional';
  readonly PolicyAction?:
    'Delete' | 'Retain' | 'Snapshot' | 'ReplaceAndDelete' | 'ReplaceAndRetain' | 'ReplaceAndSnapshot';
  readonly Scope?: readonly string[];
  readonly Details?: readonly Detail[];
  /** Of a nested stack. */
  readonly ChangeSetId?: string;
}

export interface Detail {
  readonly Target: {
    readonly Attribute: string;
    readonly Name?: string;
    readonly RequiresRecreation: 'Never' | 'Conditionally' | 'Always';
  };
  readonly Evaluation: 'Static' | 'Dynamic';
  readonly ChangeSource: 'DirectModification' | 'ResourceReference' | 'ResourceAttribute';
  readonly CausingEntity?: string;
}

export interface ChangeSet {
  /** ARN. */
  readonly id: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly status: 'CREATE_COMPLETE' | 'FAILED';
  readonly statusReason?: string;
  executionStatus: 'UNAVAILABLE' | 'AVAILABLE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE' | 'EXECUTE_FAILED';
  /** As it was given. */
  readonly original: string;
  readonly processed: string;
  readonly parameters: readonly StackParameter[];
  readonly capabilities: readonly string[];
  readonly changes: readonly ResourceChange[];
  readonly createdAt: Date;
  readonly description?: string;
  /** `ClientToken`: the same request again makes no other one. */
  readonly token?: string;
  /** Whether it has been asked for: the first answer is that it is still being made. */
  asked: boolean;
}

/** The changes that make the stack what the text says, in the order of their logical ids. */
export function changesOf(stack: Stack | undefined, text: string, inputs: StackInputs): ResourceChange[] {
  const after = stackTemplate(text, inputs);
  if (!stack) return [...after.resources.values()].map(added);
  const before = stackTemplate(stack.template, { ...inputs, parameters: stack.parameters });
  const physical = new Map(stack.resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  const named = (change: ResourceChange): ResourceChange => {
    const id = physical.get(change.LogicalResourceId);
    return change.Action === 'Add' || id === undefined ? change : { ...change, PhysicalResourceId: id };
  };
  const gone = [...before.resources.values()].filter(({ logicalId }) => !after.resources.has(logicalId));
  const fresh = [...after.resources.values()].filter(({ logicalId }) => !before.resources.has(logicalId));
  return [...fresh.map(added), ...gone.map((view) => removed(view)), ...modified(before, after)]
    .map(named)
    .sort((a, b) => (a.LogicalResourceId < b.LogicalResourceId ? -1 : 1));
}

function added(view: Declared): ResourceChange {
  return { Action: 'Add', LogicalResourceId: view.logicalId, ResourceType: view.type };
}

function removed(view: Declared): ResourceChange {
  const policy = view.attributes['DeletionPolicy'];
  const kept = policy === 'Retain' || policy === 'Snapshot' ? policy : 'Delete';
  return { Action: 'Remove', LogicalResourceId: view.logicalId, ResourceType: view.type, PolicyAction: kept };
}

/** What changes itself, and then what refers to it, as far as that goes. */
function modified(before: StackTemplate, after: StackTemplate): ResourceChange[] {
  const details = new Map<string, Detail[]>();
  const waiting: string[] = [];
  for (const [logicalId, view] of after.resources) {
    const old = before.resources.get(logicalId);
    if (!old) continue;
    const found = differences(old, view);
    if (found.length === 0) continue;
    details.set(logicalId, found);
    waiting.push(logicalId);
  }
  const dependents = referrers(after);
  for (let changed = waiting.pop(); changed !== undefined; changed = waiting.pop()) {
    const replaced = replacement(details.get(changed) ?? []) !== 'False';
    for (const { logicalId, property, attribute } of dependents.get(changed) ?? []) {
      if (!before.resources.has(logicalId) || (attribute === undefined && !replaced)) continue;
      const known = details.get(logicalId) ?? [];
      if (known.some(({ Target }) => Target.Name === property)) continue;
      details.set(logicalId, [
        ...known,
        dynamic(after.resources.get(logicalId)?.type ?? '', property, changed, attribute),
      ]);
      waiting.push(logicalId);
    }
  }
  return [...details].map(([logicalId, found]) => modification(after.resources.get(logicalId)!, found));
}

interface Referrer {
  readonly logicalId: string;
  readonly property: string;
  readonly attribute: string | undefined;
}

/** Who refers to a resource, by its logical id. */
function referrers({ resources }: StackTemplate): Map<string, Referrer[]> {
  const found = new Map<string, Referrer[]>();
  for (const view of resources.values())
    for (const [property, value] of Object.entries(view.properties))
      for (const { ref } of referencesIn(value)) {
        if (!ref || !resources.has(ref.logicalId)) continue;
        const all = found.get(ref.logicalId) ?? [];
        all.push({ logicalId: view.logicalId, property, attribute: ref.attribute });
        found.set(ref.logicalId, all);
      }
  return found;
}

const ATTRIBUTES = ['Metadata', 'CreationPolicy', 'UpdatePolicy', 'DeletionPolicy', 'UpdateReplacePolicy'];

function differences(old: Declared, view: Declared): Detail[] {
  if (old.type !== view.type) return [detail('Properties', 'Type', 'Always')];
  const [was, is] = [old.properties, view.properties];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changed = names.filter((name) => !same(was[name], is[name]));
  return [
    ...changed.map((name) =>
      detail(name === 'Tags' ? 'Tags' : 'Properties', name, replaces(view.type, name) ? 'Always' : 'Never'),
    ),
    ...ATTRIBUTES.filter((name) => !same(old.attributes[name], view.attributes[name])).map((name) =>
      detail(name, undefined, 'Never'),
    ),
  ];
}

function detail(
  attribute: string,
  name: string | undefined,
  recreation: Detail['Target']['RequiresRecreation'],
): Detail {
  return {
    Target: { Attribute: attribute, ...(name !== undefined && { Name: name }), RequiresRecreation: recreation },
    Evaluation: 'Static',
    ChangeSource: 'DirectModification',
  };
}

function dynamic(type: string, property: string, cause: string, attribute: string | undefined): Detail {
  return {
    Target: {
      Attribute: 'Properties',
      Name: property,
      RequiresRecreation: replaces(type, property) ? 'Conditionally' : 'Never',
    },
    Evaluation: 'Dynamic',
    ChangeSource: attribute === undefined ? 'ResourceReference' : 'ResourceAttribute',
    CausingEntity: attribute === undefined ? cause : `${cause}.${attribute}`,
  };
}

function replacement(details: readonly Detail[]): 'True' | 'False' | 'Conditional' {
  const needs = (recreation: string): boolean => details.some(({ Target }) => Target.RequiresRecreation === recreation);
  return needs('Always') ? 'True' : needs('Conditionally') ? 'Conditional' : 'False';
}

function modification(view: Declared, details: readonly Detail[]): ResourceChange {
  const replaced = replacement(details);
  const policy = view.attributes['UpdateReplacePolicy'];
  const kept = policy === 'Retain' || policy === 'Snapshot' ? policy : 'Delete';
  return {
    Action: 'Modify',
    LogicalResourceId: view.logicalId,
    ResourceType: view.type,
    Replacement: replaced,
    ...(replaced === 'True' && { PolicyAction: `ReplaceAnd${kept}` as const }),
    Scope: [...new Set(details.map(({ Target }) => Target.Attribute))],
    Details: details,
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** The order of keys says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
