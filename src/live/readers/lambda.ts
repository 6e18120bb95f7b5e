import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import type { Resolved } from '../../template/model.ts';
import { hole, isRecord, referenceTo } from '../../template/resolve/values.ts';
import { jsonDocument, member, plain, setOf } from '../answers.ts';
import { properties, Unreadable, type Aws, type LiveProperties } from '../aws.ts';
import type * as Clients from '../clients/lambda.ts';
import type { Operation } from '../operations.ts';
import type { DeployedResource, Reading, ResourceReader } from '../reader.ts';
import { isWritten, withoutDefaults } from './defaults.ts';
import { functionName, layerVersion, qualifierOf, type FunctionName } from './lambda-names.ts';
import { FUNCTION_PERMISSION, LAYER_PERMISSION, permissionIn, permissionsBeside } from './lambda-permissions.ts';

type Read = (resource: DeployedResource, aws: Aws) => Promise<Reading>;

/**
 * By type. Which version an alias points at, and how it weighs two while CodeDeploy shifts its traffic, no check asks;
 * so an alias is read for its permissions only, and a function as it is unpublished, which is what the template says.
 */
const READ: Readonly<Record<string, Read>> = {
  'AWS::Lambda::Alias': async (alias, aws) => ({ properties: {}, found: await permissionsOf(alias, aws) }),
  'AWS::Lambda::EventInvokeConfig': readEventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': readEventSourceMapping,
  'AWS::Lambda::Function': readFunction,
  'AWS::Lambda::LayerVersion': readLayerVersion,
  'AWS::Lambda::LayerVersionPermission': readLayerPermission,
  'AWS::Lambda::Permission': readPermission,
  'AWS::Lambda::Url': readUrl,
};

export const lambda: ResourceReader = {
  types: Object.keys(READ),
  operations: [
    'lambda:GetEventSourceMapping',
    'lambda:GetFunctionConcurrency',
    'lambda:GetFunctionConfiguration',
    'lambda:GetFunctionEventInvokeConfig',
    'lambda:GetFunctionUrlConfig',
    'lambda:GetLayerVersionPolicy',
    'lambda:GetPolicy',
  ],
  read: (resource, aws) => READ[resource.type]!(resource, aws),
};

/** Calls Lambda, whose client is there once something is wanted of it. */
function ask<T>(
  aws: Aws,
  operation: Operation,
  call: (lambda: typeof Clients & { client: LambdaClient }, options: { abortSignal: AbortSignal }) => Promise<T>,
  nothing: readonly string[] = [],
): Promise<T | undefined> {
  const send = async (abortSignal: AbortSignal) => {
    const lambda = await aws.client('lambda', async (settings) => {
      const commands = await import('../clients/lambda.ts');
      return { ...commands, client: new commands.LambdaClient(settings) };
    });
    return call(lambda, { abortSignal });
  };
  return aws.ask(operation, send, nothing);
}

const NONE = ['ResourceNotFoundException'];

async function readFunction(lambda: DeployedResource, aws: Aws): Promise<Reading> {
  const config = configurationOf(lambda, aws);
  const [read, environment, found] = await Promise.all([
    properties({
      CapacityProviderConfig: config.then((each) => plain(each.CapacityProviderConfig)),
      DeadLetterConfig: config.then(({ DeadLetterConfig: to }) => (to?.TargetArn ? plain(to) : undefined)),
      LoggingConfig: config.then((each) => logging(each, lambda)),
      MemorySize: config.then(({ MemorySize }) => MemorySize),
      PackageType: config.then(({ PackageType }) => PackageType),
      ReservedConcurrentExecutions: concurrency(lambda, aws),
      Role: config.then(({ Role }) => Role),
      Runtime: config.then(({ Runtime }) => Runtime),
      Timeout: config.then(({ Timeout }) => Timeout),
      TracingConfig: config.then(({ TracingConfig }) => plain(TracingConfig)),
      VpcConfig: config.then((each) => network(each)),
    }),
    environmentOf(config, lambda),
    permissionsOf(lambda, aws),
  ]);
  return { properties: { ...withoutDefaults(lambda, read), ...environment }, found };
}

/** Not GetFunction, which answers with a link to the code. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
async function configurationOf({ physicalId }: DeployedResource, aws: Aws): Promise<FunctionConfiguration> {
  const operation = 'lambda:GetFunctionConfiguration';
  const answer = await ask(aws, operation, ({ client, GetFunctionConfigurationCommand }, options) =>
    client.send(new GetFunctionConfigurationCommand({ FunctionName: physicalId }), options),
  );
  member(answer?.FunctionName, operation, 'a function');
  return answer!;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
async function concurrency({ physicalId }: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const answer = await ask(aws, 'lambda:GetFunctionConcurrency', ({ client, GetFunctionConcurrencyCommand }, options) =>
    client.send(new GetFunctionConcurrencyCommand({ FunctionName: physicalId }), options),
  );
  return answer?.ReservedConcurrentExecutions;
}

/** Lambda names the group that it makes by itself too. */
function logging({ LoggingConfig, FunctionName }: FunctionConfiguration, lambda: DeployedResource) {
  if (!LoggingConfig) return undefined;
  const { LogGroup, ...format } = LoggingConfig;
  const isOwn = LogGroup === `/aws/lambda/${FunctionName}` && !isWritten(lambda, 'LoggingConfig', 'LogGroup');
  return setOf({ ...format, LogGroup: isOwn ? undefined : LogGroup });
}

/** Lambda answers with empty lists for a function that is in no VPC. */
function network({ VpcConfig }: FunctionConfiguration): Resolved | undefined {
  if (!VpcConfig?.SubnetIds?.length && !VpcConfig?.SecurityGroupIds?.length) return undefined;
  return setOf({
    SubnetIds: VpcConfig.SubnetIds,
    SecurityGroupIds: VpcConfig.SecurityGroupIds,
    Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || undefined,
  });
}

/**
 * The environment where it is not the one of the template; else the template's stands, so that no secret goes through
 * here that nobody asks for. What the template takes from elsewhere, by a reference, it does not hold in plain text:
 * that it is given is all that is said.
 */
async function environmentOf(
  config: Promise<FunctionConfiguration>,
  lambda: DeployedResource,
): Promise<LiveProperties> {
  const { Environment } = await properties({ Environment: config.then((each) => variablesOf(each)) });
  if (!isRecord(Environment) || !isRecord(Environment['Variables'])) return { Environment };
  const live = Environment['Variables'] as Readonly<Record<string, string>>;
  const written = lambda.property('Environment', 'Variables');
  const names = new Set([...Object.keys(live), ...(isRecord(written) ? Object.keys(written) : [])]);
  const isSame = (name: string) => Object.hasOwn(live, name) && isAsWritten(name, live[name], written) !== false;
  if ([...names].every(isSame)) return {};
  const variables = Object.entries(live).map(([name, value]): [string, Resolved] =>
    isAsWritten(name, value, written) === 'unknown'
      ? [name, hole('the template refers to it', `environment ${name}`)]
      : [name, value],
  );
  return { Environment: { Variables: Object.fromEntries(variables) } };
}

/** Is the variable what the template says? Unknown where the template refers to something for it. */
function isAsWritten(name: string, value: unknown, written: unknown): boolean | 'unknown' {
  if (!isRecord(written) || !Object.hasOwn(written, name)) return false;
  const text = written[name] as string | number | boolean | undefined;
  return text === undefined ? 'unknown' : String(text) === value;
}

/** Whoever may not use the key of a function gets an error in place of its environment. */
function variablesOf({ Environment }: FunctionConfiguration): Resolved | undefined {
  if (Environment?.Error)
    throw new Unreadable(
      `Lambda could not decrypt the environment (${Environment.Error.ErrorCode}): the role needs kms:Decrypt`,
    );
  return Environment?.Variables && { Variables: Environment.Variables };
}

/** Permissions of a function or an alias that the template does not have. */
async function permissionsOf(resource: DeployedResource, aws: Aws): Promise<NonNullable<Reading['found']>> {
  const name = functionName(resource.physicalId);
  if (!name) throw new Unreadable(`${resource.physicalId} is no name of a function`);
  const declared = await statementIds(resource, aws);
  const own = new Set([...(declared.get(keyOf(name)) ?? []), ...(declared.get(undefined) ?? [])]);
  return permissionsBeside(
    policyOf(name, aws),
    { FunctionName: referenceTo(resource.logicalId) },
    FUNCTION_PERMISSION,
    own,
  );
}

/** The statements for which the template has permissions, by function; under undefined those of functions not known. */
function statementIds(
  resource: DeployedResource,
  aws: Aws,
): Promise<ReadonlyMap<string | undefined, readonly string[]>> {
  return aws.shared('statements of lambda permissions', () => {
    const ids = new Map<string | undefined, string[]>();
    for (const permission of resource.declared(FUNCTION_PERMISSION.type)) {
      const name = functionName(permission.property('FunctionName'));
      const key = name && keyOf(name);
      const known = ids.get(key) ?? [];
      known.push(FUNCTION_PERMISSION.sid(permission.physicalId));
      ids.set(key, known);
    }
    return Promise.resolve(ids);
  });
}

async function readPermission(permission: DeployedResource, aws: Aws): Promise<Reading> {
  const name = functionName(permission.property('FunctionName'));
  if (!name) throw new Unreadable('which function it is for is not known');
  return { properties: permissionIn(await policyOf(name, aws), permission, FUNCTION_PERMISSION) };
}

function keyOf({ FunctionName, Qualifier }: FunctionName): string {
  return Qualifier === undefined ? FunctionName : `${FunctionName}:${Qualifier}`;
}

/** Functions and each of their aliases have policies of their own. https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
function policyOf(name: FunctionName, aws: Aws): Promise<Resolved | undefined> {
  const operation = 'lambda:GetPolicy';
  return aws.shared(`${operation} ${keyOf(name)}`, async () => {
    const answer = await ask(
      aws,
      operation,
      ({ client, GetPolicyCommand }, options) => client.send(new GetPolicyCommand(name), options),
      NONE,
    );
    return answer && jsonDocument(member(answer.Policy, operation, 'a policy'), operation);
  });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html */
async function readUrl(url: DeployedResource, aws: Aws): Promise<Reading> {
  const operation = 'lambda:GetFunctionUrlConfig';
  const target = functionName(url.property('TargetFunctionArn')) ?? functionName(url.physicalId);
  if (!target) throw new Unreadable('which function it is of is not known');
  const name = { ...target, ...qualifierOf(url.property('Qualifier')) };
  const answer = await ask(aws, operation, ({ client, GetFunctionUrlConfigCommand }, options) =>
    client.send(new GetFunctionUrlConfigCommand(name), options),
  );
  return { properties: { AuthType: member(answer?.AuthType, operation, 'AuthType') } };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
async function readEventInvokeConfig(config: DeployedResource, aws: Aws): Promise<Reading> {
  const target = functionName(config.property('FunctionName'));
  if (!target) throw new Unreadable('which function it is of is not known');
  const name = { ...target, ...qualifierOf(config.property('Qualifier')) };
  const answer = await ask(
    aws,
    'lambda:GetFunctionEventInvokeConfig',
    ({ client, GetFunctionEventInvokeConfigCommand }, options) =>
      client.send(new GetFunctionEventInvokeConfigCommand(name), options),
    NONE,
  );
  return { properties: { DestinationConfig: destinations(answer?.DestinationConfig) } };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
async function readEventSourceMapping(mapping: DeployedResource, aws: Aws): Promise<Reading> {
  const operation = 'lambda:GetEventSourceMapping';
  const answer = await ask(aws, operation, ({ client, GetEventSourceMappingCommand }, options) =>
    client.send(new GetEventSourceMappingCommand({ UUID: mapping.physicalId }), options),
  );
  member(answer?.UUID, operation, 'a mapping');
  const window = answer?.MaximumBatchingWindowInSeconds;
  return {
    properties: {
      DestinationConfig: destinations(answer?.DestinationConfig),
      MaximumBatchingWindowInSeconds:
        window === 0 && !isWritten(mapping, 'MaximumBatchingWindowInSeconds') ? undefined : window,
    },
  };
}

interface Destinations {
  readonly OnSuccess?: { readonly Destination?: string | undefined } | undefined;
  readonly OnFailure?: { readonly Destination?: string | undefined } | undefined;
}

/** Lambda answers with empty objects where there is none. */
function destinations({ OnSuccess, OnFailure }: Destinations = {}): Resolved | undefined {
  const to = (each: Destinations['OnFailure']) => (each?.Destination ? { Destination: each.Destination } : undefined);
  const set = { OnSuccess: to(OnSuccess), OnFailure: to(OnFailure) };
  return set.OnSuccess || set.OnFailure ? setOf(set) : undefined;
}

/** Its permissions that the template does not have. */
async function readLayerVersion(layer: DeployedResource, aws: Aws): Promise<Reading> {
  const declared = layer
    .declared(LAYER_PERMISSION.type)
    .filter((permission) => layerArnOf(permission) === layer.physicalId)
    .map(({ physicalId }) => LAYER_PERMISSION.sid(physicalId));
  const of = { LayerVersionArn: referenceTo(layer.logicalId) };
  const policy = layerPolicyOf(layer.physicalId, aws);
  return { properties: {}, found: await permissionsBeside(policy, of, LAYER_PERMISSION, new Set(declared)) };
}

async function readLayerPermission(permission: DeployedResource, aws: Aws): Promise<Reading> {
  const policy = await layerPolicyOf(layerArnOf(permission), aws);
  return { properties: permissionIn(policy, permission, LAYER_PERMISSION) };
}

/** The version of the layer, which its physical id begins with. */
function layerArnOf(permission: DeployedResource): string {
  const written = permission.property('LayerVersionArn');
  return typeof written === 'string' ? written : (permission.physicalId.split('#')[0] ?? '');
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionPolicy.html */
function layerPolicyOf(arn: string, aws: Aws): Promise<Resolved | undefined> {
  const operation = 'lambda:GetLayerVersionPolicy';
  return aws.shared(`${operation} ${arn}`, async () => {
    const version = layerVersion(arn);
    if (!version) throw new Unreadable(`${arn} is no version of a layer`);
    const answer = await ask(
      aws,
      operation,
      ({ client, GetLayerVersionPolicyCommand }, options) =>
        client.send(new GetLayerVersionPolicyCommand(version), options),
      NONE,
    );
    return answer && jsonDocument(member(answer.Policy, operation, 'a policy'), operation);
  });
}
