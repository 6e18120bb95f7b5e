/** A function as it is unpublished, which is what its template says. */
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Resolved } from '../../template/model.ts';
import { hole, isRecord } from '../../template/resolve/values.ts';
import { member, plain, setOf } from '../answers.ts';
import { properties, Unreadable, type Aws, type LiveProperties } from '../aws.ts';
import type { DeployedResource, Reading } from '../reader.ts';
import { isWritten, withoutDefaults } from './defaults.ts';
import { ask } from './lambda-client.ts';
import { permissionsOf } from './lambda-permissions.ts';

export async function readFunction(lambda: DeployedResource, aws: Aws): Promise<Reading> {
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
