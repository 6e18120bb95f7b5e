/** The definition (OpenAPI) of an API, as the methods say that are there. */
import { operationsOf, type Authorization } from '../../checks/open-api.ts';
import type { Resolved } from '../../template/model.ts';
import { hole, isList, isRecord, valueOf } from '../../template/resolve/values.ts';

/** A method of a path that is deployed. */
export interface LiveOperation {
  /** `/items/{id}` */
  readonly path: string;
  /** In capitals; `ANY` stands for all. */
  readonly method: string;
  /** As API Gateway names it; `API_KEY` where nothing but a key is asked for. */
  readonly authorization: string;
}

/**
 * Properties of an API that define its methods.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
 */
export const DEFINITIONS = ['Body', 'BodyS3Location', 'CloneFrom'] as const;

/**
 * The definition of the template where it says of every method what is there, else one that says what is there and
 * nothing more: who may call.
 *
 * @param written `Body`, as far as it is known
 */
export function liveDefinition(written: unknown, live: readonly LiveOperation[]): Resolved {
  const known = isRecord(written) ? plain(written) : undefined;
  const read = definitionOf(live);
  return known !== undefined && saying(known) === saying(read) ? known : read;
}

function definitionOf(live: readonly LiveOperation[]): Resolved {
  const paths = new Map<string, [string, Resolved][]>();
  for (const { path, method, authorization } of live) {
    const methods = paths.get(path) ?? [];
    paths.set(path, [...methods, [keyOf(method), { security: securityOf(authorization) }]]);
  }
  return {
    paths: Object.fromEntries([...paths].map(([path, methods]) => [path, Object.fromEntries(methods)])),
    securityDefinitions: SCHEMES,
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-any-method.html */
function keyOf(method: string): string {
  return method === 'ANY' ? 'x-amazon-apigateway-any-method' : method.toLowerCase();
}

/**
 * What each authorization is in a definition.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
const SCHEMES = {
  AWS_IAM: { 'x-amazon-apigateway-authtype': 'awsSigv4' },
  COGNITO_USER_POOLS: { 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools' } },
  CUSTOM: { 'x-amazon-apigateway-authorizer': { type: 'request' } },
  JWT: { 'x-amazon-apigateway-authorizer': { type: 'jwt' } },
  API_KEY: { type: 'apiKey', name: 'x-api-key', in: 'header' },
} as const satisfies Readonly<Record<Exclude<Authorization, 'NONE'>, Resolved>>;

function securityOf(authorization: string): Resolved {
  if (authorization === 'NONE') return [];
  return Object.hasOwn(SCHEMES, authorization)
    ? [{ [authorization]: [] }]
    : hole(`API Gateway calls its authorization ${authorization}`);
}

/** Who may call what, in one text. */
function saying(body: Resolved): string {
  const operations = operationsOf({ get: () => valueOf(body, ['Properties', 'Body'], 'live') });
  const lines = operations.map(
    ({ name, authorization }) => `${name.replace(' /$default', ' $default')} ${authorization}`,
  );
  return lines.sort().join('\n');
}

/** What is not known of a property is a hole. */
function plain(value: unknown): Resolved {
  if (value === undefined) return hole('it is known only when deployed');
  if (isList(value)) return value.map(plain);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value as Resolved;
}
