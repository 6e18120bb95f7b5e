import type { CheckCases } from '../../../src/checks/testing.ts';

const domain = (properties: string) =>
  `Domain: { Type: AWS::ApiGateway::DomainName, Properties: { DomainName: api.example.com, ${properties} } }`;
const DEFAULT = 'Domain: { Type: AWS::ApiGateway::DomainName, Properties: { DomainName: api.example.com } }';

export default {
  pass: [
    { template: domain('SecurityPolicy: TLS_1_2') },
    { name: 'the default', template: DEFAULT },
    { name: 'TLS 1.3', template: domain('SecurityPolicy: SecurityPolicy_TLS13_1_3_2025_09') },
    {
      name: 'of an API of SAM',
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml
    Domain: { DomainName: api.example.com, CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/api', SecurityPolicy: TLS_1_2 }`,
    },
    {
      name: 'one that is allowed',
      options: { allowedSecurityPolicies: ['SecurityPolicy_TLS13_1_3_2025_09'] },
      template: domain('SecurityPolicy: SecurityPolicy_TLS13_1_3_2025_09'),
    },
  ],
  fail: [
    {
      template: `
Domain:
  Type: AWS::ApiGateway::DomainName
  Properties:
    DomainName: api.example.com
    SecurityPolicy: TLS_1_0`,
      message: 'TLS_1_0 lets clients talk by a protocol older than TLS 1.2',
      path: ['Properties', 'SecurityPolicy'],
      fixed: `
Domain:
  Type: AWS::ApiGateway::DomainName
  Properties:
    DomainName: api.example.com
    SecurityPolicy: TLS_1_2`,
    },
    {
      name: 'the default, where it has to be written',
      options: { strict: 'explicit' },
      template: DEFAULT,
      message: 'does not say which protocols it talks',
    },
    {
      name: 'none of those that are allowed',
      options: { allowedSecurityPolicies: ['SecurityPolicy_TLS13_1_3_2025_09'] },
      template: domain('SecurityPolicy: TLS_1_2'),
      message: 'TLS_1_2 is none of SecurityPolicy_TLS13_1_3_2025_09',
    },
  ],
  unknown: [{ template: domain('SecurityPolicy: !ImportValue policy') }],
} satisfies CheckCases;
