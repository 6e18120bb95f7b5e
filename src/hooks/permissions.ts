/** What the hook functions may do. The generated template's policies are made from this table. */
import { STACK_ACTIONS } from '../live/cloudformation.ts';

export type HookName = 'pre-traffic' | 'post-traffic' | 'report-failure' | 'recorder' | 'stack-gate';

/**
 * What a statement is about:
 * - `stack`: `arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${AWS::StackName}/*`
 * - `nested-stacks`: the same with `stack/${AWS::StackName}-*`
 * - `deployment-groups`: `arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${application}/*`
 * - `parameters`: `arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/fitness/<service>/${Environment}/${AWS::StackName}/*`
 * - `candidate`, `unsettled`: that one of them, and where it goes on
 * - `locks`: those below `lock/`
 * - `release-dashboard`, `existing-dashboard`: the one that the recorder makes, and the one that fitness.yaml names
 * - `*`: actions that IAM cannot limit to a resource
 */
export type PermissionScope =
  | 'stack'
  | 'nested-stacks'
  | 'deployment-groups'
  | 'parameters'
  | 'candidate'
  | 'unsettled'
  | 'locks'
  | 'release-dashboard'
  | 'existing-dashboard'
  | '*';

export interface PermissionStatement {
  /** `Sid` of the statement: letters and digits. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly PermissionScope[];
  /** Given only where fitness.yaml has a dashboard of the product's own. */
  readonly onlyFor?: 'existing-dashboard';
}

/** To tell CodeDeploy the verdict, and to ask it whether the deployment is a rollback. */
const ANSWER: PermissionStatement = {
  sid: 'AnswerCodeDeploy',
  actions: ['codedeploy:GetDeployment', 'codedeploy:PutLifecycleEventHookExecutionStatus'],
  resources: ['deployment-groups'],
};

/** To ask whether the stack is rolling back, and which stack it belongs to. */
const STATUS: PermissionStatement = {
  sid: 'ReadStackStatus',
  actions: ['cloudformation:DescribeStacks'],
  resources: ['stack'],
};

/** To read what is deployed. */
const READ: PermissionStatement = {
  sid: 'ReadStack',
  actions: STACK_ACTIONS,
  resources: ['stack', 'nested-stacks'],
};

/** To learn how the release before this one ended, if the recorder missed it. */
const HISTORY: PermissionStatement = {
  sid: 'ReadStackHistory',
  actions: ['cloudformation:DescribeStackEvents'],
  resources: ['stack'],
};

/** To know the last good release, and what was measured since. */
const RECALL: PermissionStatement = {
  sid: 'ReadRecords',
  actions: ['ssm:GetParameter'],
  resources: ['parameters'],
};

/** To remember what was measured, and who measures. Never the baseline, which only the recorder writes. */
function remember(...resources: ('candidate' | 'unsettled' | 'locks')[]): PermissionStatement {
  return { sid: 'KeepCandidate', actions: ['ssm:PutParameter'], resources };
}

/** To compare a new version with the old one. */
const COMPARE: PermissionStatement = {
  sid: 'CompareVersions',
  actions: ['codedeploy:ListDeploymentTargets', 'codedeploy:BatchGetDeploymentTargets', 'cloudwatch:GetMetricData'],
  resources: ['*'],
};

/** To make a candidate the baseline, and to add to the history. */
const RECORD: PermissionStatement = {
  sid: 'KeepRecords',
  actions: ['ssm:PutParameter'],
  resources: ['parameters'],
};

/** To draw the releases so far. */
const RECALL_HISTORY: PermissionStatement = {
  sid: 'ReadHistory',
  actions: ['ssm:GetParameterHistory', 'ssm:GetParametersByPath'],
  resources: ['parameters'],
};

/** To remove the locks of releases that are through. */
const SWEEP: PermissionStatement = { sid: 'RemoveLocks', actions: ['ssm:DeleteParameters'], resources: ['locks'] };

const DRAW: PermissionStatement = {
  sid: 'DrawReleases',
  actions: ['cloudwatch:PutDashboard'],
  resources: ['release-dashboard'],
};

/** To put fitness on a dashboard that the team made. */
const DRAW_INTO: PermissionStatement = {
  sid: 'DrawFitness',
  actions: ['cloudwatch:GetDashboard', 'cloudwatch:PutDashboard'],
  resources: ['existing-dashboard'],
  onlyFor: 'existing-dashboard',
};

/** To leave one alone that CloudFormation manages, whatever stack that is. */
const MANAGED: PermissionStatement = {
  sid: 'FindManagingStack',
  actions: ['cloudformation:DescribeStackResources'],
  resources: ['*'],
  onlyFor: 'existing-dashboard',
};

/** Least privilege of each hook function, beside writing its own log. */
export const PERMISSIONS: Readonly<Record<HookName, readonly PermissionStatement[]>> = {
  'pre-traffic': [ANSWER, READ, HISTORY, RECALL, remember('candidate', 'unsettled', 'locks')],
  'post-traffic': [ANSWER, STATUS, COMPARE, RECALL, remember('candidate')],
  'report-failure': [ANSWER, STATUS],
  recorder: [READ, HISTORY, RECALL, RECALL_HISTORY, RECORD, SWEEP, DRAW, DRAW_INTO, MANAGED],
  'stack-gate': [READ, RECALL],
};

/** Where hooks come next that functions had before (`adopted.functions.<id>.hooks: chained`). `next-hooks`: those, which the template names. */
export interface ChainStatement extends Omit<PermissionStatement, 'resources' | 'onlyFor'> {
  readonly resources: readonly ('next-hooks' | '*')[];
}

/**
 * What pre-traffic and report-failure may do in addition where functions are chained; both get `FITNESS_NEXT_HOOKS` then
 * (`nextHooksVariable` of next-hook.ts).
 */
export const CHAIN_PERMISSIONS: readonly ChainStatement[] = [
  {
    sid: 'FindFunction',
    actions: ['codedeploy:ListDeploymentTargets', 'codedeploy:BatchGetDeploymentTargets'],
    resources: ['*'],
  },
  { sid: 'CallNextHooks', actions: ['lambda:InvokeFunction'], resources: ['next-hooks'] },
];
