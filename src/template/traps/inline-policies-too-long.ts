import { own } from '../resolve/values.ts';
import { listItems } from './context.ts';
import { statementsOfRole } from './policies.ts';
import { defineTrap } from './trap.ts';

/** An ARN has at least so many characters. */
const ARN = 20;

/** The characters of a statement without spaces, counted low where it refers to something. */
function leastLength(value: unknown): number {
  if (own(value, 'Ref') !== undefined || own(value, 'Fn::GetAtt') !== undefined) return ARN;
  const sub = own(value, 'Fn::Sub');
  if (sub !== undefined)
    return Math.max(
      ARN,
      ...listItems(sub)
        .slice(0, 1)
        .map(({ value: text }) => String(text).replace(/\$\{[^}]*\}/g, '').length),
    );
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + leastLength(item) + 1, 1);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)?.length ?? 0;
  return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + 4 + leastLength(item), 1);
}

export default defineTrap({
  meta: {
    code: 'inline-policies-too-long',
    severity: 'error',
    why: 'The inline policies of a role hold 10,240 characters together.',
    instead: 'Patterns instead of single ARNs, or managed policies.',
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  },
  *find(context) {
    for (const role of context.resources('AWS::IAM::Role')) {
      const statements = statementsOfRole(context, role.logicalId).filter(
        ({ resource }) => context.template.resources.get(resource)?.type !== 'AWS::IAM::ManagedPolicy',
      );
      const length = statements.reduce((sum, { value }) => sum + leastLength(value), 0);
      if (length <= 10_240) continue;
      const message = `The inline policies of ${role.sourceId} have at least ${length} characters, of 10,240`;
      yield { message, location: context.at(role.logicalId, ['Properties', 'Policies']) };
    }
  },
});
