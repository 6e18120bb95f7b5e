import { invokeSetting } from './invoke-config.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-without-failure-destination',
    severity: 'warning',
    why: 'A hook that times out, runs out of memory or does not start reports nothing, and CodeDeploy waits for an hour.',
    instead: '`DestinationConfig.OnFailure` of both traffic hooks: a small function that reports `Failed`.',
    docs: 'https://github.com/davidgf/serverless-plugin-canary-deployments/issues/32',
  },
  *find(context) {
    for (const hook of context.hooks) {
      const { values, location } = invokeSetting(context, hook, 'DestinationConfig', 'OnFailure', 'Destination');
      if (values.length === 0)
        yield { message: `Nobody answers for ${hook} when it dies: it has no OnFailure destination`, location };
    }
  },
});
