import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-is-gated',
    severity: 'error',
    why: 'A traffic hook that is itself deployed through traffic hooks waits for itself.',
    instead: 'Give hook functions neither `AutoPublishAlias` nor `DeploymentPreference`.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html',
  },
  *find(context) {
    for (const { alias, function: fn, preTraffic, postTraffic } of context.gated) {
      if (fn === undefined || !context.hooks.has(fn)) continue;
      const itself = [...preTraffic, ...postTraffic].includes(fn);
      const message = `${fn} is a traffic hook and is deployed gradually${itself ? ', through itself' : ''}`;
      yield { message, location: context.at(alias.logicalId) };
    }
  },
});
