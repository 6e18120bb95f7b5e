import type { CodeDeployClient, DeploymentConfigInfo, DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { Resolved } from '../../template/model.ts';
import { member, setOf } from '../answers.ts';
import { properties, Unreadable, type Aws } from '../aws.ts';
import type * as Clients from '../clients/deployment-groups.ts';
import type { Operation } from '../operations.ts';
import type { DeployedResource, Reading, ResourceReader } from '../reader.ts';
import { isWritten, withoutDefaults } from './defaults.ts';
import { codedeploy as calls } from '../calls.ts';

const BATCH_GET = 'codedeploy:BatchGetDeploymentGroups';
const GROUP = 'AWS::CodeDeploy::DeploymentGroup';

/** The groups of an application take one call, of which SAM makes one per stack. */
export const codedeploy: ResourceReader = {
  types: ['AWS::CodeDeploy::DeploymentConfig', GROUP],
  operations: calls,
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
  const info = infoOf(group, aws);
  const read = await properties({
    AlarmConfiguration: info.then(alarms),
    AutoRollbackConfiguration: info.then(rollback),
    DeploymentConfigName: info.then((each) => configName(each, group)),
  });
  return { properties: withoutDefaults(group, read) };
}

async function infoOf(group: DeployedResource, aws: Aws): Promise<DeploymentGroupInfo> {
  const found = (await groupsWith(group, aws)).find((each) => each.deploymentGroupName === group.physicalId);
  return member(found, BATCH_GET, group.physicalId);
}

/** More names than this CodeDeploy refuses. */
const BATCH = 100;

/**
 * The group and others of its application, as many as go into one call.
 * https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentGroups.html
 */
async function groupsWith(group: DeployedResource, aws: Aws): Promise<readonly DeploymentGroupInfo[]> {
  const applicationName = group.property('ApplicationName');
  if (typeof applicationName !== 'string') throw new Unreadable('which application it is of is not known');
  const names = group
    .declared(GROUP)
    .filter((other) => other.property('ApplicationName') === applicationName)
    .map(({ physicalId }) => physicalId);
  const at = Math.max(0, names.indexOf(group.physicalId));
  const deploymentGroupNames = names.slice(at - (at % BATCH), at - (at % BATCH) + BATCH);
  return aws.shared(`${BATCH_GET} ${applicationName} ${Math.floor(at / BATCH)}`, async () => {
    const answer = await ask(aws, BATCH_GET, ({ client, BatchGetDeploymentGroupsCommand }, options) =>
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

async function readConfig(config: DeployedResource, aws: Aws): Promise<Reading> {
  const info = configOf(config, aws);
  return {
    properties: await properties({
      ComputePlatform: info.then(({ computePlatform }) => computePlatform),
      TrafficRoutingConfig: info.then(routing),
    }),
  };
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeploymentConfig.html */
async function configOf({ physicalId }: DeployedResource, aws: Aws): Promise<DeploymentConfigInfo> {
  const operation = 'codedeploy:GetDeploymentConfig';
  const answer = await ask(aws, operation, ({ client, GetDeploymentConfigCommand }, options) =>
    client.send(new GetDeploymentConfigCommand({ deploymentConfigName: physicalId }), options),
  );
  return member(answer?.deploymentConfigInfo, operation, 'a configuration');
}

function routing({ trafficRoutingConfig }: DeploymentConfigInfo): Resolved | undefined {
  const { type, timeBasedCanary: canary, timeBasedLinear: linear } = trafficRoutingConfig ?? {};
  if (type === undefined) return undefined;
  return setOf({
    Type: type,
    TimeBasedCanary:
      canary && setOf({ CanaryInterval: canary.canaryInterval, CanaryPercentage: canary.canaryPercentage }),
    TimeBasedLinear:
      linear && setOf({ LinearInterval: linear.linearInterval, LinearPercentage: linear.linearPercentage }),
  });
}
