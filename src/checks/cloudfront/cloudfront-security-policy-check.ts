import {
  defineCheck,
  fail,
  isTrue,
  isUndetermined,
  judge,
  literal,
  unreadable,
  type Resolved,
} from 'create-fitness-serverless/check';

/**
 * With CloudFront's own certificate the least protocol is TLSv1, whatever is written.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
 */
export default defineCheck({
  meta: {
    id: 'cloudfront-security-policy-check',
    title: 'Distributions talk to viewers by TLS 1.2 or newer',
    why: 'Older protocols have known attacks, and what a viewer sends can be read by them.',
    remedy:
      'set ViewerCertificate with a certificate of your own (AcmCertificateArn, SslSupportMethod) and MinimumProtocolVersion TLSv1.2_2021',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::CloudFront::Distribution'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cloudfront-security-policy-check.html',
    references: {
      guard: ['rules/aws/cloudfront/cloudfront_minimum_protocol_version_rule.guard'],
      controlTower: ['CT.CLOUDFRONT.PR.9'],
      cdkNag: ['AwsSolutions-CFR4'],
      checkov: ['CKV_AWS_174'],
      cfnNag: ['W70'],
    },
    liveActions: [
      'cloudformation:DescribeType',
      'cloudformation:GetResource',
      'cloudfront:GetDistribution',
      'cloudfront:GetDistributionConfig',
    ],
  },

  evaluate(distribution) {
    const certificate = distribution.get('DistributionConfig', 'ViewerCertificate');
    if (isUndetermined(certificate)) return unreadable(certificate);
    if (certificate.state === 'absent') return fail("talks TLSv1 too, by CloudFront's own certificate", certificate);
    const isShared = distribution.get('DistributionConfig', 'ViewerCertificate', 'CloudFrontDefaultCertificate');
    if (isUndetermined(isShared)) return unreadable(isShared);
    if (isTrue(literal(isShared))) return fail("talks TLSv1 too, by CloudFront's own certificate", isShared);
    const version = distribution.get('DistributionConfig', 'ViewerCertificate', 'MinimumProtocolVersion');
    return judge(version, isStrong, `talks ${literal(version) ?? 'TLSv1'} too`);
  },

  fix(distribution) {
    const certificate = ['DistributionConfig', 'ViewerCertificate'];
    const isShared = distribution.get(...certificate, 'CloudFrontDefaultCertificate');
    // For a domain name of its own, a person has to get a certificate first.
    if (distribution.get(...certificate).state === 'absent' || isTrue(literal(isShared))) return undefined;
    return [{ path: ['Properties', ...certificate, 'MinimumProtocolVersion'], set: 'TLSv1.2_2021' }];
  },
});

/** `TLSv1.2_2021`: the version, and the year of its ciphers. */
function isStrong(policy: Resolved | undefined): boolean {
  const version = /^TLSv1\.(\d+)/.exec(literal(policy) ?? '')?.[1];
  return version !== undefined && Number(version) >= 2;
}
