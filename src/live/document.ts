/** A deployed stack with its nested stacks as one template, so that the engine judges them together. */
import type { SourceDocument, TemplateInputs } from '../template/model.ts';
import { placeless } from '../template/placeless.ts';
import { readDocument } from '../template/read.ts';
import type { LiveResource, LiveStack } from './reader.ts';
import { isInProgress, nameOf } from './cloudformation.ts';

type Data = Record<string, unknown>;

const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Resources'] as const;

export interface StackDocument {
  readonly document: SourceDocument;
  readonly inputs: TemplateInputs;
  /** What is deployed, by the logical ids of the document, each with the stack that it is part of. */
  readonly live: ReadonlyMap<string, { readonly resource: LiveResource; readonly stack: LiveStack }>;
  /** Nested stacks that are not part of the document because they could not be read, and why. */
  readonly unread: readonly string[];
}

/**
 * Resources of a nested stack are named `<logical id of the stack>/<logical id>`, and so are its parameters, mappings
 * and conditions. A parameter whose value nobody may see has no value here, and no default either: it is unknown.
 */
export function stackDocument(stack: LiveStack): StackDocument {
  const merged: Record<(typeof SECTIONS)[number], Data> = {
    Parameters: {},
    Mappings: {},
    Conditions: {},
    Resources: {},
  };
  const parameters: Record<string, string> = {};
  const unread: string[] = [];
  const live = new Map<string, { resource: LiveResource; stack: LiveStack }>();
  add(stack, '', { sections: merged, parameters, unread, live });
  const [, partition = 'aws', , region = '', account = ''] = stack.stackId.split(':');
  return {
    document: placeless({
      file: nameOf(stack.stackId),
      text: '',
      data: { AWSTemplateFormatVersion: '2010-09-09', ...merged },
    }),
    inputs: {
      parameters,
      pseudo: {
        'AWS::Partition': partition,
        'AWS::Region': region,
        'AWS::AccountId': account,
        'AWS::StackId': stack.stackId,
        'AWS::StackName': nameOf(stack.stackId),
      },
    },
    live,
    unread,
  };
}

interface Merged {
  readonly sections: Record<string, Data>;
  readonly parameters: Record<string, string>;
  readonly unread: string[];
  readonly live: Map<string, { resource: LiveResource; stack: LiveStack }>;
}

function add(stack: LiveStack, prefix: string, into: Merged): void {
  const source = object(readDocument(stack.template ?? '{}', nameOf(stack.stackId)).data);
  const sections = Object.fromEntries(SECTIONS.map((name) => [name, object(source[name])])) as Record<
    (typeof SECTIONS)[number],
    Data
  >;
  const rename = renamer(stack, prefix, sections);
  for (const name of SECTIONS) {
    for (const [key, value] of Object.entries(sections[name])) {
      let item = prefix && name !== 'Parameters' && name !== 'Mappings' ? rename(value) : value;
      if (name === 'Parameters') item = parameter(object(value), key, stack);
      into.sections[name]![prefix + key] = item;
    }
  }
  for (const [key, value] of Object.entries(stack.parameters ?? {})) into.parameters[prefix + key] = value;
  for (const resource of stack.resources)
    if (Object.hasOwn(sections.Resources, resource.logicalId))
      into.live.set(prefix + resource.logicalId, { resource, stack });
  // Without the list nobody knows what is deployed: the template alone would say that all is well.
  const unlisted = stack.gaps.find(({ action }) => action === 'cloudformation:ListStackResources');
  if (unlisted) into.unread.push(`the resources of ${nameOf(stack.stackId)}: ${unlisted.reason}`);
  into.unread.push(
    ...unreadNested(stack, sections.Resources).map(([id, why]) => `nested stack ${prefix}${id}: ${why}`),
  );
  // one that the update removes is there until the cleanup, and no part of what is being deployed
  for (const [id, nested] of Object.entries(stack.nested))
    if (id in sections.Resources) add(nested, `${prefix}${id}/`, into);
}

/**
 * A nested stack that is not there although no condition says so, or that is there and could not be read. One that the
 * update has yet to create is neither: what is in it the gate of the change set judges.
 */
function unreadNested(stack: LiveStack, resources: Data): [id: string, why: string][] {
  const isGoingOn = isInProgress(stack);
  return Object.entries(resources)
    .filter(([id, resource]) => object(resource)['Type'] === 'AWS::CloudFormation::Stack' && !(id in stack.nested))
    .filter(([id, resource]) => {
      const listed = stack.resources.find(({ logicalId }) => logicalId === id);
      if (isGoingOn && stack.resources.length > 0 && listed?.physicalId === undefined) return false;
      return listed !== undefined || stack.resources.length === 0 || object(resource)['Condition'] === undefined;
    })
    .map(([id]) => {
      const gap = stack.gaps.find(({ resource }) => resource === id) ?? stack.gaps[0];
      return [id, gap?.reason ?? 'CloudFormation does not list it'];
    });
}

/** The declaration that fits the value: of an SSM type the resolved value is given; what is not known has no default. */
function parameter(declaration: Data, key: string, stack: LiveStack): Data {
  const resolved = /^AWS::SSM::Parameter::Value<(.*)>$/.exec(String(declaration['Type']))?.[1];
  const list = resolved !== undefined && /^(?:List<|CommaDelimitedList$)/.test(resolved);
  const typed = resolved === undefined ? declaration : { ...declaration, Type: list ? 'CommaDelimitedList' : 'String' };
  if (stack.parameters?.[key] !== undefined) return typed;
  const { Default: _, ...withoutDefault } = typed;
  return withoutDefault;
}

/** Renames what a nested template refers to by name. */
function renamer(stack: LiveStack, prefix: string, sections: Record<string, Data>): (value: unknown) => unknown {
  const names = new Set([...Object.keys(sections['Resources']!), ...Object.keys(sections['Parameters']!)]);
  const pseudo: Data = { 'AWS::StackName': nameOf(stack.stackId), 'AWS::StackId': stack.stackId };
  const named = (name: unknown) => (typeof name === 'string' ? prefix + name : name);

  const substitute = (text: string, own: Data): string =>
    text.replace(/\$\{([^!}.]+)(\.[^}]*)?\}/g, (whole, name: string, attribute: string | undefined) => {
      if (name in own) return whole;
      if (name in pseudo) return String(pseudo[name]);
      return names.has(name) ? `\${${prefix}${name}${attribute ?? ''}}` : whole;
    });

  const intrinsics: Record<string, (argument: unknown) => unknown> = {
    Ref: (name) =>
      typeof name === 'string' && name in pseudo ? pseudo[name] : { Ref: names.has(String(name)) ? named(name) : name },
    'Fn::GetAtt': (argument) => {
      const [id, ...rest] = Array.isArray(argument) ? (argument as unknown[]) : String(argument).split('.');
      return { 'Fn::GetAtt': [named(id), rest.length === 1 ? walk(rest[0]) : rest.join('.')] };
    },
    'Fn::Sub': (argument) => {
      if (!Array.isArray(argument)) return { 'Fn::Sub': substitute(String(argument), {}) };
      const own = object(argument[1]);
      return { 'Fn::Sub': [substitute(String(argument[0]), own), walk(own)] };
    },
    'Fn::If': (argument) => ({
      'Fn::If': Array.isArray(argument) ? [named(argument[0]), ...argument.slice(1).map(walk)] : argument,
    }),
    'Fn::FindInMap': (argument) => ({
      'Fn::FindInMap': Array.isArray(argument) ? [named(argument[0]), ...argument.slice(1).map(walk)] : argument,
    }),
    Condition: (name) => ({ Condition: named(name) }),
  };

  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    const intrinsic = entries.length === 1 && first ? intrinsics[first[0]] : undefined;
    if (intrinsic && (first![0] !== 'Condition' || typeof first![1] === 'string')) return intrinsic(first![1]);
    return Object.fromEntries(entries.map(([key, item]) => [key, walk(item)]));
  }

  return (value) => {
    const renamed = walk(value);
    const resource = object(renamed);
    if (typeof object(value)['Type'] !== 'string') return renamed;
    const dependsOn = resource['DependsOn'];
    return {
      ...resource,
      ...('Condition' in resource && { Condition: named(resource['Condition']) }),
      ...(dependsOn !== undefined && { DependsOn: Array.isArray(dependsOn) ? dependsOn.map(named) : named(dependsOn) }),
    };
  };
}

function object(value: unknown): Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {};
}
