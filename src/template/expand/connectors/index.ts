/**
 * AWS::Serverless::Connector, and the attribute `Connectors` of resources.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-connector.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord } from '../../resolve/values.ts';
import type { Attributes, Draft, Expansion } from '../expansion.ts';
import { logicalIdIn } from '../intrinsics.ts';
import { connect } from './connect.ts';
import { endpointOf } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { connectorProfile } from './profiles.ts';

export const CONNECTOR = 'AWS::Serverless::Connector';

interface Connector {
  readonly logicalId: string;
  readonly source: unknown;
  readonly destination: unknown;
  readonly permissions: unknown;
  readonly attributes: Readonly<Attributes>;
  /** The resource that a person wrote. */
  readonly sourceId: string;
  /** Path of the connector in the document. */
  readonly at: Path;
}

/** Comes last: connectors look at what all others became. */
export function expandConnectors(x: Expansion): void {
  const connectors = connectorsOf(x);
  if (connectors.length === 0) return;
  const polls = mappingsIn(x);
  const made = new Map(connectors.map((connector) => [connector.logicalId, expand(x, connector, polls)]));
  for (const draft of x.drafts()) waitForWhatIsMade(draft, made);
}

/** Those of their own, then those within other resources. */
function connectorsOf(x: Expansion): Connector[] {
  const connectors: Connector[] = [];
  const embedded: Connector[] = [];
  for (const [logicalId, resource] of x.written) {
    const { Type, Connectors } = resource;
    const at = ['Resources', logicalId];
    if (Type === CONNECTOR) connectors.push(read(logicalId, resource, logicalId, at));
    if (!isRecord(Connectors)) continue;
    for (const [name, one] of Object.entries(Connectors)) {
      if (!isRecord(one)) continue;
      const { source, ...rest } = read(logicalId + name, one, logicalId, [...at, 'Connectors', name]);
      embedded.push({ ...rest, source: { ...(isRecord(source) ? source : {}), Id: logicalId } });
    }
  }
  return [...connectors, ...embedded];
}

function read(logicalId: string, written: Readonly<Record<string, unknown>>, sourceId: string, at: Path): Connector {
  const { Type: _type, Properties, Connectors: _connectors, IgnoreGlobals: _ignore, ...attributes } = written;
  const { Source, SourceReference, Destination, Permissions } = isRecord(Properties) ? Properties : {};
  return {
    logicalId,
    source: Source ?? SourceReference,
    destination: Destination,
    permissions: Permissions,
    attributes,
    sourceId,
    at,
  };
}

/** @returns the logical ids of what is made */
function expand(x: Expansion, connector: Connector, polls: Mappings): readonly string[] {
  const { source: written, destination, permissions } = connector;
  const several = isList(destination);
  const destinations = several ? destination : [destination];
  return destinations.flatMap((one, index): readonly string[] => {
    const [source, target] = [endpointOf(x, written, one), endpointOf(x, one, written)];
    const made =
      source && target
        ? connect(x, {
            ...connector,
            source,
            destination: target,
            permissions: isList(permissions) ? permissions : [],
            suffix: several ? `Destination${index}` : '',
          })
        : `${source ? 'its Destination' : 'its Source'} is no resource of the template and has no Type`;
    if (typeof made === 'string') {
      x.unconnected.set(connector.logicalId, made);
      return [];
    }
    if (source && target) waitForPolicy(x, source, target, made, polls);
    return made;
  });
}

/** Event source mappings by the logical ids of what is polled and of the function. */
type Mappings = ReadonlyMap<string, readonly Draft[]>;

function mappingsIn(x: Expansion): Mappings {
  const mappings = new Map<string, Draft[]>();
  for (const draft of x.drafts()) {
    if (draft.type !== 'AWS::Lambda::EventSourceMapping') continue;
    const key = between(logicalIdIn(draft.properties.EventSourceArn), logicalIdIn(draft.properties.FunctionName));
    mappings.set(key, [...(mappings.get(key) ?? []), draft]);
  }
  return mappings;
}

function between(source: string | undefined, destination: string | undefined): string {
  return `${source ?? ''} ${destination ?? ''}`;
}

/** Polling begins when it is allowed, and so does a machine that starts others. */
function waitForPolicy(
  x: Expansion,
  { logicalId: sourceId, type }: Endpoint,
  destination: Endpoint,
  made: readonly string[],
  polls: Mappings,
): void {
  const profile = connectorProfile(type, destination.type);
  if (profile?.makes !== 'role-policy' || sourceId === undefined) return;
  if (profile.waits === 'source') dependOn(x.draft(sourceId), made);
  if (profile.waits !== 'event-source-mapping' || destination.logicalId === undefined) return;
  const [mapping, ...more] = polls.get(between(sourceId, destination.logicalId)) ?? [];
  if (more.length === 0) dependOn(mapping, made);
}

function dependOn(draft: Draft | undefined, logicalIds: readonly string[]): void {
  if (!draft) return;
  draft.attributes = { ...draft.attributes, DependsOn: [...new Set([...dependencies(draft), ...logicalIds])] };
}

function dependencies({ attributes: { DependsOn } }: Draft): readonly unknown[] {
  return isList(DependsOn) ? DependsOn : DependsOn === undefined || DependsOn === null ? [] : [DependsOn];
}

/** Who waits for a connector waits for what it makes. */
function waitForWhatIsMade(draft: Draft, made: ReadonlyMap<string, readonly string[]>): void {
  const before = dependencies(draft);
  if (!before.some((id) => made.has(String(id)))) return;
  const after = before.flatMap((id): readonly unknown[] => made.get(String(id)) ?? [id]);
  draft.attributes = { ...draft.attributes, DependsOn: [...new Set(after)] };
}
