/** What Lambda says of functions, their permissions, URLs and mappings, and of layers. */
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Account } from '../account.ts';
import { AwsError, type Route } from '../service.ts';

type Properties = Readonly<Record<string, unknown>>;

const FUNCTION = '/2015-03-31/functions/{FunctionName}';

/** Of an account that has asked for no more. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const CONCURRENT_EXECUTIONS = 1000;

export const SETTINGS: readonly Route[] = [
  {
    operation: 'GetAccountSettings',
    method: 'GET',
    path: '/2016-08-19/account-settings',
    play: (_, { account }) => {
      const functions = account.ofType('AWS::Lambda::Function');
      const reserved = functions.map(([, { properties }]) => Number(properties['ReservedConcurrentExecutions'] ?? 0));
      const left = CONCURRENT_EXECUTIONS - reserved.reduce((sum, each) => sum + each, 0);
      return {
        AccountLimit: { ConcurrentExecutions: CONCURRENT_EXECUTIONS, UnreservedConcurrentExecutions: left },
        AccountUsage: { FunctionCount: functions.length },
      };
    },
  },
  {
    operation: 'GetFunctionConfiguration',
    method: 'GET',
    path: `${FUNCTION}/configuration`,
    play: ({ FunctionName }, { account }) => configurationOf(functionOf(FunctionName, account), account),
  },
  {
    operation: 'GetFunctionConcurrency',
    method: 'GET',
    path: '/2019-09-30/functions/{FunctionName}/concurrency',
    play: ({ FunctionName }, { account }) => {
      const { ReservedConcurrentExecutions: reserved } = functionOf(FunctionName, account).properties;
      return { ReservedConcurrentExecutions: reserved === undefined ? undefined : Number(reserved) };
    },
  },
  {
    operation: 'GetPolicy',
    method: 'GET',
    path: `${FUNCTION}/policy`,
    play: ({ FunctionName, Qualifier }, { account }) => {
      const { name } = functionOf(FunctionName, account);
      const target = Qualifier === undefined ? name : `${name}:${nameIn(Qualifier)}`;
      const arn = account.arn('lambda', `function:${target}`);
      const statements = account
        .ofType('AWS::Lambda::Permission')
        .filter(([, { properties }]) => nameIn(properties['FunctionName']) === target)
        .map(([id, { properties }]) => statementOf(id, properties, arn, PERMISSION));
      return policyWith(statements);
    },
  },
  {
    operation: 'GetFunctionUrlConfig',
    method: 'GET',
    path: '/2021-10-31/functions/{FunctionName}/url',
    play: ({ FunctionName, Qualifier }, { account }) => {
      const url = qualified(account, 'AWS::Lambda::Url', 'TargetFunctionArn', FunctionName, Qualifier);
      const { AuthType, InvokeMode = 'BUFFERED' } = url;
      const FunctionArn = account.arn('lambda', `function:${String(FunctionName)}`);
      return { FunctionUrl: 'https://abc.lambda-url.eu-west-1.on.aws/', FunctionArn, AuthType, InvokeMode };
    },
  },
  {
    operation: 'GetFunctionEventInvokeConfig',
    method: 'GET',
    path: '/2019-09-25/functions/{FunctionName}/event-invoke-config',
    play: ({ FunctionName, Qualifier }, { account }) => {
      const config = qualified(account, 'AWS::Lambda::EventInvokeConfig', 'FunctionName', FunctionName, Qualifier);
      const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = config;
      const FunctionArn = account.arn('lambda', `function:${nameIn(FunctionName)}`);
      const destinations = { DestinationConfig: destinationsOf(DestinationConfig) };
      return { FunctionArn, MaximumRetryAttempts, MaximumEventAgeInSeconds, ...destinations };
    },
  },
  {
    operation: 'GetEventSourceMapping',
    method: 'GET',
    path: '/2015-03-31/event-source-mappings/{UUID}',
    play: ({ UUID }, { account }) => {
      const mapping = account.find(UUID, 'AWS::Lambda::EventSourceMapping');
      if (!mapping) throw notFound('The resource you requested does not exist.');
      const { FunctionName, DestinationConfig, MaximumBatchingWindowInSeconds: window, ...rest } = mapping.properties;
      return {
        ...rest,
        UUID,
        State: 'Enabled',
        FunctionArn: account.arn('lambda', `function:${nameIn(FunctionName)}`),
        MaximumBatchingWindowInSeconds: Number(window ?? 0),
        DestinationConfig: destinationsOf(DestinationConfig),
      };
    },
  },
  {
    operation: 'GetLayerVersionPolicy',
    method: 'GET',
    path: '/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy',
    play: ({ LayerName, VersionNumber }, { account }) => {
      const arn = `${String(LayerName)}:${String(VersionNumber)}`;
      const statements = account
        .ofType('AWS::Lambda::LayerVersionPermission')
        .filter(([, { properties }]) => properties['LayerVersionArn'] === arn)
        .map(([id, { properties }]) => statementOf(id.slice(id.indexOf('#') + 1), properties, arn, LAYER));
      return policyWith(statements);
    },
  },
];

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}

/** Takes a name, an ARN, and each of them with an alias or a version. */
function nameIn(text: unknown): string {
  const parts = String(text).split(':');
  return parts.slice(parts.indexOf('function') + 1).join(':');
}

function functionOf(asked: unknown, account: Account): { name: string; properties: Properties } {
  const [name = ''] = nameIn(asked).split(':');
  const found = account.find(name, 'AWS::Lambda::Function');
  if (!found) throw notFound(`Function not found: ${account.arn('lambda', `function:${name}`)}`);
  return { name, properties: found.properties };
}

/** Of what is set for each alias of a function apart: that of the one which is asked for. */
function qualified(account: Account, type: string, property: string, asked: unknown, qualifier: unknown): Properties {
  const wanted = nameIn(asked).split(':')[0];
  const found = account.ofType(type).find(([, { properties }]) => {
    const [name, alias] = nameIn(properties[property]).split(':');
    const of = properties['Qualifier'] ?? alias ?? '$LATEST';
    return name === wanted && of === (qualifier ?? '$LATEST');
  });
  if (!found) throw notFound('The resource you requested does not exist.');
  return found[1].properties;
}

/** As Lambda answers, with what it takes where nothing is said. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
function configurationOf({ name, properties }: { name: string; properties: Properties }, account: Account) {
  const { Environment, LoggingConfig, MemorySize = 128, PackageType = 'Zip', Timeout = 3 } = properties;
  const { DeadLetterConfig, Runtime, Handler, CapacityProviderConfig } = properties;
  const log = isRecord(LoggingConfig) ? LoggingConfig : {};
  return {
    FunctionName: name,
    FunctionArn: account.arn('lambda', `function:${name}`),
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Role: properties['Role'],
    Runtime,
    Handler,
    DeadLetterConfig,
    CapacityProviderConfig,
    MemorySize: Number(MemorySize),
    PackageType,
    Timeout: Number(Timeout),
    Environment: environmentOf(Environment),
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}`, ...log },
    TracingConfig: { Mode: own(properties['TracingConfig'], 'Mode') ?? 'PassThrough' },
    VpcConfig: networkOf(properties['VpcConfig']),
  };
}

/** One that cannot be decrypted comes as an error, as it is put here. Values are texts. */
function environmentOf(environment: unknown): object | undefined {
  const variables = own(environment, 'Variables');
  if (!isRecord(variables)) return isRecord(environment) ? environment : undefined;
  return { Variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])) };
}

function networkOf(config: unknown): object {
  const [subnets, groups] = [own(config, 'SubnetIds') ?? [], own(config, 'SecurityGroupIds') ?? []];
  return { SubnetIds: subnets, SecurityGroupIds: groups, VpcId: isList(subnets) && subnets.length > 0 ? 'vpc-1' : '' };
}

function destinationsOf(config: unknown): object {
  return { OnSuccess: own(config, 'OnSuccess') ?? {}, OnFailure: own(config, 'OnFailure') ?? {} };
}

/** Condition operator and key, by the property that sets it. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
const PERMISSION: Readonly<Record<string, readonly [operator: string, key: string]>> = {
  EventSourceToken: ['StringEquals', 'lambda:EventSourceToken'],
  FunctionUrlAuthType: ['StringEquals', 'lambda:FunctionUrlAuthType'],
  InvokedViaFunctionUrl: ['Bool', 'lambda:InvokedViaFunctionUrl'],
  PrincipalOrgID: ['StringEquals', 'aws:PrincipalOrgID'],
  SourceAccount: ['StringEquals', 'AWS:SourceAccount'],
  SourceArn: ['ArnLike', 'AWS:SourceArn'],
};
const LAYER: typeof PERMISSION = { OrganizationId: ['StringEquals', 'aws:PrincipalOrgID'] };

function statementOf(Sid: string, properties: Properties, Resource: string, conditions: typeof PERMISSION): object {
  const condition: Record<string, Record<string, unknown>> = {};
  for (const [property, [operator, key]] of Object.entries(conditions)) {
    const value = properties[property];
    if (value !== undefined) condition[operator] = { ...condition[operator], [key]: value };
  }
  return {
    Sid,
    Effect: 'Allow',
    Principal: principalOf(String(properties['Principal'])),
    Action: properties['Action'],
    Resource,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function principalOf(principal: string): string | object {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}

function policyWith(statements: readonly object[]): object {
  if (statements.length === 0) throw notFound('The resource you requested does not exist.');
  return { Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }), RevisionId: '1' };
}
