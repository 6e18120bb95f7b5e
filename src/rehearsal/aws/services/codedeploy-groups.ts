/** What CodeDeploy says of deployment groups and configurations. */
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Account } from '../account.ts';
import { AwsError, type Operation } from '../service.ts';

type Properties = Readonly<Record<string, unknown>>;

export const GROUPS: Readonly<Record<string, Operation>> = {
  BatchGetDeploymentGroups: ({ applicationName, deploymentGroupNames }, { account }) => {
    const names = isList(deploymentGroupNames) ? deploymentGroupNames : [];
    if (names.length > 100)
      throw new AwsError('BatchLimitExceededException', 'The maximum number of names or IDs allowed is 100');
    const platform = platformOf(applicationName, account);
    const infos = names.flatMap((name) => {
      const group = account.find(name, 'AWS::CodeDeploy::DeploymentGroup');
      return group?.properties['ApplicationName'] === applicationName
        ? [infoOf(String(name), group!.properties, platform)]
        : [];
    });
    return { deploymentGroupsInfo: infos, errorMessage: infos.length < names.length ? 'Some groups do not exist' : '' };
  },
  GetDeploymentConfig: ({ deploymentConfigName }, { account }) => {
    const config = account.find(deploymentConfigName, 'AWS::CodeDeploy::DeploymentConfig');
    if (!config)
      throw new AwsError('DeploymentConfigDoesNotExistException', 'The deployment configuration does not exist');
    const { ComputePlatform = 'Server', TrafficRoutingConfig } = config.properties;
    const info = { deploymentConfigName, computePlatform: ComputePlatform };
    return { deploymentConfigInfo: { ...info, trafficRoutingConfig: inCamelCase(TrafficRoutingConfig) } };
  },
};

function platformOf(applicationName: unknown, account: Account): unknown {
  const application = account.find(applicationName, 'AWS::CodeDeploy::Application');
  if (!application)
    throw new AwsError('ApplicationDoesNotExistException', `No application found for name: ${String(applicationName)}`);
  return application.properties['ComputePlatform'] ?? 'Server';
}

/** What CodeDeploy takes where no configuration is named. */
const BY_DEFAULT: Properties = {
  ECS: 'CodeDeployDefault.ECSAllAtOnce',
  Lambda: 'CodeDeployDefault.LambdaAllAtOnce',
  Server: 'CodeDeployDefault.OneAtATime',
};

function infoOf(name: string, properties: Properties, platform: unknown): object {
  const { AlarmConfiguration, AutoRollbackConfiguration, DeploymentConfigName } = properties;
  return {
    applicationName: properties['ApplicationName'],
    deploymentGroupName: name,
    deploymentConfigName: DeploymentConfigName ?? own(BY_DEFAULT, String(platform)),
    computePlatform: platform,
    alarmConfiguration: {
      enabled: false,
      ignorePollAlarmFailure: false,
      alarms: [],
      ...(inCamelCase(AlarmConfiguration) as object | undefined),
    },
    autoRollbackConfiguration: {
      enabled: false,
      events: [],
      ...(inCamelCase(AutoRollbackConfiguration) as object | undefined),
    },
  };
}

/** CodeDeploy's members have the names of the properties, the first letter small; truth and numbers may be text there. */
function inCamelCase(value: unknown): unknown {
  if (isList(value)) return value.map(inCamelCase);
  if (value === 'true' || value === 'false') return value === 'true';
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([key, item]) => [key[0]!.toLowerCase() + key.slice(1), inCamelCase(item)]);
  return Object.fromEntries(members) as object;
}
