import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/**
 * Certificates of the stack, and those that its resources name by their ARN. ACM renews what it issued 60 days before the
 * end, if it can: what is left with fewer days it could not renew, or never does, as it was imported.
 * https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html
 */
export default defineCheck<{ daysToExpiration: number }>({
  meta: {
    id: 'acm-certificate-expiration-check',
    title: 'Certificates do not run out soon',
    why: 'On the day on which a certificate runs out, no client connects any more.',
    remedy: 'renew the validation of its domain, or import a new certificate',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: [
      'AWS::CertificateManager::Certificate',
      'AWS::ApiGateway::DomainName',
      'AWS::ApiGatewayV2::DomainName',
      'AWS::AppSync::DomainName',
      'AWS::CloudFront::Distribution',
      'AWS::Cognito::UserPoolDomain',
      'AWS::ElasticLoadBalancingV2::Listener',
    ],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/acm-certificate-expiration-check.html',
    references: { securityHub: ['ACM.1'], fsbp: true },
    liveActions: ['acm:DescribeCertificate'],
    options: {
      daysToExpiration: {
        type: 'integer',
        minimum: 1,
        maximum: 3650,
        default: 14,
        description: 'Days that a certificate has to be valid yet',
      },
    },
  },

  evaluate(resource, context) {
    const { daysToExpiration } = context.options;
    return judgeMeasurement(
      context.measurement('certificateDaysLeft', resource),
      { atLeast: daysToExpiration },
      (days) => `has a certificate that is valid for ${days} more days, and ${daysToExpiration} are the least`,
    );
  },
});
