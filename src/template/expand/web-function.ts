/**
 * AWS::Serverless::WebFunction: a function, its revision and the endpoint that serves it.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-webfunction.html
 */
import type { Path } from '../model.ts';
import { isList, isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, getAtt, isIntrinsic, isTruthy, pick, ref, tagList } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { CREATED_BY } from './operator-role.ts';
import { assumeRolePolicy, managedPolicy } from './policies.ts';
import { regionsOf } from './region-groups.ts';
import { Role } from './role.ts';
import { s3Location } from './s3-location.ts';
import { mapped } from './source.ts';
import type { Source } from './source.ts';

export function expandWebFunction(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const { ExecutionRoleArn, Tags } = sam.properties;
  const FunctionName = functionName(sam);
  const role = ExecutionRoleArn ?? addRole(x, sam);
  x.addMain(sam, 'AWS::Lambda::WebFunction', { FunctionName, Tags: [CREATED_BY, ...tagList(Tags)] });
  const revision = { FunctionName, ...revisionProperties(sam.properties, role) };
  const revisionId = `${logicalId}Revision`;
  const waits = { DependsOn: [logicalId] };
  x.addGenerated(sam, revisionId, 'AWS::Lambda::WebFunctionRevision', revision, sourceOf(sam, REVISION), waits);
  const endpoint = { FunctionName, ...endpointProperties(sam.properties, revisionId) };
  const waitsForBoth = { DependsOn: [logicalId, revisionId] };
  const source = sourceOf(sam, ENDPOINT);
  x.addGenerated(sam, `${logicalId}Endpoint`, 'AWS::Lambda::WebFunctionEndpoint', endpoint, source, waitsForBoth);
}

type Origins = readonly (readonly [property: Path, written: string])[];

/** Where parts of a revision come from. */
const REVISION: Origins = [
  [['Description'], 'RevisionDescription'],
  [['BuildConfig', 'CodeConfig'], 'CodeUri'],
  [['BuildConfig', 'RuntimeConfig', 'Runtime'], 'Runtime'],
  [['ServiceConfig', 'ExecutionRoleArn'], 'ExecutionRoleArn'],
  [['ServiceConfig', 'EnvironmentVariables'], 'EnvironmentVariables'],
  [['ServiceConfig', 'TelemetryConfig', 'LoggingConfig'], 'LoggingConfig'],
  [['ServiceConfig', 'TimeoutSeconds'], 'Timeout'],
  [['ServiceConfig', 'MaxConcurrencyPerEnvironment'], 'MaxConcurrencyPerEnvironment'],
  [['ServiceConfig', 'EgressNetworkConnectorArn'], 'EgressNetworkConnectorArn'],
];

/** Where parts of an endpoint come from that are called otherwise. */
const ENDPOINT: Origins = [
  [['Description'], 'EndpointDescription'],
  [['Regions'], 'ReplicaRegions'],
];

function sourceOf(sam: SamResource, origins: Origins): Source {
  const entries = origins.map(([property, written]) => [['Properties', ...property], sam.source([written])] as const);
  return mapped([...entries, [['Properties'], sam.source([])]], () => ['Resources', sam.logicalId]);
}

const NAME_LENGTH = 64;
const STACK_LENGTH = 8;

/** `Ref` gives an ARN, so all three are named alike: by the logical id and the beginning of the stack's own id. */
function functionName({ logicalId, properties }: SamResource): unknown {
  if (isTruthy(properties.FunctionName)) return properties.FunctionName;
  const stackId = { 'Fn::Select': [2, { 'Fn::Split': ['/', ref('AWS::StackId')] }] };
  const StackIdSuffix = { 'Fn::Select': [0, { 'Fn::Split': ['-', stackId] }] };
  const name = logicalId.slice(0, NAME_LENGTH - STACK_LENGTH - 1);
  return { 'Fn::Sub': [`${name}-\${StackIdSuffix}`, { StackIdSuffix }] };
}

function addRole(x: Expansion, sam: SamResource): Properties {
  const role = new Role(sam, `${sam.logicalId}Role`, {
    AssumeRolePolicyDocument: assumeRolePolicy('lambda.amazonaws.com'),
    Tags: [CREATED_BY, ...tagList(sam.properties.Tags)],
  });
  role.addManaged(managedPolicy('AWSLambdaBasicExecutionRole', x));
  return role.add(x);
}

const TIMEOUT_SECONDS = 30;

function revisionProperties(properties: Readonly<Properties>, role: unknown): Properties {
  const { CodeUri, Runtime, Timeout, LoggingConfig, RevisionDescription } = properties;
  return defined({
    Description: RevisionDescription,
    ...pick(properties, ['KmsKeyArn']),
    BuildConfig: {
      CodeConfig: { S3Object: s3Location(CodeUri, ['Bucket', 'Key', 'VersionId']) },
      RuntimeConfig: { Runtime },
    },
    ServiceConfig: defined({
      ExecutionRoleArn: role,
      EnvironmentVariables: environment(properties),
      TelemetryConfig: isTruthy(LoggingConfig) ? { LoggingConfig } : undefined,
      ...pick(properties, ['MaxConcurrencyPerEnvironment', 'EgressNetworkConnectorArn']),
      TimeoutSeconds: isTruthy(Timeout) ? Timeout : TIMEOUT_SECONDS,
    }),
  });
}

/** Values are text; the file that runs is one of them. */
function environment({ EnvironmentVariables: written, EntryPoint }: Readonly<Properties>): unknown {
  if (isIntrinsic(written)) return written;
  const variables = Object.entries(isRecord(written) ? written : {}).map(([name, value]) => {
    return [name, typeof value === 'boolean' || typeof value === 'number' ? String(value) : value] as const;
  });
  const entry = isTruthy(EntryPoint) ? [['AWS_LAMBDA_NODEJS_ENTRYPOINT', EntryPoint] as const] : [];
  const all = [...variables, ...entry];
  return all.length > 0 ? Object.fromEntries(all) : undefined;
}

function endpointProperties(properties: Readonly<Properties>, revisionId: string): Properties {
  const { EndpointName, EndpointType, RevisionWeights: weights, EndpointDescription, ReplicaRegions } = properties;
  const given = isRecord(weights) && isTruthy(weights) ? Object.entries(weights) : undefined;
  return defined({
    EndpointName: isTruthy(EndpointName) ? EndpointName : 'prod',
    EndpointType: isTruthy(EndpointType) ? EndpointType : 'HomeRegion',
    ...pick(properties, ['AuthType', 'ScalingConfig', 'ThrottleConfig']),
    RevisionWeights: given?.map(([RevisionId, Weight]) => ({ RevisionId, Weight })) ?? [
      { RevisionId: getAtt(revisionId, 'RevisionId'), Weight: 100 },
    ],
    Regions: regions(ReplicaRegions),
    Description: EndpointDescription,
  });
}

/** Names of groups become their Regions, without those that are excluded. */
function regions(written: unknown): unknown {
  if (isIntrinsic(written) || written === undefined || written === null) return written;
  if (isList(written)) return [...regionsOf(written), ...written.filter((one) => typeof one !== 'string')];
  if (!isRecord(written)) return written;
  const { IncludeRegions, ExcludeRegions } = written;
  const [included, excluded] = [IncludeRegions, ExcludeRegions].map((list) => (isList(list) ? list : []));
  const out = new Set(regionsOf(excluded ?? []));
  const others = (included ?? []).filter((one) => typeof one !== 'string');
  return [...regionsOf(included ?? []).filter((region) => !out.has(region)), ...others];
}
