import type { CheckCases } from '../../../src/checks/testing.ts';

const distribution = (certificate: string) =>
  `Distribution: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { ViewerCertificate: ${certificate} } } }`;

export default {
  pass: [
    {
      template: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      Aliases: [shop.example.com]
      ViewerCertificate: { AcmCertificateArn: !Ref Certificate, SslSupportMethod: sni-only, MinimumProtocolVersion: TLSv1.2_2021 }
Certificate: { Type: AWS::CertificateManager::Certificate, Properties: { DomainName: shop.example.com } }`,
    },
    { name: 'TLS 1.3', template: distribution('{ AcmCertificateArn: arn, MinimumProtocolVersion: TLSv1.3_2025 }') },
    {
      name: 'the oldest that will do',
      template: distribution('{ CloudFrontDefaultCertificate: false, MinimumProtocolVersion: TLSv1.2_2018 }'),
    },
  ],
  fail: [
    {
      template: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      ViewerCertificate:
        AcmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/shop
        MinimumProtocolVersion: TLSv1.1_2016
        SslSupportMethod: sni-only`,
      message: 'talks TLSv1.1_2016 too',
      path: ['Properties', 'DistributionConfig', 'ViewerCertificate', 'MinimumProtocolVersion'],
      fixed: `
Distribution:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      ViewerCertificate:
        AcmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/shop
        MinimumProtocolVersion: TLSv1.2_2021
        SslSupportMethod: sni-only`,
    },
    {
      name: 'no certificate of its own',
      template:
        'Distribution: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { Enabled: true } } }',
      message: "talks TLSv1 too, by CloudFront's own certificate",
      path: ['Properties', 'DistributionConfig', 'ViewerCertificate'],
      fixed: false,
    },
    {
      name: 'the certificate of CloudFront, whatever else it says',
      template: distribution('{ CloudFrontDefaultCertificate: true, MinimumProtocolVersion: TLSv1.2_2021 }'),
      path: ['Properties', 'DistributionConfig', 'ViewerCertificate', 'CloudFrontDefaultCertificate'],
      fixed: false,
    },
    { name: 'the default', template: distribution('{ AcmCertificateArn: arn }'), message: 'talks TLSv1 too' },
    { name: 'SSL', template: distribution('{ AcmCertificateArn: arn, MinimumProtocolVersion: SSLv3 }') },
  ],
  unknown: [
    { name: 'the certificate', template: distribution('!ImportValue certificate') },
    { name: 'whose it is', template: distribution('{ CloudFrontDefaultCertificate: !ImportValue shared }') },
    {
      name: 'the version',
      template: distribution('{ AcmCertificateArn: arn, MinimumProtocolVersion: !ImportValue version }'),
    },
  ],
} satisfies CheckCases;
