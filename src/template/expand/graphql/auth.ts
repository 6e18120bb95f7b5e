/**
 * Who may call a GraphQL API.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-graphqlapi-auth.html
 */
import { isList, isRecord } from '../../resolve/values.ts';
import { connect } from '../connectors/connect.ts';
import { defined, getAtt, ref } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import type { GraphqlApi } from './api.ts';

/** SAM's name and CloudFormation's for what a type of authorization needs. */
const CONFIGURATIONS: Readonly<Record<string, readonly [written: string, made: string]>> = {
  AMAZON_COGNITO_USER_POOLS: ['UserPool', 'UserPoolConfig'],
  AWS_LAMBDA: ['LambdaAuthorizer', 'LambdaAuthorizerConfig'],
  OPENID_CONNECT: ['OpenIDConnect', 'OpenIDConnectConfig'],
};

export function authProperties(auth: unknown): Properties {
  if (!isRecord(auth)) return {};
  const additional = additionalOf(auth).map((one) => {
    const provider = provide(one);
    const { UserPoolConfig: pool } = provider;
    // only the first decides what becomes of requests that no directive mentions
    if (!isRecord(pool)) return provider;
    const { DefaultAction: _default, ...UserPoolConfig } = pool;
    return { ...provider, UserPoolConfig };
  });
  return { ...provide(auth), ...(additional.length > 0 && { AdditionalAuthenticationProviders: additional }) };
}

function additionalOf(auth: Readonly<Properties>): Properties[] {
  return isList(auth.Additional) ? auth.Additional.filter((one): one is Properties => isRecord(one)) : [];
}

function provide(auth: Readonly<Properties>): Properties {
  const { Type } = auth;
  const names = typeof Type === 'string' && Object.hasOwn(CONFIGURATIONS, Type) ? CONFIGURATIONS[Type] : undefined;
  const written = names && auth[names[0]];
  return defined({
    AuthenticationType: Type,
    ...(names && { [names[1]]: isRecord(written) ? defined(written) : undefined }),
  });
}

/** Lets the API invoke its authorizers. */
export function letApiAskFunctions({ x, sam, logicalId, id }: GraphqlApi): void {
  const { Auth } = sam.properties;
  if (!isRecord(Auth)) return;
  const all = [provide(Auth), ...additionalOf(Auth).map(provide)];
  const arns = all.flatMap(({ LambdaAuthorizerConfig: config }) => (isRecord(config) ? [config.AuthorizerUri] : []));
  arns.forEach((arn, index) => {
    connect(x, {
      logicalId: `${logicalId}ToLambdaAuthConnector${index + 1}`,
      source: {
        type: 'AWS::AppSync::GraphQLApi',
        writtenType: 'AWS::AppSync::GraphQLApi',
        arn: ref(logicalId),
        resourceId: id,
      },
      destination: { type: 'AWS::Lambda::Function', writtenType: 'AWS::Lambda::Function', arn },
      permissions: ['Write'],
      suffix: '',
      sourceId: logicalId,
      at: sam.source(['Auth']),
      attributes: {},
    });
  });
}

/** What the API logs with: a role of its own, unless one is named or logging is switched off. */
export function logConfig(written: unknown, roleId: string): { config: Properties | undefined; makesRole: boolean } {
  if (written === false) return { config: undefined, makesRole: false };
  const { ExcludeVerboseContent, FieldLogLevel, CloudWatchLogsRoleArn: role } = isRecord(written) ? written : {};
  const config = defined({
    ExcludeVerboseContent: ExcludeVerboseContent === false ? undefined : ExcludeVerboseContent,
    FieldLogLevel: FieldLogLevel ?? 'ALL',
    CloudWatchLogsRoleArn: role ?? getAtt(roleId, 'Arn'),
  });
  return { config, makesRole: role === undefined || role === null };
}
