/**
 * Who may call the methods of a REST API.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
 */
import { isList, isRecord, own } from '../../resolve/values.ts';
import { set } from '../../syntax/yaml.ts';
import { isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import type { Definition } from './definition.ts';
import { AUTHORIZER_TYPE } from './names.ts';

export const AWS_IAM = 'AWS_IAM';
const API_KEY = 'api_key';
/** Marks a method that takes no key although the API asks for one. */
const NO_API_KEY = 'api_key_false';
/** Marks a method that takes no authorizer although the API has a default. */
const NONE = 'NONE';

export const IAM_SCHEME: Readonly<Properties> = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  [AUTHORIZER_TYPE]: 'awsSigv4',
};

const API_KEY_SCHEME: Readonly<Properties> = { type: 'apiKey', name: 'x-api-key', in: 'header' };

type Security = Readonly<Properties>;

/** One requirement: a scheme and its scopes. */
export function requirement(scheme: string, scopes: unknown): Properties {
  const result: Properties = {};
  set(result, scheme, scopes);
  return result;
}

export function securityOf(operation: Readonly<Properties>): readonly Security[] {
  return isList(operation.security) ? operation.security.filter(isRecord) : [];
}

/** Adds a scheme that the definition does not have. */
function addScheme(definition: Definition, name: string, scheme: Readonly<Properties>): void {
  if (own(own(definition.body, 'securityDefinitions'), name) !== undefined) return;
  definition.section('securityDefinitions')[name] = scheme;
}

/** What an event says of its own method. */
export function secureMethod(
  definition: Definition,
  operations: Iterable<Properties>,
  auth: Readonly<Properties>,
  apiAuth: unknown,
): void {
  const { Authorizer: authorizer, ApiKeyRequired: key } = auth;
  const secured = [...operations];
  if (typeof authorizer === 'string' && authorizer !== '') {
    for (const operation of secured) {
      const scopes = scopesOf(authorizer, auth, own(apiAuth, 'Authorizers'));
      demand(definition, operation, [...securityOf(operation), requirement(authorizer, scopes)]);
    }
  }
  if (key === undefined || key === null) return;
  if (isTruthy(key) && secured.length) addScheme(definition, API_KEY, API_KEY_SCHEME);
  for (const operation of secured) {
    operation.security = [...securityOf(operation), requirement(isTruthy(key) ? API_KEY : NO_API_KEY, [])];
  }
}

function scopesOf(name: string, auth: Readonly<Properties>, authorizers: unknown): unknown {
  const authorizer = own(authorizers, name);
  if (name === NONE || !isRecord(authorizer)) return [];
  return auth.AuthorizationScopes ?? authorizer.AuthorizationScopes ?? [];
}

/** The first requirement is the authorizer: IAM's scheme is known to API Gateway, and has to be declared all the same. */
function demand(definition: Definition, operation: Properties, security: readonly Security[]): void {
  if (security.length === 0) return;
  operation.security = security;
  if (security[0] && Object.hasOwn(security[0], AWS_IAM)) addScheme(definition, AWS_IAM, IAM_SCHEME);
}

/** Gives the default authorizer to methods that say nothing of their own. */
export function secureByDefault(
  definition: Definition,
  schemes: ReadonlySet<string>,
  name: string,
  scopes: unknown,
  preflight: boolean,
): void {
  const isAuthorizer = (security: Security) => Object.keys(security).some((scheme) => schemes.has(scheme));
  for (const { method, definition: operation } of definition.operations()) {
    if (method === 'options' && !preflight) continue;
    const security = securityOf(operation);
    const others = security.filter((one) => !isAuthorizer(one));
    const none = others.findIndex((one) => Object.hasOwn(one, NONE));
    const own = security.filter(isAuthorizer);
    const added = none >= 0 ? [] : own.length ? own : [requirement(name, scopes)];
    demand(definition, operation, [...others.filter((_, index) => index !== none), ...added]);
  }
}

/** Asks for an API key on all methods that do not say otherwise. */
export function requireApiKeys(definition: Definition, preflight: boolean): void {
  addScheme(definition, API_KEY, API_KEY_SCHEME);
  for (const { method, definition: operation } of definition.operations()) {
    const security = securityOf(operation);
    const others = security.filter((one) => !Object.hasOwn(one, API_KEY) && !Object.hasOwn(one, NO_API_KEY));
    const exempt = security.some((one) => Object.hasOwn(one, NO_API_KEY)) || (method === 'options' && !preflight);
    if (!exempt) operation.security = [...others, requirement(API_KEY, [])];
    else if (others.length < security.length) operation.security = others;
  }
}
