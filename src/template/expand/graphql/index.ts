/**
 * AWS::Serverless::GraphQLApi.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html
 */
import type { Path } from '../../model.ts';
import { isRecord } from '../../resolve/values.ts';
import type { Expansion, SamResource } from '../expansion.ts';
import { awsManagedPolicy, defined, isTruthy, pick, ref, tagList } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { assumeRolePolicy } from '../policies.ts';
import { mapped } from '../source.ts';
import { addPart, graphqlApi, partsIn } from './api.ts';
import type { GraphqlApi } from './api.ts';
import { authProperties, letApiAskFunctions, logConfig } from './auth.ts';
import { addDataSources } from './data-sources.ts';
import { addFunctions, addResolvers } from './functions.ts';

/** Properties that AppSync's API has under the same name. */
const SAME = [
  'XrayEnabled',
  'Visibility',
  'OwnerContact',
  'IntrospectionConfig',
  'QueryDepthLimit',
  'ResolverCountLimit',
];

/** Where the others come from. */
const RENAMES: Readonly<Record<string, Path>> = {
  AdditionalAuthenticationProviders: ['Auth', 'Additional'],
  AuthenticationType: ['Auth', 'Type'],
  LambdaAuthorizerConfig: ['Auth', 'LambdaAuthorizer'],
  LogConfig: ['Logging'],
  OpenIDConnectConfig: ['Auth', 'OpenIDConnect'],
  UserPoolConfig: ['Auth', 'UserPool'],
};

export function expandGraphqlApi(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const api = graphqlApi(x, sam);
  const roleId = `${logicalId}CloudWatchRole`;
  const logging = logConfig(sam.properties.Logging, roleId);
  x.addMain(sam, 'AWS::AppSync::GraphQLApi', apiProperties(sam, logging.config), { renames: RENAMES });
  const schemaId = addSchema(api);
  letApiAskFunctions(api);
  if (logging.makesRole) addLogRole(api, roleId);
  addKeys(api);
  addCache(api);
  const dataSources = addDataSources(api);
  addDomain(api);
  addResolvers(api, addFunctions(api, dataSources), schemaId);
}

function apiProperties({ logicalId, properties }: SamResource, logging: Properties | undefined): Properties {
  const { Name, Auth, Tags } = properties;
  return defined({
    Name: isTruthy(Name) ? Name : logicalId,
    ...authProperties(Auth),
    LogConfig: logging,
    ...pick(properties, SAME),
    Tags: [...tagList(Tags), { Key: 'graphqlapi:createdBy', Value: 'SAM' }],
  });
}

/** @returns its logical id */
function addSchema(api: GraphqlApi): string {
  const { SchemaInline, SchemaUri } = api.sam.properties;
  const logicalId = `${api.logicalId}Schema`;
  const [at, uri] = [api.sam.source(['SchemaInline']), api.sam.source(['SchemaUri'])];
  const schema = defined({ ApiId: api.id, Definition: SchemaInline, DefinitionS3Location: SchemaUri });
  const origin = isTruthy(SchemaUri) ? uri : at;
  const source = mapped(
    [
      [['Properties', 'Definition'], at],
      [['Properties', 'DefinitionS3Location'], uri],
    ],
    () => origin,
  );
  addPart(api, logicalId, 'AWS::AppSync::GraphQLSchema', schema, origin, source);
  return logicalId;
}

function addLogRole(api: GraphqlApi, roleId: string): void {
  const role = {
    AssumeRolePolicyDocument: assumeRolePolicy('appsync.amazonaws.com'),
    ManagedPolicyArns: [awsManagedPolicy('service-role/AWSAppSyncPushToCloudWatchLogs')],
  };
  addPart(api, roleId, 'AWS::IAM::Role', role, api.sam.source(['Logging']));
}

function addKeys(api: GraphqlApi): void {
  for (const [name, written] of partsIn(api.sam.properties.ApiKeys)) {
    const at = api.sam.source(['ApiKeys', name]);
    const key = defined({
      ApiId: api.id,
      ...pick(written, ['ApiKeyId', 'Description']),
      Expires: written.ExpiresOn,
    });
    const source = mapped(
      [
        [
          ['Properties', 'Expires'],
          [...at, 'ExpiresOn'],
        ],
        [['Properties'], at],
      ],
      () => at,
    );
    addPart(api, api.logicalId + name, 'AWS::AppSync::ApiKey', key, at, source);
  }
}

const CACHE = ['ApiCachingBehavior', 'Type', 'Ttl', 'AtRestEncryptionEnabled', 'TransitEncryptionEnabled'];

function addCache(api: GraphqlApi): void {
  const { Cache } = api.sam.properties;
  if (!isRecord(Cache)) return;
  const at = api.sam.source(['Cache']);
  const cache = { ApiId: api.id, ...pick(Cache, CACHE) };
  addPart(
    api,
    `${api.logicalId}ApiCache`,
    'AWS::AppSync::ApiCache',
    cache,
    at,
    mapped([[['Properties'], at]], () => at),
  );
}

function addDomain(api: GraphqlApi): void {
  const { DomainName } = api.sam.properties;
  if (!isRecord(DomainName)) return;
  const at = api.sam.source(['DomainName']);
  const domainId = `${api.logicalId}DomainName`;
  const domain = pick(DomainName, ['CertificateArn', 'DomainName', 'Description']);
  addPart(
    api,
    domainId,
    'AWS::AppSync::DomainName',
    domain,
    at,
    mapped([[['Properties'], at]], () => at),
  );
  const association = { ApiId: api.id, DomainName: ref(domainId) };
  addPart(api, `${api.logicalId}DomainNameApiAssociation`, 'AWS::AppSync::DomainNameApiAssociation', association, at);
}
