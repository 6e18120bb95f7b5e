import { intrinsic } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'conditional-hooks-dropped',
    severity: 'error',
    why: 'SAM drops all hooks of a conditional `Hooks` without a word: deployments are not gated.',
    instead: 'Put the condition into each hook: `PreTraffic: !If [IsProd, !Ref Hook, !Ref AWS::NoValue]`.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      const written = context.samProperty(fn, 'DeploymentPreference', 'Hooks');
      if (!written || intrinsic(written.value) === undefined) continue;
      const message = `Hooks of ${fn.id} is conditional, so SAM drops every hook and no deployment is gated`;
      yield { message, location: context.atSource(written.path) };
    }
  },
});
