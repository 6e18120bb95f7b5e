import type { CheckCases } from '../../../src/checks/testing.ts';

const project = (...variables: string[]) => `
Project:
  Type: AWS::CodeBuild::Project
  Properties:
    Environment:
      EnvironmentVariables:${variables.map((variable) => `\n        - { ${variable} }`).join('')}
Secret: { Type: AWS::SecretsManager::Secret }`;

export default {
  pass: [
    { name: 'no variables', template: 'Project: { Type: AWS::CodeBuild::Project }' },
    { name: 'others', template: project('Name: STAGE, Value: prod', 'Name: AWS_REGION, Value: eu-west-1') },
    {
      name: 'a secret',
      template: project('Name: AWS_SECRET_ACCESS_KEY, Type: SECRETS_MANAGER, Value: !Ref Secret'),
    },
  ],
  fail: [
    {
      template: project('Name: STAGE, Value: prod', 'Name: AWS_ACCESS_KEY_ID, Type: PLAINTEXT, Value: key'),
      message: 'its variable AWS_ACCESS_KEY_ID is in plain text',
      path: ['Properties', 'Environment', 'EnvironmentVariables', 1, 'Name'],
      fixed: false,
    },
    {
      name: 'in plain text by default',
      template: project('Name: AWS_SECRET_ACCESS_KEY, Value: key'),
      message: 'its variable AWS_SECRET_ACCESS_KEY is in plain text',
    },
  ],
  unknown: [
    {
      name: 'all variables',
      template: 'Project: { Type: AWS::CodeBuild::Project, Properties: { Environment: !ImportValue environment } }',
    },
    { name: 'a name', template: project('Name: !ImportValue name, Value: key') },
    { name: 'a type', template: project('Name: AWS_ACCESS_KEY_ID, Type: !ImportValue type, Value: key') },
    { name: 'a variable', template: project('Name: STAGE, Value: prod', '"Fn::ImportValue": variable') },
  ],
} satisfies CheckCases;
