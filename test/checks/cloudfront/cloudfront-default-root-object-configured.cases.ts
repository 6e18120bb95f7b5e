import type { CheckCases } from '../../../src/checks/testing.ts';

const distribution = (config: string) =>
  `Distribution: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: ${config} } }`;
const BUCKET = '{ Id: site, DomainName: !GetAtt Site.RegionalDomainName, S3OriginConfig: {} }';

export default {
  pass: [
    {
      template: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      DefaultRootObject: index.html
      Origins: [${BUCKET}]
Site: { Type: AWS::S3::Bucket }`,
    },
    {
      name: 'chosen by a parameter',
      template: `
Parameters: { Root: { Type: String } }
Resources:
  ${distribution('{ DefaultRootObject: !Ref Root }')}
`,
    },
    {
      name: 'whatever its origins are',
      template: distribution('{ DefaultRootObject: index.html, Origins: !ImportValue origins }'),
    },
  ],
  fail: [
    {
      template: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      Origins: [${BUCKET}]
Site: { Type: AWS::S3::Bucket }`,
      message: 'has no default root object',
      path: ['Properties', 'DistributionConfig', 'DefaultRootObject'],
      fixed: false,
    },
    { name: 'an empty one', template: distribution("{ DefaultRootObject: '' }") },
    {
      name: 'a bucket beside a server',
      template: distribution(
        "{ Origins: [{ Id: api, CustomOriginConfig: {} }, { Id: site, OriginAccessControlId: '1' }] }",
      ),
    },
  ],
  unknown: [
    { template: distribution('!ImportValue config') },
    { name: 'the object', template: distribution('{ DefaultRootObject: !Ref Unresolvable }') },
    { name: 'its origins', template: distribution('{ Origins: !ImportValue origins }') },
    {
      name: 'one of its origins',
      template: distribution('{ Origins: [{ Id: api, CustomOriginConfig: {} }, !ImportValue origin] }'),
    },
  ],
  notApplicable: [
    {
      name: 'in front of an API',
      template: distribution(
        '{ Origins: [{ Id: api, DomainName: api.example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } }] }',
      ),
      message: 'has no bucket as its origin',
    },
  ],
} satisfies CheckCases;
