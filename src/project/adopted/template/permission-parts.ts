/**
 * Who calls a function itself keeps being allowed to. SAM gives the permission that it makes of an event to the alias, once there
 * is one, and a permission for an alias is for calls of that alone; so the function gets it as well, as it was:
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
import type { KeyPart } from '../../../insert/part.ts';
import { references } from '../../../template/graph.ts';
import type { Edge } from '../../../template/graph.ts';
import type { Path, Resource, Template } from '../../../template/model.ts';
import { typeOf } from '../../../template/resolve.ts';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import { bypassesOf, PERMISSION, type Bypass } from '../../../template/traps/alias-bypassed.ts';
import { TrapContext } from '../../../template/traps/context.ts';
import { matchesWildcards } from '../../../template/wildcards.ts';
import { resource } from './resources.ts';
import type { Rendering } from './rendering.ts';

/** The service that a caller of a type is, as permissions name it; `role`: it calls with what its role allows. */
export const CALLERS: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Authorizer': 'apigateway.amazonaws.com',
  'AWS::ApiGateway::Method': 'apigateway.amazonaws.com',
  'AWS::ApiGateway::RestApi': 'apigateway.amazonaws.com',
  'AWS::ApiGatewayV2::Api': 'apigateway.amazonaws.com',
  'AWS::ApiGatewayV2::Authorizer': 'apigateway.amazonaws.com',
  'AWS::ApiGatewayV2::Integration': 'apigateway.amazonaws.com',
  'AWS::AppSync::DataSource': 'role',
  'AWS::Cognito::UserPool': 'cognito-idp.amazonaws.com',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'elasticloadbalancing.amazonaws.com',
  'AWS::Events::Rule': 'events.amazonaws.com',
  'AWS::IoT::TopicRule': 'iot.amazonaws.com',
  'AWS::Lambda::EventSourceMapping': 'role',
  'AWS::Logs::SubscriptionFilter': 'logs.amazonaws.com',
  'AWS::Pipes::Pipe': 'role',
  'AWS::S3::Bucket': 's3.amazonaws.com',
  'AWS::SNS::Subscription': 'sns.amazonaws.com',
  'AWS::SNS::Topic': 'sns.amazonaws.com',
  'AWS::Scheduler::Schedule': 'role',
  'AWS::StepFunctions::StateMachine': 'role',
};

/** These ask Lambda for the permission when they are made, so it would have to be there before them: nothing makes them wait for ours. */
const ASKING: ReadonlySet<string> = new Set(['AWS::S3::Bucket', 'AWS::Logs::SubscriptionFilter']);

/** What a person wrote of the calls past an alias: what SAM makes of events and URLs goes to the alias by itself. */
export function writtenBypasses(context: TrapContext, functions: Iterable<string>): Bypass[] {
  return bypassesOf(context, functions).flatMap((bypass) => {
    const edges = bypass.edges.filter((edge) => isWritten(context, edge));
    return edges.length > 0 ? [{ ...bypass, edges }] : [];
  });
}

function isWritten(context: TrapContext, edge: Edge): boolean {
  // the alias, which is there only with what is ours
  if (edge.attribute !== undefined && /^(Alias|Version)\b/.test(edge.attribute)) return false;
  // the title of an API calls nobody
  if (edge.path[1] === 'Body' && ['info', 'tags'].includes(String(edge.path[2]))) return false;
  return writtenAt(context, edge).length > 0;
}

/** Paths in the document of the references that an edge stands for. */
export function writtenAt(context: TrapContext, edge: Edge): Path[] {
  const at = context.template.resources.get(edge.from)?.sourcePath(edge.path) ?? [];
  return references(context.source(at), at).flatMap(({ name, path }) => (name === edge.to ? [path] : []));
}

/** Is this permission for the service that the user is? */
export function allows(context: TrapContext, permission: string, user: string): boolean {
  const principal = context.property(permission, 'Principal');
  return principal !== undefined && principal === own(CALLERS, typeOf(context.template, user));
}

/**
 * The permissions for a caller of a function itself that SAM makes of its events, and that are for the alias once there is one;
 * none where there is another that stays: its owner's, a connector's, or an authorizer's for what calls it as such.
 */
export function movingPermissions(context: TrapContext, { user, function: fn, edges }: Bypass): Resource[] {
  const { graph } = context;
  const made = context.resources(PERMISSION).filter(({ logicalId }) => allows(context, logicalId, user));
  const authorizes = edges.length > 0 && edges.every(({ path }) => path.some((key) => AUTHORIZERS.has(String(key))));
  const stays = made.some(
    (permission) =>
      permission.sourceId !== fn &&
      graph.dependenciesOf(permission.logicalId).has(fn) &&
      (authorizes || !isForAuthorizers(permission)),
  );
  if (stays) return [];
  const around = new Set([user, ...graph.dependenciesOf(user)]);
  around.delete(fn);
  return made.filter(
    ({ logicalId, generated, sourceId, properties }) =>
      generated &&
      sourceId === fn &&
      (own(properties, 'SourceArn') === undefined ||
        [...graph.dependenciesOf(logicalId)].some((source) => around.has(source))),
  );
}

/** Where definitions of APIs have their authorizers. */
const AUTHORIZERS: ReadonlySet<string> = new Set(['securityDefinitions', 'securitySchemes', 'AuthorizerUri']);

function isForAuthorizers({ properties }: Resource): boolean {
  return JSON.stringify(own(properties, 'SourceArn') ?? '').includes('/authorizers/');
}

/** Can the permission be given again, to the function itself? */
export function canBeKept(context: TrapContext, { user }: Bypass): boolean {
  return !ASKING.has(typeOf(context.template, user));
}

/** APIs whose definition is in a file of its own: what calls the functions that have events of theirs is not to be seen. */
function unseenCalls({ template, graph }: TrapContext, functions: readonly string[]): Bypass[] {
  const apis = [...template.resources.values()].filter(isDefinedElsewhere);
  return apis.flatMap(({ logicalId: user }) => {
    const users = new Set(graph.edgesTo(user).map(({ from }) => template.resources.get(from)?.sourceId));
    return functions.filter((fn) => users.has(fn)).map((fn): Bypass => ({ user, function: fn, edges: [] }));
  });
}

function isDefinedElsewhere({ type, properties }: Resource): boolean {
  if (type !== 'AWS::ApiGateway::RestApi' && type !== 'AWS::ApiGatewayV2::Api') return false;
  if (properties['BodyS3Location'] !== undefined) return true;
  return JSON.stringify(properties['Body'] ?? '').includes('"Fn::Transform":');
}

/** What a function allows today, and what has to be written for that to stay. */
export interface KeptPermission {
  /** Our name of it. */
  readonly id: string;
  readonly function: string;
  readonly user: string;
  /** As SAM makes it of an event. */
  readonly permission: Resource;
  /** Can the call be seen in the template? */
  readonly seen: boolean;
}

/** @param whole the owner's template with these functions gated, which get an alias with it */
export function keptPermissions(whole: Template, functions: Iterable<string>): KeptPermission[] {
  const context = new TrapContext(whole, {});
  const given = new Set<string>();
  const ids = [...functions];
  return [...writtenBypasses(context, ids), ...unseenCalls(context, ids)].flatMap((bypass): KeptPermission[] => {
    const { user, function: fn } = bypass;
    if (!canBeKept(context, bypass)) return [];
    const moving = movingPermissions(context, bypass).filter(({ logicalId }) => !given.has(logicalId));
    const missing = moving.filter((each) => !moving.some((other) => isWider(other, each)));
    for (const { logicalId } of missing) given.add(logicalId);
    return missing.map((permission, index) => {
      return {
        id: `${fn}CalledBy${user}${index > 0 ? index + 1 : ''}`,
        function: fn,
        user,
        permission,
        seen: bypass.edges.length > 0,
      };
    });
  });
}

/** Is one for all that the other is for? */
function isWider(permission: Resource, other: Resource): boolean {
  if (permission === other || permission.condition !== other.condition) return false;
  const [wide, narrow] = [permission, other].map(({ properties }) => inOneText(own(properties, 'SourceArn')));
  const [pattern, arn] = [own(wide, 'Fn::Sub'), own(narrow, 'Fn::Sub')];
  return typeof pattern === 'string' && typeof arn === 'string' && arn !== pattern && matchesWildcards(pattern, arn);
}

export function permissionParts({ kept, called }: Pick<Rendering, 'kept' | 'called'>): KeyPart[] {
  return kept.map(({ id, function: fn, user, seen, permission: { properties, condition } }, index) => {
    const { FunctionName: _alias, SourceArn: arn, ...others } = properties;
    const value = {
      ...others,
      FunctionName: { Ref: fn },
      ...(arn !== undefined && { SourceArn: inOneText(arn) }),
    };
    const part = resource(called(id), PERMISSION, value, condition === undefined ? {} : { Condition: condition });
    const before = kept[index - 1];
    if (before?.user === user && before.function === fn) return part;
    const calls = seen ? `${user} calls ${fn} itself` : `The definition of ${user} may name ${fn} itself`;
    const comment = [`${calls}, and SAM's permission for that goes to the alias: this keeps such calls allowed.`];
    return { ...part, comment };
  });
}

/** `Fn::Sub` with variables as a person would write it: without. */
function inOneText(value: unknown): unknown {
  const sub = own(value, 'Fn::Sub');
  const [text, variables] = isList(sub) ? sub : [];
  if (typeof text !== 'string' || !isRecord(variables)) return value;
  let whole = text;
  for (const [name, variable] of Object.entries(variables)) {
    const referred = own(variable, 'Ref');
    const plain = typeof referred === 'string' ? `\${${referred}}` : variable;
    if (typeof plain !== 'string' || (plain === variable && plain.includes('$'))) return value;
    whole = whole.replaceAll(`\${${name}}`, () => plain);
  }
  return { 'Fn::Sub': whole };
}
