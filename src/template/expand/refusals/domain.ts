/**
 * Custom domains of REST, HTTP and WebSocket APIs.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord } from '../../resolve/values.ts';
import { isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { isUnset } from './shapes.ts';
import { isOpen, refuse, withParameter } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

type Say = (text: string, ...path: Path) => void;

/** What the two families of API ask for differently. */
interface Family {
  readonly endpoints: readonly string[];
  readonly basePath: (path: string) => boolean;
}

const REST: Family = { endpoints: ['EDGE', 'REGIONAL', 'PRIVATE'], basePath: () => true };
const HTTP: Family = { endpoints: ['REGIONAL'], basePath: (path) => /^[\w/-]*$/.test(path) };

export const restDomain: Rule = (subject) => checkDomain(subject, REST);
export const httpDomain: Rule = (subject) => checkDomain(subject, HTTP);

function checkDomain(subject: Subject, family: Family): void {
  const domain = withParameter(subject, subject.properties.Domain);
  if (isUnset(domain) || isOpen(subject, domain)) return;
  const say: Say = (text, ...path) => refuse(subject, 'domain', `Domain ${text}`, ['Domain', ...path]);
  if (!isRecord(domain)) {
    say('has to be a map');
    return;
  }
  for (const name of ['DomainName', 'CertificateArn']) if (isUnset(domain[name])) say(`needs ${name}`);
  const endpoint = withParameter(subject, domain.EndpointConfiguration);
  if (!isUnset(endpoint) && !family.endpoints.includes(endpoint as string) && !isOpen(subject, endpoint))
    say(`has an EndpointConfiguration that is not ${family.endpoints.join(', ')}`, 'EndpointConfiguration');
  mutualTls(domain, say);
  basePaths(subject, domain, family, say);
  route53(subject, domain, family, say);
  if (family === REST && endpoint !== 'PRIVATE' && isTruthy(domain.Policy) && !isOpen(subject, endpoint))
    say('takes a Policy only with EndpointConfiguration: PRIVATE', 'Policy');
  const { AccessAssociation: access } = domain;
  if (family === REST && endpoint === 'PRIVATE' && isTruthy(access) && !isRecord(access))
    say('has an AccessAssociation that is no map', 'AccessAssociation');
}

const TRUSTSTORE = ['TruststoreUri', 'TruststoreVersion'];

function mutualTls({ MutualTlsAuthentication: tls }: Readonly<Properties>, say: Say): void {
  if (!isTruthy(tls)) return;
  const others = isRecord(tls) ? Object.keys(tls).filter((key) => !TRUSTSTORE.includes(key)) : [];
  if (!isRecord(tls)) say('has MutualTlsAuthentication that is no map', 'MutualTlsAuthentication');
  else if (others.length > 0)
    say(
      `.MutualTlsAuthentication has ${TRUSTSTORE.join(' and ')}, not ${others.join(', ')}`,
      'MutualTlsAuthentication',
    );
}

function basePaths(subject: Subject, domain: Readonly<Properties>, { basePath }: Family, say: Say): void {
  const paths = withParameter(subject, domain.BasePath);
  // Anything but text and lists the transform leaves out.
  (isList(paths) ? paths : typeof paths === 'string' ? [paths] : []).forEach((written, index) => {
    const path = withParameter(subject, written);
    if (isOpen(subject, path)) return;
    if (typeof path !== 'string') say('takes text only as BasePath', 'BasePath', index);
    else if (!basePath(path)) say('has a BasePath with other than letters, digits, /, - and _', 'BasePath', index);
  });
}

function route53(subject: Subject, domain: Readonly<Properties>, family: Family, say: Say): void {
  const { Route53: records } = domain;
  if (isUnset(records)) return;
  if (!isRecord(records)) {
    say('has Route53 that is no map', 'Route53');
    return;
  }
  if (isUnset(records.HostedZoneId) && isUnset(records.HostedZoneName))
    say('.Route53 needs HostedZoneId or HostedZoneName', 'Route53');
  const separate = withParameter(subject, records.SeparateRecordSetGroup);
  if (family === REST && isTruthy(separate) && typeof separate !== 'boolean' && !isOpen(subject, separate))
    say('.Route53.SeparateRecordSetGroup is true or false', 'Route53', 'SeparateRecordSetGroup');
}
