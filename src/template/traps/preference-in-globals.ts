import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'preference-in-globals',
    severity: 'warning',
    why: '`DeploymentPreference` in Globals is inherited by every function, the traffic hooks included, until each says `Enabled: false`.',
    instead: 'Write `DeploymentPreference` at each function that is deployed gradually.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html',
  },
  *find(context) {
    if (context.globals().DeploymentPreference === undefined || context.hooks.size === 0) return;
    const message = 'DeploymentPreference in Globals is inherited by the traffic hooks and by every new function';
    yield { message, location: context.atSource(['Globals', 'Function', 'DeploymentPreference']) };
  },
});
