/** Domain: custom domain names, base path mappings and DNS records of APIs. */
import { isList, isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, getAtt, isTruthy, pick, ref } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { from } from './source.ts';

type Domain = Readonly<Properties>;

function domainOf(x: Expansion, sam: SamResource): Domain | undefined {
  const domain = x.literalDeep(sam.properties.Domain);
  return isRecord(domain) && domain.DomainName !== undefined ? domain : undefined;
}

export function addRestDomain(x: Expansion, sam: SamResource): void {
  const domain = domainOf(x, sam);
  if (!domain) return;
  const isPrivate = domain.EndpointConfiguration === 'PRIVATE';
  const logicalId = `ApiGatewayDomainName${isPrivate ? 'V2' : ''}${digest(domain.DomainName)}`;
  const endpoint = domain.EndpointConfiguration ?? 'REGIONAL';
  const { CertificateArn: certificate, IpAddressType } = domain;
  const properties = defined({
    DomainName: domain.DomainName,
    ...(endpoint === 'REGIONAL' ? { RegionalCertificateArn: certificate } : { CertificateArn: certificate }),
    EndpointConfiguration: defined({ Types: [endpoint], IpAddressType }),
    MutualTlsAuthentication: isPrivate ? undefined : mutualTls(domain),
    ...pick(domain, ['SecurityPolicy', 'EndpointAccessMode', 'Policy', 'OwnershipVerificationCertificateArn']),
  });
  const source = from(sam.source(['Domain']));
  x.addGenerated(sam, logicalId, `AWS::ApiGateway::DomainName${isPrivate ? 'V2' : ''}`, properties, source);
  x.references.set(`${sam.logicalId}.DomainName${isPrivate ? 'V2' : ''}`, logicalId);
  for (const path of basePaths(domain)) addBasePath(x, sam, domain, logicalId, path);
  if (isPrivate && isRecord(domain.AccessAssociation))
    addAccessAssociation(x, sam, domain.AccessAssociation, logicalId);
  addRecords(
    x,
    sam,
    { ...domain, EndpointConfiguration: endpoint },
    logicalId,
    isPrivate ? domain.DomainName : logicalId,
  );
}

function basePaths({ BasePath }: Domain): (string | undefined)[] {
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
    BasePath: domain.NormalizeBasePath === false ? path : plain,
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

export function addHttpDomain(x: Expansion, sam: SamResource, tags: Properties | undefined): void {
  const domain = domainOf(x, sam);
  if (!domain) return;
  const logicalId = `ApiGatewayDomainNameV2${digest(domain.DomainName)}`;
  const endpoint = domain.EndpointConfiguration ?? 'REGIONAL';
  const configuration = {
    ...pick(domain, ['CertificateArn', 'OwnershipVerificationCertificateArn', 'SecurityPolicy', 'IpAddressType']),
    EndpointType: endpoint,
  };
  const properties = defined({
    DomainName: domain.DomainName,
    DomainNameConfigurations: [configuration],
    MutualTlsAuthentication: mutualTls(domain),
    Tags: tags,
  });
  const source = from(sam.source(['Domain']));
  x.addGenerated(sam, logicalId, 'AWS::ApiGatewayV2::DomainName', properties, source);
  x.references.set(`${sam.logicalId}.DomainName`, logicalId);
  for (const path of basePaths(domain)) {
    const mapping = defined({
      DomainName: ref(logicalId),
      ApiId: ref(sam.logicalId),
      Stage: ref(`${sam.logicalId}.Stage`),
      ApiMappingKey: path?.replace(/^\/+|\/+$/g, ''),
    });
    const mappingId = `${sam.logicalId}${path?.replace(/[-_/]+/g, '') ?? ''}ApiMapping`;
    x.addGenerated(sam, mappingId, 'AWS::ApiGatewayV2::ApiMapping', mapping, source);
  }
  addRecords(x, sam, { ...domain, EndpointConfiguration: endpoint }, logicalId, logicalId);
}

function mutualTls({ MutualTlsAuthentication: mutual }: Domain): Properties | undefined {
  if (!isRecord(mutual)) return undefined;
  const entries = ['TruststoreUri', 'TruststoreVersion'].filter((key) => isTruthy(mutual[key]));
  return Object.fromEntries(entries.map((key) => [key, mutual[key]]));
}

/** APIs with the same hosted zone share one record set group, unless one asks for its own. */
function addRecords(x: Expansion, sam: SamResource, domain: Domain, domainId: string, aliasOf: unknown): void {
  const route53 = domain.Route53;
  if (!isRecord(route53)) return;
  const zone = isTruthy(route53.HostedZoneId) ? route53.HostedZoneId : route53.HostedZoneName;
  const separate = isTruthy(route53.SeparateRecordSetGroup) && sam.type === 'AWS::Serverless::Api';
  const logicalId = `RecordSetGroup${digest(separate ? [zone, domain.DomainName] : zone)}`;
  const records = recordSets(domain, route53, typeof aliasOf === 'string' ? aliasOf : domainId);
  const shared = x.draft(logicalId);
  if (shared) {
    const before = shared.properties.RecordSets;
    shared.properties.RecordSets = [...(isList(before) ? before : []), ...records];
    return;
  }
  const properties = { ...pick(route53, ['HostedZoneId', 'HostedZoneName']), RecordSets: records };
  x.addGenerated(sam, logicalId, 'AWS::Route53::RecordSetGroup', properties, from(sam.source(['Domain', 'Route53'])));
}

/** CloudFront's hosted zone, the same everywhere. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

function recordSets(domain: Domain, route53: Readonly<Properties>, domainId: string): Properties[] {
  const target = defined({
    EvaluateTargetHealth: route53.EvaluateTargetHealth,
    ...aliasTarget(domain, route53, domainId),
  });
  const types = route53.IpV6 === true ? ['A', 'AAAA'] : ['A'];
  const routing = pick(route53, ['Region', 'SetIdentifier']);
  return types.map((Type) => ({ Name: domain.DomainName, Type, AliasTarget: target, ...routing }));
}

function aliasTarget(domain: Domain, route53: Readonly<Properties>, domainId: string): Properties {
  if (domain.EndpointConfiguration === 'REGIONAL') {
    return { HostedZoneId: getAtt(domainId, 'RegionalHostedZoneId'), DNSName: getAtt(domainId, 'RegionalDomainName') };
  }
  if (domain.EndpointConfiguration === 'EDGE') {
    const name = route53.DistributionDomainName ?? getAtt(domainId, 'DistributionDomainName');
    return { HostedZoneId: CLOUDFRONT_ZONE, DNSName: name };
  }
  return { HostedZoneId: route53.VpcEndpointHostedZoneId, DNSName: route53.VpcEndpointDomainName };
}
