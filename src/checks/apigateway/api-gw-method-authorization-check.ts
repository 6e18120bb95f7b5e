import {
  defineCheck,
  fail,
  isTrue,
  isUndetermined,
  judgeOperations,
  literal,
  notApplicable,
  operationsOf,
  pass,
  unknown,
  unreadable,
  type ResourceView,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  allowApiKeys: boolean;
}

/**
 * Judges methods one by one, and an API by the methods of its definition, those that SAM writes from events included. A
 * preflight request (OPTIONS) carries no credentials, so its method cannot ask for any.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'api-gw-method-authorization-check',
    title: 'Methods of REST APIs ask who calls',
    why: 'A method without authorization answers everyone who finds its address.',
    remedy:
      'set AuthorizationType of the method, security of the operation in the definition, or Auth of the API or the event in SAM',
    category: 'security',
    severity: 'high',
    weight: 7,
    resourceTypes: ['AWS::ApiGateway::Method', 'AWS::ApiGateway::RestApi'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html',
    references: {
      guard: ['rules/aws/api_gateway/api_gw_method_authorization_type_rule.guard'],
      cdkNag: ['AwsSolutions-APIG4'],
      checkov: ['CKV_AWS_59'],
      cfnNag: ['W59'],
    },
    liveActions: ['apigateway:GET'],
    options: {
      allowApiKeys: {
        type: 'boolean',
        default: false,
        description: 'Whether an API key counts, which tells clients apart and, as AWS says, is no authorization',
      },
    },
  },

  evaluate: (resource, { options }) =>
    resource.type === 'AWS::ApiGateway::Method' ? judgeMethod(resource, options) : judgeDefinition(resource, options),
});

function judgeMethod(method: ResourceView, { allowApiKeys }: Options): Verdict {
  const type = method.get('AuthorizationType');
  if (isUndetermined(type)) return unreadable(type);
  if (!['NONE', undefined].includes(literal(type))) return pass(type);
  const verb = method.get('HttpMethod');
  if (literal(verb) === 'OPTIONS') return pass(verb);
  if (isUndetermined(verb)) return unreadable(verb);
  const key = method.get('ApiKeyRequired');
  if (allowApiKeys && isUndetermined(key)) return unreadable(key);
  if (allowApiKeys && key.state === 'known' && isTrue(key.value)) return pass(key);
  return fail('does not ask who calls', type);
}

function judgeDefinition(api: ResourceView, { allowApiKeys }: Options): Verdict {
  const body = api.get('Body');
  if (isUndetermined(body)) return unreadable(body);
  if (body.state === 'absent') {
    const elsewhere = ['BodyS3Location', 'CloneFrom']
      .map((from) => api.get(from))
      .find(({ state }) => state !== 'absent');
    return elsewhere
      ? unknown('its methods are defined outside of the template', elsewhere)
      : notApplicable('has no definition; its methods are judged one by one');
  }
  const open = allowApiKeys ? ['NONE'] : ['NONE', 'API_KEY'];
  const operations = operationsOf(api).filter(({ method }) => method !== 'OPTIONS');
  return judgeOperations(operations, ({ authorization }) => !open.includes(authorization));
}
