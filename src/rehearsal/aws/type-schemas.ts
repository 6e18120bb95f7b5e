/** What the registry of CloudFormation says of types, as far as Cloud Control needs it. */
import { own } from '../../template/resolve/values.ts';
import { AwsError } from './service.ts';

interface TypeSchema {
  readonly identifier: readonly string[];
  /** Names of properties, or paths below one: `Endpoint/Address`. */
  readonly readOnly?: readonly string[];
  readonly writeOnly?: readonly string[];
  /** Properties that may be set beside those that are. */
  readonly properties?: readonly string[];
}

/** By the schemas that AWS publishes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html */
export const TYPE_SCHEMAS: Readonly<Record<string, TypeSchema>> = {
  'AWS::CloudFront::Distribution': {
    identifier: ['Id'],
    readOnly: ['Id', 'DomainName'],
    properties: ['DistributionConfig', 'Tags'],
  },
  'AWS::Cognito::IdentityPool': {
    identifier: ['Id'],
    readOnly: ['Id', 'Name'],
    writeOnly: ['PushSync', 'CognitoStreams', 'CognitoEvents'],
    properties: ['AllowUnauthenticatedIdentities', 'IdentityPoolName'],
  },
  'AWS::Cognito::UserPool': {
    identifier: ['UserPoolId'],
    readOnly: ['ProviderName', 'UserPoolId', 'ProviderURL', 'Arn'],
    writeOnly: ['EnabledMfas'],
    properties: ['MfaConfiguration', 'Policies', 'UserPoolName'],
  },
  'AWS::Kinesis::Stream': {
    identifier: ['Name'],
    readOnly: ['Arn'],
    properties: ['Name', 'ShardCount', 'StreamEncryption', 'RetentionPeriodHours'],
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    identifier: ['DeliveryStreamName'],
    readOnly: ['Arn'],
    writeOnly: ['HttpEndpointDestinationConfiguration/EndpointConfiguration/AccessKey', 'S3DestinationConfiguration'],
    properties: ['DeliveryStreamEncryptionConfigurationInput', 'DeliveryStreamType'],
  },
  'AWS::RDS::DBCluster': {
    identifier: ['DBClusterIdentifier'],
    readOnly: ['DBClusterArn', 'DBClusterResourceId', 'Endpoint', 'Endpoint/Address', 'MasterUserSecret/SecretArn'],
    writeOnly: ['MasterUserPassword', 'SnapshotIdentifier', 'SourceDBClusterIdentifier'],
    properties: ['Engine', 'KmsKeyId', 'StorageEncrypted'],
  },
  'AWS::RDS::DBInstance': {
    identifier: ['DBInstanceIdentifier'],
    readOnly: ['DBInstanceArn', 'DbiResourceId', 'Endpoint', 'Endpoint/Address', 'MasterUserSecret/SecretArn'],
    writeOnly: ['MasterUserPassword', 'DBSnapshotIdentifier', 'SourceDBInstanceIdentifier'],
    properties: ['Engine', 'KmsKeyId', 'StorageEncrypted', 'DBClusterIdentifier'],
  },
};

/** As DescribeType has it; of a type that is not played, that it cannot be provisioned so. */
export function describedType(name: string): object {
  if (!/^[A-Za-z0-9]{2,64}(?:::[A-Za-z0-9]{2,64}){2}$/.test(name))
    throw new AwsError('ValidationError', `1 validation error detected: Value '${name}' at 'typeName' is not one`);
  const found = own(TYPE_SCHEMAS, name) as TypeSchema | undefined;
  const { identifier, readOnly = [], writeOnly = [], properties = [] } = found ?? { identifier: ['Id'] };
  const pointers = (paths: readonly string[]) => paths.map((path) => `/properties/${path}`);
  const roots = [...identifier, ...readOnly, ...writeOnly, ...properties].map((path) => path.split('/')[0] ?? '');
  const schema = {
    typeName: name,
    properties: Object.fromEntries(roots.map((root) => [root, {}])),
    primaryIdentifier: pointers(identifier),
    ...(readOnly.length > 0 && { readOnlyProperties: pointers(readOnly) }),
    ...(writeOnly.length > 0 && { writeOnlyProperties: pointers(writeOnly) }),
  };
  return {
    Type: 'RESOURCE',
    TypeName: name,
    ProvisioningType: found ? 'FULLY_MUTABLE' : 'NON_PROVISIONABLE',
    Schema: JSON.stringify(schema),
  };
}
