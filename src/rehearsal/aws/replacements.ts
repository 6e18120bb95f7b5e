/** Which changes replace a resource. Data, by type. */
import { own } from '../../template/resolve/values.ts';
import { PHYSICAL_NAMES } from '../../checks/physical-names.ts';

/**
 * Properties that cannot be changed in place, beside the physical name, for the types of a serverless service. Of each
 * type its `createOnlyProperties` and `conditionalCreateOnlyProperties`:
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
const CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::Deployment': ['DeploymentCanarySettings', 'RestApiId'],
  'AWS::ApiGateway::Stage': ['RestApiId', 'StageName'],
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::ApiGatewayV2::Stage': ['ApiId', 'StageName'],
  'AWS::ApplicationAutoScaling::ScalableTarget': ['ResourceId', 'ScalableDimension', 'ServiceNamespace'],
  'AWS::ApplicationAutoScaling::ScalingPolicy': ['ResourceId', 'ScalableDimension', 'ScalingTargetId'],
  'AWS::CertificateManager::Certificate': ['DomainName', 'KeyAlgorithm', 'SubjectAlternativeNames', 'ValidationMethod'],
  'AWS::CodeDeploy::Application': ['ComputePlatform'],
  'AWS::CodeDeploy::DeploymentConfig': [
    'ComputePlatform',
    'MinimumHealthyHosts',
    'TrafficRoutingConfig',
    'ZonalConfig',
  ],
  'AWS::CodeDeploy::DeploymentGroup': ['ApplicationName'],
  'AWS::DynamoDB::GlobalTable': ['GlobalTableSourceArn', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::DynamoDB::Table': ['ImportSourceSpecification', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::EFS::FileSystem': ['AvailabilityZoneName', 'Encrypted', 'KmsKeyId', 'PerformanceMode'],
  'AWS::Events::Rule': ['EventBusName'],
  'AWS::IAM::ManagedPolicy': ['Description', 'Path'],
  'AWS::IAM::Role': ['Path'],
  'AWS::Lambda::Alias': ['FunctionName', 'Name'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier'],
  'AWS::Lambda::EventSourceMapping': [
    'EventSourceArn',
    'SelfManagedEventSource',
    'StartingPosition',
    'StartingPositionTimestamp',
  ],
  'AWS::Lambda::Function': ['PackageType', 'TenancyConfig'],
  'AWS::Lambda::LayerVersion': [
    'CompatibleArchitectures',
    'CompatibleRuntimes',
    'Content',
    'Description',
    'LayerName',
    'LicenseInfo',
  ],
  'AWS::Lambda::Permission': [
    'Action',
    'EventSourceToken',
    'FunctionName',
    'FunctionUrlAuthType',
    'InvokedViaFunctionUrl',
    'Principal',
    'PrincipalOrgID',
    'SourceAccount',
    'SourceArn',
  ],
  'AWS::Lambda::Url': ['Qualifier', 'TargetFunctionArn'],
  'AWS::Lambda::Version': [
    'CodeSha256',
    'Description',
    'FunctionName',
    'ProvisionedConcurrencyConfig',
    'RuntimePolicy',
  ],
  'AWS::Pipes::Pipe': ['Source'],
  'AWS::RDS::DBCluster': [
    'AvailabilityZones',
    'DBSubnetGroupName',
    'DatabaseName',
    'EngineMode',
    'KmsKeyId',
    'SnapshotIdentifier',
    'StorageEncrypted',
  ],
  'AWS::RDS::DBInstance': [
    'CharacterSetName',
    'DBClusterIdentifier',
    'DBName',
    'DBSubnetGroupName',
    'KmsKeyId',
    'MasterUsername',
    'StorageEncrypted',
    'Timezone',
  ],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['FifoTopic'],
  'AWS::SQS::Queue': ['FifoQueue'],
  'AWS::StepFunctions::StateMachine': ['StateMachineType'],
};

/** Does a change of the property make a new resource in the place of the old one? */
export function replaces(type: string, property: string): boolean {
  const createOnly = own(CREATE_ONLY, type) as readonly string[] | undefined;
  return createOnly?.includes(property) === true || own(PHYSICAL_NAMES, type) === property;
}
