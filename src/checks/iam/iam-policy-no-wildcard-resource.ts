import {
  actionsOf,
  all,
  any,
  defineCheck,
  field,
  has,
  identityPolicyActions,
  identityPolicyTypes,
  isHole,
  isLimitedBy,
  isText,
  judgeGrants,
  listOf,
  literal,
  needsEveryResource,
  not,
  pass,
  type Resolved,
  type Statement,
  type Ternary,
} from 'create-fitness-serverless/check';

interface Options {
  allowedActions: string[];
}

/**
 * Many actions, such as those that list, can only be allowed on every resource; those of services that the table of
 * them does not know are not judged. A condition on the tags of a resource limits as well as its ARN does.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'iam-policy-no-wildcard-resource',
    title: 'Policies name the resources that they are for',
    why: 'What is allowed on "*" is allowed on the data of every other service in the account.',
    remedy: 'name the ARNs that are needed in Resource, in a statement apart from actions that take no resource',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: identityPolicyTypes,
    configRule: false,
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    references: {
      guard: ['rules/aws/iam/iam_policydocument_no_wildcard_resource.guard'],
      cdkNag: ['AwsSolutions-IAM5'],
      cfnNag: ['W11', 'W12', 'W13'],
    },
    liveActions: identityPolicyActions,
    options: {
      allowedActions: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description:
          'Actions that may be allowed on every resource, beside those that cannot be limited, e.g. `ec2:CreateNetworkInterface`',
      },
    },
  },

  evaluate(resource, context) {
    const allowed = context.options.allowedActions.map((action) => action.toLowerCase());
    const isLimitable = (action: Resolved) => canBeLimited(action, allowed);
    const verdict = judgeGrants(resource, context, {
      allows: (statement) =>
        all(
          any(...listOf(field(statement, 'Resource')).map((written) => isText(written, '*'))),
          any(has(statement, 'NotAction'), ...listOf(field(statement, 'Action')).map(isLimitable)),
          not(isLimitedBy(statement, (key) => /^[a-z0-9-]+:resourcetag\//.test(key))),
        ),
      message: (statement: Statement) =>
        `allows ${actionsOf(statement, (action) => isLimitable(action) === true)} on every resource`,
    });
    // What has no policy allows nothing on anything.
    return verdict.status === 'not-applicable' ? pass() : verdict;
  },
});

function canBeLimited(action: Resolved, allowed: readonly string[]): Ternary {
  if (isHole(action)) return action.ref ? false : 'unknown';
  const text = literal(action);
  if (text === undefined) return 'unknown';
  if (allowed.includes(text.toLowerCase())) return false;
  // of any service
  if (/^[^:]*[*?]/.test(text)) return true;
  const needsAll = needsEveryResource(text);
  return needsAll === undefined ? 'unknown' : !needsAll;
}
