/** The readers and measurers themselves, of those that a service's checks need. */
import type { CheckMeta } from '../checks/api.ts';
import type { LiveConfig } from '../config/config.ts';
import { coldStarts } from './cold-starts.ts';
import { configRules } from './config.ts';
import { accessKeys, certificates, parameters, secrets } from './credentials.ts';
import { equipmentFor } from './equipment.ts';
import type { Measurer } from './measurer.ts';
import { performance } from './performance.ts';
import type { ResourceReader } from './reader.ts';
import { apigateway } from './readers/apigateway.ts';
import { apigatewayv2 } from './readers/apigatewayv2.ts';
import { applicationAutoscaling } from './readers/application-autoscaling.ts';
import { cloudControl } from './readers/cloud-control.ts';
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

/** By what they are exported as. */
export const READING: Readonly<Record<string, ResourceReader>> = {
  apigateway,
  apigatewayv2,
  applicationAutoscaling,
  cloudwatch,
  codedeploy,
  dynamodb,
  events,
  iam,
  kms,
  lambda,
  logs,
  s3,
  secretsmanager,
  sns,
  sqs,
  stepfunctions,
};

export const MEASURING: Readonly<Record<string, Measurer>> = {
  performance,
  coldStarts,
  secrets,
  accessKeys,
  certificates,
  parameters,
  configRules,
};

/** What reads and measures a service for its checks. */
export interface LiveInstruments {
  readonly readers: readonly ResourceReader[];
  readonly measurers: readonly Measurer[];
}

/** @param checks those that are enabled in some environment */
export function instrumentsFor(checks: readonly CheckMeta[], live: LiveConfig): LiveInstruments {
  const { readers, measurers } = equipmentFor(checks, live);
  return {
    readers: readers.map(({ name, types }) => (types ? cloudControl(types) : known(READING, name))),
    measurers: measurers.map(({ name }) => known(MEASURING, name)),
  };
}

function known<Kind>(instruments: Readonly<Record<string, Kind>>, name: string): Kind {
  const found = instruments[name];
  if (found === undefined) throw new Error(`there is no instrument ${name}`);
  return found;
}
