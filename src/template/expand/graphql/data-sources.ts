/**
 * What a GraphQL API reads from and writes to: tables and functions, each with a role that may.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-graphqlapi-datasource.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord } from '../../resolve/values.ts';
import { connect } from '../connectors/connect.ts';
import type { Endpoint } from '../connectors/endpoint.ts';
import { defined, getAtt, isTruthy, pick, ref, sub } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { assumeRolePolicy } from '../policies.ts';
import { mapped } from '../source.ts';
import { addPart, partsIn } from './api.ts';
import type { GraphqlApi } from './api.ts';

interface Kind {
  /** Key below `DataSources`. */
  readonly written: string;
  readonly suffix: string;
  readonly type: string;
  /** Property of the data source with what is particular to this kind. */
  readonly configuration: string;
  readonly configure: (written: Readonly<Properties>) => Properties;
  readonly connector: string;
  readonly destination: (written: Readonly<Properties>) => Endpoint;
  readonly permissions: (written: Readonly<Properties>) => readonly unknown[];
}

const KINDS: readonly Kind[] = [
  {
    written: 'DynamoDb',
    suffix: 'DynamoDBDataSource',
    type: 'AMAZON_DYNAMODB',
    configuration: 'DynamoDBConfig',
    configure: ({ Region, TableName, UseCallerCredentials, Versioned, DeltaSync }) =>
      defined({
        AwsRegion: isTruthy(Region) ? Region : ref('AWS::Region'),
        TableName,
        UseCallerCredentials: isTruthy(UseCallerCredentials) ? UseCallerCredentials : undefined,
        Versioned: isTruthy(Versioned) ? Versioned : undefined,
        DeltaSyncConfig: isTruthy(DeltaSync) ? DeltaSync : undefined,
      }),
    connector: 'ToTableConnector',
    destination: (written) => elsewhere('AWS::DynamoDB::Table', tableArn(written)),
    permissions: ({ Permissions }) => (isList(Permissions) ? Permissions : ['Read', 'Write']),
  },
  {
    written: 'Lambda',
    suffix: 'LambdaDataSource',
    type: 'AWS_LAMBDA',
    configuration: 'LambdaConfig',
    configure: ({ FunctionArn }) => defined({ LambdaFunctionArn: FunctionArn }),
    connector: 'ToLambdaConnector',
    destination: ({ FunctionArn }) => elsewhere('AWS::Lambda::Function', FunctionArn),
    permissions: () => ['Write'],
  },
];

function elsewhere(type: string, arn: unknown): Endpoint {
  return { type, writtenType: type, arn };
}

const TABLE_ARN = 'arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}';

function tableArn({ TableArn, TableName, Region }: Readonly<Properties>): unknown {
  if (isTruthy(TableArn)) return TableArn;
  return sub(TABLE_ARN, { __TableName__: TableName, __Region__: isTruthy(Region) ? Region : ref('AWS::Region') });
}

/** @returns the names by which functions refer to them */
export function addDataSources(api: GraphqlApi): Map<string, Properties> {
  const names = new Map<string, Properties>();
  const { DataSources } = api.sam.properties;
  for (const kind of isRecord(DataSources) ? KINDS : []) {
    for (const [name, written] of partsIn((DataSources as Properties)[kind.written])) {
      const logicalId = `${api.logicalId}${name}${kind.suffix}`;
      const at = api.sam.source(['DataSources', kind.written, name]);
      addDataSource(api, kind, logicalId, name, written, at);
      names.set(name, getAtt(logicalId, 'Name'));
    }
  }
  return names;
}

function addDataSource(
  api: GraphqlApi,
  kind: Kind,
  logicalId: string,
  name: string,
  written: Readonly<Properties>,
  at: Path,
): void {
  const given = isTruthy(written.ServiceRoleArn);
  const dataSource = defined({
    Name: isTruthy(written.Name) ? written.Name : name,
    Type: kind.type,
    ApiId: api.id,
    ...pick(written, ['Description']),
    [kind.configuration]: kind.configure(written),
    ServiceRoleArn: given ? written.ServiceRoleArn : getAtt(`${logicalId}Role`, 'Arn'),
  });
  const source = mapped(
    [
      [
        ['Properties', 'LambdaConfig', 'LambdaFunctionArn'],
        [...at, 'FunctionArn'],
      ],
      [['Properties', kind.configuration], at],
      [['Properties'], at],
    ],
    () => at,
  );
  addPart(api, logicalId, 'AWS::AppSync::DataSource', dataSource, at, source);
  if (!given) addRole(api, kind, logicalId, written, at);
}

function addRole(api: GraphqlApi, kind: Kind, logicalId: string, written: Readonly<Properties>, at: Path): void {
  const roleId = `${logicalId}Role`;
  addPart(api, roleId, 'AWS::IAM::Role', { AssumeRolePolicyDocument: assumeRolePolicy('appsync.amazonaws.com') }, at);
  const type = 'AWS::AppSync::DataSource';
  connect(api.x, {
    logicalId: logicalId + kind.connector,
    source: { type, writtenType: type, arn: getAtt(logicalId, 'DataSourceArn'), roleName: ref(roleId) },
    destination: kind.destination(written),
    permissions: kind.permissions(written),
    suffix: '',
    sourceId: api.logicalId,
    at,
    attributes: {},
  });
}

/** The one that does nothing, for functions and resolvers that need none. @returns its name */
export function addNoneDataSource(api: GraphqlApi): Properties {
  const logicalId = `${api.logicalId}NoneDataSource`;
  if (!api.x.draft(logicalId)) {
    const properties = { ApiId: api.id, Name: logicalId, Type: 'NONE' };
    addPart(api, logicalId, 'AWS::AppSync::DataSource', properties, api.sam.source(['Functions']));
  }
  return getAtt(logicalId, 'Name');
}
