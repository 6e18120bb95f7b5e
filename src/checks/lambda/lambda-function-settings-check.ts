import {
  defineCheck,
  fail,
  isOsOnly,
  isUndetermined,
  judge,
  literal,
  notApplicable,
  pass,
  RUNTIMES,
  unknown,
  unreadable,
  type ResourceView,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  runtime?: string[];
  role?: string;
  memorySize?: number;
  timeout?: number;
}

/**
 * A runtime past its deprecation gets no security patches. Container images and OS-only runtimes bring their own language,
 * so there is nothing to judge. Role, memory and timeout are judged where fitness.yaml says what they must be.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'lambda-function-settings-check',
    title: 'Functions run on a supported runtime',
    why: 'AWS stops patching a deprecated runtime, then forbids creating and at last updating functions on it.',
    remedy: 'set Runtime to a supported one and test the function on it',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-settings-check.html',
    references: {
      cdkNag: ['AwsSolutions-L1', 'Serverless-LambdaLatestVersion'],
      checkov: ['CKV_AWS_363'],
      securityHub: ['Lambda.2'],
      fsbp: true,
    },
    liveActions: ['lambda:GetFunctionConfiguration'],
    options: {
      runtime: {
        type: 'array',
        items: { type: 'string' },
        description: 'The runtimes that are allowed; any that AWS supports on the day of the check if absent',
      },
      role: { type: 'string', description: 'ARN of the execution role that functions must have' },
      memorySize: { type: 'integer', minimum: 128, description: 'MemorySize that functions must have, MB' },
      timeout: { type: 'integer', minimum: 1, maximum: 900, description: 'Timeout that functions must have, seconds' },
    },
  },

  evaluate(lambda, { options, now }) {
    const packageType = lambda.get('PackageType');
    if (isUndetermined(packageType)) return unreadable(packageType);
    if (literal(packageType) === 'Image') return notApplicable('is a container image, which brings its own runtime');
    const runtime = judgeRuntime(lambda, options.runtime, now);
    if (runtime.status !== 'pass') return runtime;

    const demands = [
      { key: 'Role', demanded: options.role },
      { key: 'MemorySize', demanded: options.memorySize },
      { key: 'Timeout', demanded: options.timeout },
    ];
    for (const { key, demanded } of demands) {
      if (demanded === undefined) continue;
      const verdict = judge(
        lambda.effective(key),
        (value) => literal(value) === String(demanded),
        `${key} is not ${demanded}`,
      );
      if (verdict.status !== 'pass') return verdict;
    }
    return runtime;
  },
});

function judgeRuntime(lambda: ResourceView, allowed: string[] | undefined, now: Date): Verdict {
  const value = lambda.get('Runtime');
  if (isUndetermined(value)) return unreadable(value);
  const runtime = literal(value);
  if (runtime === undefined) return fail('has no Runtime', value);
  if (isOsOnly(runtime)) return notApplicable('brings its own language on an OS-only runtime');
  if (allowed)
    return allowed.includes(runtime) ? pass(value) : fail(`${runtime} is none of ${allowed.join(', ')}`, value);

  const life = Object.hasOwn(RUNTIMES, runtime) ? RUNTIMES[runtime] : undefined;
  if (!life) return unknown(`${runtime} is no runtime that this version of the tool knows`, value);
  if (now < new Date(life.deprecated)) return pass(value);
  const successor = life.successor ? `; its successor is ${life.successor}` : '';
  return fail(`${runtime} is deprecated since ${life.deprecated}${successor}`, value);
}
