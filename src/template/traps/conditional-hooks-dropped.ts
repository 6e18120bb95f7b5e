import { own } from '../resolve/values.ts';
import { intrinsic, isNoValue, isPlainMap } from './context.ts';
import type { Written } from './context.ts';
import { defineTrap } from './trap.ts';
import type { Finding } from './trap.ts';

/** The condition in each hook instead of around them. */
function fixOf({ value, path }: Written): Pick<Finding, 'fix'> {
  const parts = own(value, 'Fn::If');
  if (!Array.isArray(parts) || !parts.slice(1).every((branch) => isNoValue(branch) || isPlainMap(branch))) return {};
  const [condition, yes, no] = parts as unknown[];
  const names = new Set([yes, no].flatMap((branch) => (isPlainMap(branch) ? Object.keys(branch) : [])));
  const branch = (map: unknown, name: string): unknown =>
    isPlainMap(map) && map[name] !== undefined ? map[name] : { Ref: 'AWS::NoValue' };
  const hooks = [...names].map((name) => [name, { 'Fn::If': [condition, branch(yes, name), branch(no, name)] }]);
  return { fix: [{ path, set: Object.fromEntries(hooks) as unknown }] };
}

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
      yield { message, location: context.atSource(written.path), ...fixOf(written) };
    }
  },
});
