import type { CheckCases } from '../../../src/checks/testing.ts';

const distribution = (logging: string) =>
  `Distribution: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { Logging: ${logging} } } }`;
const BARE =
  'Distribution: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { Enabled: true } } }';

export default {
  pass: [
    {
      template: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      Logging: { Bucket: !GetAtt Logs.DomainName, Prefix: site/ }
Logs: { Type: AWS::S3::Bucket, Properties: { OwnershipControls: { Rules: [{ ObjectOwnership: BucketOwnerPreferred }] } } }`,
    },
    {
      name: 'by a delivery source',
      template: `
${BARE}
Source:
  Type: AWS::Logs::DeliverySource
  Properties:
    Name: site
    LogType: ACCESS_LOGS
    ResourceArn: !Sub 'arn:\${AWS::Partition}:cloudfront::\${AWS::AccountId}:distribution/\${Distribution}'`,
    },
    {
      name: 'to the bucket that is demanded',
      options: { S3BucketName: 'logs' },
      template: distribution('{ Bucket: logs.s3.amazonaws.com }'),
    },
  ],
  fail: [
    {
      template: BARE,
      message: 'does not log who asked for what',
      path: ['Properties', 'DistributionConfig', 'Logging', 'Bucket'],
      fixed: false,
    },
    { name: 'without a bucket', template: distribution('{ IncludeCookies: true }') },
    {
      name: 'another distribution does',
      template: `
${BARE}
Source: { Type: AWS::Logs::DeliverySource, Properties: { Name: site, ResourceArn: 'arn:aws:cloudfront::123456789012:distribution/E2' } }`,
    },
    {
      name: 'to another bucket',
      options: { S3BucketName: 'logs' },
      template: distribution('{ Bucket: logs-of-another.s3.amazonaws.com }'),
      message: 'does not log to the bucket logs',
    },
  ],
  unknown: [
    { template: distribution('!ImportValue logging') },
    {
      name: 'a delivery source of a distribution that is not known',
      template: `
${BARE}
Source: { Type: AWS::Logs::DeliverySource, Properties: { Name: site, ResourceArn: !ImportValue distribution } }`,
    },
    {
      name: 'to which bucket',
      options: { S3BucketName: 'logs' },
      template: distribution('{ Bucket: !ImportValue bucket }'),
    },
  ],
} satisfies CheckCases;
