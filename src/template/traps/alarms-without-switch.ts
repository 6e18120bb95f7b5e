import { intrinsic } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'alarms-without-switch',
    severity: 'warning',
    why: 'A deployment fails at once while an alarm is in ALARM, so an incident blocks its own fix.',
    instead: 'A parameter: `Alarms: !If [IgnoreAlarms, [!Ref AWS::NoValue], [...]]`.',
    docs: 'https://github.com/aws/serverless-application-model/issues/716',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      const written = context.samProperty(fn, 'DeploymentPreference', 'Alarms');
      if (!written || !Array.isArray(written.value) || !context.gatedFunctions.has(fn.id)) continue;
      if (
        !written.value.some((item) => intrinsic(item) !== undefined && !JSON.stringify(item).includes('AWS::NoValue'))
      )
        continue;
      const message = `The alarms of ${fn.id} cannot be switched off, so an incident blocks its own fix`;
      yield { message, location: context.atSource(written.path) };
    }
  },
});
