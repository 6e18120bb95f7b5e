/** The authorizers of APIs: how a definition declares them, and the permission that Lambda authorizers need. */
import { isList, isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { isTruthy, ref, sub } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { AUTHORIZER, AUTHORIZER_TYPE } from './openapi/names.ts';
import { from } from './source.ts';

type Authorizer = Readonly<Properties>;

/** Where a Lambda authorizer finds who calls: property of `Identity` → prefix of the source. */
type Prefixes = Readonly<Record<string, string>>;

const REST_IDENTITY: Prefixes = {
  Headers: 'method.request.header.',
  QueryStrings: 'method.request.querystring.',
  StageVariables: 'stageVariables.',
  Context: 'context.',
};

const HTTP_IDENTITY: Prefixes = {
  Headers: '$request.header.',
  QueryStrings: '$request.querystring.',
  StageVariables: '$stageVariables.',
  Context: '$context.',
};

/** @param auth the property `Auth` of an API */
export function authorizersOf(auth: unknown): readonly (readonly [name: string, authorizer: Authorizer])[] {
  if (!isRecord(auth) || !isRecord(auth.Authorizers)) return [];
  return Object.entries(auth.Authorizers).filter((entry): entry is [string, Authorizer] => isRecord(entry[1]));
}

/**
 * `securityDefinitions` of a REST API.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
export function restScheme(partition: string, authorizer: Authorizer): Properties {
  const identity = isRecord(authorizer.Identity) ? authorizer.Identity : {};
  const cognito = isTruthy(authorizer.UserPoolArn);
  const request = !cognito && authorizer.FunctionPayloadType === 'REQUEST';
  const expression = isTruthy(identity.ValidationExpression) && !request ? identity.ValidationExpression : undefined;
  return {
    type: 'apiKey',
    name: request ? 'Unused' : isTruthy(identity.Header) ? identity.Header : 'Authorization',
    in: 'header',
    [AUTHORIZER_TYPE]: cognito ? 'cognito_user_pools' : 'custom',
    [AUTHORIZER]: {
      ...(cognito ? userPools(authorizer.UserPoolArn) : lambdaOfRest(partition, authorizer, identity, request)),
      ...(expression !== undefined && { identityValidationExpression: expression }),
    },
  };
}

function userPools(arns: unknown): Properties {
  return { type: 'cognito_user_pools', providerARNs: isList(arns) ? arns : [arns] };
}

function lambdaOfRest(
  partition: string,
  authorizer: Authorizer,
  identity: Readonly<Properties>,
  request: boolean,
): Properties {
  const sources = request ? sourcesOf(identity, REST_IDENTITY) : [];
  return {
    type: request ? 'request' : 'token',
    ...invocation(partition, authorizer, identity),
    ...(sources.length && { identitySource: sources.join(', ') }),
  };
}

/** What both kinds of API have to know of the function. */
function invocation(partition: string, authorizer: Authorizer, identity: Readonly<Properties>): Properties {
  const { FunctionArn, FunctionInvokeRole: role } = authorizer;
  const { ReauthorizeEvery: seconds } = identity;
  const path = 'lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations';
  return {
    authorizerUri: sub(`arn:${partition}:apigateway:\${AWS::Region}:${path}`, { __FunctionArn__: FunctionArn ?? null }),
    ...(seconds !== undefined && seconds !== null && { authorizerResultTtlInSeconds: seconds }),
    ...(isTruthy(role) && role !== 'NONE' && { authorizerCredentials: role }),
  };
}

function sourcesOf(identity: Readonly<Properties>, prefixes: Prefixes): string[] {
  return Object.entries(prefixes).flatMap(([property, prefix]) => {
    const names = identity[property];
    return (isList(names) ? names : []).map((name) => prefix + String(name));
  });
}

/**
 * `components.securitySchemes` of an HTTP API.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapiauth.html
 */
export function httpScheme(partition: string, authorizer: Authorizer): Properties {
  const { JwtConfiguration: jwt, IdentitySource } = authorizer;
  if (!isRecord(jwt) || !isTruthy(jwt)) return lambdaOfHttp(partition, authorizer);
  const jwtConfiguration = Object.fromEntries(Object.entries(jwt).map(([key, value]) => [key.toLowerCase(), value]));
  return { type: 'oauth2', [AUTHORIZER]: { jwtConfiguration, identitySource: IdentitySource, type: 'jwt' } };
}

function lambdaOfHttp(partition: string, authorizer: Authorizer): Properties {
  const identity = isRecord(authorizer.Identity) && isTruthy(authorizer.Identity) ? authorizer.Identity : undefined;
  const lambda = {
    type: 'request',
    ...invocation(partition, authorizer, identity ?? {}),
    ...(identity && { identitySource: sourcesOf(identity, HTTP_IDENTITY) }),
    authorizerPayloadFormatVersion: authorizer.AuthorizerPayloadFormatVersion,
    ...(isTruthy(authorizer.EnableSimpleResponses) && { enableSimpleResponses: authorizer.EnableSimpleResponses }),
  };
  return { type: 'apiKey', name: 'Unused', in: 'header', [AUTHORIZER]: lambda };
}

/** API Gateway may invoke the Lambda authorizers. @param wanted does this one take a permission by default? */
export function addAuthorizerPermissions(
  x: Expansion,
  sam: SamResource,
  auth: unknown,
  partition: string,
  wanted: (authorizer: Authorizer) => boolean,
): void {
  for (const [name, authorizer] of authorizersOf(auth)) {
    if (!isTruthy(authorizer.FunctionArn) || !wanted(authorizer)) continue;
    const source = sam.source(['Auth', 'Authorizers', name]);
    addAuthorizerPermission(
      x,
      sam,
      `${sam.logicalId}${name}AuthorizerPermission`,
      authorizer.FunctionArn,
      partition,
      source,
    );
  }
}

/** The permission of one function that authorizes. */
export function addAuthorizerPermission(
  x: Expansion,
  sam: SamResource,
  logicalId: string,
  functionArn: unknown,
  partition: string,
  source: readonly (string | number)[],
): void {
  const arn = `arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/authorizers/*`;
  const permission = {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: sub(arn, { __ApiId__: ref(sam.logicalId) }),
  };
  x.addGenerated(sam, logicalId, 'AWS::Lambda::Permission', permission, from(source));
}
