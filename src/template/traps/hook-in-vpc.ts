import { alternatives, isNoValue } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-in-vpc',
    severity: 'warning',
    why: 'A hook in a VPC reaches CodeDeploy only through a NAT or an endpoint; without, each deployment fails after an hour.',
    instead: 'No `VpcConfig` on hooks.',
    docs: 'https://github.com/aws/serverless-application-model/issues/1963',
  },
  *find(context) {
    for (const hook of context.hooks) {
      const config = alternatives(context.property(hook, 'VpcConfig')).filter(
        ({ value }) => value !== undefined && !isNoValue(value),
      );
      if (config.length > 0)
        yield {
          message: `${hook} is in a VPC, from where it may not reach CodeDeploy`,
          location: context.at(hook, ['Properties', 'VpcConfig']),
        };
    }
  },
});
