import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'empty-alarms',
    severity: 'warning',
    why: 'An empty list of alarms changes nothing, so the alarms of the last deployment stay attached.',
    instead: '`Alarms: [!Ref AWS::NoValue]` takes them away.',
    docs: 'https://github.com/aws/serverless-application-model/issues/2452',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      const written = context.samProperty(fn, 'DeploymentPreference', 'Alarms');
      if (!written || !Array.isArray(written.value) || written.value.length > 0) continue;
      const message = `Alarms of ${fn.id} is an empty list, so those of the last deployment stay attached`;
      yield {
        message,
        location: context.atSource(written.path),
        fix: [{ path: written.path, set: [{ Ref: 'AWS::NoValue' }] }],
      };
    }
  },
});
