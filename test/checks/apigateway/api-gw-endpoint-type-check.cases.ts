import type { CheckCases } from '../../../src/checks/testing.ts';

const options = { endpointConfigurationTypes: ['REGIONAL', 'PRIVATE'] };
const api = (properties: string) => `Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api, ${properties} } }`;

export default {
  pass: [
    { options, template: api('EndpointConfiguration: { Types: [REGIONAL] }') },
    {
      name: 'a domain name',
      options,
      template: `
Domain:
  Type: AWS::ApiGateway::DomainName
  Properties: { DomainName: api.example.com, EndpointConfiguration: { Types: [REGIONAL] } }`,
    },
    { name: 'as it is imported', options, template: api('Parameters: { endpointConfigurationTypes: REGIONAL }') },
    {
      name: 'an API of SAM',
      options,
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties: { StageName: live, DefinitionUri: s3://bucket/api.yaml, EndpointConfiguration: REGIONAL }`,
    },
    { name: 'the default', options: { endpointConfigurationTypes: ['EDGE'] }, template: api('Description: items') },
  ],
  fail: [
    {
      options,
      template: api('EndpointConfiguration: { Types: [EDGE] }'),
      message: 'its endpoint is EDGE, which is none of REGIONAL, PRIVATE',
      path: ['Properties', 'EndpointConfiguration', 'Types'],
      fixed: false,
    },
    { name: 'the default', options, template: api('Description: items'), message: /EDGE/ },
    {
      name: 'a VPC without a type',
      options,
      template: api('EndpointConfiguration: { VpcEndpointIds: [vpce-1] }'),
      message: /EDGE/,
    },
    {
      name: 'the default, where it has to be written',
      options: { endpointConfigurationTypes: ['EDGE'], strict: 'explicit' },
      template: api('Description: items'),
      message: 'does not say of which type its endpoint is',
    },
  ],
  unknown: [
    { name: 'all of it', options, template: api('EndpointConfiguration: !ImportValue endpoint') },
    { name: 'a type', options, template: api('EndpointConfiguration: { Types: [!ImportValue type] }') },
  ],
  notApplicable: [
    {
      name: 'without the option',
      template: api('EndpointConfiguration: { Types: [EDGE] }'),
      message: 'endpointConfigurationTypes does not say which types are allowed',
    },
  ],
} satisfies CheckCases;
