import { equal } from '../edit/data.ts';
import { references } from '../graph.ts';
import type { Edge } from '../graph.ts';
import type { Resource } from '../model.ts';
import { own } from '../resolve/values.ts';
import type { TrapContext } from './context.ts';
import { defineTrap } from './trap.ts';

/** Where a function is called from: the properties of a type that hold what is called. All of them for `true`. */
const CALLERS: Readonly<Record<string, readonly string[] | true>> = {
  'AWS::ApiGateway::RestApi': ['Body'],
  'AWS::ApiGateway::Method': ['Integration'],
  'AWS::ApiGateway::Authorizer': ['AuthorizerUri'],
  'AWS::ApiGatewayV2::Api': ['Body', 'Target'],
  'AWS::ApiGatewayV2::Integration': ['IntegrationUri'],
  'AWS::ApiGatewayV2::Authorizer': ['AuthorizerUri'],
  'AWS::AppSync::DataSource': ['LambdaConfig'],
  'AWS::AppSync::GraphQLApi': ['LambdaAuthorizerConfig', 'AdditionalAuthenticationProviders'],
  'AWS::Bedrock::Agent': ['ActionGroups'],
  'AWS::CodeCommit::Repository': ['Triggers'],
  'AWS::Cognito::UserPool': ['LambdaConfig'],
  'AWS::Config::ConfigRule': ['Source'],
  'AWS::Events::Rule': ['Targets'],
  'AWS::ElasticLoadBalancingV2::TargetGroup': ['Targets'],
  'AWS::IoT::TopicRule': ['TopicRulePayload'],
  'AWS::KinesisFirehose::DeliveryStream': true,
  'AWS::Lambda::EventInvokeConfig': ['DestinationConfig'],
  'AWS::Lambda::EventSourceMapping': ['FunctionName'],
  'AWS::Lambda::Function': ['Environment'],
  'AWS::Lambda::Permission': ['FunctionName'],
  'AWS::Lambda::Url': ['TargetFunctionArn'],
  'AWS::Logs::SubscriptionFilter': ['DestinationArn'],
  'AWS::Pipes::Pipe': ['Target', 'Enrichment'],
  'AWS::S3::Bucket': ['NotificationConfiguration'],
  'AWS::S3ObjectLambda::AccessPoint': ['ObjectLambdaConfiguration'],
  'AWS::SES::ReceiptRule': ['Rule'],
  'AWS::Scheduler::Schedule': ['Target'],
  'AWS::SecretsManager::RotationSchedule': ['RotationLambdaARN'],
  'AWS::SNS::Subscription': ['Endpoint'],
  'AWS::SNS::Topic': ['Subscription'],
  'AWS::StepFunctions::StateMachine': true,
  'AWS::Transfer::Server': ['IdentityProviderDetails'],
  'AWS::VpcLattice::TargetGroup': ['Targets'],
};

export const PERMISSION = 'AWS::Lambda::Permission';

/** Does what an edge of a resource of this type names get called by it? */
export function isCall(type: string, { path, kind }: Edge): boolean {
  const properties = CALLERS[type];
  if (properties === undefined || kind === 'DependsOn' || path[0] !== 'Properties') return false;
  return properties === true ? path[1] !== 'RoleArn' : properties.includes(String(path[1]));
}

/** Does an alias or a version follow the function's name: `${Fn}:live`, a join with more behind it, a Qualifier beside it? */
export function isQualified(context: TrapContext, edge: Edge, fn: string): boolean {
  const at = (path: Edge['path']): unknown =>
    path
      .slice(1)
      .reduce<unknown>((value, key) => own(value, String(key)), context.template.resources.get(edge.from)?.properties);
  if (edge.path[1] === 'TargetFunctionArn' && context.property(edge.from, 'Qualifier') !== undefined) return true;
  const sub = own(at(edge.path), 'Fn::Sub');
  const text: unknown = Array.isArray(sub) ? sub[0] : sub;
  if (typeof text === 'string') {
    return [...text.matchAll(/\$\{([^!{}]+)\}(:?)/g)].every(
      ([, name = '', colon]) => name.split('.')[0] !== fn || colon === ':',
    );
  }
  // `!Join [':', [!GetAtt Fn.Arn, live]]`
  const parent = at(edge.path.slice(0, -1));
  return Array.isArray(parent) && /^:|^live/.test(String(parent[Number(edge.path.at(-1)) + 1] ?? ''));
}

/** What calls a function itself, by which references. */
export interface Bypass {
  /** Logical ids. */
  readonly user: string;
  readonly function: string;
  /** At least one. */
  readonly edges: readonly Edge[];
}

/** Who of the template calls these functions past their aliases; gear does not. */
export function bypassesOf(context: TrapContext, functions: Iterable<string>): Bypass[] {
  return [...functions].flatMap((fn) => {
    const byUser = new Map<string, Edge[]>();
    for (const edge of context.graph.edgesTo(fn)) {
      const user = context.template.resources.get(edge.from);
      if (!user || !isCall(user.type, edge) || edge.from === fn || context.gear.has(edge.from)) continue;
      if (!isQualified(context, edge, fn)) byUser.set(edge.from, [...(byUser.get(edge.from) ?? []), edge]);
    }
    return [...byUser].map(([user, edges]) => ({ user, function: fn, edges }));
  });
}

/**
 * Is it the permission of one of SAM's events once more, for the function itself? SAM's is for the alias; the gate keeps it for a
 * call that goes past that, which is what is said.
 */
function isKeptPermission(context: TrapContext, id: string, fn: string): boolean {
  const kept = context.template.resources.get(id);
  if (kept?.type !== PERMISSION || kept.generated) return false;
  return context
    .resources(PERMISSION)
    .some(({ generated, sourceId, properties }) => generated && sourceId === fn && isTwin(properties, kept.properties));
}

/** Do both let the same service call for the same resources? One text may be written in two ways. */
function isTwin(a: Resource['properties'], b: Resource['properties']): boolean {
  const named = ({ SourceArn }: Resource['properties']): string[] =>
    references(SourceArn)
      .map(({ name }) => name)
      .sort();
  return ['Action', 'Principal', 'EventSourceToken'].every((key) => equal(a[key], b[key])) && equal(named(a), named(b));
}

export default defineTrap({
  meta: {
    code: 'alias-bypassed',
    severity: 'warning',
    why: 'What calls the function itself calls its newest code at once, past the alias, the canary and the gate.',
    instead: 'Name the alias: `!Ref Fn.Alias`, or `${Fn.Arn}:live` in text.',
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html',
  },
  *find(context) {
    for (const { user, function: fn, edges } of bypassesOf(context, context.gatedFunctions)) {
      if (isKeptPermission(context, user, fn)) continue;
      yield { message: `${user} calls ${fn} past its alias`, location: context.at(user, edges[0]?.path) };
    }
  },
});
