/** What can go wrong while the hooks of a release run. Data. */
import type { Fault as ApiFault } from './aws/faults.ts';

export interface Fault {
  readonly summary: string;
  /** Operations that break, and how. */
  readonly breaks?: Readonly<Record<string, ApiFault>>;
  /** Environment variables of the pre-traffic hook, over the template's: what makes it die. */
  readonly environment?: Readonly<Record<string, string>>;
  /** An alarm of the deployment goes off while traffic shifts. */
  readonly alarm?: true;
  /** Milliseconds that every call takes. */
  readonly latency?: number;
  /** How much faster than ours time passes, where there is long to wait. @default 1 */
  readonly speed?: number;
}

const denied = { kind: 'error', code: 'AccessDeniedException', status: 403 } as const;

export const FAULTS = {
  alarm: { summary: 'an alarm goes off while the traffic shifts', alarm: true },
  'codedeploy-down': {
    summary: 'CodeDeploy takes no report for some minutes',
    breaks: { 'codedeploy:PutLifecycleEventHookExecutionStatus': { kind: '5xx', times: 12 } },
    speed: 20,
  },
  'config-denied': { summary: 'AWS Config may not be asked', breaks: { 'config:*': denied } },
  'hook-crash': {
    summary: 'the pre-traffic hook dies before it can answer',
    environment: { NODE_OPTIONS: '--max-old-space-size=10' },
  },
  'lost-report': {
    summary: 'CodeDeploy takes a report, and its answer gets lost',
    breaks: { 'codedeploy:PutLifecycleEventHookExecutionStatus': { kind: 'lost', times: 1 } },
  },
  'read-denied': {
    summary: 'the template of the stack may not be read',
    breaks: { 'cloudformation:GetTemplate': { ...denied, code: 'AccessDenied' } },
  },
  slow: { summary: 'every call to AWS takes half a second', latency: 500 },
  'ssm-down': { summary: 'the parameter store answers with errors', breaks: { 'ssm:*': { kind: '5xx' } }, speed: 5 },
  throttled: {
    summary: 'CloudFormation says twice that it is asked too often',
    breaks: { 'cloudformation:GetTemplate': { kind: 'throttle', times: 2 } },
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];
