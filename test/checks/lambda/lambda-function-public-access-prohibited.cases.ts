import type { CheckCases } from '../../../src/checks/testing.ts';

const permitted = (properties: string, name = '!Ref Function') => `
Function: { Type: AWS::Lambda::Function }
Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Function, Name: live } }
Permission:
  Type: AWS::Lambda::Permission
  Properties: { FunctionName: ${name}, Action: lambda:InvokeFunction, ${properties} }`;

export default {
  pass: [
    { name: 'without permissions', template: 'Function: { Type: AWS::Lambda::Function }' },
    { name: 'an account', template: permitted('Principal: 123456789012') },
    { name: 'this account', template: permitted('Principal: !Ref AWS::AccountId') },
    {
      name: 'a service for one source',
      template: permitted('Principal: sns.amazonaws.com, SourceArn: !Ref Topic') + '\nTopic: { Type: AWS::SNS::Topic }',
    },
    {
      name: 'an ARN with holes, as SAM writes it',
      template: permitted(
        "Principal: apigateway.amazonaws.com, SourceArn: !Sub 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:api/*'",
      ),
    },
    {
      name: 'S3 for one account',
      template: permitted('Principal: s3.amazonaws.com, SourceAccount: !Ref AWS::AccountId'),
    },
    { name: 'everyone of an organisation', template: permitted("Principal: '*', PrincipalOrgID: o-abcdef1234") },
    {
      name: 'one Alexa skill',
      template: permitted('Principal: alexa-appkit.amazon.com, EventSourceToken: amzn1.ask.skill.1'),
    },
    {
      name: 'a source that a parameter names',
      template: `
Parameters: { Topic: { Type: String } }
Resources:${permitted('Principal: sns.amazonaws.com, SourceArn: !Ref Topic').replaceAll('\n', '\n  ')}
`,
    },
    {
      name: 'a permission for a function of another stack',
      resource: 'Permission',
      template: permitted('Principal: 123456789012', 'other-stack-function'),
    },
  ],
  fail: [
    {
      name: 'everyone of one account, where everyone is never meant',
      options: { anyPrincipal: 'never' },
      template: `
Function: { Type: AWS::Lambda::Function }
Permission:
  Type: AWS::Lambda::Permission
  Properties: { FunctionName: !Ref Function, Principal: '*', SourceAccount: !Ref AWS::AccountId }`,
      message: 'its permission Permission names everyone as Principal',
      fixed: false,
    },
    {
      name: 'everyone',
      template: permitted("Principal: '*'"),
      message: 'its permission Permission lets everyone invoke it',
      fixed: false,
    },
    {
      name: 'everyone, by the events of any bucket',
      template: permitted("Principal: '*', SourceArn: !Sub 'arn:${AWS::Partition}:s3:::*'"),
      message: 'its permission Permission lets everyone invoke it',
    },
    {
      name: 'a service, for the topics of any account',
      template: permitted("Principal: sns.amazonaws.com, SourceArn: 'arn:aws:sns:eu-west-1:*:orders'"),
      message:
        'its permission Permission lets sns.amazonaws.com invoke it on behalf of anyone, as its SourceArn fits every account',
    },
    { name: 'everyone, through an alias', template: permitted("Principal: '*'", '!Ref Live') },
    {
      name: 'everyone by URL',
      template: permitted("Principal: '*', FunctionUrlAuthType: NONE"),
      message: 'its permission Permission opens its URL to everyone',
    },
    {
      name: 'a service on behalf of any account',
      template: `
Function: { Type: AWS::Lambda::Function }
Permission:
  Type: AWS::Lambda::Permission
  Properties:
    FunctionName: !Ref Function
    Principal: sns.amazonaws.com`,
      message: 'its permission Permission lets sns.amazonaws.com invoke it on behalf of anyone, for want of SourceArn',
      fixed: `
Function: { Type: AWS::Lambda::Function }
Permission:
  Type: AWS::Lambda::Permission
  Properties:
    FunctionName: !Ref Function
    Principal: sns.amazonaws.com
    SourceAccount: !Ref AWS::AccountId`,
    },
    {
      name: 'S3, by the ARN of a bucket',
      template: permitted("Principal: s3.amazonaws.com, SourceArn: 'arn:aws:s3:::photos'"),
      message: /for want of SourceAccount$/,
    },
    { name: 'any Alexa skill', template: permitted('Principal: alexa-appkit.amazon.com'), fixed: false },
    {
      name: 'a function of another stack',
      resource: 'Permission',
      template: permitted("Principal: '*'", 'other-stack-function'),
      message: 'lets everyone invoke it',
    },
    {
      name: 'a SAM function with an open URL',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0', FunctionUrlConfig: { AuthType: NONE } }`,
      message: /opens its URL to everyone$/,
    },
  ],
  unknown: [
    { name: 'the principal', template: permitted('Principal: !ImportValue principal') },
    { name: 'the function', template: permitted("Principal: '*'", '!ImportValue function') },
  ],
  notApplicable: [
    {
      name: 'a permission for a function of the template',
      resource: 'Permission',
      template: permitted("Principal: '*'", '!Ref Live'),
      message: 'is judged at Function',
    },
  ],
} satisfies CheckCases;
