import {
  defineCheck,
  fail,
  field,
  isTrue,
  isUndetermined,
  listOf,
  literal,
  notApplicable,
  pass,
  unreadable,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

interface Options {
  caching: 'optional' | 'required';
}

interface Setting {
  readonly method: string;
  readonly caching: Value;
  readonly encrypted: Value;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/data-protection-encryption.html */
export default defineCheck<Options>({
  meta: {
    id: 'api-gw-cache-enabled-and-encrypted',
    title: 'REST APIs encrypt the answers that they cache',
    why: 'What was answered to one caller lies in the cache, and should be readable for nobody beside it.',
    remedy: 'set CacheDataEncrypted to true wherever MethodSettings has CachingEnabled',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::ApiGateway::Stage'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/api-gw-cache-enabled-and-encrypted.html',
    references: {
      guard: ['rules/aws/api_gateway/api_gw_cache_enabled_and_encrypted.guard'],
      controlTower: ['CT.APIGATEWAY.PR.3'],
      cdkNag: ['NIST.800.53.R5-APIGWCacheEnabledAndEncrypted'],
      checkov: ['CKV_AWS_120'],
      cfnNag: ['W87'],
      securityHub: ['APIGateway.5'],
      fsbp: true,
    },
    liveActions: ['apigateway:GET'],
    options: {
      caching: {
        type: 'string',
        enum: ['optional', 'required'],
        default: 'optional',
        description: '`required` demands that all methods of MethodSettings cache, as the Config rule does',
      },
    },
  },

  evaluate(stage, { options }) {
    const list = stage.get('MethodSettings');
    if (isUndetermined(list)) return unreadable(list);
    const isRequired = options.caching === 'required';
    const settings = settingsOf(stage);
    if (isRequired && settings.length === 0) return fail('caches no answers', list);
    const idle = isRequired && settings.find(({ caching }) => isOff(caching));
    if (idle) return fail(`does not cache the answers of ${idle.method}`, idle.caching);

    const cached = settings.filter(({ caching }) => !isOff(caching));
    const plain = cached.find(({ caching, encrypted }) => isOn(caching) && isOff(encrypted));
    if (plain) return fail(`does not encrypt the answers of ${plain.method} that it caches`, plain.encrypted);
    const open = cached
      .flatMap(({ caching, encrypted }) => (isOn(encrypted) && !isRequired ? [] : [encrypted, caching]))
      .find(isUndetermined);
    if (open) return unreadable(open);
    return cached[0] ? pass(cached[0].encrypted) : notApplicable('caches no answers');
  },

  fix(stage, { options }) {
    const settings = settingsOf(stage);
    // A cache costs by the hour, so a person has to want one.
    if (options.caching === 'required' && !settings.every(({ caching }) => isOn(caching))) return undefined;
    return settings
      .filter(({ caching, encrypted }) => isOn(caching) && !isOn(encrypted))
      .map(({ encrypted: { path } }) => ({ path, set: true }));
  },
});

function settingsOf(stage: ResourceView): Setting[] {
  return listOf(stage.get('MethodSettings')).map((setting, index) => {
    const [method, resource] = ['HttpMethod', 'ResourcePath'].map((key) => literal(field(setting, key)) ?? '?');
    return {
      method: method === '*' && resource === '/*' ? 'all methods' : `${method} ${resource}`,
      caching: stage.get('MethodSettings', index, 'CachingEnabled'),
      encrypted: stage.get('MethodSettings', index, 'CacheDataEncrypted'),
    };
  });
}

function isOn(value: Value): boolean {
  return isTrue(literal(value));
}

/** Neither is on unless it is written. */
function isOff(value: Value): boolean {
  return !isUndetermined(value) && !isOn(value);
}
