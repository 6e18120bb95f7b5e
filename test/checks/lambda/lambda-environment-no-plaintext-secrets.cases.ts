import type { CheckCases } from '../../../src/checks/testing.ts';

const variables = (text: string, parameters = '') => `
${parameters && `Parameters: { ${parameters} }`}
Resources:
  Function: { Type: AWS::Lambda::Function, Properties: { Environment: { Variables: { ${text} } } } }
  Secret: { Type: AWS::SecretsManager::Secret }
`;
// Put together here, so that nobody takes the test for a leak.
const accessKey = `${'AKIA'}${'IOSFODNN7EXAMPLE'}`;
const gitHubToken = `ghp_${'x1Y2'.repeat(9)}`;

export default {
  pass: [
    { name: 'no variables', template: 'Function: { Type: AWS::Lambda::Function }' },
    { name: 'nothing secret', template: variables('TABLE_NAME: items, LOG_LEVEL: INFO, KEYBOARD: qwerty') },
    { name: 'where a secret is', template: variables('DB_SECRET_ARN: !Ref Secret, API_KEY_PARAMETER: /shop/key') },
    { name: 'about a secret', template: variables('TOKEN_TTL: 3600, PASSWORD_MIN_LENGTH: 12, tokenIssuer: shop') },
    { name: 'its ARN', template: variables("API_KEY: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:key'") },
    { name: 'the name of a secret', template: variables('DB_SECRET: prod/db/orders') },
    { name: 'a path in Parameter Store', template: variables('DB_PASSWORD: /shop/db/password') },
    {
      name: 'a dynamic reference',
      template: variables("DB_PASSWORD: '{{resolve:secretsmanager:db:SecretString:password}}'"),
    },
    {
      name: 'a dynamic reference to a secret of the template',
      template: variables("DB_PASSWORD: !Sub '{{resolve:secretsmanager:${Secret}:SecretString:password}}'"),
    },
    {
      name: 'a parameter',
      template: variables('DB_PASSWORD: !Ref Password', 'Password: { Type: String, NoEcho: true }'),
    },
    { name: 'of another stack', template: variables('DB_PASSWORD: !ImportValue password') },
    { name: 'an empty one', template: variables("DB_PASSWORD: ''") },
    {
      name: 'SAM',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    Environment: { Variables: { DB_SECRET: !Ref Secret } }
Secret: { Type: AWS::SecretsManager::Secret }`,
    },
  ],
  fail: [
    {
      name: 'by its name',
      template: variables('TABLE_NAME: items, DB_PASSWORD: hunter2'),
      message: 'its variable DB_PASSWORD holds a secret in plain text',
      path: ['Properties', 'Environment', 'Variables', 'DB_PASSWORD'],
      fixed: false,
    },
    { name: 'by its name in one word', template: variables('DBPASSWORD: hunter2') },
    { name: 'by its name in another spelling', template: variables('stripeApiKey: 12345') },
    {
      name: 'by its looks',
      template: variables(`WHO_KNOWS: ${accessKey}`),
      message: 'its variable WHO_KNOWS holds an access key of AWS',
    },
    {
      name: 'a token within a text',
      template: variables(`CLONE: 'https://x:${gitHubToken}@github.com/shop'`),
      message: 'its variable CLONE holds a token of GitHub',
    },
    {
      name: 'a password within a URL',
      template: variables("DATABASE_URL: 'postgres://shop:hunter2@db.example.com/shop'"),
      message: 'its variable DATABASE_URL holds a URL with a password',
    },
    {
      name: 'the default of a parameter',
      template: variables('DB_PASSWORD: !Ref Password', 'Password: { Type: String, Default: hunter2 }'),
    },
    {
      name: 'SAM, by Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Environment: { Variables: { SESSION_SECRET: s3cr3t } } } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0' }
`,
      message: 'its variable SESSION_SECRET holds a secret in plain text',
    },
  ],
  unknown: [
    {
      name: 'all variables',
      template: 'Function: { Type: AWS::Lambda::Function, Properties: { Environment: !ImportValue environment } }',
    },
    { name: 'a reference to nothing', template: variables('DB_PASSWORD: !Ref Nothing') },
  ],
} satisfies CheckCases;
