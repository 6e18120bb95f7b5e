import type { TrapContext } from './context.ts';
import { defineTrap } from './trap.ts';

/** Those of the resources that are functions whose name no stack changes. */
export function fixedNames(context: TrapContext, ids: Iterable<string>): { id: string; name: string }[] {
  return [...ids].flatMap((id) => {
    const name = context.property(id, 'FunctionName');
    const isFunction = context.template.resources.get(id)?.type === 'AWS::Lambda::Function';
    return isFunction && typeof name === 'string' ? [{ id, name }] : [];
  });
}

export default defineTrap({
  meta: {
    code: 'function-name-fixed',
    severity: 'warning',
    why: 'A second stack in the same account and Region cannot have a function of the same name.',
    instead: 'Leave `FunctionName` out, or make it of `${AWS::StackName}`.',
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html',
  },
  *find(context) {
    for (const { id, name } of fixedNames(context, [...context.gear.keys(), ...context.gatedFunctions]))
      yield { message: `${id} has the fixed name ${name}`, location: context.at(id, ['Properties', 'FunctionName']) };
  },
});
