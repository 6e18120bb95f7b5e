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
  settingsOfAllMethods,
  unknown,
  unreadable,
  type ResourceView,
  type Value,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  caching: 'optional' | 'required';
}

interface Setting {
  readonly method: string;
  readonly caching: Value;
  readonly encrypted: Value;
}

const ALL = 'all methods';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/data-protection-encryption.html */
export default defineCheck<Options>({
  meta: {
    id: 'api-gw-cache-enabled-and-encrypted',
    title: 'REST APIs encrypt the answers that they cache',
    why: 'What was answered to one caller lies in the cache, and should be readable for nobody beside it.',
    remedy:
      'set CacheDataEncrypted to true for all methods in MethodSettings (ResourcePath `/*`, HttpMethod `*`), and wherever it has CachingEnabled',
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
    const shared = judgeShared(stage);
    if (shared?.status === 'fail') return shared;
    if (open) return unreadable(open);
    if (shared) return shared;
    return cached[0] ? pass(cached[0].encrypted) : notApplicable('caches no answers');
  },

  fix(stage, { options }) {
    const settings = settingsOf(stage);
    // A cache costs by the hour, so a person has to want one.
    if (options.caching === 'required' && !settings.every(({ caching }) => isOn(caching))) return undefined;
    const shared = settingsOfAllMethods(stage);
    // What is said of all methods for the first time changes more of them than their cache.
    if (!isOff(stage.get('CacheClusterEnabled')) && !Array.isArray(shared)) return undefined;
    return settings
      .filter(({ caching, encrypted, method }) => (isOn(caching) || method === ALL) && !isOn(encrypted))
      .map(({ encrypted: { path } }) => ({ path, set: true }));
  },
});

/**
 * A stage with a cache caches what GET methods answer unless they say otherwise, so that it has to be encrypted for all.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 *
 * @returns undefined for a stage without a cache
 */
function judgeShared(stage: ResourceView): Verdict | undefined {
  const cache = stage.get('CacheClusterEnabled');
  if (isOff(cache)) return undefined;
  const all = settingsOfAllMethods(stage);
  const list = stage.get('MethodSettings');
  if (all === 'unknown') return unknown('which settings all methods have is known only when deployed', list);
  const encrypted = all ? stage.get(...all, 'CacheDataEncrypted') : list;
  if (all && isOn(encrypted)) return pass(encrypted);
  if (isUndetermined(cache)) return unreadable(cache);
  if (all && isUndetermined(encrypted)) return unreadable(encrypted);
  return fail('has a cache that is not encrypted for all methods', encrypted);
}

function settingsOf(stage: ResourceView): Setting[] {
  return listOf(stage.get('MethodSettings')).map((setting, index) => {
    const [method, resource] = ['HttpMethod', 'ResourcePath'].map((key) => literal(field(setting, key)) ?? '?');
    return {
      method: method === '*' && ['/*', '*'].includes(resource ?? '') ? ALL : `${method} ${resource}`,
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
