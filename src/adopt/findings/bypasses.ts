/** What calls a function itself, past the alias that it has then: and what becomes of who may. */
import { references } from '../../template/graph.ts';
import type { Edge } from '../../template/graph.ts';
import type { Edit } from '../../template/edit.ts';
import type { Path, Resource } from '../../template/model.ts';
import { isList, own } from '../../template/resolve/values.ts';
import { bypassesOf } from '../../template/traps/alias-bypassed.ts';
import type { Bypass } from '../../template/traps/alias-bypassed.ts';
import type { Finding } from '../model.ts';
import type { Find, Subject } from './subject.ts';

/** The service that a caller of a type is, as permissions name it; `role`: it calls with what its role allows. */
const CALLERS: Readonly<Record<string, string>> = {
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
const PERMISSION = 'AWS::Lambda::Permission';

export const findBypasses: Find = (subject) => {
  const written = writtenBypasses(subject);
  const permissions = written.filter(({ user }) => typeOf(subject, user) === PERMISSION);
  const calls = written.filter((bypass) => !permissions.includes(bypass));
  return [
    ...calls.map((bypass) => findingOf(subject, bypass, permissions)),
    ...permissions.flatMap((permission) => strangersCall(subject, permission, calls)),
  ];
};

/** Of what a person wrote: what SAM makes of events and URLs goes to the alias by itself. */
function writtenBypasses(subject: Subject): Bypass[] {
  return bypassesOf(subject.context, subject.gated).flatMap((bypass) => {
    const edges = bypass.edges.filter((edge) => isWritten(subject, edge));
    return edges.length > 0 ? [{ ...bypass, edges }] : [];
  });
}

function isWritten({ context }: Subject, edge: Edge): boolean {
  // the alias, which is there only with what is ours
  if (edge.attribute !== undefined && /^(Alias|Version)\b/.test(edge.attribute)) return false;
  return references(context.source(sourceOf({ context }, edge))).some(({ name }) => name === edge.to);
}

function sourceOf({ context }: Pick<Subject, 'context'>, { from, path }: Edge): Path {
  return context.template.resources.get(from)?.sourcePath(path) ?? [];
}

function typeOf({ template }: Subject, id: string): string {
  return template.resources.get(id)?.type ?? '';
}

function findingOf(subject: Subject, bypass: Bypass, permissions: readonly Bypass[]): Finding {
  const { user, function: fn, edges } = bypass;
  const loses = losesPermission(subject, bypass, permissions);
  const edits = editsOf(subject, bypass, permissions);
  const location = edges[0] && subject.context.at(user, edges[0].path);
  const what = `${user} calls ${fn} itself, past the alias`;
  return {
    severity: loses ? 'error' : 'warning',
    code: loses ? 'permission-moves-to-alias' : 'alias-bypassed',
    message: loses
      ? `${what}, and SAM gives the permission for it to the alias then: its calls would be refused`
      : `${what}: the canary and the gate are not for these calls`,
    resources: [user, fn],
    ...(location && { location }),
    ...(edits && { proposal: { summary: `Name the alias of ${fn} instead`, edits } }),
  };
}

/** Is the only permission one that SAM makes of an event, for a function that gets its alias now? */
function losesPermission(subject: Subject, { user, function: fn }: Bypass, permissions: readonly Bypass[]): boolean {
  if (hasAlias(subject, fn) || permissions.some((each) => each.function === fn && allows(subject, each.user, user)))
    return false;
  const { graph } = subject.context;
  return generatedPermissions(subject, fn).some(
    ({ logicalId, properties }) =>
      allows(subject, logicalId, user) &&
      (own(properties, 'SourceArn') === undefined || graph.dependenciesOf(logicalId).has(user)),
  );
}

function hasAlias({ context }: Subject, fn: string): boolean {
  return context.samFunctions().some((each) => each.id === fn && context.samProperty(each, 'AutoPublishAlias'));
}

function generatedPermissions({ template, context }: Subject, fn: string): Resource[] {
  const users = [...new Set(context.graph.edgesTo(fn).map(({ from }) => from))];
  return users.flatMap((id) => {
    const resource = template.resources.get(id);
    return resource?.type === PERMISSION && resource.generated ? [resource] : [];
  });
}

/** Is this permission for the service that the user is? */
function allows(subject: Subject, permission: string, user: string): boolean {
  const principal = subject.context.property(permission, 'Principal');
  return principal !== undefined && principal === own(CALLERS, typeOf(subject, user));
}

/**
 * The alias in place of the function, with the permissions for it. Undefined where a person has to look: what a function's
 * environment names is called by code; a role may allow the function alone; the alias may wait for who names it.
 */
function editsOf(subject: Subject, bypass: Bypass, permissions: readonly Bypass[]): Edit[] | undefined {
  const { user, function: fn, edges } = bypass;
  const caller = own(CALLERS, typeOf(subject, user));
  if (caller === undefined || closesLoop(subject, bypass)) return undefined;
  if (caller === 'role' && isAllowedAlone(subject, fn)) return undefined;
  const along = permissions.filter((each) => each.function === fn && allows(subject, each.user, user));
  if (caller !== 'role' && along.length === 0 && generatedPermissions(subject, fn).length === 0) return undefined;
  const edits = [...edges, ...along.flatMap((each) => each.edges)].map((edge) => aliasEdit(subject, edge));
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

function closesLoop({ context }: Subject, { user, function: fn }: Bypass): boolean {
  return context.gated.some(
    ({ alias, function: behind }) => behind === fn && context.graph.reaches(alias.logicalId, user),
  );
}

/** Does a policy allow this very ARN, which is not that of the alias? */
function isAllowedAlone(subject: Subject, fn: string): boolean {
  const { context } = subject;
  return context.graph.edgesTo(fn).some((edge) => {
    if (!typeOf(subject, edge.from).startsWith('AWS::IAM::') || edge.kind === 'DependsOn') return false;
    const at = edge.path.slice(1).reduce<unknown>((value, key) => own(value, String(key)), propertiesOf(subject, edge));
    const text = textOfSub(at);
    const isWide = text !== undefined && new RegExp(`\\$\\{${fn}(\\.Arn)?\\}[:*]`).test(text);
    return !isWide && !edge.path.includes('Fn::Sub');
  });
}

function propertiesOf({ template }: Subject, { from }: Edge): unknown {
  return template.resources.get(from)?.properties;
}

function textOfSub(value: unknown): string | undefined {
  const sub = own(value, 'Fn::Sub');
  const text: unknown = isList(sub) ? sub[0] : sub;
  return typeof text === 'string' ? text : undefined;
}

/** `!Ref Fn.Alias` is the ARN of the alias: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html */
function aliasEdit(subject: Subject, edge: Edge): Edit | undefined {
  const path = sourceOf(subject, edge);
  const value = subject.context.source(path);
  const fn = edge.to;
  if (edge.attribute !== undefined && edge.attribute !== 'Arn') return undefined;
  if (edge.kind !== 'Fn::Sub') return isPart(subject, path) ? undefined : { path, set: { Ref: `${fn}.Alias` } };
  const text = textOfSub(value);
  // a name may stand where an ARN may not
  if (text === undefined || new RegExp(`\\$\\{${fn}\\}`).test(text)) return undefined;
  const set = text.replaceAll(`\${${fn}.Arn}`, `\${${fn}.Alias}`);
  const sub = own(value, 'Fn::Sub');
  return set === text ? undefined : { path, set: { 'Fn::Sub': isList(sub) ? [set, ...sub.slice(1)] : set } };
}

/** Is it an item of a join? The ARN of the alias fits where that of the function does; its name does not. */
function isPart({ context }: Subject, path: Path): boolean {
  const join = path.lastIndexOf('Fn::Join');
  return join >= 0 && own(context.source(path), 'Ref') !== undefined;
}

/** A permission for who is not in the template: from elsewhere the function itself is called, as before. */
function strangersCall(subject: Subject, { user, function: fn, edges }: Bypass, calls: readonly Bypass[]): Finding[] {
  if (calls.some((call) => call.function === fn && allows(subject, user, call.user))) return [];
  const location = edges[0] && subject.context.at(user, edges[0].path);
  const message = `${user} lets ${fn} itself be called by what is not in this template: the canary and the gate are not for these calls`;
  return [
    { severity: 'warning', code: 'alias-bypassed', message, resources: [user, fn], ...(location && { location }) },
  ];
}
