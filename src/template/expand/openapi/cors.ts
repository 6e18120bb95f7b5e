/**
 * `Cors` of a REST API: an OPTIONS method on every path, answered by API Gateway itself.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
 */
import { isRecord } from '../../resolve/values.ts';
import { isIntrinsic, isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import type { Definition } from './definition.ts';
import { ANY_METHOD, INTEGRATION } from './names.ts';

const ALL_METHODS = 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT';
/** API Gateway takes expressions: text in quotes. */
const ANY_ORIGIN = "'*'";

/** Header → its type in the method's response. */
interface Header {
  readonly name: string;
  readonly value: unknown;
  readonly type: 'string' | 'integer';
}

export function addCors(definition: Definition, cors: unknown): void {
  const settings = typeof cors === 'string' || isIntrinsic(cors) ? { AllowOrigin: cors } : cors;
  if (!isTruthy(cors) || !isRecord(settings)) return;
  const seen = new Set<string>();
  for (const path of Object.keys(definition.paths)) {
    // API Gateway knows `/a` and `/a/` as one resource, which takes one OPTIONS method.
    const resource = path === '/' ? path : path.replace(/\/+$/, '');
    if (seen.has(resource)) continue;
    seen.add(resource);
    let methods = settings.AllowMethods;
    for (const item of definition.items(path)) {
      if (Object.hasOwn(item, 'options')) continue;
      methods = isTruthy(methods) ? methods : `'${methodsOf(item)}'`;
      item.options = preflight(headersOf(settings, methods));
    }
  }
}

function methodsOf(item: Readonly<Properties>): string {
  if (Object.hasOwn(item, ANY_METHOD)) return ALL_METHODS;
  const methods = [...Object.keys(item), 'options'].map((method) => method.toUpperCase());
  return [...new Set(methods)].sort().join(',');
}

function headersOf(settings: Readonly<Properties>, methods: unknown): Header[] {
  const { AllowOrigin = ANY_ORIGIN, AllowHeaders, MaxAge, AllowCredentials } = settings;
  const header = (name: string, value: unknown, type: Header['type'] = 'string'): Header => {
    return { name: `Access-Control-${name}`, value, type };
  };
  return [
    header('Allow-Origin', AllowOrigin),
    ...(isTruthy(AllowHeaders) ? [header('Allow-Headers', AllowHeaders)] : []),
    header('Allow-Methods', methods),
    // 0 is an age, too.
    ...(MaxAge !== undefined && MaxAge !== null ? [header('Max-Age', MaxAge, 'integer')] : []),
    ...(AllowCredentials === true ? [header('Allow-Credentials', "'true'")] : []),
  ];
}

function preflight(headers: readonly Header[]): Properties {
  const parameters = headers.map(({ name, value }) => [`method.response.header.${name}`, value] as const);
  const types = headers.map(({ name, type }) => [name, { type }] as const);
  return {
    summary: 'CORS support',
    consumes: ['application/json'],
    produces: ['application/json'],
    [INTEGRATION]: {
      type: 'mock',
      requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: {
          statusCode: '200',
          responseParameters: Object.fromEntries<unknown>(parameters),
          responseTemplates: { 'application/json': '{}\n' },
        },
      },
    },
    responses: {
      '200': { description: 'Default response for CORS method', headers: Object.fromEntries(types) },
    },
  };
}
