/**
 * `Domain` of a REST API: custom domain name, base path mappings, DNS records, and who may reach a private domain.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html
 */
import { isList, isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, isTruthy, ref } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { addRecordSets } from './record-sets.ts';
import { from } from './source.ts';

type Domain = Readonly<Properties>;

/** With the values of parameters. */
export function domainOf(x: Expansion, sam: SamResource): Domain | undefined {
  const domain = x.literalDeep(sam.properties.Domain);
  return isRecord(domain) && domain.DomainName !== undefined ? domain : undefined;
}

export function addRestDomain(x: Expansion, sam: SamResource): void {
  const domain = domainOf(x, sam);
  if (!domain) return;
  const endpoint = domain.EndpointConfiguration ?? 'REGIONAL';
  const version = endpoint === 'PRIVATE' ? 'V2' : '';
  const logicalId = `ApiGatewayDomainName${version}${digest(domain.DomainName)}`;
  const properties = domainProperties(domain, endpoint);
  const source = from(sam.source(['Domain']));
  x.addGenerated(sam, logicalId, `AWS::ApiGateway::DomainName${version}`, properties, source);
  x.references.set(`${sam.logicalId}.DomainName${version}`, logicalId);
  for (const path of basePathsOf(domain)) addBasePath(x, sam, domain, logicalId, path);
  if (version && isRecord(domain.AccessAssociation)) addAccessAssociation(x, sam, domain.AccessAssociation, logicalId);
  const target = version && typeof domain.DomainName === 'string' ? domain.DomainName : logicalId;
  addRecordSets(x, sam, { ...domain, EndpointConfiguration: endpoint }, target, { separable: true, shared: true });
}

/** Taken over as they are. */
const OPTIONAL = ['SecurityPolicy', 'EndpointAccessMode', 'Policy', 'OwnershipVerificationCertificateArn'];

function domainProperties(domain: Domain, endpoint: unknown): Properties {
  const { DomainName, CertificateArn: certificate, IpAddressType } = domain;
  return defined({
    DomainName,
    ...(endpoint === 'REGIONAL' ? { RegionalCertificateArn: certificate } : { CertificateArn: certificate }),
    EndpointConfiguration: { Types: [endpoint], ...(isTruthy(IpAddressType) && { IpAddressType }) },
    MutualTlsAuthentication: endpoint === 'PRIVATE' ? undefined : mutualTls(domain),
    ...pickSet(domain, OPTIONAL),
  });
}

/** Without those that are empty. */
export function pickSet(source: Readonly<Properties>, keys: readonly string[]): Properties {
  return Object.fromEntries(keys.filter((key) => isTruthy(source[key])).map((key) => [key, source[key]]));
}

export function mutualTls({ MutualTlsAuthentication: mutual }: Domain): Properties | undefined {
  return isRecord(mutual) && isTruthy(mutual) ? pickSet(mutual, ['TruststoreUri', 'TruststoreVersion']) : undefined;
}

/** Undefined stands for the root. */
export function basePathsOf({ BasePath }: Domain): (string | undefined)[] {
  if (isList(BasePath) && BasePath.length) return BasePath.filter((path) => typeof path === 'string');
  return [typeof BasePath === 'string' && BasePath !== '' ? BasePath : undefined];
}

function addBasePath(x: Expansion, sam: SamResource, domain: Domain, domainId: string, path: string | undefined): void {
  const isPrivate = domain.EndpointConfiguration === 'PRIVATE';
  const plain = path?.replace(/[^\p{L}\p{N}]/gu, '');
  const mapping = defined({
    ...(isPrivate ? { DomainNameArn: ref(domainId) } : { DomainName: ref(domainId) }),
    RestApiId: ref(sam.logicalId),
    Stage: ref(`${sam.logicalId}.Stage`),
    BasePath: isTruthy(domain.NormalizeBasePath ?? true) ? plain : path,
  });
  const type = `AWS::ApiGateway::BasePathMapping${isPrivate ? 'V2' : ''}`;
  x.addGenerated(sam, `${sam.logicalId}${plain ?? ''}BasePathMapping`, type, mapping, from(sam.source(['Domain'])));
}

function addAccessAssociation(
  x: Expansion,
  sam: SamResource,
  association: Readonly<Properties>,
  domainId: string,
): void {
  const endpoint = association.VpcEndpointId;
  const logicalId = `DomainNameAccessAssociation${digest([endpoint, domainId])}`;
  const properties = {
    DomainNameArn: ref(domainId),
    AccessAssociationSourceType: 'VPCE',
    AccessAssociationSource: endpoint,
  };
  const source = from(sam.source(['Domain', 'AccessAssociation']));
  x.addGenerated(sam, logicalId, 'AWS::ApiGateway::DomainNameAccessAssociation', properties, source);
}
