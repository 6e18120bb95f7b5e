/** What the hook functions may do. The generated template's policies are made from this table. */

export type HookName = 'pre-traffic' | 'post-traffic' | 'report-failure' | 'recorder';

/**
 * What a statement is about:
 * - `stack`: `arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${AWS::StackName}/*`
 * - `nested-stacks`: the same with `stack/${AWS::StackName}-*`
 * - `deployment-groups`: `arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${application}/*`
 * - `parameters`: `arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/fitness/<service>/${Environment}/${AWS::StackName}/*`
 * - `candidate`, `unsettled`: that one of them
 * - `*`: actions that IAM cannot limit to a resource
 */
export type PermissionScope =
  'stack' | 'nested-stacks' | 'deployment-groups' | 'parameters' | 'candidate' | 'unsettled' | '*';

export interface PermissionStatement {
  /** `Sid` of the statement: letters and digits. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly PermissionScope[];
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
  actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate', 'cloudformation:ListStackResources'],
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

/** To remember what was measured. Never the baseline, which only the recorder writes. */
function remember(...resources: ('candidate' | 'unsettled')[]): PermissionStatement {
  return { sid: 'KeepCandidate', actions: ['ssm:PutParameter'], resources };
}

/** To make a candidate the baseline. */
const RECORD: PermissionStatement = {
  sid: 'KeepRecords',
  actions: ['ssm:PutParameter'],
  resources: ['parameters'],
};

/** Least privilege of each hook function, beside writing its own log. */
export const PERMISSIONS: Readonly<Record<HookName, readonly PermissionStatement[]>> = {
  'pre-traffic': [ANSWER, READ, HISTORY, RECALL, remember('candidate', 'unsettled')],
  'post-traffic': [ANSWER, STATUS, RECALL, remember('candidate')],
  'report-failure': [ANSWER, STATUS],
  recorder: [READ, RECALL, RECORD],
};
