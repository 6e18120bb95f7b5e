/** Reads what is deployed, resource by resource, beside the template that says what should be. */
import type { Deployed, Resolved, Resource, Template } from '../template/model.ts';
import { Scenario } from '../template/resolve.ts';
import { isHole, isPartialString } from '../template/resolve/values.ts';
import { arnOf } from './arns.ts';
import { NotWanted, type Aws } from './aws.ts';
import { isInProgress } from './cloudformation.ts';
import type { StackDocument } from './document.ts';
import type { DeployedStack } from './measurer.ts';
import type { DeployedResource, FoundResource, LiveResource, LiveStack, Reading, ResourceReader } from './reader.ts';

export interface DeployedOptions {
  readonly aws: Aws;
  readonly readers: readonly ResourceReader[];
  /** Does the release that is on its way change the resource, as far as is known? Those of a new stack it does. */
  readonly changes: (logicalId: string) => boolean;
}

/** The template with what its resources are at AWS, and what is found there beside them. */
export async function withDeployed(
  { template, resource: resourceOf }: ReadableStack,
  live: StackDocument['live'],
  { aws, readers, changes }: DeployedOptions,
): Promise<Template> {
  const deployed = new Map<string, Deployed>();
  const resources = new Map(template.resources);
  const declared = new Set([...live.values()].map(({ resource }) => resource));
  const reads = [...template.resources.values()].map(async (resource) => {
    const { logicalId, type } = resource;
    const at = live.get(logicalId);
    const physicalId = at?.resource.physicalId;
    const named = physicalId === undefined ? {} : { physicalId };
    const readable = resourceOf(logicalId);
    if (at && isPending(at.resource, at.stack, () => changes(logicalId)))
      return deployed.set(logicalId, { ...named, pending: true });
    const reader = readers.find(({ types }) => types.includes(type));
    if (!reader || !readable) return deployed.set(logicalId, named);
    const { found: beside = [], ...read } = await readingOf(reader, readable, aws);
    deployed.set(logicalId, { ...named, ...read });
    for (const each of beside) {
      if (at && isLeftOver(each.type, at.stack, declared)) continue;
      const found = asResource(resource, each);
      resources.set(found.logicalId, found);
      deployed.set(found.logicalId, { properties: each.properties, found: true });
    }
    return undefined;
  });
  await Promise.all(reads);
  return { ...template, resources: inOrder(template, resources), inputs: { ...template.inputs, deployed } };
}

/** A deployed stack, of which each resource can be asked for. */
interface ReadableStack extends DeployedStack {
  /** Undefined if it is not deployed, or not of the template. */
  resource(this: void, logicalId: string): DeployedResource | undefined;
}

/** The stack as readers and measurers see it. */
export function deployedStack(template: Template, live: StackDocument['live'], stackId: string): ReadableStack {
  const scene = new Scene(template, live);
  return {
    stackId,
    template,
    declared: (type) => scene.declared(type),
    resource: (logicalId) => {
      const type = template.resources.get(logicalId)?.type;
      const physicalId = live.get(logicalId)?.resource.physicalId;
      return type === undefined || physicalId === undefined ? undefined : scene.resource(logicalId, type, physicalId);
    },
    updatedAt: (logicalId) => live.get(logicalId)?.resource.updatedAt,
  };
}

type Read = Partial<Reading> & Pick<Deployed, 'unread'>;

async function readingOf(reader: ResourceReader, resource: DeployedResource, aws: Aws): Promise<Read> {
  try {
    return await reader.read(resource, aws);
  } catch (error) {
    if (error instanceof NotWanted) return {};
    return { unread: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Has the update that is going on still to come to the resource? One that is not yet touched is, if the release changes
 * it: what its service says of it is what was before.
 */
function isPending(resource: LiveResource, stack: LiveStack, changes: () => boolean): boolean {
  if (!isInProgress(stack)) return false;
  if (!/_COMPLETE$/.test(resource.status ?? '')) return true;
  return !isTouched(resource, stack) && changes();
}

function isTouched({ updatedAt }: LiveResource, { operationAt }: LiveStack): boolean {
  return operationAt !== undefined && (updatedAt === undefined || updatedAt >= operationAt);
}

/**
 * What an update removes or replaces is there until its cleanup, and looks like something that somebody added. So nothing
 * is said of what is found of a type of which this update removes or touches a resource; the recorder sees it afterwards.
 */
function isLeftOver(type: string, stack: LiveStack, declared: ReadonlySet<LiveResource>): boolean {
  if (!isInProgress(stack)) return false;
  return stack.resources.some(
    (resource) => resource.type === type && (!declared.has(resource) || isTouched(resource, stack)),
  );
}

/** In the order in which they were read the map would differ from run to run. */
function inOrder(template: Template, all: ReadonlyMap<string, Resource>): ReadonlyMap<string, Resource> {
  const found = [...all.values()].filter(({ logicalId }) => !template.resources.has(logicalId));
  if (found.length === 0) return template.resources;
  found.sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
  return new Map([...template.resources, ...found.map((resource) => [resource.logicalId, resource] as const)]);
}

/** `Orders (policy)`: a logical id has no such characters. */
function asResource(beside: Resource, { name, type }: FoundResource): Resource {
  const { logicalId, sourceId } = beside;
  return {
    logicalId: `${logicalId} (${name})`,
    type,
    properties: {},
    dependsOn: [],
    attributes: {},
    sourceId,
    generated: true,
    sourcePath: () => beside.sourcePath([]),
  };
}

/** What readers may ask of the template. */
class Scene {
  readonly #scenario: Scenario;
  readonly #live: StackDocument['live'];
  readonly #declared = new Map<string, readonly DeployedResource[]>();

  constructor(template: Template, live: StackDocument['live']) {
    this.#scenario = new Scenario(template);
    this.#live = live;
  }

  resource(logicalId: string, type: string, physicalId: string): DeployedResource {
    return {
      logicalId,
      type,
      physicalId,
      property: (...path) => {
        const value = this.#scenario.resource(logicalId)?.get(...path);
        return value?.state === 'known' || value?.state === 'partial' ? this.#plain(value.value) : undefined;
      },
      declared: (of) => this.declared(of),
    };
  }

  declared(type: string): readonly DeployedResource[] {
    const known = this.#declared.get(type);
    if (known) return known;
    const views = this.#scenario.resources(type);
    const declared = views.flatMap(({ logicalId }) => {
      const physicalId = this.#live.get(logicalId)?.resource.physicalId;
      return physicalId === undefined ? [] : [this.resource(logicalId, type, physicalId)];
    });
    this.#declared.set(type, declared);
    return declared;
  }

  /** Without holes: references are the physical ids; undefined where one stays. */
  #plain(value: Resolved): unknown {
    if (isHole(value)) return this.#physicalId(value);
    if (isPartialString(value)) {
      const parts = value.parts.map((part) => (typeof part === 'string' ? part : this.#physicalId(part)));
      return parts.includes(undefined) ? undefined : parts.join('');
    }
    if (Array.isArray(value)) return (value as Resolved[]).map((item) => this.#plain(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#plain(item)]));
  }

  #physicalId(part: {
    readonly ref?: { readonly logicalId: string; readonly attribute?: string };
  }): string | undefined {
    const { logicalId, attribute } = part.ref ?? {};
    const at = logicalId === undefined ? undefined : this.#live.get(logicalId);
    const { physicalId, type } = at?.resource ?? {};
    if (!at || physicalId === undefined || type === undefined || attribute === undefined) return physicalId;
    if (attribute !== 'Arn') return undefined;
    const [, partition = '', , region = '', account = ''] = at.stack.stackId.split(':');
    return arnOf(type, physicalId, { partition, region, account });
  }
}
