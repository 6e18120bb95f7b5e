import { alternatives } from './context.ts';
import { own } from '../resolve/values.ts';
import { defineTrap } from './trap.ts';

/** The characters that are there whatever is put in; a stack's name, a Region and an account have some too. */
function leastLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  const sub: unknown = own(value, 'Fn::Sub');
  const text: unknown = Array.isArray(sub) ? sub[0] : sub;
  if (typeof text !== 'string') return 0;
  const filled = text.replaceAll('${AWS::AccountId}', '0'.repeat(12)).replaceAll('${AWS::Region}', 'eu-west-1');
  return filled.replace(/\$\{!?[^}]*\}/g, 'x').length;
}

export default defineTrap({
  meta: {
    code: 'function-name-too-long',
    severity: 'error',
    why: 'A function’s name has at most 64 characters.',
    instead: 'Leave `FunctionName` out, or shorten what is fixed in it.',
    docs: 'https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html',
  },
  *find(context) {
    for (const fn of context.resources('AWS::Lambda::Function')) {
      for (const { value, path } of alternatives(fn.properties.FunctionName, ['Properties', 'FunctionName'])) {
        const length = leastLength(value);
        if (length <= 64) continue;
        yield {
          message: `The name of ${fn.logicalId} has at least ${length} characters, of 64`,
          location: context.at(fn.logicalId, path),
        };
      }
    }
  },
});
