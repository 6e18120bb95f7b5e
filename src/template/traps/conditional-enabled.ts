import { intrinsic } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'conditional-enabled',
    severity: 'warning',
    why: 'A condition in `Enabled` is an object, which SAM takes for true, so the deployment preference is always on.',
    instead: 'Leave `Enabled` out and choose the `Type` by the condition, e.g. `AllAtOnce`.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      const written = context.samProperty(fn, 'DeploymentPreference', 'Enabled');
      // SAM resolves a Ref to a parameter itself.
      if (!written || intrinsic(written.value) === undefined || intrinsic(written.value) === 'Ref') continue;
      const message = `Enabled of the deployment preference of ${fn.id} is conditional, so it is always on`;
      yield { message, location: context.atSource(written.path) };
    }
  },
});
