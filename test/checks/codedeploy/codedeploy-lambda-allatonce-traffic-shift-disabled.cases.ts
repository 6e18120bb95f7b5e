import type { CheckCases } from '../../../src/checks/testing.ts';

const group = (properties: string, platform = 'Lambda') => `
Group:
  Type: AWS::CodeDeploy::DeploymentGroup
  Properties: { ApplicationName: !Ref Application, ${properties} }
Application: { Type: AWS::CodeDeploy::Application, Properties: { ComputePlatform: ${platform} } }
Config:
  Type: AWS::CodeDeploy::DeploymentConfig
  Properties: { ComputePlatform: Lambda, TrafficRoutingConfig: { Type: TimeBasedCanary } }
Hasty:
  Type: AWS::CodeDeploy::DeploymentConfig
  Properties: { ComputePlatform: Lambda, TrafficRoutingConfig: { Type: AllAtOnce } }`;
const sam = (type: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    AutoPublishAlias: live
    DeploymentPreference:
      Type: ${type}
`;

export default {
  pass: [
    { template: group('DeploymentConfigName: CodeDeployDefault.LambdaCanary10Percent5Minutes') },
    { name: 'SAM', template: sam('Linear10PercentEvery1Minute') },
    { name: 'an own configuration', template: group('DeploymentConfigName: !Ref Config') },
    { name: 'a configuration of another stack', template: group('DeploymentConfigName: Slow') },
  ],
  fail: [
    {
      template: group('DeploymentConfigName: CodeDeployDefault.LambdaAllAtOnce'),
      message: 'shifts all traffic at once',
      path: ['Properties', 'DeploymentConfigName'],
      fixed: group('DeploymentConfigName: CodeDeployDefault.LambdaCanary10Percent5Minutes'),
    },
    {
      name: 'SAM',
      template: sam('AllAtOnce # fast'),
      message: 'shifts all traffic at once',
      fixed: sam('Canary10Percent5Minutes # fast'),
    },
    {
      name: 'the default',
      template: group('ServiceRoleArn: role'),
      message: 'shifts all traffic at once, for want of a DeploymentConfigName',
    },
    {
      name: 'an own configuration',
      template: group('DeploymentConfigName: !Ref Hasty'),
      message: 'its configuration Hasty shifts all traffic at once',
      path: ['Properties', 'TrafficRoutingConfig', 'Type'],
      fixed: false,
    },
  ],
  unknown: [
    { name: 'the configuration', template: group('DeploymentConfigName: !ImportValue config') },
    {
      name: 'what it deploys to',
      template: 'Group: { Type: AWS::CodeDeploy::DeploymentGroup, Properties: { ApplicationName: shop } }',
    },
    {
      name: 'in some environments',
      template: `
Transform: AWS::Serverless-2016-10-31
Parameters: { Environment: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Environment, prod] }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
      AutoPublishAlias: live
      DeploymentPreference: { Type: !If [IsProd, Canary10Percent5Minutes, AllAtOnce] }
`,
      message: 'depends on IsProd (where it does not hold): shifts all traffic at once',
    },
  ],
  notApplicable: [
    {
      name: 'containers',
      template: group('DeploymentConfigName: CodeDeployDefault.ECSAllAtOnce', 'ECS'),
      message: 'deploys to ECS, not to Lambda',
    },
    {
      name: 'servers, by the name of the configuration',
      template:
        'Group: { Type: AWS::CodeDeploy::DeploymentGroup, Properties: { ApplicationName: shop, DeploymentConfigName: CodeDeployDefault.AllAtOnce } }',
    },
  ],
} satisfies CheckCases;
