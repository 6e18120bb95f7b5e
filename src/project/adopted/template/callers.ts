/** Who calls a function, as permissions name them; and calls that a template allows, and does not make. */
import { dependencyGraph, references } from '../../../template/graph.ts';
import type { Resource, Template } from '../../../template/model.ts';
import { typeOf } from '../../../template/resolve.ts';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import { isCall } from '../../../template/traps/alias-bypassed.ts';

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

/**
 * Is a permission for a service that nothing of the template is: for an Alexa skill, or an API of another stack?
 *
 * @param called logical id of what it lets be called: a function, or its alias
 */
export function isFromOutside(template: Template, properties: Resource['properties'], called: string): boolean {
  const principal = properties['Principal'];
  if (typeof principal !== 'string' || principal === '*') return false;
  const isOfService = (id: string): boolean => own(CALLERS, typeOf(template, id)) === principal;
  const callers = dependencyGraph(template)
    .edgesTo(called)
    .filter((edge) => isCall(typeOf(template, edge.from), edge));
  // what is defined in a file of its own may call it
  const sources = [
    ...references(properties['SourceArn']).map(({ name }) => name),
    ...bareNames(properties['SourceArn']),
  ];
  return ![...callers.map(({ from }) => from), ...sources].some(isOfService);
}

/** `RestApiId: Shop`, where `!Ref Shop` is meant: what SAM makes of it is for nobody. */
function bareNames(arn: unknown): string[] {
  const sub = own(arn, 'Fn::Sub');
  const variables: unknown = isList(sub) ? sub[1] : undefined;
  return isRecord(variables) ? Object.values(variables).filter((value) => typeof value === 'string') : [];
}
