/** What a connector makes of its profile: policies of roles, queues and topics, and permissions to invoke. */
import type { Path } from '../../model.ts';
import { isList, isRecord } from '../../resolve/values.ts';
import type { Attributes, Expansion } from '../expansion.ts';
import { defined, sub } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { from } from '../source.ts';
import type { Endpoint } from './endpoint.ts';
import { connectorProfile } from './profiles.ts';
import type { Access, ConnectorProfile, ConnectorStatement } from './profiles.ts';

export interface Connection {
  /** The connector's. */
  readonly logicalId: string;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly permissions: readonly unknown[];
  /** End of the logical ids that are made; of several destinations, each has its own. */
  readonly suffix: string;
  /** The resource that a person wrote. */
  readonly sourceId: string;
  /** Path of the connector in the document. */
  readonly at: Path;
  /** What the resources get that are made. */
  readonly attributes: Readonly<Attributes>;
}

type PolicyProfile = Exclude<ConnectorProfile, { makes: 'permission' }>;

/** @returns the logical ids of what was made, or what is wrong */
export function connect(x: Expansion, connection: Connection): readonly string[] | string {
  const { source, destination } = connection;
  const profile = connectorProfile(source.type, destination.type);
  if (!profile) return `there is no connector from ${source.type} to ${destination.type}`;
  const made = profile.makes === 'permission' ? permissions(profile, connection) : policy(profile, connection);
  if (typeof made === 'string') return made;
  for (const [logicalId, type, properties] of made) add(x, connection, logicalId, type, properties);
  return made.map(([logicalId]) => logicalId);
}

type Made = readonly [logicalId: string, type: string, properties: Properties];

const POLICIES = {
  'role-policy': ['AWS::IAM::ManagedPolicy', 'Policy', 'Roles', 'roleName'],
  'queue-policy': ['AWS::SQS::QueuePolicy', 'QueuePolicy', 'Queues', 'queueUrl'],
  'topic-policy': ['AWS::SNS::TopicPolicy', 'TopicPolicy', 'Topics', 'arn'],
} as const;

function policy({ makes, roleOf, statements, combinations }: PolicyProfile, connection: Connection): Made[] | string {
  const [type, name, owners, property] = POLICIES[makes];
  const owner = connection[roleOf === 'Source' ? 'source' : 'destination'][property];
  if (owner === undefined) return `its ${roleOf} has no ${property} that is known`;
  const given = accessOf(connection);
  const wanted = given.filter((access) => statements[access]);
  const fits = (some: readonly Access[]) => some.length === wanted.length && some.every((one) => wanted.includes(one));
  if (wanted.length < given.length || wanted.length === 0 || (combinations && !combinations.some(fits)))
    return 'its Permissions do not fit the two';
  const filled = fill(
    wanted.flatMap((access): readonly ConnectorStatement[] => statements[access] ?? []),
    connection,
  );
  if (filled === undefined) return 'not all is known of its two ends';
  const document = { Version: '2012-10-17', Statement: filled };
  return [[connection.logicalId + name + connection.suffix, type, { PolicyDocument: document, [owners]: [owner] }]];
}

function permissions(
  { permissions: by }: Extract<ConnectorProfile, { makes: 'permission' }>,
  connection: Connection,
): Made[] | string {
  const { logicalId, destination, suffix } = connection;
  if (destination.arn === undefined) return 'its Destination has no Arn that is known';
  const made: Made[] = [];
  for (const access of accessOf(connection)) {
    const permission = fill(by[access], connection);
    if (!isRecord(permission)) return 'its Permissions do not fit the two, or not all is known of its two ends';
    const properties = { Action: 'lambda:InvokeFunction', FunctionName: destination.arn, ...permission };
    made.push([`${logicalId}${access}LambdaPermission${suffix}`, 'AWS::Lambda::Permission', properties]);
  }
  return made;
}

function accessOf({ permissions }: Connection): Access[] {
  const given = new Set(permissions);
  return (['Read', 'Write'] as const).filter((access) => given.has(access));
}

function add(x: Expansion, connection: Connection, logicalId: string, type: string, properties: Properties): void {
  const { source, destination, sourceId, at, attributes } = connection;
  const ends = { Source: { Type: source.writtenType }, Destination: { Type: destination.writtenType } };
  const Metadata = {
    ...(isRecord(attributes.Metadata) ? attributes.Metadata : {}),
    'aws:sam:connectors': { [connection.logicalId]: ends },
  };
  x.add({
    logicalId,
    type,
    properties,
    attributes: { ...attributes, Metadata },
    sourceId,
    generated: true,
    source: from(at),
  });
}

/** The texts of a profile with what they name; undefined if some of that is not known. */
function fill(value: unknown, connection: Connection): unknown {
  if (typeof value === 'string') return fillText(value, connection);
  if (isList(value)) {
    const items = value.map((item) => fill(item, connection));
    return items.includes(undefined) ? undefined : items;
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, fill(item, connection)] as const);
  return entries.some(([, item]) => item === undefined) ? undefined : defined(Object.fromEntries(entries));
}

function fillText(text: string, { source, destination }: Connection): unknown {
  const named: Readonly<Record<string, unknown>> = {
    SourceArn: source.arn,
    SourceResourceId: source.resourceId,
    SourceQualifier: source.qualifier,
    DestinationArn: destination.arn,
    DestinationName: destination.name,
  };
  const names = Object.keys(named).filter((name) => text.includes(`\${${name}}`));
  if (names.some((name) => named[name] === undefined)) return undefined;
  const [only] = names;
  if (only !== undefined && text === `\${${only}}`) return named[only];
  if (!text.includes('${')) return text;
  return names.length === 0 ? sub(text) : sub(text, Object.fromEntries(names.map((name) => [name, named[name]])));
}
