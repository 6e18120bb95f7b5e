import type { PlayedService } from '../service.ts';
import { cloudformation } from './cloudformation.ts';
import { codedeploy } from './codedeploy.ts';
import { lambda } from './lambda.ts';
import { monitoring } from './monitoring.ts';
import { ssm } from './ssm.ts';

/** Every service that is played. */
export const SERVICES: readonly PlayedService[] = [cloudformation, codedeploy, lambda, monitoring, ssm];
