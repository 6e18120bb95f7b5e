import { defineCheck, fail, isGiven, isUndetermined, literal, pass, unreadable } from 'create-fitness-serverless/check';

interface Options {
  maxTimeout: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
export default defineCheck<Options>({
  meta: {
    id: 'lambda-timeout-explicit',
    title: 'Functions say how long they may take',
    why: 'The three seconds that Lambda gives by default stop slow requests halfway; nobody has thought about them.',
    remedy: 'set Timeout to what the slowest sound invocation takes, and a margin',
    category: 'reliability',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html',
    references: { cdkNag: ['Serverless-LambdaDefaultTimeout'] },
    liveActions: ['lambda:GetFunctionConfiguration'],
    options: {
      maxTimeout: {
        type: 'integer',
        minimum: 1,
        maximum: 900,
        default: 900,
        description: 'The longest Timeout, seconds; the default is what Lambda allows',
      },
    },
  },

  evaluate(lambda, { options: { maxTimeout } }) {
    const timeout = lambda.get('Timeout');
    if (isUndetermined(timeout)) {
      // Lambda itself refuses what is beyond its own limit, so that somebody has said it is enough.
      return maxTimeout === 900 && isGiven(lambda, 'Timeout') === true ? pass(timeout) : unreadable(timeout);
    }
    if (timeout.state === 'absent') return fail('takes the three seconds that Lambda gives by default', timeout);
    const seconds = Number(literal(timeout));
    return seconds >= 1 && seconds <= maxTimeout
      ? pass(timeout)
      : fail(`Timeout ${literal(timeout) ?? ''} is not between 1 and ${maxTimeout} seconds`, timeout);
  },

  // In writing, and no different: how long it may take instead, a person has to say.
  fix: (lambda) =>
    lambda.get('Timeout').state === 'absent' ? [{ path: ['Properties', 'Timeout'], set: 3 }] : undefined,
});
