import type { GetEventSourceMappingCommandOutput } from '@aws-sdk/client-lambda';
import type { Resolved } from '../../template/model.ts';
import { member, setOf } from '../answers.ts';
import { properties, Unreadable, type Aws } from '../aws.ts';
import type { DeployedResource, Reading, ResourceReader } from '../reader.ts';
import { isWritten } from './defaults.ts';
import { ask, NONE } from './lambda-client.ts';
import { readFunction } from './lambda-function.ts';
import { functionName, qualifierOf, type FunctionName } from './lambda-names.ts';
import { permissionsOf, readLayerPermission, readLayerVersion, readPermission } from './lambda-permissions.ts';
import { lambda as calls } from '../calls.ts';

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
  operations: calls,
  read: (resource, aws) => READ[resource.type]!(resource, aws),
};

async function readUrl(url: DeployedResource, aws: Aws): Promise<Reading> {
  return { properties: await properties({ AuthType: authTypeOf(url, aws) }) };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html */
async function authTypeOf(url: DeployedResource, aws: Aws): Promise<Resolved> {
  const operation = 'lambda:GetFunctionUrlConfig';
  const name = nameOf(url, 'TargetFunctionArn');
  const answer = await ask(aws, operation, ({ client, GetFunctionUrlConfigCommand }, options) =>
    client.send(new GetFunctionUrlConfigCommand(name), options),
  );
  return member(answer?.AuthType, operation, 'AuthType');
}

async function readEventInvokeConfig(config: DeployedResource, aws: Aws): Promise<Reading> {
  return { properties: await properties({ DestinationConfig: asynchronousDestinations(config, aws) }) };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
async function asynchronousDestinations(config: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const operation = 'lambda:GetFunctionEventInvokeConfig';
  const name = nameOf(config, 'FunctionName');
  const answer = await ask(
    aws,
    operation,
    ({ client, GetFunctionEventInvokeConfigCommand }, options) =>
      client.send(new GetFunctionEventInvokeConfigCommand(name), options),
    NONE,
  );
  if (answer) member(answer.FunctionArn, operation, 'a function');
  return destinations(answer?.DestinationConfig);
}

/** The function that a property names, and the alias or version that another does. */
function nameOf(resource: DeployedResource, property: string): FunctionName {
  const target = functionName(resource.property(property));
  if (!target) throw new Unreadable('which function it is for is not known');
  return { ...target, ...qualifierOf(resource.property('Qualifier')) };
}

async function readEventSourceMapping(mapping: DeployedResource, aws: Aws): Promise<Reading> {
  const read = mappingOf(mapping, aws);
  const window = ({ MaximumBatchingWindowInSeconds: seconds }: GetEventSourceMappingCommandOutput) =>
    seconds === 0 && !isWritten(mapping, 'MaximumBatchingWindowInSeconds') ? undefined : seconds;
  return {
    properties: await properties({
      DestinationConfig: read.then(({ DestinationConfig }) => destinations(DestinationConfig)),
      MaximumBatchingWindowInSeconds: read.then(window),
    }),
  };
}

/** What it reads, and for which function, only a replacement changes. https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
async function mappingOf({ physicalId }: DeployedResource, aws: Aws): Promise<GetEventSourceMappingCommandOutput> {
  const operation = 'lambda:GetEventSourceMapping';
  const answer = await ask(aws, operation, ({ client, GetEventSourceMappingCommand }, options) =>
    client.send(new GetEventSourceMappingCommand({ UUID: physicalId }), options),
  );
  member(answer?.UUID, operation, 'a mapping');
  return answer!;
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
