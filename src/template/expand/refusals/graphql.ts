/**
 * AWS::Serverless::GraphQLApi.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord, own } from '../../resolve/values.ts';
import { isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { checkNested, keys } from './nested.ts';
import type { Schema } from './nested.ts';
import { refuse } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

const AUTH_TYPES = ['AWS_IAM', 'API_KEY', 'AWS_LAMBDA', 'OPENID_CONNECT', 'AMAZON_COGNITO_USER_POOLS'];

const AUTHORIZER: Readonly<Record<string, Schema>> = {
  Type: { one: AUTH_TYPES },
  LambdaAuthorizer: keys('AuthorizerResultTtlInSeconds AuthorizerUri IdentityValidationExpression', {}, [
    'AuthorizerUri',
  ]),
  OpenIDConnect: keys('AuthTTL ClientId IatTTL Issuer'),
  UserPool: keys('AppIdClientRegex AwsRegion DefaultAction UserPoolId', {}, ['UserPoolId']),
};
const RUNTIME = keys('Name Version', {}, ['Name', 'Version']);
const SYNC = keys(
  'ConflictDetection ConflictHandler',
  { LambdaConflictHandlerConfig: keys('LambdaConflictHandlerArn', {}, ['LambdaConflictHandlerArn']) },
  ['ConflictDetection'],
);

const PROPERTIES: Readonly<Record<string, Schema>> = {
  XrayEnabled: 'boolean',
  Auth: keys('', { ...AUTHORIZER, Additional: { listOf: keys('', AUTHORIZER, ['Type']) } }, ['Type']),
  ApiKeys: { mapOf: keys('ApiKeyId Description ExpiresOn') },
  DataSources: keys('', {
    DynamoDb: {
      mapOf: keys(
        'TableName ServiceRoleArn TableArn Permissions Name Description Region DeltaSync UseCallerCredentials Versioned',
        {},
        ['TableName'],
      ),
    },
    Lambda: { mapOf: keys('FunctionArn ServiceRoleArn Name Description', {}, ['FunctionArn']) },
  }),
  Functions: {
    mapOf: keys('DataSource InlineCode CodeUri Description MaxBatchSize Name Id', { Runtime: RUNTIME, Sync: SYNC }),
  },
  Resolvers: {
    mapOf: {
      mapOf: keys('FieldName Caching InlineCode CodeUri MaxBatchSize', {
        Pipeline: { listOf: 'any' },
        Runtime: RUNTIME,
        Sync: SYNC,
      }),
    },
  },
  DomainName: keys('CertificateArn DomainName Description', {}, ['CertificateArn', 'DomainName']),
  Cache: keys('ApiCachingBehavior Ttl Type AtRestEncryptionEnabled TransitEncryptionEnabled', {}, [
    'ApiCachingBehavior',
    'Ttl',
    'Type',
  ]),
};
const LOGGING = keys('CloudWatchLogsRoleArn ExcludeVerboseContent FieldLogLevel');

export const graphQlApi: Rule = (subject) => {
  const { properties } = subject;
  const sound = Object.entries(PROPERTIES).map(([name, schema]) =>
    checkNested(subject, schema, properties[name], [name]),
  );
  if (isRecord(properties.Logging)) sound.push(checkNested(subject, LOGGING, properties.Logging, ['Logging']));
  if (!sound.every(Boolean)) return;
  schemaText(subject);
  authorizers(subject);
  functions(subject);
  resolvers(subject);
};

function schemaText(subject: Subject): void {
  const { SchemaInline, SchemaUri } = subject.properties;
  if (isTruthy(SchemaInline) !== isTruthy(SchemaUri)) return;
  refuse(subject, 'graphql-schema', 'a GraphQL API needs one of SchemaInline and SchemaUri, and not both');
}

/** By the type, the property that configures it. */
const CONFIGURED_BY: Readonly<Record<string, string>> = {
  AWS_LAMBDA: 'LambdaAuthorizer',
  OPENID_CONNECT: 'OpenIDConnect',
  AMAZON_COGNITO_USER_POOLS: 'UserPool',
};

function authorizers(subject: Subject): void {
  const { Auth: auth } = subject.properties;
  if (!isRecord(auth)) return;
  authorizer(subject, auth, ['Auth']);
  const additional = isList(auth.Additional) ? auth.Additional : [];
  additional.forEach((each, index) => {
    if (isRecord(each)) authorizer(subject, each, ['Auth', 'Additional', index]);
  });
}

function authorizer(subject: Subject, auth: Readonly<Properties>, path: Path): void {
  const configured = Object.values(CONFIGURED_BY).filter((name) => isTruthy(auth[name]));
  const needed = own(CONFIGURED_BY, String(auth.Type));
  if (configured.length > 1)
    refuse(subject, 'graphql-auth', `${path.join('.')} configures more than one way: ${configured.join(', ')}`, path);
  else if (typeof needed === 'string' && !configured.includes(needed))
    refuse(subject, 'graphql-auth', `Type ${String(auth.Type)} needs ${needed}`, path);
}

/** `NONE` is a data source that SAM makes. */
const NO_DATA_SOURCE = 'none';

function functions(subject: Subject): void {
  const { Functions, DataSources } = subject.properties;
  const known = ['DynamoDb', 'Lambda'].flatMap((kind) => Object.keys(own(DataSources, kind) ?? {}));
  for (const [name, each] of Object.entries(isRecord(Functions) ? Functions : {})) {
    if (!isRecord(each)) continue;
    const path = ['Functions', name];
    const fault = (text: string) => refuse(subject, 'graphql-function', `the function ${name} ${text}`, path);
    const { Id, DataSource: source } = each;
    if (isTruthy(Id)) {
      const others = Object.keys(each).filter((key) => key !== 'Id');
      if (others.length > 0) fault(`has an Id, so it takes no ${others.join(', ')}`);
      continue;
    }
    if (!isTruthy(source)) fault('needs a DataSource');
    else if (typeof source === 'string' && source.toLowerCase() !== NO_DATA_SOURCE && !known.includes(source))
      fault(`names the data source ${source}, which is not in DataSources`);
    code(each, fault, true);
  }
}

function code(each: Readonly<Properties>, fault: (text: string) => void, isNeeded: boolean): void {
  const { InlineCode, CodeUri, Runtime } = each;
  const isInline = isTruthy(InlineCode);
  if (isInline && isTruthy(CodeUri)) fault('has InlineCode and CodeUri: only one of them may be set');
  else if (!isInline && !isTruthy(CodeUri)) {
    if (isNeeded) fault('needs InlineCode or CodeUri');
  } else if (!isTruthy(Runtime)) fault('needs a Runtime');
}

function resolvers(subject: Subject): void {
  const { Resolvers, Functions } = subject.properties;
  for (const [type, fields] of Object.entries(isRecord(Resolvers) ? Resolvers : {})) {
    for (const [name, resolver] of Object.entries(isRecord(fields) ? fields : {})) {
      if (!isRecord(resolver)) continue;
      const fault = (text: string) => {
        refuse(subject, 'graphql-resolver', `the resolver ${name} ${text}`, ['Resolvers', type, name]);
      };
      code(resolver, fault, false);
      const pipeline = isList(resolver.Pipeline) ? resolver.Pipeline : [];
      if (pipeline.length === 0) fault('needs a Pipeline: SAM knows no unit resolvers');
      const unknown = pipeline.filter((id) => own(Functions, String(id)) === undefined);
      if (unknown.length > 0) fault(`names the function ${unknown.join(', ')}, which is not in Functions`);
    }
  }
}
