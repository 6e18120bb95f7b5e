import {
  defineCheck,
  fail,
  isGiven,
  isUndetermined,
  literal,
  pass,
  settingsOfAllMethods,
  unreadable,
  type ResourceView,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  rateLimit?: number;
  burstLimit?: number;
}

/** A stage without limits of its own may take all that the account has: the limits of an account are shared by its APIs. */
const LIMITS = ['ThrottlingRateLimit', 'ThrottlingBurstLimit'] as const;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export default defineCheck<Options>({
  meta: {
    id: 'api-gw-throttling-configured',
    title: 'APIs limit the requests that they take',
    why: 'Without a limit of its own one API can use up what the account has in the Region, and a flood reaches all that is behind it.',
    remedy:
      'set ThrottlingRateLimit and ThrottlingBurstLimit, for all methods in MethodSettings (ResourcePath `/*`, HttpMethod `*`), of HTTP and WebSocket APIs in DefaultRouteSettings',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html',
    references: { cdkNag: ['Serverless-APIGWDefaultThrottling'] },
    liveActions: ['apigateway:GET'],
    options: {
      rateLimit: { type: 'number', minimum: 0, description: 'Requests per second that a stage may take at most' },
      burstLimit: { type: 'integer', minimum: 0, description: 'Requests at once that a stage may take at most' },
    },
  },

  evaluate(stage, { options }) {
    const settings = settingsOf(stage);
    if (settings === 'unknown') return unreadable(stage.get('MethodSettings'));
    if (!settings) return fail('takes as many requests as the account may', stage.get('MethodSettings'));
    const verdicts = LIMITS.map((limit) => judgeLimit(stage, [...settings, limit], most(limit, options)));
    const order = ['fail', 'unknown'] as const;
    const open = order.map((status) => verdicts.find((verdict) => verdict.status === status)).find(Boolean);
    return open ?? verdicts[0] ?? pass();
  },

  fix(stage, { options }) {
    const { rateLimit, burstLimit } = options;
    // How many requests a service can take, a person has to say.
    if (rateLimit === undefined || burstLimit === undefined) return undefined;
    const settings = settingsOf(stage);
    if (settings === 'unknown') return undefined;
    const limits = { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit };
    if (settings) {
      return LIMITS.map((limit) => ({ path: ['Properties', ...settings, limit], set: limits[limit] }));
    }
    const all = { ResourcePath: '/*', HttpMethod: '*', ...limits };
    return stage.get('MethodSettings').state === 'absent'
      ? [{ path: ['Properties', 'MethodSettings'], set: [all] }]
      : undefined;
  },
});

/** Path of the settings for all that the API takes. */
function settingsOf(stage: ResourceView): readonly (string | number)[] | 'unknown' | undefined {
  return stage.type === 'AWS::ApiGateway::Stage' ? settingsOfAllMethods(stage) : ['DefaultRouteSettings'];
}

function most(limit: (typeof LIMITS)[number], { rateLimit, burstLimit }: Options): number | undefined {
  return limit === 'ThrottlingRateLimit' ? rateLimit : burstLimit;
}

/** A negative limit is none. */
function judgeLimit(stage: ResourceView, path: readonly (string | number)[], allowed: number | undefined): Verdict {
  const value = stage.get(...path);
  const name = String(path.at(-1));
  if (isUndetermined(value)) {
    // A reference to a parameter counts: the limit is there, whatever it will be.
    return allowed === undefined && isGiven(stage, ...path) === true ? pass(value) : unreadable(value);
  }
  const limit = Number(literal(value) ?? NaN);
  if (!(limit >= 0)) return fail(`takes as many requests as the account may, for want of ${name}`, value);
  return allowed === undefined || limit <= allowed
    ? pass(value)
    : fail(`${name} ${limit} is more than ${allowed}`, value);
}
