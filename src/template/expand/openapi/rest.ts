/** The definition of a REST API: what is written, or what the events say, and what the properties of the API add. */
import { isList, isRecord, own } from '../../resolve/values.ts';
import { set } from '../../syntax/yaml.ts';
import { authorizersOf, restScheme } from '../authorizers.ts';
import type { Expansion, SamResource } from '../expansion.ts';
import { isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { addCors } from './cors.ts';
import { Definition, isVersion3, versionText } from './definition.ts';
import { disableEndpoint } from './endpoint.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { addHttpRoute } from './http.ts';
import { addModels, addRequestModel, addRequestParameters, addValidator } from './models.ts';
import { BINARY_MEDIA_TYPES, methodKey } from './names.ts';
import { addPlaces, integrate, limitTime } from './paths.ts';
import { ResourcePolicy } from './resource-policy.ts';
import type { Route } from './routes.ts';
import { AWS_IAM, IAM_SCHEME, requireApiKeys, secureByDefault, secureMethod } from './security.ts';
import { toOpenApi3 } from './version.ts';

/** What the steps work on. */
interface RestApi {
  readonly x: Expansion;
  readonly sam: SamResource;
  /** The property `Auth` with the values of parameters. */
  readonly auth: Readonly<Properties>;
  readonly definition: Definition;
  readonly policy: ResourcePolicy;
  /** The transform replaces parameters in `Auth` when it meets the first event that has an `Auth`. */
  resolved: boolean;
}

/**
 * @param auth the property `Auth` with the values of parameters
 * @returns what is written, where the transform cannot read it
 */
export function restApiBody(x: Expansion, sam: SamResource, auth: unknown): unknown {
  const { DefinitionBody: written, MergeDefinitions: merge, OpenApiVersion: version, ...properties } = sam.properties;
  const managed = !isTruthy(written);
  const body = managed ? skeleton(version) : written;
  // Merging needs no more than paths.
  const mergeable = isTruthy(merge) && isRecord(body) && isRecord(body.paths);
  if (!Definition.isReadable(body) && !mergeable) return body;
  const definition = new Definition(body);
  const policy = new ResourcePolicy(definition);
  const api: RestApi = { x, sam, auth: isRecord(auth) ? auth : {}, definition, policy, resolved: false };
  const routes = x.routes.of(sam.logicalId);
  if (isTruthy(merge)) mergeRoutes(api, routes, managed);
  else if (managed) addRoutes(api, routes);
  else addHttpRoutes(definition, routes, properties.Auth);
  overrideAuth(api, routes);
  addCors(definition, properties.Cors);
  if (isTruthy(api.auth)) {
    addAuth(api);
    toOpenApi3(definition, version);
  }
  addGatewayResponses(definition, properties.GatewayResponses);
  const types = x.literalDeep(properties.BinaryMediaTypes);
  if (isTruthy(types)) definition.body[BINARY_MEDIA_TYPES] = unescape(types);
  if (isTruthy(properties.Models)) {
    addModels(definition, properties.Models);
    toOpenApi3(definition, version);
  }
  disableEndpoint(definition, properties.DisableExecuteApiEndpoint);
  toOpenApi3(definition, version);
  return definition.body;
}

/** The definition that events fill. */
function skeleton(version?: unknown): Properties {
  const info = { version: '1.0', title: { Ref: 'AWS::StackName' } };
  return { ...(isVersion3(version) ? { openapi: versionText(version) } : { swagger: '2.0' }), info, paths: {} };
}

/** `/` is escaped in the names of media types. */
function unescape(types: unknown): unknown {
  if (typeof types === 'string') return types.replaceAll('~1', '/');
  if (isList(types)) return types.map(unescape);
  if (!isRecord(types)) return types;
  return Object.fromEntries(Object.entries(types).map(([key, value]) => [key.replaceAll('~1', '/'), unescape(value)]));
}

function addRoutes(api: RestApi, routes: readonly Route[]): void {
  addPlaces(api.x, api.sam.logicalId, api.definition, routes);
  for (const route of routes) addRoute(api, route);
}

/** The transform takes HttpApi events for a REST API whose definition is OpenAPI 3. */
function addHttpRoutes(definition: Definition, routes: readonly Route[], auth: unknown): void {
  if (!isVersion3(definition.body.openapi)) return;
  for (const route of routes) if (route.kind === 'http') addHttpRoute(definition, route, auth);
}

function addRoute(api: RestApi, route: Route): void {
  const { definition } = api;
  if (route.kind === 'http') return addHttpRoute(definition, route, api.sam.properties.Auth);
  // The transform refuses a second event with the same path and method.
  if (definition.hasIntegration(route.path, route.method)) return;
  integrate(definition, route, credentials(api, route));
  addEventAuth(api, route);
  if (route.kind === 'state-machine') return;
  const { TimeoutInMillis, RequestModel: model, RequestParameters } = route.properties;
  for (const operation of definition.operationsAt(route.path, route.method)) {
    limitTime(operation, TimeoutInMillis);
    if (isRecord(model) && isTruthy(model.Model)) {
      addRequestModel(definition, operation, model);
      addValidator(definition, operation, model);
    }
    addRequestParameters(operation, RequestParameters);
  }
}

/** With IAM's authorizer API Gateway calls the function as the caller, unless a role or `NONE` is named. */
function credentials({ x, sam, auth, resolved }: RestApi, { kind, properties }: Route): Properties {
  const written = resolved ? auth : sam.properties.Auth;
  const ofApi = isRecord(written) ? written : {};
  const ofMethod = isRecord(properties.Auth) ? properties.Auth : {};
  const byDefault = ofApi.DefaultAuthorizer === AWS_IAM && !isTruthy(ofMethod);
  if (kind !== 'rest' || (ofMethod.Authorizer !== AWS_IAM && !byDefault)) return {};
  const role = [ofMethod, ofApi].map(invokeRole).find(isTruthy) ?? 'CALLER_CREDENTIALS';
  if (role === 'NONE') return {};
  return { credentials: role === 'CALLER_CREDENTIALS' ? `arn:${x.partition}:iam::*:user/*` : role };
}

function invokeRole(auth: Readonly<Properties>): unknown {
  return 'InvokeRole' in auth && !isTruthy(auth.InvokeRole) ? 'NONE' : auth.InvokeRole;
}

function addEventAuth(api: RestApi, route: Route): void {
  const { definition, policy } = api;
  const { Auth: auth } = route.properties;
  if (!isRecord(auth) || !isTruthy(auth)) return;
  api.resolved = true;
  secureMethod(definition, definition.operationsAt(route.path, route.method), auth, api.auth);
  if (!isRecord(auth.ResourcePolicy) || !isTruthy(auth.ResourcePolicy)) return;
  policy.addPath(auth.ResourcePolicy, route.path, route.stage);
  policy.addCustom(auth.ResourcePolicy.CustomStatements);
}

/** `MergeDefinitions`: what an event says of its method wins over what is written of it; nothing else is merged. */
function mergeRoutes(api: RestApi, routes: readonly Route[], managed: boolean): void {
  const machines = managed ? routes.filter(({ kind }) => kind === 'state-machine') : [];
  for (const route of machines) addRoute(api, route);
  addHttpRoutes(api.definition, routes, api.sam.properties.Auth);
  for (const route of routes.filter(({ kind }) => kind === 'rest')) {
    const alone = new Definition(skeleton());
    const apart = { ...api, definition: alone, policy: new ResourcePolicy(alone) };
    addRoute(apart, route);
    api.resolved = apart.resolved;
    const made = own(own(alone.paths, route.path), methodKey(route.method));
    const methods = own(api.definition.paths, route.path);
    const path: Properties = isRecord(methods) ? methods : {};
    const written = own(path, route.method);
    set(path, route.method, { ...(isRecord(written) ? written : {}), ...(isRecord(made) ? made : {}) });
    set(api.definition.paths, route.path, path);
  }
}

/** `OverrideApiAuth`: what an event says of authorization counts for a definition that is written, too. */
function overrideAuth(api: RestApi, routes: readonly Route[]): void {
  for (const route of routes) {
    const { Auth: auth } = route.properties;
    if (isRecord(auth) && isTruthy(auth.OverrideApiAuth) && route.kind === 'rest') addEventAuth(api, route);
  }
}

function addAuth({ x, sam, auth, definition, policy }: RestApi): void {
  addAuthorizers(x.partition, definition, auth);
  if (isTruthy(auth.ApiKeyRequired)) requireApiKeys(definition, unlessFalse(auth.AddApiKeyRequiredToCorsPreflight));
  if (!isRecord(auth.ResourcePolicy) || !isTruthy(auth.ResourcePolicy)) return;
  for (const path of Object.keys(definition.paths)) policy.addPath(auth.ResourcePolicy, path, sam.properties.StageName);
  policy.addCustom(auth.ResourcePolicy.CustomStatements);
}

function addAuthorizers(partition: string, definition: Definition, auth: Readonly<Properties>): void {
  const { DefaultAuthorizer: name } = auth;
  const authorizers = new Map(authorizersOf(auth));
  if (authorizers.size === 0 && name !== AWS_IAM) return;
  const schemes = definition.section('securityDefinitions');
  if (name === AWS_IAM) schemes[AWS_IAM] = IAM_SCHEME;
  for (const [key, authorizer] of authorizers) set(schemes, key, restScheme(partition, authorizer));
  if (typeof name !== 'string' || name === '') return;
  const scopes = authorizers.get(name)?.AuthorizationScopes ?? [];
  const known = new Set([AWS_IAM, ...authorizers.keys()]);
  secureByDefault(definition, known, name, scopes, unlessFalse(auth.AddDefaultAuthorizerToCorsPreflight));
}

function unlessFalse(value: unknown): boolean {
  return value === undefined || isTruthy(value);
}
