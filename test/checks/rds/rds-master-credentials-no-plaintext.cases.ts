import type { CheckCases } from '../../../src/checks/testing.ts';

const database = (properties: string, parameter = '') => `
${parameter && `Parameters: { Password: { Type: String${parameter} } }`}
Resources:
  Database: { Type: AWS::RDS::DBInstance, Properties: { MasterUsername: orders, ${properties} } }
  Generator: { Type: Custom::Password }
`;
const fromParameter = 'MasterUserPassword: !Ref Password';
const fromSecret = "MasterUserPassword: '{{resolve:secretsmanager:orders:SecretString:password}}'";

export default {
  pass: [
    { name: 'RDS manages it', template: database('ManageMasterUserPassword: true') },
    {
      name: 'a cluster whose password RDS manages',
      template: 'Cluster: { Type: AWS::RDS::DBCluster, Properties: { ManageMasterUserPassword: true } }',
    },
    { name: 'a hidden parameter', template: database(fromParameter, ', NoEcho: true') },
    {
      name: 'a hidden parameter, demanded',
      options: { source: 'parameter' },
      template: database(fromParameter, ", NoEcho: 'true'"),
    },
    {
      name: 'a hidden parameter that somebody gave a value',
      inputs: { parameters: { Password: 'correct-horse' } },
      template: database(fromParameter, ', NoEcho: true'),
    },
    { name: 'a secret that CloudFormation reads', template: database(fromSecret), options: { source: 'service' } },
    {
      name: 'a secret of the template',
      template: `
Database:
  Type: AWS::RDS::DBInstance
  Properties:
    MasterUserPassword: !Sub '{{resolve:secretsmanager:\${Secret}:SecretString:password}}'
Secret: { Type: AWS::SecretsManager::Secret }`,
    },
    { name: 'a SecureString', template: database("MasterUserPassword: '{{resolve:ssm-secure:/orders/password:1}}'") },
    { name: 'what another resource makes', template: database('MasterUserPassword: !GetAtt Generator.Password') },
    {
      name: 'none: a replica has that of its source',
      template: 'Replica: { Type: AWS::RDS::DBInstance, Properties: { SourceDBInstanceIdentifier: orders } }',
    },
    {
      name: 'a hidden parameter, where it has a value',
      template: `
Parameters: { Password: { Type: String, NoEcho: true } }
Conditions: { IsNew: !Not [!Equals [!Ref Password, '']] }
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: { MasterUserPassword: !If [IsNew, !Ref Password, !Ref AWS::NoValue] }
`,
    },
  ],
  fail: [
    {
      template: `
Database:
  Type: AWS::RDS::DBInstance
  Properties:
    MasterUserPassword: correct-horse`,
      message: 'MasterUserPassword is in plain text',
      path: ['Properties', 'MasterUserPassword'],
      fixed: false,
    },
    {
      name: 'a cluster',
      template: 'Cluster: { Type: AWS::RDS::DBCluster, Properties: { MasterUserPassword: horse } }',
    },
    {
      name: 'what everybody can put together',
      template: database("MasterUserPassword: !Sub '${AWS::StackName}-horse'"),
      message: 'MasterUserPassword is in plain text',
    },
    {
      name: 'the default of a parameter',
      template: database(fromParameter, ', NoEcho: true, Default: correct-horse'),
      message: 'MasterUserPassword is the default of a parameter, in plain text',
    },
    {
      name: 'a parameter that CloudFormation shows',
      template: database(fromParameter, ', NoEcho: false'),
      message: 'MasterUserPassword is a parameter whose value CloudFormation shows',
    },
    {
      name: 'a parameter of Parameter Store in plain text',
      template: database("MasterUserPassword: '{{resolve:ssm:/orders/password}}'"),
      message: 'MasterUserPassword is kept in plain text in Parameter Store',
    },
    {
      name: 'a secret, where a parameter is demanded',
      options: { source: 'parameter' },
      template: database(fromSecret),
      message: 'MasterUserPassword is not a parameter',
    },
    {
      name: 'a parameter, where a secret is demanded',
      options: { source: 'service' },
      template: database(fromParameter, ', NoEcho: true'),
      message: 'MasterUserPassword is a parameter, not read from where it is encrypted',
    },
    {
      name: 'none, where a parameter is demanded',
      options: { source: 'parameter' },
      template: database('Engine: postgres'),
      message: 'takes MasterUserPassword from no parameter',
    },
  ],
  unknown: [
    { name: 'a reference to nothing', template: database('MasterUserPassword: !Ref Nothing') },
    { name: 'of another stack', template: database('MasterUserPassword: !ImportValue password') },
  ],
} satisfies CheckCases;
