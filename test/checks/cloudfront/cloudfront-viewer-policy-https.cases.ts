import type { CheckCases } from '../../../src/checks/testing.ts';

const distribution = (config: string) =>
  `Distribution: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: ${config} } }`;

export default {
  pass: [
    {
      template: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      DefaultCacheBehavior: { TargetOriginId: site, ViewerProtocolPolicy: redirect-to-https }`,
    },
    {
      name: 'some paths',
      template: distribution(
        '{ DefaultCacheBehavior: { ViewerProtocolPolicy: https-only }, CacheBehaviors: [{ PathPattern: /api/*, ViewerProtocolPolicy: https-only }] }',
      ),
    },
  ],
  fail: [
    {
      template: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      DefaultCacheBehavior:
        TargetOriginId: site
        ViewerProtocolPolicy: allow-all`,
      message: 'talks to viewers over plain HTTP too',
      path: ['Properties', 'DistributionConfig', 'DefaultCacheBehavior', 'ViewerProtocolPolicy'],
      fixed: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      DefaultCacheBehavior:
        TargetOriginId: site
        ViewerProtocolPolicy: redirect-to-https`,
    },
    {
      name: 'one path of several',
      template: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      DefaultCacheBehavior: { TargetOriginId: site, ViewerProtocolPolicy: https-only }
      CacheBehaviors:
        - PathPattern: /img/*
          ViewerProtocolPolicy: redirect-to-https
        - PathPattern: /api/*
          ViewerProtocolPolicy: allow-all`,
      path: ['Properties', 'DistributionConfig', 'CacheBehaviors', 1, 'ViewerProtocolPolicy'],
      fixed: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      DefaultCacheBehavior: { TargetOriginId: site, ViewerProtocolPolicy: https-only }
      CacheBehaviors:
        - PathPattern: /img/*
          ViewerProtocolPolicy: redirect-to-https
        - PathPattern: /api/*
          ViewerProtocolPolicy: redirect-to-https`,
    },
    {
      name: 'a behavior that says nothing',
      template: distribution('{ DefaultCacheBehavior: { TargetOriginId: site } }'),
    },
    {
      name: 'of one path, beside what cannot be read',
      template: distribution(
        '{ DefaultCacheBehavior: { ViewerProtocolPolicy: !ImportValue policy }, CacheBehaviors: [{ ViewerProtocolPolicy: allow-all }] }',
      ),
    },
  ],
  unknown: [
    { template: distribution('!ImportValue config') },
    { name: 'all paths', template: distribution('{ CacheBehaviors: !ImportValue behaviors }') },
    {
      name: 'one path',
      template: distribution(
        '{ DefaultCacheBehavior: { ViewerProtocolPolicy: https-only }, CacheBehaviors: [{ ViewerProtocolPolicy: !ImportValue policy }] }',
      ),
    },
  ],
  notApplicable: [{ template: distribution('{ Enabled: true }'), message: 'has no behavior for viewers' }],
} satisfies CheckCases;
