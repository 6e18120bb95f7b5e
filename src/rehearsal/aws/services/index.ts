import type { PlayedService } from '../service.ts';
import { acm } from './acm.ts';
import { apigateway } from './apigateway.ts';
import { applicationAutoscaling } from './application-autoscaling.ts';
import { cloudControl } from './cloud-control.ts';
import { cloudformation } from './cloudformation.ts';
import { codedeploy } from './codedeploy.ts';
import { config } from './config.ts';
import { dynamodb } from './dynamodb.ts';
import { events } from './events.ts';
import { iam } from './iam.ts';
import { kms } from './kms.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import { monitoring } from './monitoring.ts';
import { s3 } from './s3.ts';
import { secretsmanager } from './secretsmanager.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { ssm } from './ssm.ts';
import { states } from './states.ts';

/** Every service that is played. */
export const SERVICES: readonly PlayedService[] = [
  acm,
  apigateway,
  applicationAutoscaling,
  cloudControl,
  cloudformation,
  codedeploy,
  config,
  dynamodb,
  events,
  iam,
  kms,
  lambda,
  logs,
  monitoring,
  s3,
  secretsmanager,
  sns,
  sqs,
  ssm,
  states,
];
