import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'function-name-fixed',
    severity: 'warning',
    why: 'A second stack in the same account and Region cannot have a function of the same name.',
    instead: 'Leave `FunctionName` out, or make it of `${AWS::StackName}`.',
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html',
  },
  *find(context) {
    for (const id of [...context.gear.keys(), ...context.gatedFunctions]) {
      const name = context.property(id, 'FunctionName');
      if (context.template.resources.get(id)?.type !== 'AWS::Lambda::Function' || typeof name !== 'string') continue;
      yield { message: `${id} has the fixed name ${name}`, location: context.at(id, ['Properties', 'FunctionName']) };
    }
  },
});
