import { describe, expect, test } from '@jest/globals';
import { stackDocument } from '../../src/live/document.ts';
import { unreadStack, type LiveStack } from '../../src/live/reader.ts';
import { loadTemplate } from '../../src/template/template.ts';

const stackId = 'arn:aws-us-gov:cloudformation:us-gov-west-1:123456789012:stack/orders-prod/1';
const nestedId = 'arn:aws-us-gov:cloudformation:us-gov-west-1:123456789012:stack/orders-prod-Storage-A/2';

function stack(template: object, more: Partial<LiveStack> = {}): LiveStack {
  return { ...unreadStack(stackId), parameters: {}, template: JSON.stringify(template), ...more };
}
const data = (live: LiveStack) => stackDocument(live).document.data as Record<string, Record<string, unknown>>;

describe('stackDocument', () => {
  test('knows partition, Region, account, id and name from the ARN', () => {
    expect(stackDocument(stack({})).inputs.pseudo).toEqual({
      'AWS::Partition': 'aws-us-gov',
      'AWS::Region': 'us-gov-west-1',
      'AWS::AccountId': '123456789012',
      'AWS::StackId': stackId,
      'AWS::StackName': 'orders-prod',
    });
  });

  test('a hidden parameter has neither a value nor a default', () => {
    const live = stack(
      {
        Parameters: { Secret: { Type: 'String', NoEcho: true, Default: 'x' }, Name: { Type: 'String', Default: 'd' } },
      },
      { parameters: { Name: 'n' }, hiddenParameters: ['Secret'] },
    );
    expect(data(live)['Parameters']).toEqual({
      Secret: { Type: 'String', NoEcho: true },
      Name: { Type: 'String', Default: 'd' },
    });
    expect(stackDocument(live).inputs.parameters).toEqual({ Name: 'n' });
  });

  test('a parameter of an SSM type is one of the type that its resolved value has', () => {
    const live = stack(
      {
        Parameters: {
          One: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a' },
          Many: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/b' },
        },
      },
      { parameters: { One: 'v', Many: 'v,w' } },
    );
    expect(data(live)['Parameters']).toMatchObject({ One: { Type: 'String' }, Many: { Type: 'CommaDelimitedList' } });
  });

  describe('nested stacks', () => {
    const nested: LiveStack = {
      ...unreadStack(nestedId),
      parameters: { Mode: 'on' },
      template: JSON.stringify({
        Parameters: { Mode: { Type: 'String' } },
        Mappings: { Sizes: { on: { size: 1 } } },
        Conditions: { IsOn: { 'Fn::Equals': [{ Ref: 'Mode' }, 'on'] }, Both: { 'Fn::Not': [{ Condition: 'IsOn' }] } },
        Resources: {
          Bucket: {
            Type: 'AWS::S3::Bucket',
            Condition: 'IsOn',
            DependsOn: ['Topic'],
            Properties: { BucketName: { 'Fn::Sub': '${AWS::StackName}-${Mode}-${!literal}-${AWS::Region}' } },
          },
          Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::If': ['IsOn', { Ref: 'Mode' }, 'off'] } } },
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Bucket' },
              PolicyDocument: {
                Statement: [
                  {
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                    Resource: [
                      { 'Fn::GetAtt': ['Bucket', 'Arn'] },
                      { 'Fn::Sub': ['${Bucket.Arn}/${x}', { x: { Ref: 'Mode' } }] },
                    ],
                    Count: { 'Fn::FindInMap': ['Sizes', { Ref: 'Mode' }, 'size'] },
                  },
                ],
              },
            },
          },
        },
      }),
      resources: [{ logicalId: 'Bucket', type: 'AWS::S3::Bucket', physicalId: 'b' }],
    };
    const parent = stack(
      {
        Parameters: { Mode: { Type: 'String' } },
        Resources: { Storage: { Type: 'AWS::CloudFormation::Stack', Properties: {} } },
      },
      {
        parameters: { Mode: 'off' },
        resources: [{ logicalId: 'Storage', type: 'AWS::CloudFormation::Stack', physicalId: nestedId }],
        nested: { Storage: nested },
      },
    );

    test('that the update removes are there until its cleanup, and are not judged', () => {
      const without = { ...parent, template: JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }) };
      expect(Object.keys(data(without)['Resources']!)).toEqual(['Topic']);
      expect(stackDocument(without).unread).toEqual([]);
    });

    test('become part of the document; names inside them get the name of the nested stack before them', () => {
      const { Parameters, Mappings, Conditions, Resources } = data(parent);
      expect(Object.keys(Resources!)).toEqual(['Storage', 'Storage/Bucket', 'Storage/Topic', 'Storage/Policy']);
      expect(Object.keys(Parameters!)).toEqual(['Mode', 'Storage/Mode']);
      expect(Object.keys(Mappings!)).toEqual(['Storage/Sizes']);
      expect(Conditions).toEqual({
        'Storage/IsOn': { 'Fn::Equals': [{ Ref: 'Storage/Mode' }, 'on'] },
        'Storage/Both': { 'Fn::Not': [{ Condition: 'Storage/IsOn' }] },
      });
      expect(Resources!['Storage/Bucket']).toEqual({
        Type: 'AWS::S3::Bucket',
        Condition: 'Storage/IsOn',
        DependsOn: ['Storage/Topic'],
        Properties: { BucketName: { 'Fn::Sub': 'orders-prod-Storage-A-${Storage/Mode}-${!literal}-${AWS::Region}' } },
      });
      expect(Resources!['Storage/Policy']).toEqual({
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Storage/Bucket' },
          PolicyDocument: {
            Statement: [
              {
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                Resource: [
                  { 'Fn::GetAtt': ['Storage/Bucket', 'Arn'] },
                  { 'Fn::Sub': ['${Storage/Bucket.Arn}/${x}', { x: { Ref: 'Storage/Mode' } }] },
                ],
                Count: { 'Fn::FindInMap': ['Storage/Sizes', { Ref: 'Storage/Mode' }, 'size'] },
              },
            ],
          },
        },
      });
      expect(stackDocument(parent).inputs.parameters).toEqual({ Mode: 'off', 'Storage/Mode': 'on' });
    });

    test('the engine takes the document as it is', () => {
      const { document, inputs } = stackDocument(parent);
      const template = loadTemplate(document, inputs);
      expect([...template.resources.keys()]).toEqual(['Storage', 'Storage/Bucket', 'Storage/Topic', 'Storage/Policy']);
      expect(template.diagnostics).toEqual([]);
    });

    test('one that could not be read is named, with the reason', () => {
      const gaps = [
        {
          resource: 'Storage',
          action: 'cloudformation:GetTemplate',
          reason: 'denied: the role needs cloudformation:GetTemplate',
        },
      ];
      expect(stackDocument({ ...parent, nested: {}, gaps }).unread).toEqual([
        'nested stack Storage: denied: the role needs cloudformation:GetTemplate',
      ]);
    });

    test('one that CloudFormation did not list is named; one that a condition leaves out is not', () => {
      const template = (condition?: string) => ({
        Resources: {
          Other: { Type: 'AWS::SNS::Topic' },
          Storage: { Type: 'AWS::CloudFormation::Stack', ...(condition && { Condition: condition }) },
        },
      });
      const resources = [{ logicalId: 'Other', type: 'AWS::SNS::Topic', physicalId: 't' }];
      const settled = { resources, status: 'UPDATE_COMPLETE' };
      expect(stackDocument(stack(template(), settled)).unread).toHaveLength(1);
      expect(stackDocument(stack(template('No'), { resources })).unread).toEqual([]);
      expect(stackDocument(stack(template('No'), { resources: [] })).unread).toHaveLength(1);
      const updating = { resources, status: 'UPDATE_IN_PROGRESS' };
      expect(stackDocument(stack(template(), updating)).unread).toEqual([]);
    });
  });
});
