/**
 * What a call needs: API operation → IAM actions. They are often not of one name, and one action may serve many
 * operations. Every action is checked against the Service Authorization Reference by a test.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const OPERATIONS = {
  'cloudformation:DescribeStacks': ['cloudformation:DescribeStacks'],
  'cloudformation:GetTemplate': ['cloudformation:GetTemplate'],
  'cloudformation:ListStackResources': ['cloudformation:ListStackResources'],
  'cloudwatch:GetMetricData': ['cloudwatch:GetMetricData'],
  'lambda:GetAccountSettings': ['lambda:GetAccountSettings'],
  'logs:StartQuery': ['logs:StartQuery'],
  'logs:GetQueryResults': ['logs:GetQueryResults'],
  'logs:StopQuery': ['logs:StopQuery'],
  'secretsmanager:DescribeSecret': ['secretsmanager:DescribeSecret'],
  'acm:DescribeCertificate': ['acm:DescribeCertificate'],
  'iam:ListAccessKeys': ['iam:ListAccessKeys'],
  'ssm:DescribeParameters': ['ssm:DescribeParameters'],
  'config:DescribeConfigurationRecorderStatus': ['config:DescribeConfigurationRecorderStatus'],
  'config:DescribeConfigRules': ['config:DescribeConfigRules'],
  'config:GetComplianceDetailsByResource': ['config:GetComplianceDetailsByResource'],
  'config:ListDiscoveredResources': ['config:ListDiscoveredResources'],
  'codedeploy:ListDeploymentTargets': ['codedeploy:ListDeploymentTargets'],
  'codedeploy:BatchGetDeploymentTargets': ['codedeploy:BatchGetDeploymentTargets'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** `service:Operation`, the service as in ARNs of IAM actions. */
export type Operation = keyof typeof OPERATIONS;

export function actionsOf(operation: Operation): readonly string[] {
  return OPERATIONS[operation];
}
