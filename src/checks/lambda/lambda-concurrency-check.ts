import { defineCheck, fail, isGiven, isUndetermined, literal, pass, unreadable } from 'create-fitness-serverless/check';

/** As the Config rule has them: texts. */
interface Options {
  ConcurrencyLimitLow?: string;
  ConcurrencyLimitHigh?: string;
}

const SETTING = 'ReservedConcurrentExecutions';

/**
 * Most functions do well without: what one reserves, the others of the account cannot use, so that this weighs nothing
 * unless fitness.yaml gives it a weight.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'lambda-concurrency-check',
    title: 'Functions have a limit of their own for what runs at once',
    why: 'One function that is called a lot takes the concurrency of the account from all others.',
    remedy: 'set ReservedConcurrentExecutions',
    category: 'reliability',
    severity: 'low',
    weight: 0,
    recommended: false,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/lambda-concurrency-check.html',
    references: {
      guard: ['rules/aws/lambda/lambda_concurrency_check.guard'],
      cdkNag: ['NIST.800.53.R5-LambdaConcurrency'],
      checkov: ['CKV_AWS_115'],
      cfnNag: ['W92'],
    },
    liveActions: ['lambda:GetFunctionConcurrency'],
    options: {
      ConcurrencyLimitLow: { type: 'string', description: 'The least limit that is allowed, a number' },
      ConcurrencyLimitHigh: {
        type: 'string',
        description: 'The greatest limit that is allowed, a number, which is what a fix sets',
      },
    },
  },

  evaluate(lambda, { options: { ConcurrencyLimitLow: low, ConcurrencyLimitHigh: high } }) {
    const limit = lambda.get(SETTING);
    const given = isGiven(lambda, SETTING);
    if (given === 'unknown') return unreadable(limit);
    if (!given) return fail('has no limit of its own for what runs at once', limit);
    if (low === undefined && high === undefined) return pass(limit);
    if (isUndetermined(limit)) return unreadable(limit);
    const size = Number(literal(limit));
    if (low !== undefined && !(size >= Number(low)))
      return fail(`runs at most ${size} at once, less than ${low}`, limit);
    if (high !== undefined && !(size <= Number(high))) return fail(`runs ${size} at once, more than ${high}`, limit);
    return pass(limit);
  },

  fix: (_lambda, { options: { ConcurrencyLimitHigh: high } }) =>
    // How much it needs, a person has to say.
    high === undefined ? undefined : [{ path: ['Properties', SETTING], set: Number(high) }],
});
