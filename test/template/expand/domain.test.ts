import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../../src/template/model.ts';
import { api, httpApi, sam } from './openapi/support.ts';

const ofType = (template: Template, type: string) =>
  [...template.resources.values()].filter((resource) => resource.type === type);
const only = (template: Template, type: string) => ofType(template, type)[0];
const NAME = 'DomainName: api.example.com, CertificateArn: arn:c';

describe('of a REST API', () => {
  test('a regional domain name, mapped to the root of the stage', () => {
    const template = sam('', api(`Domain: {${NAME}}`));
    const domain = only(template, 'AWS::ApiGateway::DomainName');
    expect(domain?.logicalId).toBe('ApiGatewayDomainName1bc412bb08');
    expect(domain?.properties).toEqual({
      DomainName: 'api.example.com',
      RegionalCertificateArn: 'arn:c',
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
    expect(template.resources.get('ApiBasePathMapping')?.properties).toEqual({
      DomainName: { Ref: domain?.logicalId },
      RestApiId: { Ref: 'Api' },
      Stage: { Ref: 'ApiprodStage' },
    });
  });

  test('base paths lose their symbols unless they are kept', () => {
    const paths = (more: string) =>
      ofType(sam('', api(`Domain: {${NAME}, BasePath: [a-b, c]${more}}`)), 'AWS::ApiGateway::BasePathMapping').map(
        ({ logicalId, properties }) => [logicalId, properties.BasePath],
      );
    expect(paths('')).toEqual([
      ['ApiabBasePathMapping', 'ab'],
      ['ApicBasePathMapping', 'c'],
    ]);
    expect(paths(', NormalizeBasePath: false')).toEqual([
      ['ApiabBasePathMapping', 'a-b'],
      ['ApicBasePathMapping', 'c'],
    ]);
  });

  test('mutual TLS and the security policy', () => {
    const mutual = 'MutualTlsAuthentication: {TruststoreUri: s3://b/k}, SecurityPolicy: TLS_1_2';
    expect(only(sam('', api(`Domain: {${NAME}, ${mutual}}`)), 'AWS::ApiGateway::DomainName')?.properties).toMatchObject(
      {
        MutualTlsAuthentication: { TruststoreUri: 's3://b/k' },
        SecurityPolicy: 'TLS_1_2',
      },
    );
  });

  test('a private domain is of the second version, and names who may reach it', () => {
    const more = 'EndpointConfiguration: PRIVATE, AccessAssociation: {VpcEndpointId: vpce-1}';
    const template = sam('', api(`Domain: {${NAME}, ${more}}`));
    const domain = only(template, 'AWS::ApiGateway::DomainNameV2');
    expect(domain?.properties).toMatchObject({
      CertificateArn: 'arn:c',
      EndpointConfiguration: { Types: ['PRIVATE'] },
    });
    expect(only(template, 'AWS::ApiGateway::DomainNameAccessAssociation')?.properties).toEqual({
      DomainNameArn: { Ref: domain?.logicalId },
      AccessAssociationSourceType: 'VPCE',
      AccessAssociationSource: 'vpce-1',
    });
    expect(only(template, 'AWS::ApiGateway::BasePathMappingV2')?.properties).toMatchObject({
      DomainNameArn: { Ref: domain?.logicalId },
    });
  });
});

test('of an HTTP API: domain name and mappings', () => {
  const template = sam('', httpApi(`Tags: {t: v}, Domain: {${NAME}, BasePath: [/a-b/]}`));
  const domain = only(template, 'AWS::ApiGatewayV2::DomainName');
  expect(domain?.properties).toEqual({
    DomainName: 'api.example.com',
    DomainNameConfigurations: [{ CertificateArn: 'arn:c', EndpointType: 'REGIONAL' }],
    Tags: { t: 'v', 'httpapi:createdBy': 'SAM' },
  });
  expect(template.resources.get('ApiabApiMapping')?.properties).toEqual({
    DomainName: { Ref: domain?.logicalId },
    ApiId: { Ref: 'Api' },
    Stage: { Ref: 'ApiApiGatewayDefaultStage' },
    ApiMappingKey: 'a-b',
  });
});

describe('DNS records', () => {
  const domain = (name: string, more = '') =>
    `Domain: {DomainName: ${name}, CertificateArn: arn:c, Route53: {HostedZoneId: Z1${more}}}`;
  const groups = (resources: string) => ofType(sam('', resources), 'AWS::Route53::RecordSetGroup');

  test('APIs with one zone share a group, unless one asks for its own', () => {
    const two = (more: string) =>
      groups(api(domain('a'), 'A') + httpApi(domain('b'), 'B') + api(domain('c', more), 'C'));
    expect(two('').map(({ properties }) => properties.RecordSets)).toEqual([
      [
        expect.objectContaining({ Name: 'a' }),
        expect.objectContaining({ Name: 'b' }),
        expect.objectContaining({ Name: 'c' }),
      ],
    ]);
    expect(
      two(', SeparateRecordSetGroup: true').map(({ properties }) => (properties.RecordSets as unknown[]).length),
    ).toEqual([2, 1]);
  });

  test('both kinds of addresses, and where they lead', () => {
    const [group] = groups(api(domain('a', ', IpV6: true, EvaluateTargetHealth: true')));
    const target = {
      EvaluateTargetHealth: true,
      HostedZoneId: { 'Fn::GetAtt': [expect.stringMatching(/^ApiGatewayDomainName/), 'RegionalHostedZoneId'] },
      DNSName: { 'Fn::GetAtt': [expect.stringMatching(/^ApiGatewayDomainName/), 'RegionalDomainName'] },
    };
    expect(group?.properties).toEqual({
      HostedZoneId: 'Z1',
      RecordSets: [
        { Name: 'a', Type: 'A', AliasTarget: target },
        { Name: 'a', Type: 'AAAA', AliasTarget: target },
      ],
    });
  });

  test('an edge domain leads to CloudFront', () => {
    const [group] = groups(api(domain('a').replace('Domain: {', 'Domain: {EndpointConfiguration: EDGE, ')));
    expect(group?.properties.RecordSets).toMatchObject([{ AliasTarget: { HostedZoneId: 'Z2FDTNDATAQYW2' } }]);
  });
});

test('a domain name that two APIs share belongs to the last one, with its tags', () => {
  const tagged = (id: string) => api(`Tags: {api: ${id}}, PropagateTags: true, Domain: {${NAME}}`, id);
  const domains = ofType(sam('', tagged('One') + tagged('Two')), 'AWS::ApiGateway::DomainName');
  expect(domains.map(({ sourceId, properties }) => [sourceId, properties.Tags])).toEqual([
    ['Two', [{ Key: 'api', Value: 'Two' }]],
  ]);
});
