/** The paths that events add to a definition. */
import { isRecord, own } from '../../resolve/values.ts';
import { set } from '../../syntax/yaml.ts';
import { orOf } from '../conditions.ts';
import type { Expansion } from '../expansion.ts';
import { isTruthy, NO_VALUE, sub } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import type { Definition } from './definition.ts';
import { INTEGRATION, methodKey } from './names.ts';
import type { Route } from './routes.ts';

/** Invokes what `target` names, a `Ref` or `Fn::GetAtt`. */
export function lambdaUri(partition: string, target: Readonly<Properties>, streams = false): Properties {
  const [version, action] = streams ? ['2021-11-15', 'response-streaming-invocations'] : ['2015-03-31', 'invocations'];
  const path = `lambda:path/${version}/functions/${inText(target)}/${action}`;
  return sub(`arn:${partition}:apigateway:\${AWS::Region}:${path}`);
}

/** `Ref` and `Fn::GetAtt` as they stand in the text of an `Fn::Sub`. */
function inText(target: Readonly<Properties>): string {
  const attribute = target['Fn::GetAtt'];
  return `\${${Array.isArray(attribute) ? attribute.join('.') : String(target.Ref)}}`;
}

/** Makes place for all routes, so that each knows its neighbours; a path exists when any of its methods does. */
export function addPlaces(x: Expansion, apiId: string, definition: Definition, routes: readonly Route[]): void {
  const conditions = new Map<string, Map<string, unknown>>();
  for (const { path, method, condition } of routes) {
    definition.addMethod(path, methodKey(method));
    const ofPath = conditions.get(path) ?? new Map<string, unknown>();
    conditions.set(path, ofPath.set(method, condition));
  }
  for (const [path, ofMethods] of conditions) {
    const all = [...ofMethods.values()];
    if (!all.every((condition) => typeof condition === 'string')) continue;
    const condition = orOf(x, [...new Set(all)], pathCondition(apiId, path));
    if (condition !== undefined) set(definition.paths, path, when(condition, own(definition.paths, path)));
  }
}

function pathCondition(apiId: string, path: string): string {
  return `${apiId}${path.replaceAll('/', 'SLASH').replaceAll('{', 'OB').replaceAll('}', 'CB')}PathCondition`;
}

/** Adds the integration of a route, under the condition of what it invokes. */
export function integrate(definition: Definition, route: Route, more: Readonly<Properties>): void {
  const { path, condition } = route;
  const method = methodKey(route.method);
  definition.addMethod(path, method);
  for (const item of definition.items(path)) {
    const written = own(item, method);
    if (!isRecord(written)) continue;
    const integration = { ...route.integration, uri: when(condition, route.integration.uri), ...more };
    const operation = { ...route.operation, ...written, [INTEGRATION]: integration };
    set(item, method, when(condition, operation));
  }
}

/** The value, where there is a condition only if it holds. */
function when(condition: unknown, value: unknown): unknown {
  return typeof condition === 'string' ? { 'Fn::If': [condition, value, NO_VALUE] } : value;
}

/** The integration has to answer in this time. */
export function limitTime(operation: Properties, milliseconds: unknown): void {
  const integration = operation[INTEGRATION];
  if (!isTruthy(milliseconds) || !isRecord(integration)) return;
  operation[INTEGRATION] = { ...integration, timeoutInMillis: milliseconds };
}
