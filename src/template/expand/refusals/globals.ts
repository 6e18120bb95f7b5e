/**
 * The Globals section and `IgnoreGlobals`.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
import { isList, isRecord, own } from '../../resolve/values.ts';
import type { Expansion } from '../expansion.ts';
import { isMacroKey } from './shapes.ts';

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Api: [
    'Auth',
    'Name',
    'DefinitionUri',
    'CacheClusterEnabled',
    'CacheClusterSize',
    'MergeDefinitions',
    'Variables',
    'EndpointConfiguration',
    'MethodSettings',
    'BinaryMediaTypes',
    'MinimumCompressionSize',
    'Cors',
    'GatewayResponses',
    'AccessLogSetting',
    'CanarySetting',
    'TracingEnabled',
    'OpenApiVersion',
    'Domain',
    'AlwaysDeploy',
    'PropagateTags',
    'SecurityPolicy',
    'EndpointAccessMode',
  ],
  CapacityProvider: [
    'VpcConfig',
    'OperatorRole',
    'Tags',
    'InstanceRequirements',
    'ScalingConfig',
    'KmsKeyArn',
    'PropagateTags',
    'LoggingConfig',
    'ManagedResourceTags',
  ],
  Function: [
    'Handler',
    'Runtime',
    'CodeUri',
    'DeadLetterQueue',
    'Description',
    'MemorySize',
    'Timeout',
    'VpcConfig',
    'Environment',
    'Tags',
    'PropagateTags',
    'Tracing',
    'KmsKeyArn',
    'AutoPublishAlias',
    'AutoPublishAliasAllProperties',
    'Layers',
    'DeploymentPreference',
    'RolePath',
    'PermissionsBoundary',
    'ReservedConcurrentExecutions',
    'ProvisionedConcurrencyConfig',
    'AssumeRolePolicyDocument',
    'EventInvokeConfig',
    'FileSystemConfigs',
    'CodeSigningConfigArn',
    'Architectures',
    'SnapStart',
    'EphemeralStorage',
    'FunctionUrlConfig',
    'RuntimeManagementConfig',
    'LoggingConfig',
    'RecursiveLoop',
    'SourceKMSKeyArn',
    'TenancyConfig',
    'DurableConfig',
    'CapacityProviderConfig',
    'FunctionScalingConfig',
    'PublishToLatestPublished',
    'VersionDeletionPolicy',
  ],
  HttpApi: [
    'Auth',
    'AccessLogSettings',
    'StageVariables',
    'Tags',
    'CorsConfiguration',
    'DefaultRouteSettings',
    'Domain',
    'RouteSettings',
    'FailOnWarnings',
    'PropagateTags',
  ],
  LayerVersion: ['PublishLambdaVersion'],
  MicrovmImage: [
    'BuildRoleArn',
    'BaseImageArn',
    'BaseImageVersion',
    'Logging',
    'EgressNetworkConnectors',
    'CpuConfigurations',
    'Resources',
    'AdditionalOsCapabilities',
    'Hooks',
    'EnvironmentVariables',
    'Tags',
    'PropagateTags',
  ],
  NetworkConnector: ['OperatorRole', 'Tags', 'PropagateTags'],
  SimpleTable: ['SSESpecification'],
  StateMachine: ['PropagateTags'],
  WebSocketApi: [
    'AccessLogSettings',
    'ApiKeySelectionExpression',
    'DefaultRouteSettings',
    'DisableExecuteApiEndpoint',
    'DisableSchemaValidation',
    'Domain',
    'FailOnWarnings',
    'IpAddressType',
    'PropagateTags',
    'RouteSelectionExpression',
    'RouteSettings',
    'StageVariables',
    'Tags',
  ],
};

export function checkGlobals(x: Expansion, data: Readonly<Record<string, unknown>>): void {
  if (!('Globals' in data)) return;
  if (!isRecord(data.Globals)) {
    x.fail('globals-not-a-mapping', 'Globals has to be a map of sections such as Function', ['Globals']);
    return;
  }
  for (const [section, properties] of Object.entries(data.Globals)) {
    if (!isMacroKey(section)) checkSection(x, section, properties);
  }
  for (const [logicalId, resource] of x.written) checkIgnored(x, logicalId, resource, data.Globals);
}

function checkSection(x: Expansion, section: string, properties: unknown): void {
  const path = ['Globals', section];
  const known = own(SECTIONS, section) as readonly string[] | undefined;
  if (!known) {
    x.fail('globals-section', `Globals has no section ${section}; it has ${Object.keys(SECTIONS).join(', ')}`, path);
  } else if (!isRecord(properties)) {
    x.fail('globals-not-a-mapping', `Globals.${section} has to be a map of properties`, path);
  } else {
    for (const name of Object.keys(properties)) {
      if (known.includes(name) || isMacroKey(name)) continue;
      const text = `${name} cannot stand in Globals.${section}: write it at each resource`;
      x.fail('globals-property', text, [...path, name]);
    }
  }
}

/** `IgnoreGlobals` is `*` or names properties that Globals has. */
function checkIgnored(
  x: Expansion,
  logicalId: string,
  { Type, IgnoreGlobals }: Readonly<Record<string, unknown>>,
  globals: Readonly<Record<string, unknown>>,
): void {
  const section = own(globals, typeof Type === 'string' ? Type.replace('AWS::Serverless::', '') : '');
  if (!isRecord(section) || IgnoreGlobals === undefined || IgnoreGlobals === null || IgnoreGlobals === '*') return;
  const path = ['Resources', logicalId, 'IgnoreGlobals'];
  if (!isList(IgnoreGlobals)) {
    x.fail('ignore-globals', `${logicalId}: IgnoreGlobals has to be '*' or a list of property names`, path);
    return;
  }
  IgnoreGlobals.forEach((name, index) => {
    if (typeof name === 'string' && Object.hasOwn(section, name)) return;
    x.fail('ignore-globals', `${logicalId}: IgnoreGlobals names ${String(name)}, which Globals does not have`, [
      ...path,
      index,
    ]);
  });
}
