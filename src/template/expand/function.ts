/**
 * AWS::Serverless::Function.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
import type { Path } from '../model.ts';
import { isList, isRecord, own } from '../resolve/values.ts';
import { expandEvents } from './events/index.ts';
import type { Target } from './events/event.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { expandEventInvokeConfig } from './event-invoke-config.ts';
import { Role } from './role.ts';
import type { DeploymentPreferences } from './deployment-preference.ts';
import {
  defined,
  getAtt,
  ifParts,
  isNoValue,
  isTruthy,
  logicalIdIn,
  pick,
  ref,
  refName,
  tagList,
} from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { allow, assumeRolePolicy, inlinePolicy, managedPolicy } from './policies.ts';
import { s3Location } from './s3-location.ts';
import { from, mapped } from './source.ts';

/** Properties that the Lambda function has under the same name. */
const SAME = [
  'Architectures',
  'CodeSigningConfigArn',
  'Description',
  'DurableConfig',
  'Environment',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'FunctionScalingConfig',
  'Handler',
  'ImageConfig',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'PublishToLatestPublished',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Role',
  'Runtime',
  'RuntimeManagementConfig',
  'SnapStart',
  'TenancyConfig',
  'Timeout',
  'VpcConfig',
];

/** Where the others come from. */
const RENAMES: Readonly<Record<string, Path>> = {
  Code: ['CodeUri'],
  DeadLetterConfig: ['DeadLetterQueue'],
  TracingConfig: ['Tracing'],
};

/** What an alias and a version are made of. */
interface Published {
  readonly aliasId: string;
  readonly versionId: string;
  readonly name: unknown;
}

export function expandFunction(x: Expansion, logicalId: string, deployments: DeploymentPreferences): void {
  const sam = x.sam(logicalId);
  const { properties } = sam;
  const lambda = x.addMain(sam, 'AWS::Lambda::Function', functionProperties(x, sam), { renames: RENAMES });
  const published = isTruthy(properties.AutoPublishAlias) ? publish(x, sam, lambda.properties) : undefined;
  const target: Target = published
    ? { name: ref(published.aliasId), arn: ref(published.aliasId) }
    : { name: ref(logicalId), arn: getAtt(logicalId, 'Arn') };
  if (isRecord(properties.FunctionUrlConfig)) expandUrl(x, sam, properties.FunctionUrlConfig, target);
  if (isRecord(properties.DeploymentPreference)) {
    const update = deployments.add(x, sam, properties.DeploymentPreference);
    const alias = published && x.draft(published.aliasId);
    if (update && alias) alias.attributes.UpdatePolicy = update;
  }
  const role = executionRole(x, sam);
  if (isRecord(properties.EventInvokeConfig)) {
    expandEventInvokeConfig(x, sam, properties.EventInvokeConfig, published, role);
  }
  role.addPolicies(properties.Policies, x);
  lambda.properties.Role = roleValue(x, sam, role);
  expandEvents(x, sam, target, role);
  if (properties.PropagateTags === true && isRecord(properties.Tags)) x.propagateTags(logicalId, properties.Tags);
}

function functionProperties(x: Expansion, sam: SamResource): Properties {
  const { properties } = sam;
  const { DeadLetterQueue: queue, Tracing: tracing, CapacityProviderConfig: capacity } = properties;
  return defined({
    // the digest that names the version is of the values of parameters, and these stay in the code
    Code: isTruthy(properties.AutoPublishAlias) ? x.literalDeep(codeOf(properties)) : codeOf(properties),
    ...pick(properties, SAME),
    Description: description(x, properties),
    Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...tagList(properties.Tags)],
    TracingConfig: traces(x, sam) ? { Mode: tracingMode(x, tracing) } : undefined,
    DeadLetterConfig: isRecord(queue) ? { TargetArn: queue.TargetArn } : undefined,
    CapacityProviderConfig: isRecord(capacity) ? capacityProvider(capacity) : undefined,
  });
}

/** A local path stays as it is: what is packaged there is not known here. */
function codeOf(properties: Properties): unknown {
  const { InlineCode, CodeUri, ImageUri, PackageType, SourceKMSKeyArn } = properties;
  if (PackageType === 'Image') return isTruthy(ImageUri) ? { ImageUri } : undefined;
  if (InlineCode !== undefined) return { ZipFile: InlineCode };
  const code = s3Location(CodeUri, ['S3Bucket', 'S3Key', 'S3ObjectVersion']);
  return isRecord(code) && SourceKMSKeyArn !== undefined ? { ...code, SourceKMSKeyArn } : code;
}

/** The code's digest is appended, because Lambda publishes a version only of what has changed. */
function description(
  x: Expansion,
  { Description: text, AutoPublishAlias, AutoPublishCodeSha256 }: Properties,
): unknown {
  if (!isTruthy(AutoPublishAlias) || !isTruthy(AutoPublishCodeSha256)) return text;
  const [before, sha] = [x.literalDeep(text), x.literalDeep(AutoPublishCodeSha256)];
  if (!isTruthy(text)) return sha;
  const known = typeof before === 'string' && typeof sha === 'string';
  return known ? `${before} ${sha}` : { 'Fn::Join': [' ', [before, sha]] };
}

/** Parameters are replaced within it; one that is the whole stays. */
function tracingMode(x: Expansion, tracing: unknown): unknown {
  return refName(tracing) === undefined ? x.literalDeep(tracing) : tracing;
}

/** What is not known to be `Disabled` counts: the transform knows parameters alone. */
function traces(x: Expansion, { properties }: SamResource): boolean {
  return isTruthy(properties.Tracing) && x.literalDeep(properties.Tracing) !== 'Disabled';
}

function capacityProvider(capacity: Readonly<Properties>): Properties {
  const { Arn, PerExecutionEnvironmentMaxConcurrency, ExecutionEnvironmentMemoryGiBPerVCpu } = capacity;
  const config = {
    CapacityProviderArn: Arn,
    PerExecutionEnvironmentMaxConcurrency,
    ExecutionEnvironmentMemoryGiBPerVCpu,
  };
  return { LambdaManagedInstancesCapacityProviderConfig: defined(config) };
}

function publish(x: Expansion, sam: SamResource, lambda: Readonly<Properties>): Published {
  const { logicalId, properties } = sam;
  const { VersionDeletionPolicy, CapacityProviderConfig, ProvisionedConcurrencyConfig } = properties;
  const name = x.literal(properties.AutoPublishAlias);
  const versionId = `${logicalId}Version${versionDigest(x, properties, lambda)}`;
  const text = typeof name === 'string' ? name.replaceAll('-', 'D').replaceAll('_', 'U') : digest(name);
  const aliasId = `${logicalId}Alias${text}`;
  const deletion = VersionDeletionPolicy ?? (CapacityProviderConfig === undefined ? 'Retain' : 'Delete');
  const version = defined({
    FunctionName: ref(logicalId),
    Description: properties.VersionDescription,
    FunctionScalingConfig: CapacityProviderConfig === undefined ? undefined : properties.FunctionScalingConfig,
  });
  const source = mapped(
    [[['Properties', 'ProvisionedConcurrencyConfig'], sam.source(['ProvisionedConcurrencyConfig'])]],
    (path) => (path[0] === 'UpdatePolicy' ? sam.source(['DeploymentPreference']) : sam.source(['AutoPublishAlias'])),
  );
  x.addGenerated(sam, versionId, 'AWS::Lambda::Version', version, source, {
    DeletionPolicy: sam.inherited.DeletionPolicy ?? deletion,
  });
  const alias = defined({
    Name: name,
    FunctionName: ref(logicalId),
    FunctionVersion: getAtt(versionId, 'Version'),
    ProvisionedConcurrencyConfig,
  });
  x.addGenerated(sam, aliasId, 'AWS::Lambda::Alias', alias, source);
  x.references.set(`${logicalId}.Version`, versionId);
  x.references.set(`${logicalId}.Alias`, aliasId);
  return { aliasId, versionId, name };
}

/** Ten characters that change when a new version is to be published. */
function versionDigest(x: Expansion, properties: Properties, lambda: Readonly<Properties>): string {
  const sha = x.literal(properties.AutoPublishCodeSha256);
  if (typeof sha === 'string' && sha !== '') return sha.slice(0, 10);
  if (properties.AutoPublishAliasAllProperties === true) return digest({ ...lambda, ...publishingLayers(x, lambda) });
  const { SnapStart: snap, MemorySize, Environment } = lambda;
  const snaps = isRecord(snap) && (snap.ApplyOn ?? 'None') !== 'None';
  return digest(
    defined({
      ...(isRecord(lambda.Code) ? lambda.Code : { Code: lambda.Code }),
      ...(isRecord(Environment) ? Environment : {}),
      MemorySize,
      SnapStart: snaps ? snap : undefined,
    }),
  );
}

/** Layers whose new versions publish the function, too. */
function publishingLayers(x: Expansion, { Layers }: Readonly<Properties>): Properties {
  const ids = (isList(Layers) ? Layers : []).map((layer) => logicalIdIn(layer) ?? '');
  const layers = ids.map((id) => [id, x.written.get(id)?.Properties] as const);
  return Object.fromEntries(layers.filter(([, layer]) => own(layer, 'PublishLambdaVersion') === true));
}

function expandUrl(x: Expansion, sam: SamResource, config: Readonly<Properties>, target: Target): void {
  const { AuthType, Cors, InvokeMode } = config;
  const source = mapped([[['Properties'], sam.source(['FunctionUrlConfig'])]], from(sam.source(['FunctionUrlConfig'])));
  const url = defined({ AuthType, Cors, InvokeMode, TargetFunctionArn: target.name });
  x.addGenerated(sam, `${sam.logicalId}Url`, 'AWS::Lambda::Url', url, source);
  if (AuthType !== 'NONE') return;
  const open = {
    Action: 'lambda:InvokeFunctionUrl',
    FunctionName: target.name,
    Principal: '*',
    FunctionUrlAuthType: AuthType,
  };
  x.addGenerated(sam, `${sam.logicalId}UrlPublicPermissions`, 'AWS::Lambda::Permission', open, source);
  const invoke = {
    Action: 'lambda:InvokeFunction',
    FunctionName: target.name,
    Principal: '*',
    InvokedViaFunctionUrl: true,
  };
  x.addGenerated(sam, `${sam.logicalId}URLInvokeAllowPublicAccess`, 'AWS::Lambda::Permission', invoke, source);
}

function executionRole(x: Expansion, sam: SamResource): Role {
  const { properties } = sam;
  const { DeadLetterQueue: queue, DurableConfig, VpcConfig } = properties;
  const role = new Role(sam, `${sam.logicalId}Role`, {
    AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument ?? assumeRolePolicy('lambda.amazonaws.com'),
    Path: properties.RolePath,
    PermissionsBoundary: properties.PermissionsBoundary,
    Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...tagList(properties.Tags)],
  });
  const basic = isTruthy(DurableConfig) ? 'AWSLambdaBasicDurableExecutionRolePolicy' : 'AWSLambdaBasicExecutionRole';
  role.addManaged(managedPolicy(basic, x));
  if (traces(x, sam)) role.addManaged(managedPolicy('AWSXrayWriteOnlyAccess', x));
  if (isTruthy(VpcConfig)) role.addManaged(managedPolicy('AWSLambdaVPCAccessExecutionRole', x));
  if (isRecord(queue)) {
    const action = queue.Type === 'SNS' ? 'sns:Publish' : 'sqs:SendMessage';
    const policy = inlinePolicy('DeadLetterQueuePolicy', [allow(action, queue.TargetArn)], '2012-10-17');
    role.addInline(policy, sam.source(['DeadLetterQueue']));
  }
  return role;
}

/** Adds the role unless the function names its own; `Role: !If` makes it depend on the condition. */
function roleValue(x: Expansion, sam: SamResource, role: Role): unknown {
  const given = sam.properties.Role;
  if (given === undefined || given === null) return role.add(x);
  const parts = ifParts(given);
  if (!parts) return given;
  const [condition, whenTrue, whenFalse] = parts;
  if (isNoValue(whenTrue) && isNoValue(whenFalse)) return role.add(x);
  if (isNoValue(whenTrue)) return { 'Fn::If': [condition, role.add(x, condition), whenFalse] };
  if (!isNoValue(whenFalse)) return given;
  x.conditions[`NOT${condition}`] = { 'Fn::Not': [{ Condition: condition }] };
  return { 'Fn::If': [condition, whenTrue, role.add(x, `NOT${condition}`)] };
}
