import type { CheckCases } from '../../../src/checks/testing.ts';

const sam = (properties: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0', ${properties} }`;
const alias = (policy: string) => `
Function: { Type: AWS::Lambda::Function }
Live:
  Type: AWS::Lambda::Alias
  Properties: { FunctionName: !Ref Function, Name: live }
${policy}`;

export default {
  pass: [
    { name: 'SAM', template: sam('AutoPublishAlias: live, DeploymentPreference: { Type: Canary10Percent5Minutes }') },
    {
      name: 'CloudFormation',
      template: alias(
        '  UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: app, DeploymentGroupName: group } }',
      ),
    },
  ],
  fail: [
    {
      name: 'no alias',
      template: sam(''),
      message: 'has no alias, so each deployment replaces it for everybody at once',
      fixed: false,
    },
    { name: 'an alias alone', template: alias(''), message: 'its alias Live moves all traffic at once' },
    { name: 'switched off', template: sam('AutoPublishAlias: live, DeploymentPreference: { Enabled: false }') },
  ],
  unknown: [
    {
      name: 'under a condition',
      template: `
Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Function: { Type: AWS::Lambda::Function }
  Live:
    Type: AWS::Lambda::Alias
    Condition: IsProd
    Properties: { FunctionName: !Ref Function, Name: live }
    UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: app, DeploymentGroupName: group } }
`,
      message: /^depends on IsProd \(where it does not hold\): has no alias/,
    },
  ],
} satisfies CheckCases;
