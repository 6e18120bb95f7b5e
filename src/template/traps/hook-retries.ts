import { invokeFix, invokeSetting } from './invoke-config.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-retries',
    severity: 'warning',
    why: 'Lambda calls a hook that failed again, which measures and reports a second time, too late.',
    instead: '`EventInvokeConfig: {MaximumRetryAttempts: 0}` on both traffic hooks.',
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
  },
  *find(context) {
    for (const hook of context.hooks) {
      const { values, location } = invokeSetting(context, hook, 'MaximumRetryAttempts');
      if (values.length > 0 && values.every((value) => typeof value === 'object' || Number(value) === 0)) continue;
      yield {
        message: `${hook} is retried by Lambda: MaximumRetryAttempts is not 0`,
        location,
        ...invokeFix(context, hook, 'MaximumRetryAttempts', 0),
      };
    }
  },
});
