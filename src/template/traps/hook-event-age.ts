import { invokeFix, invokeSetting } from './invoke-config.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-event-age',
    severity: 'warning',
    why: 'Throttled events are retried for six hours by default, past the hour after which CodeDeploy fails the deployment.',
    instead: '`EventInvokeConfig: {MaximumEventAgeInSeconds: 600}` on both traffic hooks.',
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
  },
  *find(context) {
    for (const hook of context.hooks) {
      const { values, location } = invokeSetting(context, hook, 'MaximumEventAgeInSeconds');
      if (values.length > 0 && values.every((value) => typeof value === 'object' || Number(value) <= 600)) continue;
      yield {
        message: `An event of ${hook} may wait longer than 600 seconds: see MaximumEventAgeInSeconds`,
        location,
        ...invokeFix(context, hook, 'MaximumEventAgeInSeconds', 600),
      };
    }
  },
});
