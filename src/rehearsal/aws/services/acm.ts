import { AwsError, jsonService } from '../service.ts';

const VALID_DAYS = 395;

/** Certificate Manager's part: how long a certificate is valid. */
export const acm = jsonService('acm', {
  DescribeCertificate: ({ CertificateArn }, { account }) => {
    const certificate = account.find(CertificateArn, 'AWS::CertificateManager::Certificate');
    if (!certificate)
      throw new AwsError('ResourceNotFoundException', `Could not find certificate ${String(CertificateArn)}.`);
    const expiresAt = certificate.expiresAt ?? new Date(account.now().getTime() + VALID_DAYS * 86_400_000);
    return {
      Certificate: {
        CertificateArn,
        DomainName: certificate.properties['DomainName'],
        Status: 'ISSUED',
        Type: 'AMAZON_ISSUED',
        NotAfter: expiresAt.getTime() / 1000,
      },
    };
  },
});
