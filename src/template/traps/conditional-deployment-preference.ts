import { intrinsic } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'conditional-deployment-preference',
    severity: 'error',
    why: 'The SAM transform refuses a conditional `DeploymentPreference`.',
    instead: 'Write the preference plainly, with conditions in `Type`, in each hook and around the list of alarms.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      const written = context.samProperty(fn, 'DeploymentPreference');
      if (!written || intrinsic(written.value) === undefined) continue;
      const message = `DeploymentPreference of ${fn.id} is conditional, which the SAM transform refuses`;
      yield { message, location: context.atSource(written.path) };
    }
  },
});
