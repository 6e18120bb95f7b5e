import { alternatives } from './context.ts';
import { defineTrap } from './trap.ts';

const KNOWN = /^(AllAtOnce|Canary10Percent(5|10|15|30)Minutes|Linear10PercentEvery(1Minute|(2|3|10)Minutes))$/;

export default defineTrap({
  meta: {
    code: 'unknown-deployment-type',
    severity: 'error',
    why: 'SAM passes a type that it does not know through, and CodeDeploy has no such configuration.',
    instead: 'One of SAM’s nine types, or `!Ref` to an `AWS::CodeDeploy::DeploymentConfig`.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      const written = context.samProperty(fn, 'DeploymentPreference', 'Type');
      for (const { value, path } of alternatives(written?.value, written?.path)) {
        if (typeof value !== 'string' || KNOWN.test(value) || !/^(canary|linear|all ?at ?once)/i.test(value)) continue;
        yield {
          message: `${fn.id} has the deployment type ${value}, which SAM does not know`,
          location: context.atSource(path),
        };
      }
    }
  },
});
