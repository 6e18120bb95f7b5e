import {
  any,
  boundedTypes,
  defineCheck,
  field,
  identityPolicyActions,
  identityPolicyTypes,
  isEveryAction,
  isHole,
  judgeGrants,
  listOf,
  literal,
  type Resolved,
  type Statement,
  type Ternary,
} from 'create-fitness-serverless/check';

interface Options {
  excludePermissionBoundaryPolicy?: boolean;
  allowedServices: string[];
}

/**
 * A statement that allows all but what NotAction names allows every action of all other services.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
 * https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21
 */
export default defineCheck<Options>({
  meta: {
    id: 'iam-policy-no-statements-with-full-access',
    title: 'No policy allows every action of a service',
    why: 'A wildcard allows what nobody thought of, deleting the data included, and every action that the service gets later.',
    remedy: 'name the actions that are needed instead of "<service>:*"',
    category: 'security',
    severity: 'low',
    weight: 2,
    resourceTypes: identityPolicyTypes,
    relatedTypes: boundedTypes,
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-full-access.html',
    references: {
      guard: [
        'rules/aws/iam/iam_policy_no_statements_with_full_access.guard',
        'rules/aws/iam/iam_managedpolicy_no_statements_with_full_access.guard',
      ],
      controlTower: ['CT.IAM.PR.3', 'CT.IAM.PR.5'],
      cdkNag: ['NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess'],
      checkov: ['CKV_AWS_63'],
      cfnNag: ['F3', 'F4', 'F5'],
      securityHub: ['IAM.21'],
      fsbp: true,
    },
    liveActions: identityPolicyActions,
    options: {
      excludePermissionBoundaryPolicy: {
        type: 'boolean',
        description: 'Leave out the managed policies that are permissions boundaries in the template',
      },
      allowedServices: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Prefixes of the services of which a policy may allow everything, e.g. `execute-api`',
      },
    },
  },

  evaluate(resource, context) {
    const { allowedServices } = context.options;
    const isFull = (action: Resolved) => isEveryAction(action, allowedServices);
    const actionsOf = (statement: Statement) => listOf(field(statement, 'Action'));
    return judgeGrants(resource, context, {
      allows: (statement) => any(...actionsOf(statement).map(isFull), allowsTheRest(statement)),
      message: (statement) => {
        const full = actionsOf(statement).filter((action) => isFull(action) === true);
        if (full.length === 0) return 'allows every action but those of NotAction';
        return `allows ${full.map((action) => literal(action) ?? 'every action of a service').join(', ')}`;
      },
    });
  },
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html */
function allowsTheRest(statement: Statement): Ternary {
  const excepted = listOf(field(statement, 'NotAction'));
  if (excepted.length === 0 || excepted.some((action) => /^\*+$/.test(literal(action) ?? ''))) return false;
  return excepted.some((action) => isHole(action)) ? 'unknown' : true;
}
