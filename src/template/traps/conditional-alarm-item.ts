import { own } from '../resolve/values.ts';
import type { Written } from './context.ts';
import { alternatives, intrinsic, isNoValue, listItems } from './context.ts';
import { defineTrap } from './trap.ts';
import type { Finding } from './trap.ts';

/** Of a list with this one item: the condition around the list. */
function fixOf({ value, path }: Written): Pick<Finding, 'fix'> {
  const [only, ...more] = Array.isArray(value) ? (value as unknown[]) : [];
  const parts = own(only, 'Fn::If');
  if (more.length > 0 || !Array.isArray(parts) || parts.slice(1).some((part) => intrinsic(part) === 'Fn::If'))
    return {};
  const [condition, yes, no] = parts as unknown[];
  return { fix: [{ path, set: { 'Fn::If': [condition, [yes], [no]] } }] };
}

export default defineTrap({
  meta: {
    code: 'conditional-alarm-item',
    severity: 'error',
    why: 'An item of `Alarms` that may be `AWS::NoValue` leaves an alarm without a name, which CodeDeploy refuses.',
    instead: 'Put the condition around the list: `Alarms: !If [c, [!Ref A], [!Ref AWS::NoValue]]`.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      const written = context.samProperty(fn, 'DeploymentPreference', 'Alarms');
      for (const item of written ? listItems(written.value, written.path) : []) {
        if (intrinsic(item.value) !== 'Fn::If' || !alternatives(item.value).some(({ value }) => isNoValue(value)))
          continue;
        const message = `An alarm of ${fn.id} is conditional inside the list, which leaves an alarm without a name`;
        yield { message, location: context.atSource(item.path), ...(written && fixOf(written)) };
      }
    }
  },
});
