import type { CodeDeployClient, DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { Resolved } from '../../template/model.ts';
import { setOf } from '../answers.ts';
import { Unreadable, type Aws } from '../aws.ts';
import type * as Clients from '../clients/deployment-groups.ts';
import type { Operation } from '../operations.ts';
import type { DeployedResource, Reading, ResourceReader } from '../reader.ts';
import { isWritten, withoutDefaults } from './defaults.ts';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';

/** The groups of an application take one call, of which SAM makes one per stack. */
export const codedeploy: ResourceReader = {
  types: ['AWS::CodeDeploy::DeploymentConfig', GROUP],
  operations: ['codedeploy:BatchGetDeploymentGroups', 'codedeploy:GetDeploymentConfig'],
  read: (resource, aws) => (resource.type === GROUP ? readGroup(resource, aws) : readConfig(resource, aws)),
};

function ask<T>(
  aws: Aws,
  operation: Operation,
  call: (
    codedeploy: typeof Clients & { client: CodeDeployClient },
    options: { abortSignal: AbortSignal },
  ) => Promise<T>,
): Promise<T | undefined> {
  return aws.ask(operation, async (abortSignal) => {
    const codedeploy = await aws.client('deployment-groups', async (settings) => {
      const commands = await import('../clients/deployment-groups.ts');
      return { ...commands, client: new commands.CodeDeployClient(settings) };
    });
    return call(codedeploy, { abortSignal });
  });
}

async function readGroup(group: DeployedResource, aws: Aws): Promise<Reading> {
  const found = (await groupsWith(group, aws)).find((each) => each.deploymentGroupName === group.physicalId);
  if (!found) throw new Unreadable(`codedeploy:BatchGetDeploymentGroups answered without ${group.physicalId}`);
  const read = {
    AlarmConfiguration: alarms(found),
    AutoRollbackConfiguration: rollback(found),
    DeploymentConfigName: configName(found, group),
  };
  return { properties: withoutDefaults(group, read) };
}

/** More names than this CodeDeploy refuses. */
const BATCH = 100;

/**
 * The group and others of its application, as many as go into one call.
 * https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentGroups.html
 */
function groupsWith(group: DeployedResource, aws: Aws): Promise<readonly DeploymentGroupInfo[]> {
  const operation = 'codedeploy:BatchGetDeploymentGroups';
  const applicationName = group.property('ApplicationName');
  if (typeof applicationName !== 'string') throw new Unreadable('which application it is of is not known');
  const names = group
    .declared(GROUP)
    .filter((other) => other.property('ApplicationName') === applicationName)
    .map(({ physicalId }) => physicalId);
  const at = Math.max(0, names.indexOf(group.physicalId));
  const deploymentGroupNames = names.slice(at - (at % BATCH), at - (at % BATCH) + BATCH);
  return aws.shared(`${operation} ${applicationName} ${Math.floor(at / BATCH)}`, async () => {
    const answer = await ask(aws, operation, ({ client, BatchGetDeploymentGroupsCommand }, options) =>
      client.send(new BatchGetDeploymentGroupsCommand({ applicationName, deploymentGroupNames }), options),
    );
    return answer?.deploymentGroupsInfo ?? [];
  });
}

function alarms({ alarmConfiguration }: DeploymentGroupInfo): Resolved | undefined {
  if (!alarmConfiguration) return undefined;
  const { enabled = false, ignorePollAlarmFailure, alarms = [] } = alarmConfiguration;
  return setOf({
    Enabled: enabled,
    Alarms: alarms.map(({ name }) => setOf({ Name: name })),
    IgnorePollAlarmFailure: ignorePollAlarmFailure || undefined,
  });
}

function rollback({ autoRollbackConfiguration }: DeploymentGroupInfo): Resolved | undefined {
  if (!autoRollbackConfiguration) return undefined;
  const { enabled = false, events = [] } = autoRollbackConfiguration;
  return setOf({ Enabled: enabled, Events: events.length > 0 ? events : undefined });
}

/** What CodeDeploy takes where none is named. https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
const BY_DEFAULT = [
  'CodeDeployDefault.ECSAllAtOnce',
  'CodeDeployDefault.LambdaAllAtOnce',
  'CodeDeployDefault.OneAtATime',
];

function configName({ deploymentConfigName: name }: DeploymentGroupInfo, group: DeployedResource) {
  const isDefault = name !== undefined && BY_DEFAULT.includes(name) && !isWritten(group, 'DeploymentConfigName');
  return isDefault ? undefined : name;
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeploymentConfig.html */
async function readConfig({ physicalId }: DeployedResource, aws: Aws): Promise<Reading> {
  const operation = 'codedeploy:GetDeploymentConfig';
  const answer = await ask(aws, operation, ({ client, GetDeploymentConfigCommand }, options) =>
    client.send(new GetDeploymentConfigCommand({ deploymentConfigName: physicalId }), options),
  );
  const config = answer?.deploymentConfigInfo;
  if (!config) throw new Unreadable(`${operation} answered without a configuration`);
  const { type, timeBasedCanary: canary, timeBasedLinear: linear } = config.trafficRoutingConfig ?? {};
  return {
    properties: {
      ComputePlatform: config.computePlatform,
      TrafficRoutingConfig:
        type &&
        setOf({
          Type: type,
          TimeBasedCanary:
            canary && setOf({ CanaryInterval: canary.canaryInterval, CanaryPercentage: canary.canaryPercentage }),
          TimeBasedLinear:
            linear && setOf({ LinearInterval: linear.linearInterval, LinearPercentage: linear.linearPercentage }),
        }),
    },
  };
}
