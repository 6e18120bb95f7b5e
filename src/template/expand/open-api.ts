/** The API definitions that the transform writes from the events of functions. */
import { isRecord } from '../resolve/values.ts';
import type { Route } from './expansion.ts';
import { isTruthy, NO_VALUE, sub } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';

const ANY_METHOD = 'x-amazon-apigateway-any-method';

export function restApiSkeleton(version: unknown): Properties {
  const info = { version: '1.0', title: { Ref: 'AWS::StackName' } };
  const three = typeof version === 'string' && version.startsWith('3');
  return { ...(three ? { openapi: version } : { swagger: '2.0' }), info, paths: {} };
}

export function httpApiSkeleton(): Properties {
  return { openapi: '3.0.1', info: { version: '1.0', title: { Ref: 'AWS::StackName' } }, paths: {} };
}

/** The definition with the routes of events added; what is written in it stays. */
export function withRoutes(definition: Readonly<Properties>, routes: readonly Route[], payload?: string): Properties {
  const paths: Properties = { ...(isRecord(definition.paths) ? definition.paths : {}) };
  for (const route of routes) {
    const methods = isRecord(paths[route.path]) ? (paths[route.path] as Properties) : {};
    const method = route.method === 'any' ? ANY_METHOD : route.method;
    if (isRecord(methods[method]) && 'x-amazon-apigateway-integration' in methods[method]) continue;
    const written = isRecord(methods[method]) ? methods[method] : {};
    paths[route.path] = { ...methods, [method]: conditional(route, { ...written, ...operation(route, payload) }) };
  }
  return { ...definition, paths };
}

function operation({ target, properties }: Route, payload: string | undefined): Properties {
  const { PayloadFormatVersion, TimeoutInMillis } = properties;
  const integration = {
    httpMethod: 'POST',
    type: 'aws_proxy',
    uri: sub(
      `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${shorthand(target)}/invocations`,
    ),
    ...(payload && { payloadFormatVersion: isTruthy(PayloadFormatVersion) ? PayloadFormatVersion : payload }),
    ...(isTruthy(TimeoutInMillis) && { timeoutInMillis: TimeoutInMillis }),
  };
  return { 'x-amazon-apigateway-integration': integration, responses: {} };
}

/** `Ref` and `Fn::GetAtt` as they stand in the text of an `Fn::Sub`. */
function shorthand(target: Properties): string {
  const attribute = target['Fn::GetAtt'];
  return `\${${Array.isArray(attribute) ? attribute.join('.') : String(target.Ref)}}`;
}

function conditional({ condition }: Route, operation_: Properties): Properties {
  return typeof condition === 'string' ? { 'Fn::If': [condition, operation_, NO_VALUE] } : operation_;
}
