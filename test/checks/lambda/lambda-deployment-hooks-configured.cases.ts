import type { CheckCases } from '../../../src/checks/testing.ts';

const sam = (preference: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0', AutoPublishAlias: live, DeploymentPreference: { ${preference} } }
Hook: { Type: AWS::Lambda::Function }`;

export default {
  pass: [
    {
      template: sam('Type: AllAtOnce, Hooks: { PreTraffic: !Ref Hook, PostTraffic: !Ref Hook }'),
      resource: 'Function',
    },
    {
      name: 'CloudFormation',
      resource: 'Function',
      template: `
Function: { Type: AWS::Lambda::Function }
Live:
  Type: AWS::Lambda::Alias
  Properties: { FunctionName: !Ref Function, Name: live }
  UpdatePolicy:
    CodeDeployLambdaAliasUpdate: { BeforeAllowTrafficHook: before, AfterAllowTrafficHook: after }`,
    },
  ],
  fail: [
    {
      name: 'no hook after',
      resource: 'Function',
      template: sam('Type: AllAtOnce, Hooks: { PreTraffic: !Ref Hook }'),
      message: 'its alias FunctionAliaslive has no AfterAllowTrafficHook',
      fixed: false,
    },
    {
      name: 'none',
      resource: 'Function',
      template: sam('Type: AllAtOnce'),
      message: 'its alias FunctionAliaslive has no BeforeAllowTrafficHook',
    },
  ],
  unknown: [
    {
      name: 'a hook under a condition',
      resource: 'Function',
      template: `
Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:${sam('Type: AllAtOnce, Hooks: { PreTraffic: !If [IsProd, !Ref Hook, !Ref AWS::NoValue], PostTraffic: !Ref Hook }').replaceAll('\n', '\n  ')}
`,
      message: 'depends on IsProd (where it does not hold): its alias FunctionAliaslive has no BeforeAllowTrafficHook',
    },
  ],
  notApplicable: [
    {
      resource: 'Function',
      template: 'Function: { Type: AWS::Lambda::Function }',
      message: /^is not deployed gradually/,
    },
  ],
} satisfies CheckCases;
