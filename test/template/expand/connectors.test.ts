import { describe, expect, test } from '@jest/globals';
import type { Resource, Template } from '../../../src/template/model.ts';
import { load } from '../support/load.ts';

const sam = (resources: string) => load(`Transform: AWS::Serverless-2016-10-31\nResources:\n${resources}`);

const ROLE = '{Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}';
const WORKER = `  Worker: {Type: AWS::Serverless::Function, Properties: {InlineCode: '', Handler: a.b, Runtime: nodejs22.x}}\n`;
const connector = (properties: string, more = '') =>
  `  Link:\n    Type: AWS::Serverless::Connector\n${more}    Properties: {${properties}}\n`;

const made = ({ resources }: Template): Resource[] =>
  [...resources.values()].filter(({ logicalId }) => logicalId.includes('Link'));
const only = (template: Template): Resource => {
  const [first, ...more] = made(template);
  if (!first || more.length > 0) throw new Error(`${made(template).length} resources came of the connector`);
  return first;
};

describe('a connector', () => {
  test('gives the role of its source a policy', () => {
    const template = sam(
      `${WORKER}  Orders: {Type: AWS::Serverless::SimpleTable}\n` +
        connector('Source: {Id: Worker}, Destination: {Id: Orders}, Permissions: [Read]'),
    );
    const policy = only(template);
    expect(policy).toMatchObject({
      logicalId: 'LinkPolicy',
      type: 'AWS::IAM::ManagedPolicy',
      generated: true,
      sourceId: 'Link',
      properties: {
        Roles: [{ Ref: 'WorkerRole' }],
        PolicyDocument: {
          Statement: [
            {
              Action: expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:Query']),
              Resource: [
                { 'Fn::GetAtt': ['Orders', 'Arn'] },
                { 'Fn::Sub': ['${DestinationArn}/index/*', { DestinationArn: { 'Fn::GetAtt': ['Orders', 'Arn'] } }] },
              ],
            },
          ],
        },
      },
      attributes: {
        Metadata: {
          'aws:sam:connectors': {
            Link: {
              Source: { Type: 'AWS::Serverless::Function' },
              Destination: { Type: 'AWS::Serverless::SimpleTable' },
            },
          },
        },
      },
    });
    expect(JSON.stringify(policy.properties)).not.toContain('dynamodb:PutItem');
    expect(policy.sourcePath(['Properties', 'PolicyDocument'])).toEqual(['Resources', 'Link']);
  });

  test('with several destinations makes something of each', () => {
    const template = sam(
      '  Alarm: {Type: AWS::SNS::Topic}\n  Jobs: {Type: AWS::SQS::Queue}\n' +
        WORKER +
        connector('Source: {Id: Alarm}, Destination: [{Id: Jobs}, {Id: Worker}], Permissions: [Write]'),
    );
    expect(made(template).map(({ logicalId, type }) => [logicalId, type])).toEqual([
      ['LinkQueuePolicyDestination0', 'AWS::SQS::QueuePolicy'],
      ['LinkWriteLambdaPermissionDestination1', 'AWS::Lambda::Permission'],
    ]);
    expect(template.resources.get('LinkWriteLambdaPermissionDestination1')?.properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': ['Worker', 'Arn'] },
      Principal: 'sns.amazonaws.com',
      SourceArn: { Ref: 'Alarm' },
    });
  });

  test('to what is not in the template takes what is written about it', () => {
    const policy = only(
      sam(
        connector(
          'Source: {Type: AWS::Serverless::Function, RoleName: worker}, ' +
            'Destination: {Type: AWS::SQS::Queue, Arn: "arn:aws:sqs:eu-central-1:111122223333:jobs"}, Permissions: [Write]',
        ),
      ),
    );
    expect(policy.properties).toMatchObject({
      Roles: ['worker'],
      PolicyDocument: { Statement: [{ Resource: ['arn:aws:sqs:eu-central-1:111122223333:jobs'] }] },
    });
  });

  test('from a rule takes the role of the target that it connects', () => {
    const rule = `  Rule:
    Type: AWS::Events::Rule
    Properties:
      Targets:
        - {Id: a, Arn: !GetAtt Other.Arn, RoleArn: !GetAtt OtherRole.Arn}
        - {Id: b, Arn: !GetAtt Bus.Arn, RoleArn: !GetAtt BusRole.Arn}
  Bus: {Type: AWS::Events::EventBus}
  BusRole: ${ROLE}
`;
    const link = connector('Source: {Id: Rule}, Destination: {Id: Bus}, Permissions: [Write]');
    expect(only(sam(rule + link)).properties.Roles).toEqual([{ Ref: 'BusRole' }]);
  });

  test('passes on what stands beside its properties', () => {
    const template = sam(
      `${WORKER}  Jobs: {Type: AWS::SQS::Queue}\n` +
        connector(
          'Source: {Id: Worker}, Destination: {Id: Jobs}, Permissions: [Write]',
          '    DependsOn: Jobs\n    Condition: Wanted\n    Metadata: {team: a}\n',
        ),
    );
    expect(only(template)).toMatchObject({
      condition: 'Wanted',
      dependsOn: ['Jobs'],
      attributes: { Metadata: { team: 'a', 'aws:sam:connectors': { Link: {} } } },
    });
  });

  test.each([
    ['the two do not go together', 'Source: {Id: Jobs}, Destination: {Id: Alarm}, Permissions: [Write]'],
    ['a permission that there is not', 'Source: {Id: Alarm}, Destination: {Id: Jobs}, Permissions: [Read]'],
    ['half of what goes together', 'Source: {Id: Jobs}, Destination: {Id: Worker}, Permissions: [Read]'],
    ['a resource that is missing', 'Source: {Id: Alarm}, Destination: {Id: Nothing}, Permissions: [Write]'],
    ['a role that is not known', 'Source: {Id: Machine}, Destination: {Id: Jobs}, Permissions: [Write]'],
    ['no properties', ''],
  ])('makes nothing of %s, and says so', (_, properties) => {
    const template = sam(
      `${WORKER}  Alarm: {Type: AWS::SNS::Topic}\n  Jobs: {Type: AWS::SQS::Queue}\n` +
        '  Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: !ImportValue role}}\n' +
        connector(properties),
    );
    expect(made(template)).toEqual([]);
    const said = template.diagnostics.filter(({ severity }) => severity === 'error');
    expect(said).toEqual([expect.objectContaining({ message: expect.stringContaining('Link') })]);
    expect(said[0]?.location?.line).toBeGreaterThanOrEqual(7);
  });
});

describe('what waits', () => {
  const poll = `  Jobs: {Type: AWS::SQS::Queue}
  WorkerRole: ${ROLE}
  Worker: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt WorkerRole.Arn}}
`;
  const mapping = (id: string) =>
    `  ${id}: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Worker, EventSourceArn: !GetAtt Jobs.Arn}}\n`;
  const link = connector('Source: {Id: Jobs}, Destination: {Id: Worker}, Permissions: [Write, Read, Read]');

  test('the one event source mapping between the two', () => {
    const template = sam(poll + mapping('Poll') + link);
    expect(template.resources.get('Poll')?.dependsOn).toEqual(['LinkPolicy']);
    const two = sam(poll + mapping('Poll') + mapping('Again') + link);
    expect(two.resources.get('Poll')?.dependsOn).toEqual([]);
  });

  test('a state machine that starts another', () => {
    const machines = `  A: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: a}}}
  B: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: b}}}
`;
    const template = sam(machines + connector('Source: {Id: A}, Destination: {Id: B}, Permissions: [Read, Write]'));
    expect(template.resources.get('A')?.dependsOn).toEqual(['LinkPolicy']);
  });

  test('who waits for the connector', () => {
    const template = sam(
      `${poll}  Alarm: {Type: AWS::SNS::Topic}\n  After: {Type: AWS::SNS::Topic, DependsOn: [Link, Jobs]}\n` +
        connector('Source: {Id: Alarm}, Destination: [{Id: Jobs}, {Id: Worker}], Permissions: [Write]'),
    );
    expect(template.resources.get('After')?.dependsOn).toEqual([
      'LinkQueuePolicyDestination0',
      'LinkWriteLambdaPermissionDestination1',
      'Jobs',
    ]);
  });
});

describe('a connector within a resource', () => {
  const TEMPLATE = `${WORKER}  Photos:
    Type: AWS::S3::Bucket
    Connectors:
      Link:
        Condition: Wanted
        Properties: {Destination: {Id: Worker}, Permissions: [Write]}
`;

  test('comes from there, and goes from the document', () => {
    const template = sam(TEMPLATE);
    expect(only(template)).toMatchObject({
      logicalId: 'PhotosLinkWriteLambdaPermission',
      sourceId: 'Photos',
      condition: 'Wanted',
      properties: {
        Principal: 's3.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['Photos', 'Arn'] },
        SourceAccount: { 'Fn::Sub': '${AWS::AccountId}' },
      },
    });
    expect(only(template).sourcePath(['Properties', 'Principal'])).toEqual([
      'Resources',
      'Photos',
      'Connectors',
      'Link',
    ]);
    expect(template.resources.get('Photos')?.attributes).toEqual({});
  });

  test('of an API names what of it may invoke', () => {
    const template = sam(`${WORKER}  Web:
    Type: AWS::ApiGateway::RestApi
    Connectors:
      Link:
        Properties: {SourceReference: {Qualifier: prod/GET/orders}, Destination: {Id: Worker}, Permissions: [Write]}
`);
    expect(only(template).properties.SourceArn).toEqual({
      'Fn::Sub': [
        'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${SourceResourceId}/${SourceQualifier}',
        { SourceResourceId: { Ref: 'Web' }, SourceQualifier: 'prod/GET/orders' },
      ],
    });
  });
});
