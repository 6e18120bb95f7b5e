/** A default service with more than it has, so that nothing that may be read is not there; deployed into the stand-in. */
import { CloudFormationClient, CreateChangeSetCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import type { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { service } from '../project/support.ts';

export const made = service({ triggers: ['http', 'queue', 'schedule', 'stream', 'bucket'], table: true });

/** What a service may come to have, so that nothing that may be read is not there. */
const MORE = `
  More: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: true, KeyPolicy: { Version: "2012-10-17", Statement: [] } } }
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { GenerateSecretString: {} } }
  Rest: { Type: AWS::ApiGateway::RestApi, Properties: { Name: rest } }
  RestStage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Rest, StageName: a, DeploymentId: d } }
  Provisioned:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MaxCapacity: 5
      MinCapacity: 1
      ResourceId: !Sub table/\${Provisioned}
      RoleARN: arn:aws:iam::123456789012:role/scaling
      ScalableDimension: dynamodb:table:ReadCapacityUnits
      ServiceNamespace: dynamodb
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: follow
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Target
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties: { PolicyDocument: { Version: "2012-10-17", Statement: [] } }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: { DefinitionString: "{}", RoleArn: "arn:aws:iam::123456789012:role/machine" }
  Layer: { Type: AWS::Lambda::LayerVersion, Properties: { Content: { S3Bucket: b, S3Key: k } } }
  LayerUse:
    Type: AWS::Lambda::LayerVersionPermission
    Properties: { Action: lambda:GetLayerVersion, LayerVersionArn: !Ref Layer, Principal: "123456789012" }
  Address:
    Type: AWS::Lambda::Url
    Properties: { AuthType: AWS_IAM, TargetFunctionArn: !GetAtt HttpFunction.Arn }
  Certificate: { Type: AWS::CertificateManager::Certificate, Properties: { DomainName: example.com } }
  Slow:
    Type: AWS::CodeDeploy::DeploymentConfig
    Properties: { ComputePlatform: Lambda, TrafficRoutingConfig: { Type: AllAtOnce } }
  User:
    Type: AWS::IAM::User
    Properties: { Policies: [{ PolicyName: own, PolicyDocument: { Version: "2012-10-17", Statement: [] } }] }
  Group:
    Type: AWS::IAM::Group
    Properties: { Policies: [{ PolicyName: own, PolicyDocument: { Version: "2012-10-17", Statement: [] } }] }
  Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: !Ref User } }
`;

/** What the SDK needs of the environment to find the stand-in. */
export function useStandIn(aws: AwsStandIn): CloudFormationClient {
  Object.assign(process.env, aws.environment, {
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_REGION: 'eu-west-1',
  });
  return new CloudFormationClient({});
}

/** @returns the ARN of the stack */
export async function deployed(aws: AwsStandIn, client: CloudFormationClient): Promise<string> {
  const text = made.files.get('template.yaml')!.replaceAll(/^( *CodeUri:).*/gm, '$1 s3://bucket/key');
  aws.account.objects.set('bucket/template', text.replace(/^Outputs:/m, `${MORE}\nOutputs:`));
  const { Id, StackId } = await client.send(
    new CreateChangeSetCommand({
      StackName: 'orders-prod',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateURL: 's3://bucket/template',
      Parameters: [{ ParameterKey: 'Environment', ParameterValue: 'prod' }],
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    }),
  );
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id! }));
  return StackId!;
}
