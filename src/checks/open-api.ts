/** Reading the definitions (OpenAPI 2 and 3) that API Gateway imports, with holes in them. Part of the check API. */
import type { Path, Resolved, Value } from '../template/model.ts';
import { fail, notApplicable, pass, unknown, type ResourceView, type Verdict } from './check.ts';
import { field, isHole, isPartialString, listOf, literal } from './values.ts';

/** How API Gateway learns who calls: the names of `AuthorizationType`, and a key that is asked for without any of them. */
export type Authorization = 'AWS_IAM' | 'COGNITO_USER_POOLS' | 'CUSTOM' | 'JWT' | 'API_KEY' | 'NONE';

/** A method of a path. */
export interface Operation {
  /** E.g. `GET /items/{id}`; `ANY` stands for all methods. */
  readonly name: string;
  /** In capitals. */
  readonly method: string;
  readonly authorization: Authorization | 'unknown';
  /** Why it is not known. */
  readonly reason?: string;
  /** Below the resource: what decides it. */
  readonly path: Path;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-any-method.html */
const METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  put: 'PUT',
  post: 'POST',
  delete: 'DELETE',
  options: 'OPTIONS',
  head: 'HEAD',
  patch: 'PATCH',
  trace: 'TRACE',
  'x-amazon-apigateway-any-method': 'ANY',
};

const PATHS = ['Properties', 'Body', 'paths'];
const AUTH = ['x-amazon-apigateway-auth', 'type'];

/** What the `Body` of an API declares. A part that cannot be read stands as an operation whose authorization is unknown. */
export function operationsOf(api: Pick<ResourceView, 'get'>): readonly Operation[] {
  const body = api.get('Body');
  const written = field(body, 'paths');
  if (written === undefined || written === null) return [];
  const paths = entriesOf(written);
  if (!paths) return [unreadableAt(PATHS, 'its paths', written)];
  return paths.flatMap(([path, item]) => {
    const methods = entriesOf(item);
    if (!methods) return [unreadableAt([...PATHS, path], path, item)];
    return methods.flatMap(([key, definition]): Operation[] => {
      const method = Object.hasOwn(METHODS, key) ? METHODS[key] : undefined;
      if (method === undefined) return [];
      const name = `${method} ${path}`;
      const place = [...PATHS, path, key];
      if (!entriesOf(definition)) return [{ ...unreadableAt(place, name, definition), method }];
      const word = field(definition, ...AUTH) === undefined ? ['security'] : AUTH;
      return [{ name, method, path: [...place, ...word], ...authorizationOf(body, definition) }];
    });
  });
}

/** The verdict on an API over its operations: all have to be sound. */
export function judgeOperations(operations: readonly Operation[], isSound: (operation: Operation) => boolean): Verdict {
  const known = operations.filter(({ authorization }) => authorization !== 'unknown');
  const [open, ...others] = known.filter((operation) => !isSound(operation));
  if (open) {
    const those = others.length > 0 ? `${open.name} and ${others.length} more do` : `${open.name} does`;
    const isAsked = open.authorization !== 'NONE' && open.authorization !== 'API_KEY';
    const message = isAsked
      ? `${open.name} authorizes by ${open.authorization}, which does not count`
      : `${those} not ask who calls`;
    return fail(message, open.path);
  }
  const unread = operations.find(({ authorization }) => authorization === 'unknown');
  if (unread) return unknown(`who may call ${unread.name} is not known: ${unread.reason}`, unread.path);
  const [first] = operations;
  return first ? pass(first.path) : notApplicable('its definition has no method to judge');
}

type Found = Pick<Operation, 'authorization' | 'reason'>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-auth.html */
function authorizationOf(body: Value, operation: Resolved): Found {
  const own = field(operation, ...AUTH);
  if (isHole(own) || isPartialString(own)) return unread('its x-amazon-apigateway-auth');
  const type = literal(own)?.toUpperCase();
  if (type === 'AWS_IAM' || type === 'NONE') return { authorization: type };
  const security = field(operation, 'security');
  if (isHole(security)) return unread('its security');
  if (security !== undefined && security !== null) return strongest(listOf(security).flatMap(schemesOf(body)));
  // OpenAPI has it for all operations without their own; API Gateway documents security of operations only.
  const root = field(body, 'security');
  if (isHole(root) || listOf(root).length > 0) {
    return {
      authorization: 'unknown',
      reason: 'security stands at the root of the definition only, not at the method',
    };
  }
  return { authorization: 'NONE' };
}

/** The schemes that a requirement names, as API Gateway takes them. */
function schemesOf(body: Value): (requirement: Resolved) => Found[] {
  return (requirement) => {
    const names = entriesOf(requirement);
    return names ? names.map(([name]) => schemeOf(body, name)) : [unread('its security')];
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html */
function schemeOf(body: Value, name: string): Found {
  const scheme = field(body, 'securityDefinitions', name) ?? field(body, 'components', 'securitySchemes', name);
  // What SAM leaves of `Authorizer: NONE`.
  if (scheme === undefined && name === 'NONE') return { authorization: 'NONE' };
  if (scheme === undefined) return { authorization: 'unknown', reason: `there is no security scheme ${name}` };
  const authType = field(scheme, 'x-amazon-apigateway-authtype');
  if (literal(authType)?.toLowerCase() === 'awssigv4') return { authorization: 'AWS_IAM' };
  const authorizer = field(scheme, 'x-amazon-apigateway-authorizer');
  if (entriesOf(authorizer)) return { authorization: authorizerOf(literal(field(authorizer, 'type'))) };
  if ([scheme, authType, authorizer].some(isHole)) return unread(`the security scheme ${name}`);
  if (literal(field(scheme, 'name'))?.toLowerCase() === 'x-api-key') return { authorization: 'API_KEY' };
  return { authorization: 'unknown', reason: `the security scheme ${name} has no authorizer of API Gateway` };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html */
function authorizerOf(type: string | undefined): Authorization {
  if (type?.toLowerCase() === 'cognito_user_pools') return 'COGNITO_USER_POOLS';
  return type?.toLowerCase() === 'jwt' ? 'JWT' : 'CUSTOM';
}

/** An authorizer counts whatever stands beside it; a key only where there is none. */
function strongest(found: readonly Found[]): Found {
  const isOpen = ({ authorization }: Found) => authorization === 'NONE';
  const isKey = ({ authorization }: Found) => authorization === 'API_KEY';
  const isUnknown = ({ authorization }: Found) => authorization === 'unknown';
  const authorizer = found.find((one) => !isOpen(one) && !isKey(one) && !isUnknown(one));
  return authorizer ?? found.find(isUnknown) ?? found.find(isKey) ?? { authorization: 'NONE' };
}

function unreadableAt(path: Path, name: string, value: Resolved): Operation {
  const reason = isHole(value) ? (value as { reason: string }).reason : 'it is known only when deployed';
  return { name, method: '', path, authorization: 'unknown', reason };
}

function unread(what: string): Found {
  return { authorization: 'unknown', reason: `${what} is known only when deployed` };
}

/** The entries of a map; undefined if it is none. */
function entriesOf(map: Resolved | undefined): [string, Resolved][] | undefined {
  if (typeof map !== 'object' || map === null || Array.isArray(map) || isHole(map) || isPartialString(map))
    return undefined;
  return Object.entries(map as Readonly<Record<string, Resolved>>);
}
