import {
  defineCheck,
  fail,
  isUndetermined,
  listOf,
  literal,
  notApplicable,
  pass,
  strictOption,
  unreadable,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

interface Options {
  strict: string;
  endpointConfigurationTypes?: string[];
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html */
export default defineCheck<Options>({
  meta: {
    id: 'api-gw-endpoint-type-check',
    title: 'REST APIs and their domain names have an endpoint of an allowed type',
    why: 'The type of the endpoint decides who can reach an API, and on which way: over the edge, in a Region, or from a VPC alone.',
    remedy: 'set EndpointConfiguration.Types to a type of endpointConfigurationTypes',
    category: 'operations',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: ['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::DomainName'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/api-gw-endpoint-type-check.html',
    references: { guard: ['rules/aws/api_gateway/api_gw_endpoint_type_check.guard'] },
    liveActions: ['apigateway:GET'],
    options: {
      endpointConfigurationTypes: {
        type: 'array',
        items: { type: 'string', enum: ['EDGE', 'PRIVATE', 'REGIONAL'] },
        description: 'The types that are allowed; nothing is judged without it',
      },
      strict: strictOption,
    },
  },

  evaluate(resource, { options: { endpointConfigurationTypes: allowed } }) {
    if (!allowed) return notApplicable('endpointConfigurationTypes does not say which types are allowed');
    const types = typesOf(resource);
    if (isUndetermined(types)) return unreadable(types);
    if (types.state === 'absent') return fail('does not say of which type its endpoint is', types);
    const names = listOf(types).map((type) => literal(type));
    const other = names.find((name) => name !== undefined && !allowed.includes(name));
    if (other !== undefined) return fail(`its endpoint is ${other}, which is none of ${allowed.join(', ')}`, types);
    return names.includes(undefined) ? unreadable(types) : pass(types);
  },
});

/**
 * What an API is imported with counts where the API itself says nothing.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_ImportRestApi.html
 */
function typesOf(resource: ResourceView): Value {
  const imported = resource.get('Parameters', 'endpointConfigurationTypes');
  const isWritten = resource.get('EndpointConfiguration', 'Types').state !== 'absent';
  return isWritten || imported.state === 'absent' ? resource.effective('EndpointConfiguration', 'Types') : imported;
}
