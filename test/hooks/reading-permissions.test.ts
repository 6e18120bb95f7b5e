/** What the generated policy lets a hook read is what it asks for, in both directions: over a stack with something of every kind. */
import { CloudFormationClient, CreateChangeSetCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { measure } from '../../src/hooks/measure.ts';
import { hookEnvironment } from '../../src/hooks/environment.ts';
import { STACK_ACTIONS } from '../../src/live/cloudformation.ts';
import { equipmentFor } from '../../src/live/instruments.ts';
import { OPERATIONS } from '../../src/live/operations.ts';
import { unreadStack } from '../../src/live/reader.ts';
import { enabledChecks } from '../../src/project/enabled-checks.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { service } from '../project/support.ts';

const made = service({ triggers: ['http', 'queue', 'schedule', 'stream', 'bucket'], table: true });

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

let aws: AwsStandIn;
let client: CloudFormationClient;
const before = { ...process.env };

beforeAll(async () => {
  aws = await AwsStandIn.start();
  Object.assign(process.env, aws.environment, {
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_REGION: 'eu-west-1',
  });
  client = new CloudFormationClient({});
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});

async function deployed(): Promise<string> {
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

/** The service of a call is the one that signs it; that of a permission is IAM's. */
const IAM_NAMES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

test('a default service, with more than it has', async () => {
  const stackId = await deployed();
  const [bucket = ''] = [...aws.account.resources].find(([, { type }]) => type === 'AWS::S3::Bucket') ?? [];
  aws.account.config = {
    rules: { encrypted: { identifier: 'S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED' } },
    resources: { 'AWS::S3::Bucket': [{ id: bucket, name: bucket }] },
    results: [],
  };
  aws.calls.length = 0;
  const { readers, measurers, grants } = equipmentFor(enabledChecks(made.config), made.config.live);
  await measure({
    stack: unreadStack(stackId),
    client: () => Promise.resolve(client),
    readers: readers.map(({ instrument }) => instrument),
    measurers: measurers.map(({ instrument }) => instrument),
    checks: catalogue,
    config: made.config,
    environment: hookEnvironment({
      FITNESS_STACK_ID: stackId,
      FITNESS_ENVIRONMENT: 'prod',
      FITNESS_RELEASE_ID: 'release001',
    }),
    now: new Date(),
    readingTime: 60_000,
    signal: new AbortController().signal,
  });
  expect([...aws.unplayed]).toEqual([]);
  const operations = new Set(
    aws.calls.map((call) => {
      const [name = '', operation = ''] = call.split(':');
      return `${IAM_NAMES[name] ?? name}:${operation}`;
    }),
  );
  const needed = [...operations].flatMap((call) => OPERATIONS[call as keyof typeof OPERATIONS] ?? [call]);
  const allowed = [...STACK_ACTIONS, ...grants.flatMap(({ actions }) => actions)];
  expect([...new Set(needed)].sort()).toEqual([...new Set(allowed)].sort());
});
