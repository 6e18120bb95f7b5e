/**
 * `Domain` of an HTTP or WebSocket API: custom domain name, mappings, DNS records.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapidomainconfiguration.html
 */
import { basePathsOf, domainOf, mutualTls, pickSet } from './domain.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, ref } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { addRecordSets } from './record-sets.ts';
import { from } from './source.ts';

/** @param shared do its DNS records stand with those of other APIs of the same zone? */
export function addVersion2Domain(x: Expansion, sam: SamResource, tags: Properties, shared: boolean): void {
  const domain = domainOf(x, sam);
  if (!domain) return;
  const logicalId = `ApiGatewayDomainNameV2${digest(domain.DomainName)}`;
  const endpoint = domain.EndpointConfiguration ?? 'REGIONAL';
  const configuration = defined({
    CertificateArn: domain.CertificateArn,
    EndpointType: endpoint,
    ...pickSet(domain, ['OwnershipVerificationCertificateArn', 'SecurityPolicy']),
  });
  const properties = defined({
    DomainName: domain.DomainName,
    DomainNameConfigurations: [configuration],
    MutualTlsAuthentication: mutualTls(domain),
    Tags: tags,
  });
  const source = from(sam.source(['Domain']));
  x.addGenerated(sam, logicalId, 'AWS::ApiGatewayV2::DomainName', properties, source);
  x.references.set(`${sam.logicalId}.DomainName`, logicalId);
  for (const path of basePathsOf(domain)) {
    const mapping = defined({
      DomainName: ref(logicalId),
      ApiId: ref(sam.logicalId),
      Stage: ref(`${sam.logicalId}.Stage`),
      ApiMappingKey: path?.replace(/^\/+/, '').replace(/\/+$/, ''),
    });
    const mappingId = `${sam.logicalId}${path?.replace(/[-_/]+/g, '') ?? ''}ApiMapping`;
    x.addGenerated(sam, mappingId, 'AWS::ApiGatewayV2::ApiMapping', mapping, source);
  }
  addRecordSets(x, sam, { ...domain, EndpointConfiguration: endpoint }, logicalId, { separable: false, shared });
}
