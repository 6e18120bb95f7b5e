/** The definition of an HTTP API: what is written, the routes of events, and what the properties of the API add. */
import { isList, isRecord, own } from '../../resolve/values.ts';
import { set } from '../../syntax/yaml.ts';
import { authorizersOf, httpScheme } from '../authorizers.ts';
import type { Expansion, SamResource } from '../expansion.ts';
import { isIntrinsic, isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { Definition, isVersion3 } from './definition.ts';
import { disableEndpoint } from './endpoint.ts';
import { CORS, DEFAULT_PATH, INTEGRATION, TAG_VALUE } from './names.ts';
import { addPlaces, integrate, limitTime } from './paths.ts';
import type { Route } from './routes.ts';
import { AWS_IAM, IAM_SCHEME, requirement, securityOf } from './security.ts';

const TITLE = { Ref: 'AWS::StackName' };

/** Settings of `CorsConfiguration`; a 0 counts for `MaxAge`. */
const CORS_SETTINGS = ['AllowOrigins', 'AllowHeaders', 'AllowMethods', 'ExposeHeaders', 'MaxAge', 'AllowCredentials'];

/** @returns what is written, where the transform cannot read it */
export function httpApiBody(x: Expansion, sam: SamResource, tags: Readonly<Properties>): unknown {
  const { properties, logicalId } = sam;
  const { DefinitionBody: written } = properties;
  const managed = !isTruthy(written);
  const body = managed ? { openapi: '3.0.1', info: { version: '1.0', title: TITLE }, paths: {} } : written;
  if (!isReadable(body)) return body;
  const definition = new Definition(body);
  const routes = x.routes.of(logicalId);
  if (managed) addPlaces(x, logicalId, definition, routes);
  for (const route of routes) addHttpRoute(definition, route, properties.Auth);
  addCors(definition, x.literalDeep(properties.CorsConfiguration));
  addAuth(x.partition, definition, properties.Auth);
  addTags(definition, tags);
  disableEndpoint(definition, properties.DisableExecuteApiEndpoint);
  addInfo(definition, properties);
  if (isTruthy(properties.FailOnWarnings)) nameDefaultPath(definition);
  return definition.body;
}

/** HTTP APIs take no Swagger 2. */
export function isReadable(body: unknown): body is Readonly<Properties> {
  return Definition.isReadable(body) && isVersion3(body.openapi);
}

/** What the definition says of a method stays; what else the event says is added. */
export function addHttpRoute(definition: Definition, route: Route, apiAuth: unknown): void {
  const { path, method, properties } = route;
  if (!definition.hasIntegration(path, method)) integrate(definition, route, {});
  const names = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name as string);
  for (const operation of definition.operationsAt(path, method)) {
    if (isRecord(properties.Auth)) secureMethod(operation, properties.Auth, apiAuth);
    limitTime(operation, properties.TimeoutInMillis);
    if (names.length) addPathParameters(operation, names);
    const integration = operation[INTEGRATION];
    if (isTruthy(properties.PayloadFormatVersion) && isRecord(integration)) {
      operation[INTEGRATION] = { ...integration, payloadFormatVersion: properties.PayloadFormatVersion };
    }
  }
}

function secureMethod(operation: Properties, auth: Readonly<Properties>, apiAuth: unknown): void {
  const name = isTruthy(auth.Authorizer) ? auth.Authorizer : own(apiAuth, 'DefaultAuthorizer');
  if (!isTruthy(auth) || typeof name !== 'string' || name === '') return;
  operation.security = [...securityOf(operation), requirement(name, scopesOf(name, auth, apiAuth))];
}

/** IAM's authorizer knows no scopes. */
function scopesOf(name: string, auth: Readonly<Properties>, apiAuth: unknown): unknown {
  if (name === 'NONE' || name === AWS_IAM) return [];
  const scopes = [auth.AuthorizationScopes, own(own(own(apiAuth, 'Authorizers'), name), 'AuthorizationScopes')];
  return scopes.find(isTruthy) ?? [];
}

function addPathParameters(operation: Properties, names: readonly string[]): void {
  const parameters: unknown[] = isList(operation.parameters) ? [...operation.parameters] : [];
  for (const name of names) {
    const index = parameters.findIndex((parameter) => own(parameter, 'name') === name);
    const before = parameters[index];
    const parameter = { ...(isRecord(before) ? before : { name }), in: 'path', required: true };
    parameters[index < 0 ? parameters.length : index] = parameter;
  }
  operation.parameters = parameters;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
function addCors(definition: Definition, configuration: unknown): void {
  if (!isTruthy(configuration)) return;
  const section = definition.section(CORS);
  const settings = isRecord(configuration) ? configuration : undefined;
  const whole = isIntrinsic(configuration) ? settings : settings?.AllowOrigins;
  // An intrinsic stands for the whole configuration.
  if (isIntrinsic(whole)) Object.assign(section, inCamelCase(whole));
  // Parameters are text.
  else if (!settings) section.allowOrigins = String(configuration) === 'true' ? ['*'] : configuration;
  else for (const key of CORS_SETTINGS) if (isSet(key, settings[key])) section[camelCase(key)] = settings[key];
}

function isSet(key: string, value: unknown): boolean {
  if (key === 'MaxAge') return value !== undefined && value !== null;
  return key === 'AllowCredentials' ? value === true : isTruthy(value);
}

function camelCase(key: string): string {
  return key.charAt(0).toLowerCase() + key.slice(1);
}

/** The names of the settings at any depth of an intrinsic, e.g. under an `Fn::If`. */
function inCamelCase(value: Readonly<Properties>): Properties {
  const text = JSON.stringify(value).replace(new RegExp(CORS_SETTINGS.join('|'), 'g'), camelCase);
  return JSON.parse(text) as Properties;
}

function addAuth(partition: string, definition: Definition, auth: unknown): void {
  if (!isRecord(auth)) return;
  const { DefaultAuthorizer: name, EnableIamAuthorizer: iam } = auth;
  const authorizers = new Map(authorizersOf(auth));
  if (iam === true || authorizers.size) {
    const schemes = definition.section('components', 'securitySchemes');
    if (iam === true) schemes[AWS_IAM] = IAM_SCHEME;
    for (const [key, authorizer] of authorizers) set(schemes, key, httpScheme(partition, authorizer));
  }
  if (typeof name !== 'string' || name === '') return;
  const scopes = authorizers.get(name)?.AuthorizationScopes ?? [];
  for (const { method, definition: operation } of definition.operations()) {
    if (method !== 'options' && !isTruthy(operation.security)) operation.security = [requirement(name, scopes)];
  }
}

function addTags({ body }: Definition, tags: Readonly<Properties>): void {
  const all: unknown[] = isList(body.tags) ? [...body.tags] : [];
  for (const [name, value] of Object.entries(tags)) {
    const index = all.findIndex((tag) => own(tag, 'name') === name);
    const before = all[index];
    all[index < 0 ? all.length : index] = { ...(isRecord(before) ? before : { name }), [TAG_VALUE]: value };
  }
  body.tags = all;
}

function addInfo(definition: Definition, { Name, Description }: Readonly<Properties>): void {
  const written = definition.body.info;
  if (isTruthy(Name) && own(own(written, 'title'), 'Ref') === TITLE.Ref) definition.section('info').title = Name;
  if (isTruthy(Description) && !isTruthy(own(written, 'description'))) {
    definition.section('info').description = Description;
  }
}

/** API Gateway warns of paths that do not begin with a slash. */
function nameDefaultPath({ paths }: Definition): void {
  if (!Object.hasOwn(paths, DEFAULT_PATH)) return;
  paths[`/${DEFAULT_PATH}`] = paths[DEFAULT_PATH];
  delete paths[DEFAULT_PATH];
}
