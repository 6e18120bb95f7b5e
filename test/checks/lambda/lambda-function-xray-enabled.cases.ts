import type { CheckCases } from '../../../src/checks/testing.ts';

const role = (policies: string) => `
Function:
  Type: AWS::Lambda::Function
  Properties:
    Role: !GetAtt Role.Arn
Role:
  Type: AWS::IAM::Role
  Properties:
    ${policies}
`;

export default {
  pass: [
    { template: 'Function: { Type: AWS::Lambda::Function, Properties: { TracingConfig: { Mode: Active } } }' },
    {
      name: 'SAM, by Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Tracing: Active } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0' }
`,
    },
  ],
  fail: [
    {
      name: 'SAM, whose role gets what it takes',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
`,
      message: 'is not traced',
      path: ['Properties', 'TracingConfig'],
      fixed: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    Tracing: Active
`,
    },
    {
      name: 'SAM, switched off by Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Tracing: PassThrough
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
`,
      message: 'is not traced',
      fixed: `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Tracing: Active
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
`,
    },
    {
      name: 'a role of its own that may write traces',
      template: role('ManagedPolicyArns: [!Sub "arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"]'),
      fixed: role('ManagedPolicyArns: [!Sub "arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"]').replace(
        'Role.Arn\n',
        'Role.Arn\n    TracingConfig:\n      Mode: Active\n',
      ),
    },
    {
      name: 'a role of its own that may, by its policy',
      template: role(
        'Policies: [{ PolicyName: trace, PolicyDocument: { Statement: [{ Effect: Allow, Action: ["xray:PutTraceSegments"], Resource: "*" }] } }]',
      ),
    },
    {
      name: 'a role of its own that may not: Lambda would refuse',
      template: role('ManagedPolicyArns: []'),
      fixed: false,
    },
    {
      name: 'only what others trace',
      template: 'Function: { Type: AWS::Lambda::Function, Properties: { TracingConfig: { Mode: PassThrough } } }',
      fixed: false,
    },
  ],
  unknown: [
    { template: 'Function: { Type: AWS::Lambda::Function, Properties: { TracingConfig: !ImportValue tracing } }' },
  ],
} satisfies CheckCases;
