import type { CheckCases } from '../../../src/checks/testing.ts';

const distribution = (groups: string) =>
  `Distribution: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { OriginGroups: ${groups} } } }`;

export default {
  pass: [
    {
      template: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      OriginGroups:
        Quantity: 1
        Items:
          - Id: site
            FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [503] } }
            Members: { Quantity: 2, Items: [{ OriginId: here }, { OriginId: there }] }`,
    },
    {
      name: 'members that are not listed',
      template: distribution('{ Quantity: 1, Items: [{ Members: { Quantity: 2 } }] }'),
    },
    {
      name: 'beside a group that cannot be read',
      template: distribution(
        '{ Items: [!ImportValue group, { Members: { Items: [{ OriginId: a }, { OriginId: b }] } }] }',
      ),
    },
  ],
  fail: [
    {
      template:
        'Distribution: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { Enabled: true } } }',
      message: 'has no group of origins',
      path: ['Properties', 'DistributionConfig', 'OriginGroups'],
      fixed: false,
    },
    { name: 'none', template: distribution('{ Quantity: 0 }'), message: 'has no group of origins' },
    {
      name: 'a group of one',
      template: distribution('{ Quantity: 1, Items: [{ Members: { Quantity: 1, Items: [{ OriginId: here }] } }] }'),
      message: 'has no group of two origins',
    },
  ],
  unknown: [
    { name: 'the groups', template: distribution('!ImportValue groups') },
    { name: 'a group', template: distribution('{ Quantity: 1, Items: [!ImportValue group] }') },
    { name: 'its members', template: distribution('{ Items: [{ Members: { Quantity: !ImportValue members } }] }') },
  ],
} satisfies CheckCases;
