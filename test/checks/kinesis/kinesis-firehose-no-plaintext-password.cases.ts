import type { CheckCases } from '../../../src/checks/testing.ts';

const stream = (destination: string, parameter = '') => `
${parameter && `Parameters: { Password: { Type: String${parameter} } }`}
Resources:
  Stream: { Type: AWS::KinesisFirehose::DeliveryStream, Properties: { ${destination} } }
`;
const redshift = (properties: string) => `RedshiftDestinationConfiguration: { Username: orders, ${properties} }`;
const splunk = (properties: string) => `SplunkDestinationConfiguration: { HECEndpointType: Raw, ${properties} }`;

export default {
  pass: [
    { name: 'to S3, without a password', template: stream('S3DestinationConfiguration: { BucketARN: orders }') },
    {
      name: 'a secret of Secrets Manager',
      template: stream(redshift('SecretsManagerConfiguration: { Enabled: true, SecretARN: orders }')),
    },
    { name: 'a hidden parameter', template: stream(redshift('Password: !Ref Password'), ', NoEcho: true') },
    {
      name: 'a secret that CloudFormation reads',
      template: stream(splunk("HECToken: '{{resolve:secretsmanager:splunk:SecretString:token}}'")),
    },
    {
      name: 'an endpoint without an access key',
      template: stream('HttpEndpointDestinationConfiguration: { EndpointConfiguration: { Url: https://example.com } }'),
    },
  ],
  fail: [
    {
      template: `
Stream:
  Type: AWS::KinesisFirehose::DeliveryStream
  Properties:
    SplunkDestinationConfiguration:
      HECToken: correct-horse`,
      message: 'SplunkDestinationConfiguration.HECToken is in plain text',
      path: ['Properties', 'SplunkDestinationConfiguration', 'HECToken'],
      fixed: false,
    },
    { name: 'to Redshift', template: stream(redshift('Password: correct-horse')) },
    {
      name: 'to Snowflake',
      template: stream(
        "SnowflakeDestinationConfiguration: { PrivateKey: '{{resolve:ssm-secure:/key:1}}', KeyPassphrase: horse }",
      ),
      message: 'SnowflakeDestinationConfiguration.KeyPassphrase is in plain text',
    },
    {
      name: 'to an endpoint',
      template: stream('HttpEndpointDestinationConfiguration: { EndpointConfiguration: { AccessKey: horse } }'),
    },
    {
      name: 'a parameter that CloudFormation shows',
      template: stream(redshift('Password: !Ref Password'), ', MinLength: 8'),
      message: 'RedshiftDestinationConfiguration.Password is a parameter whose value CloudFormation shows',
    },
    {
      name: 'no password at all',
      template: stream(redshift('ClusterJDBCURL: orders')),
      message: 'RedshiftDestinationConfiguration has neither Password nor a secret of Secrets Manager',
    },
    {
      name: 'none, where a parameter is demanded',
      options: { source: 'parameter' },
      template: stream('S3DestinationConfiguration: { BucketARN: orders }'),
      message: 'logs in with no parameter',
    },
  ],
  unknown: [
    { name: 'a reference to nothing', template: stream(redshift('Password: !Ref Nothing')) },
    { name: 'where it delivers to', template: stream('RedshiftDestinationConfiguration: !ImportValue destination') },
    {
      name: 'whether it has a secret',
      template: stream(splunk('SecretsManagerConfiguration: !ImportValue configuration')),
    },
  ],
} satisfies CheckCases;
