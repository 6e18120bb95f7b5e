/**
 * Functions of a GraphQL API, and the resolvers that run them one after the other.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-graphqlapi-function.html,
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-graphqlapi-resolver.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord } from '../../resolve/values.ts';
import { defined, getAtt, isTruthy, pick } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { mapped } from '../source.ts';
import type { Source } from '../source.ts';
import { addPart, partsIn } from './api.ts';
import type { GraphqlApi } from './api.ts';
import { addNoneDataSource } from './data-sources.ts';

/** @param dataSources names by what the template calls them. @returns the functions' ids by what it calls these */
export function addFunctions(api: GraphqlApi, dataSources: ReadonlyMap<string, Properties>): Map<string, unknown> {
  const ids = new Map<string, unknown>();
  for (const [name, written] of partsIn(api.sam.properties.Functions)) {
    if (isTruthy(written.Id)) {
      ids.set(name, written.Id);
      continue;
    }
    const logicalId = api.logicalId + name;
    const at = api.sam.source(['Functions', name]);
    const properties = defined({
      ApiId: api.id,
      Name: isTruthy(written.Name) ? written.Name : name,
      ...codeOf(written),
      DataSourceName: dataSourceName(api, written.DataSource, dataSources),
      ...pick(written, ['MaxBatchSize', 'Description']),
      Runtime: runtimeOf(written),
      SyncConfig: isTruthy(written.Sync) ? written.Sync : undefined,
    });
    addPart(api, logicalId, 'AWS::AppSync::FunctionConfiguration', properties, at, sourceOf(at));
    ids.set(name, getAtt(logicalId, 'FunctionId'));
  }
  return ids;
}

/** What the default code of a resolver is: it hands on what the last function gave. */
const RESOLVER_CODE = `
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
`;
const RESOLVER_RUNTIME = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };

/** Resolvers wait for the schema, whose fields they resolve. */
export function addResolvers(api: GraphqlApi, functions: ReadonlyMap<string, unknown>, schemaId: string): void {
  for (const [typeName, fields] of partsIn(api.sam.properties.Resolvers)) {
    for (const [name, written] of partsIn(fields)) {
      const at = api.sam.source(['Resolvers', typeName, name]);
      const code = codeOf(written);
      const given = Object.keys(code).length > 0;
      const properties = defined({
        ApiId: api.id,
        TypeName: typeName,
        FieldName: isTruthy(written.FieldName) ? written.FieldName : name,
        Kind: 'PIPELINE',
        ...(given ? code : { Code: RESOLVER_CODE }),
        Runtime: given ? runtimeOf(written) : { ...RESOLVER_RUNTIME },
        PipelineConfig: { Functions: pipelineOf(written.Pipeline, functions) },
        CachingConfig: isTruthy(written.Caching) ? written.Caching : undefined,
        MaxBatchSize: isTruthy(written.MaxBatchSize) ? written.MaxBatchSize : undefined,
      });
      const { x, sam } = api;
      const attributes = { ...sam.attributes, DependsOn: [schemaId] };
      const logicalId = api.logicalId + typeName + name;
      x.addGenerated(sam, logicalId, 'AWS::AppSync::Resolver', properties, sourceOf(at), attributes);
    }
  }
}

function pipelineOf(written: unknown, functions: ReadonlyMap<string, unknown>): unknown[] {
  return isList(written) ? written.map((name) => functions.get(String(name)) ?? name) : [];
}

function codeOf({ InlineCode, CodeUri }: Readonly<Properties>): Properties {
  if (isTruthy(InlineCode)) return { Code: InlineCode };
  return isTruthy(CodeUri) ? { CodeS3Location: CodeUri } : {};
}

function runtimeOf({ Runtime }: Readonly<Properties>): Properties | undefined {
  return isRecord(Runtime) ? defined({ Name: Runtime.Name, RuntimeVersion: Runtime.Version }) : undefined;
}

function dataSourceName(api: GraphqlApi, written: unknown, dataSources: ReadonlyMap<string, Properties>): unknown {
  if (typeof written !== 'string') return written;
  if (written.toLowerCase() === 'none') return addNoneDataSource(api);
  return dataSources.get(written) ?? written;
}

function sourceOf(at: Path): Source {
  return mapped(
    [
      [
        ['Properties', 'Code'],
        [...at, 'InlineCode'],
      ],
      [
        ['Properties', 'CodeS3Location'],
        [...at, 'CodeUri'],
      ],
      [
        ['Properties', 'DataSourceName'],
        [...at, 'DataSource'],
      ],
      [
        ['Properties', 'Runtime', 'RuntimeVersion'],
        [...at, 'Runtime', 'Version'],
      ],
      [
        ['Properties', 'SyncConfig'],
        [...at, 'Sync'],
      ],
      [
        ['Properties', 'CachingConfig'],
        [...at, 'Caching'],
      ],
      [
        ['Properties', 'PipelineConfig', 'Functions'],
        [...at, 'Pipeline'],
      ],
      [['Properties'], at],
    ],
    () => at,
  );
}
