/**
 * Who calls a function itself keeps being allowed to. SAM gives the permission that it makes of an event to the alias, once there
 * is one, and a permission for an alias is for calls of that alone; so the function gets it as well, as it was:
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
import type { KeyPart } from '../../../insert/part.ts';
import { equal } from '../../../template/edit/data.ts';
import { references } from '../../../template/graph.ts';
import type { Edge } from '../../../template/graph.ts';
import type { Path, Resource, Template } from '../../../template/model.ts';
import { typeOf } from '../../../template/resolve.ts';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import { bypassesOf, isQualified, PERMISSION, type Bypass } from '../../../template/traps/alias-bypassed.ts';
import { TrapContext } from '../../../template/traps/context.ts';
import { matchesWildcards } from '../../../template/wildcards.ts';
import { CALLERS, isFromOutside } from './callers.ts';
import { resource } from './resources.ts';
import type { Rendering } from './rendering.ts';

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
  /** Logical id; of what is not in the template, the service as permissions name it. */
  readonly user: string;
  /** As SAM makes it of an event. */
  readonly permission: Resource;
  /** Where the call is made: in the template, in a definition that is in a file of its own, or by what is not there. */
  readonly from: 'template' | 'definition' | 'outside';
}

/** @param whole the owner's template with these functions gated, which get an alias with it */
export function keptPermissions(whole: Template, functions: Iterable<string>): KeptPermission[] {
  const context = new TrapContext(whole, {});
  const given = new Set<string>();
  const ids = [...functions];
  const inside = [...writtenBypasses(context, ids), ...unseenCalls(context, ids)].flatMap(
    (bypass): KeptPermission[] => {
      const { user, function: fn, edges } = bypass;
      if (!canBeKept(context, bypass)) return [];
      const moving = movingPermissions(context, bypass).filter(({ logicalId }) => !given.has(logicalId));
      const missing = moving.filter((each) => !moving.some((other) => isWider(other, each)));
      for (const { logicalId } of missing) given.add(logicalId);
      return named(`${fn}CalledBy${user}`, missing, {
        function: fn,
        user,
        from: edges.length > 0 ? 'template' : 'definition',
      });
    },
  );
  return [...inside, ...ids.flatMap((fn) => keptForOutside(context, fn))];
}

function named(
  id: string,
  permissions: readonly Resource[],
  call: Omit<KeptPermission, 'id' | 'permission'>,
): KeptPermission[] {
  return permissions.map((permission, index) => ({ id: `${id}${index > 0 ? index + 1 : ''}`, permission, ...call }));
}

/** What is not in the template has the ARN of the function, and goes on calling that. */
function keptForOutside(context: TrapContext, fn: string): KeptPermission[] {
  const moving = permissionsForOutside(context, fn);
  const services = new Set(moving.map(({ properties }) => String(properties['Principal'])));
  return [...services].flatMap((user) => {
    const missing = moving.filter(({ properties }) => properties['Principal'] === user);
    return named(`${fn}CalledBy${asName(user)}`, missing, { function: fn, user, from: 'outside' });
  });
}

/** Permissions that SAM makes of events of what is not in the template; none that is given to the function already. */
export function permissionsForOutside(context: TrapContext, fn: string): Resource[] {
  const { template, graph } = context;
  const moving = context.resources(PERMISSION).filter(({ generated, sourceId, properties }) => {
    const called = references(own(properties, 'FunctionName'))[0]?.name;
    return generated && sourceId === fn && called !== undefined && isFromOutside(template, properties, called);
  });
  if (moving.length === 0) return [];
  const staying = graph.edgesTo(fn).flatMap((edge) => {
    const given = template.resources.get(edge.from);
    const isForFunction = edge.path[1] === 'FunctionName' && !isQualified(context, edge, fn);
    return given?.type === PERMISSION && given.sourceId !== fn && isForFunction ? given : [];
  });
  return moving.filter((each, index) =>
    [...staying, ...moving.slice(0, index)].every((other) => !allowsAll(other, each)),
  );
}

/** What a permission may be narrowed by. */
const NARROWED = ['SourceArn', 'SourceAccount', 'EventSourceToken', 'PrincipalOrgID', 'FunctionUrlAuthType'];

/** Does a permission allow what the other does, whenever that is there? */
function allowsAll(
  { properties: wide, condition }: Resource,
  { properties: narrow, condition: when }: Resource,
): boolean {
  if (condition !== undefined && condition !== when) return false;
  const isSame = (key: string): boolean => equal(own(wide, key), own(narrow, key));
  return ['Action', 'Principal'].every(isSame) && NARROWED.every((key) => own(wide, key) === undefined || isSame(key));
}

/** `alexa-appkit.amazon.com` as `AlexaAppkit`. */
function asName(service: string): string {
  const [name = ''] = service.split('.');
  return name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, first: string) => first.toUpperCase());
}

/** Is one for all that the other is for? */
function isWider(permission: Resource, other: Resource): boolean {
  if (permission === other || permission.condition !== other.condition) return false;
  const [wide, narrow] = [permission, other].map(({ properties }) => inOneText(own(properties, 'SourceArn')));
  const [pattern, arn] = [own(wide, 'Fn::Sub'), own(narrow, 'Fn::Sub')];
  return typeof pattern === 'string' && typeof arn === 'string' && arn !== pattern && matchesWildcards(pattern, arn);
}

export function permissionParts({ kept, called }: Pick<Rendering, 'kept' | 'called'>): KeyPart[] {
  return kept.map((each, index) => {
    const { id, function: fn, user, permission } = each;
    const { FunctionName: _alias, SourceArn: arn, ...others } = permission.properties;
    const value = {
      ...others,
      FunctionName: { Ref: fn },
      ...(arn !== undefined && { SourceArn: inOneText(arn) }),
    };
    const { condition } = permission;
    const part = resource(called(id), PERMISSION, value, condition === undefined ? {} : { Condition: condition });
    const before = kept[index - 1];
    if (before?.user === user && before.function === fn) return part;
    return { ...part, comment: reasonFor(each) };
  });
}

function reasonFor(kept: KeptPermission): string[] {
  const [call, stays] = [callOf(kept), 'goes to the alias: this keeps such calls allowed.'];
  if (kept.from === 'outside') return [`${call}.`, `SAM's permission for that ${stays}`];
  return [`${call}, and SAM's permission for that ${stays}`];
}

function callOf({ user, function: fn, from }: KeptPermission): string {
  if (from === 'outside') return `${user} calls ${fn} itself, from outside of this template`;
  return from === 'template' ? `${user} calls ${fn} itself` : `The definition of ${user} may name ${fn} itself`;
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
