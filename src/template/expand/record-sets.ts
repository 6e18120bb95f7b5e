/** `Domain.Route53`: DNS records of the custom domain names of APIs. */
import { isList, isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { getAtt, isTruthy, pick } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { from } from './source.ts';

type Domain = Readonly<Properties>;

/** CloudFront's hosted zone, the same everywhere. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** APIs with the same hosted zone share one record set group, where they can, unless one asks for its own. */
export function addRecordSets(
  x: Expansion,
  sam: SamResource,
  domain: Domain,
  domainId: string,
  { separable, shared }: { readonly separable: boolean; readonly shared: boolean },
): void {
  const route53 = domain.Route53;
  if (!isRecord(route53)) return;
  const zone = isTruthy(route53.HostedZoneId) ? route53.HostedZoneId : route53.HostedZoneName;
  const separate = separable && isTruthy(route53.SeparateRecordSetGroup);
  const logicalId = `RecordSetGroup${digest(separate ? [zone, domain.DomainName] : zone)}`;
  const records = recordSets(domain, route53, domainId);
  const group = separate || !shared ? undefined : x.draft(logicalId);
  if (group) {
    const before = group.properties.RecordSets;
    group.properties.RecordSets = [...(isList(before) ? before : []), ...records];
    return;
  }
  // An HTTP API names its zone once.
  const names =
    !separable && route53.HostedZoneId !== undefined ? ['HostedZoneId'] : ['HostedZoneId', 'HostedZoneName'];
  const properties = { ...pick(route53, names), RecordSets: records };
  x.addGenerated(sam, logicalId, 'AWS::Route53::RecordSetGroup', properties, from(sam.source(['Domain', 'Route53'])));
}

function recordSets(domain: Domain, route53: Readonly<Properties>, domainId: string): Properties[] {
  const target = { ...pick(route53, ['EvaluateTargetHealth']), ...aliasTarget(domain, route53, domainId) };
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
  return { HostedZoneId: route53.VpcEndpointHostedZoneId ?? null, DNSName: route53.VpcEndpointDomainName ?? null };
}
