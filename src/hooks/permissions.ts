/** What the hook functions may do. The generated template's policies are made from this table. */

export type HookName = 'pre-traffic' | 'post-traffic' | 'report-failure' | 'recorder';

/**
 * What a statement is about:
 * - `stack`: `arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${AWS::StackName}/*`
 * - `nested-stacks`: the same with `stack/${AWS::StackName}-*`
 * - `deployment-groups`: `arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${application}/*`
 * - `parameters`: `arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/fitness/<service>/${Environment}/${AWS::StackName}/*`
 * - `*`: actions that IAM cannot limit to a resource
 */
export type PermissionScope = 'stack' | 'nested-stacks' | 'deployment-groups' | 'parameters' | '*';

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

/** To keep the baseline and the candidate. */
const REMEMBER: PermissionStatement = {
  sid: 'KeepBaseline',
  actions: ['ssm:GetParameter', 'ssm:PutParameter'],
  resources: ['parameters'],
};

/** Least privilege of each hook function, beside writing its own log. */
export const PERMISSIONS: Readonly<Record<HookName, readonly PermissionStatement[]>> = {
  'pre-traffic': [ANSWER, READ, HISTORY, REMEMBER],
  'post-traffic': [ANSWER, STATUS, REMEMBER],
  'report-failure': [ANSWER, STATUS],
  recorder: [READ, REMEMBER],
};
