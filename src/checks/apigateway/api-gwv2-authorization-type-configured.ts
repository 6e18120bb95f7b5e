import {
  defineCheck,
  fail,
  isUndetermined,
  judgeOperations,
  literal,
  notApplicable,
  operationsOf,
  pass,
  protocolOf,
  targetOf,
  unknown,
  unreadable,
  type CheckContext,
  type ResourceView,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  authorizationType?: string;
}

/**
 * Judges routes one by one, and an API by the routes of its definition, those that SAM writes from events included.
 *
 * - A preflight request carries no credentials; with an authorizer on `$default` it needs an OPTIONS route without one:
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 * - A WebSocket API authorizes the connection, by its `$connect` route, and no message:
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'api-gwv2-authorization-type-configured',
    title: 'Routes of HTTP and WebSocket APIs ask who calls',
    why: 'A route without authorization answers everyone who finds its address.',
    remedy:
      'set AuthorizationType of the route, security of the operation in the definition, or Auth of the API or the event in SAM',
    category: 'security',
    severity: 'high',
    weight: 7,
    resourceTypes: ['AWS::ApiGatewayV2::Route', 'AWS::ApiGatewayV2::Api'],
    relatedTypes: ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Route'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/api-gwv2-authorization-type-configured.html',
    references: {
      controlTower: ['CT.APIGATEWAY.PR.5'],
      cdkNag: ['AwsSolutions-APIG4'],
      securityHub: ['APIGateway.8'],
      fsbp: true,
    },
    liveActions: ['apigateway:GET'],
    options: {
      authorizationType: {
        type: 'string',
        description: 'The types that count, separated by commas, e.g. `AWS_IAM,JWT`; all but NONE if absent',
      },
    },
  },

  evaluate: (resource, context) =>
    resource.type === 'AWS::ApiGatewayV2::Route' ? judgeRoute(resource, context) : judgeApi(resource, context),
});

function judgeRoute(route: ResourceView, context: CheckContext<Options>): Verdict {
  const type = route.get('AuthorizationType');
  const key = literal(route.get('RouteKey'));
  const protocol = protocolOf(targetOf(route.get('ApiId'), 'AWS::ApiGatewayV2::Api', context));
  if (protocol === 'WEBSOCKET' && key !== undefined && key !== '$connect') {
    return notApplicable('is a route of messages: the $connect route authorizes the connection');
  }
  if (key?.startsWith('OPTIONS ')) return notApplicable('answers preflight requests, which carry no credentials');
  if (isUndetermined(type)) return unreadable(type);
  const authorization = literal(type) ?? 'NONE';
  if (counts(authorization, context.options)) return pass(type);
  // `GET /items` is a key of HTTP APIs, `$connect` one of WebSocket APIs; others may be either's.
  const isEither = protocol === 'unknown' && key !== '$connect' && !key?.includes(' /');
  if (isEither || key === undefined) {
    return unknown('whether it is a route that can ask who calls is known only when deployed', type);
  }
  return authorization === 'NONE'
    ? fail('does not ask who calls', type)
    : fail(`authorizes by ${authorization}, not by ${context.options.authorizationType}`, type);
}

function judgeApi(api: ResourceView, context: CheckContext<Options>): Verdict {
  const body = api.get('Body');
  if (isUndetermined(body)) return unreadable(body);
  if (body.state !== 'absent') {
    const operations = operationsOf(api).filter(({ method }) => method !== 'OPTIONS');
    return judgeOperations(operations, ({ authorization }) => counts(authorization, context.options));
  }
  const file = api.get('BodyS3Location');
  if (file.state !== 'absent') return unknown('its routes are defined outside of the template', file);
  const target = api.get('Target');
  if (target.state === 'unknown') return unreadable(target);
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
  if (target.state !== 'absent') return fail('its target does not ask who calls', target);
  return protocolOf(api) === 'WEBSOCKET'
    ? judgeConnection(api, context)
    : notApplicable('has no definition; its routes are judged one by one');
}

/** Without a route for it, a connection is made for everyone. */
function judgeConnection(api: ResourceView, context: CheckContext<Options>): Verdict {
  const keys = keysByApi(context).get(api.logicalId) ?? [];
  if (keys.length === 0 || keys.includes('$connect')) return notApplicable('its routes are judged one by one');
  return keys.includes(undefined) || keysByApi(context).has('unknown')
    ? unknown('whether one of the routes is its $connect route is known only when deployed')
    : fail('has no $connect route, so anyone can connect');
}

const known = new WeakMap<object, Map<string, (string | undefined)[]>>();

/** The keys of the routes, by the logical id of their API; `unknown` for those of which that is not known. */
function keysByApi(context: CheckContext<Options>): Map<string, (string | undefined)[]> {
  let keys = known.get(context);
  if (keys) return keys;
  known.set(context, (keys = new Map<string, (string | undefined)[]>()));
  for (const route of context.resources('AWS::ApiGatewayV2::Route')) {
    const api = targetOf(route.get('ApiId'), 'AWS::ApiGatewayV2::Api', context);
    const id = typeof api === 'object' ? api.logicalId : (api ?? 'elsewhere');
    keys.set(id, [...(keys.get(id) ?? []), literal(route.get('RouteKey'))]);
  }
  return keys;
}

function counts(authorization: string, { authorizationType }: Options): boolean {
  if (authorizationType === undefined) return !['NONE', 'API_KEY', 'unknown'].includes(authorization);
  return authorizationType.split(',').some((type) => type.trim() === authorization);
}
