import type { CheckCases } from '../../../src/checks/testing.ts';

const policy = (statement: string) => `
Policy:
  Type: AWS::IAM::ManagedPolicy
  Properties: { PolicyDocument: { Statement: [{ Effect: Allow, ${statement} }] } }`;

const lambda = (policies: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x
    Policies: ${policies}`;

export default {
  pass: [
    { template: policy('Action: dynamodb:GetItem, Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders') },
    {
      name: 'actions that take no resource',
      template: policy(
        "Action: [s3:ListAllMyBuckets, 'tag:*', 'autoscaling:Describe*', sts:GetCallerIdentity], Resource: '*'",
      ),
    },
    { name: 'metrics, which have no ARN', template: policy("Action: cloudwatch:PutMetricData, Resource: '*'") },
    {
      name: 'a policy template of SAM',
      resource: 'FunctionRole',
      template: lambda('[{ CloudWatchPutMetricPolicy: {} }]'),
    },
    {
      name: 'limited by a tag',
      template: policy(
        "Action: ec2:StopInstances, Resource: '*', Condition: { StringEquals: { aws:ResourceTag/team: orders } }",
      ),
    },
    { name: 'denied', template: policy("Action: s3:GetObject, Resource: '*'").replace('Allow', 'Deny') },
    { name: 'a role without policies', template: 'Role: { Type: AWS::IAM::Role }' },
    {
      name: 'what is allowed by option',
      options: { allowedActions: ['ec2:CreateNetworkInterface'] },
      template: policy("Action: [ec2:CreateNetworkInterface, ec2:DescribeNetworkInterfaces], Resource: '*'"),
    },
  ],
  fail: [
    {
      template: policy("Action: [dynamodb:GetItem, dynamodb:ListTables, dynamodb:PutItem], Resource: '*'"),
      message: 'allows dynamodb:GetItem, dynamodb:PutItem on every resource',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    { name: 'everything', template: policy("Action: '*', Resource: '*'"), message: 'allows * on every resource' },
    { name: 'one action of every service', template: policy("Action: '*:Get*', Resource: '*'") },
    { name: 'a pattern', template: policy("Action: 's3:Get*', Resource: ['*']") },
    { name: 'all but some', template: policy("NotAction: 'iam:*', Resource: '*'") },
    {
      name: 'a policy template of SAM',
      resource: 'FunctionRole',
      template: lambda('[{ VPCAccessPolicy: {} }]'),
      message: /CreateNetworkInterface/,
    },
  ],
  unknown: [
    { template: policy("Action: !ImportValue action, Resource: '*'") },
    { name: 'on what', template: policy('Action: s3:GetObject, Resource: !ImportValue buckets') },
    { name: 'a service that is not known', template: policy("Action: newservice:DoThis, Resource: '*'") },
    {
      name: 'its condition',
      template: policy("Action: s3:GetObject, Resource: '*', Condition: !ImportValue condition"),
      message: 'what its policy allows is known only when deployed',
    },
  ],
} satisfies CheckCases;
