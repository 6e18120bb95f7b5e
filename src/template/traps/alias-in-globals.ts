import { section } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'alias-in-globals',
    severity: 'warning',
    why: '`AutoPublishAlias` in Globals gives the traffic hooks an alias too, which they cannot take off.',
    instead: 'Write `AutoPublishAlias` at each function that is deployed gradually.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html',
  },
  *find(context) {
    if (context.globals().AutoPublishAlias === undefined) return;
    const hooks = context.samFunctions().filter(({ id }) => context.hooks.has(id));
    const heirs = hooks.filter(({ id }) => {
      const ignored = section(section(context.document.data, 'Resources'), id).IgnoreGlobals;
      return ignored !== '*' && !(Array.isArray(ignored) && ignored.includes('AutoPublishAlias'));
    });
    if (heirs.length === 0) return;
    const message = `AutoPublishAlias in Globals gives the traffic hooks (${heirs.map(({ id }) => id).join(', ')}) an alias`;
    yield { message, location: context.atSource(['Globals', 'Function', 'AutoPublishAlias']) };
  },
});
