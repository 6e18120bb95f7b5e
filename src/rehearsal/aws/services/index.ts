import type { PlayedService } from '../service.ts';
import { apigateway } from './apigateway.ts';
import { cloudformation } from './cloudformation.ts';
import { codedeploy } from './codedeploy.ts';
import { events } from './events.ts';
import { lambda } from './lambda.ts';
import { monitoring } from './monitoring.ts';
import { ssm } from './ssm.ts';
import { states } from './states.ts';

/** Every service that is played. */
export const SERVICES: readonly PlayedService[] = [
  apigateway,
  cloudformation,
  codedeploy,
  events,
  lambda,
  monitoring,
  ssm,
  states,
];
