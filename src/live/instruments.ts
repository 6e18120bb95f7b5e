/** All readers and measurers, and which of them a service's checks need: its hooks import those and no others. */
import type { CheckMeta } from '../checks/api.ts';
import type { LiveConfig } from '../config/config.ts';
import { coldStarts } from './cold-starts.ts';
import { configRules } from './config.ts';
import { accessKeys, certificates, parameters, secrets } from './credentials.ts';
import { grantsFor, type Grant } from './grants.ts';
import type { Measurer } from './measurer.ts';
import { performance } from './performance.ts';
import { actionsOf, type Operation } from './operations.ts';
import type { ResourceReader } from './reader.ts';
import { apigateway } from './readers/apigateway.ts';
import { apigatewayv2 } from './readers/apigatewayv2.ts';
import { applicationAutoscaling } from './readers/application-autoscaling.ts';
import { cloudControl, cloudControlActions, cloudControlTypes } from './readers/cloud-control.ts';
import { cloudwatch } from './readers/cloudwatch.ts';
import { codedeploy } from './readers/codedeploy.ts';
import { dynamodb } from './readers/dynamodb.ts';
import { events } from './readers/events.ts';
import { iam } from './readers/iam.ts';
import { kms } from './readers/kms.ts';
import { lambda } from './readers/lambda.ts';
import { logs } from './readers/logs.ts';
import { s3 } from './readers/s3.ts';
import { secretsmanager } from './readers/secretsmanager.ts';
import { sns } from './readers/sns.ts';
import { sqs } from './readers/sqs.ts';
import { stepfunctions } from './readers/stepfunctions.ts';

interface Instrument<Kind> {
  /** What it is exported as. */
  readonly name: string;
  /** The types that it is made for, if what is exported makes it. */
  readonly types?: readonly string[];
  /** `create-fitness-serverless/live/<module>` */
  readonly module: string;
  /** Clients of the AWS SDK that it loads, without `@aws-sdk/client-`. */
  readonly clients: readonly string[];
  readonly instrument: Kind;
}

export const READERS: readonly Instrument<ResourceReader>[] = [
  { name: 'apigateway', module: 'apigateway', clients: ['api-gateway'], instrument: apigateway },
  { name: 'apigatewayv2', module: 'apigatewayv2', clients: ['apigatewayv2'], instrument: apigatewayv2 },
  {
    name: 'applicationAutoscaling',
    module: 'application-autoscaling',
    clients: ['application-auto-scaling'],
    instrument: applicationAutoscaling,
  },
  { name: 'cloudwatch', module: 'cloudwatch', clients: ['cloudwatch'], instrument: cloudwatch },
  { name: 'codedeploy', module: 'codedeploy', clients: ['codedeploy'], instrument: codedeploy },
  { name: 'dynamodb', module: 'dynamodb', clients: ['dynamodb', 'application-auto-scaling'], instrument: dynamodb },
  { name: 'events', module: 'events', clients: ['eventbridge'], instrument: events },
  { name: 'iam', module: 'iam', clients: ['iam'], instrument: iam },
  { name: 'kms', module: 'kms', clients: ['kms'], instrument: kms },
  { name: 'lambda', module: 'lambda', clients: ['lambda'], instrument: lambda },
  { name: 'logs', module: 'logs', clients: ['cloudwatch-logs'], instrument: logs },
  { name: 's3', module: 's3', clients: ['s3'], instrument: s3 },
  { name: 'secretsmanager', module: 'secretsmanager', clients: ['secrets-manager'], instrument: secretsmanager },
  { name: 'sns', module: 'sns', clients: ['sns'], instrument: sns },
  { name: 'sqs', module: 'sqs', clients: ['sqs'], instrument: sqs },
  { name: 'stepfunctions', module: 'stepfunctions', clients: ['sfn'], instrument: stepfunctions },
];

export const MEASURERS: readonly Instrument<Measurer>[] = [
  { name: 'performance', module: 'performance', clients: ['cloudwatch', 'lambda'], instrument: performance },
  { name: 'coldStarts', module: 'cold-starts', clients: ['cloudwatch-logs'], instrument: coldStarts },
  { name: 'secrets', module: 'credentials', clients: ['secrets-manager'], instrument: secrets },
  { name: 'accessKeys', module: 'credentials', clients: ['iam'], instrument: accessKeys },
  { name: 'certificates', module: 'credentials', clients: ['acm'], instrument: certificates },
  { name: 'parameters', module: 'credentials', clients: ['ssm'], instrument: parameters },
  { name: 'configRules', module: 'config', clients: ['config-service'], instrument: configRules },
];

/** What a service's checks need to be judged live. */
export interface Equipment {
  readonly readers: readonly Instrument<ResourceReader>[];
  readonly measurers: readonly Instrument<Measurer>[];
  /** For the policy of what reads. */
  readonly grants: readonly Grant[];
}

/** @param checks those that are enabled in some environment */
export function equipmentFor(checks: readonly CheckMeta[], live: LiveConfig): Equipment {
  const wanted = new Set(checks.flatMap(({ liveActions }) => liveActions));
  const judged = new Set(checks.flatMap(({ resourceTypes, relatedTypes = [] }) => [...resourceTypes, ...relatedTypes]));
  const isCalled = (operations: readonly Operation[]) =>
    operations.some((operation) => actionsOf(operation).every((action) => wanted.has(action)));
  const others = othersOf(checks, live);
  const readers = READERS.filter(
    ({ instrument: { types, operations } }) => types.some((type) => judged.has(type)) && isCalled(operations),
  );
  const measurers = MEASURERS.filter(({ instrument }) => isCalled(instrument.operations));
  const calls = [...readers, ...measurers].map(({ instrument }) => instrument);
  return {
    readers: [...readers, ...others.readers],
    measurers,
    grants: [...grantsFor(calls, checks), ...others.grants],
  };
}

/** Cloud Control, where fitness.yaml lets it read what has no reader of its own. */
function othersOf(checks: readonly CheckMeta[], live: LiveConfig): Pick<Equipment, 'readers' | 'grants'> {
  const covered = new Set(READERS.flatMap(({ instrument }) => instrument.types));
  const types = cloudControlTypes(live.cloudControl, checks, covered);
  if (types.length === 0) return { readers: [], grants: [] };
  const reader = {
    name: 'cloudControl',
    types,
    module: 'cloud-control',
    clients: ['cloudcontrol', 'cloudformation'],
    instrument: cloudControl(types),
  };
  const actions = cloudControlActions(types);
  return { readers: [reader], grants: [{ sid: 'ReadByCloudControl', actions, resources: ['*'] }] };
}
