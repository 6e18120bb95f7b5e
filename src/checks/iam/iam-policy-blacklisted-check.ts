import {
  all,
  any,
  defineCheck,
  fail,
  isHole,
  isPartialString,
  isUndetermined,
  listOf,
  literal,
  notApplicable,
  pass,
  PHYSICAL_NAMES,
  unknown,
  unreadable,
  type Resolved,
  type ResourceView,
  type Ternary,
} from 'create-fitness-serverless/check';

interface Options {
  policyArns: string[];
  exceptionList?: string[];
}

/** What the Config rule calls each type in its list of exceptions. */
const PLURALS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'roles',
  'AWS::IAM::User': 'users',
  'AWS::IAM::Group': 'groups',
};

/** https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-blacklisted-check.html */
export default defineCheck<Options>({
  meta: {
    id: 'iam-policy-blacklisted-check',
    title: 'Nobody has a managed policy that allows too much',
    why: 'Whoever takes over a function with AdministratorAccess has taken over the account.',
    remedy:
      'take the policy out of ManagedPolicyArns, and allow the actions that are needed on the resources they are for',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: Object.keys(PLURALS),
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-blacklisted-check.html',
    references: {
      guard: [
        'rules/aws/iam/iam_role_administrator_access_policy_rule.guard',
        'rules/aws/iam/iam_role_elevated_managed_policy_rule.guard',
      ],
      cfnNag: ['W43', 'W44'],
    },
    liveActions: ['iam:ListAttachedRolePolicies', 'iam:ListAttachedUserPolicies', 'iam:ListAttachedGroupPolicies'],
    options: {
      policyArns: {
        type: 'array',
        items: { type: 'string' },
        default: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        description: 'ARNs of managed policies that nobody may have, in whichever partition',
      },
      exceptionList: {
        type: 'array',
        items: { type: 'string' },
        description: 'Names of those who may: `roles:[deployer;admin]`, `users:[root]`, `groups:[admins]`',
      },
    },
  },

  evaluate(principal, { options: { policyArns, exceptionList = [] } }) {
    const attached = principal.get('ManagedPolicyArns');
    if (isUndetermined(attached)) return unreadable(attached);
    const policies = listOf(attached);
    const forbidden = policies.map((policy) => any(...policyArns.map((arn) => isArn(policy, arn))));
    if (!forbidden.some(Boolean)) return pass(attached);
    const excepted = isExcepted(principal, exceptionList);
    if (excepted === true) return notApplicable('is among the exceptions');

    const index = forbidden.indexOf(true);
    if (index < 0) return unknown('which policies it has is known only when deployed', attached);
    if (excepted === 'unknown') return unreadable(principal.get(nameOf(principal)));
    const name = policyArns.find((arn) => isArn(policies[index] ?? '', arn) === true)?.replace(/^.*\//, '');
    return fail(`has the policy ${name}`, principal.get('ManagedPolicyArns', index));
  },
});

function nameOf(principal: ResourceView): string {
  return PHYSICAL_NAMES[principal.type] ?? '';
}

/** One that has no name of its own gets a name that no list can hold. */
function isExcepted(principal: ResourceView, exceptions: readonly string[]): Ternary {
  const plural = PLURALS[principal.type] ?? '';
  const names = exceptions
    .map((entry) => /^\s*(\w+):\[([^\]]*)\]\s*$/.exec(entry))
    .flatMap((match) => (match?.[1] === plural ? (match[2] ?? '').split(';').map((name) => name.trim()) : []));
  if (names.length === 0) return false;
  const name = principal.get(nameOf(principal));
  return isUndetermined(name) ? 'unknown' : names.includes(literal(name) ?? '');
}

/** Is it the ARN, in whichever partition? What only a deployment knows of it may be what is missing. */
function isArn(policy: Resolved, arn: string): Ternary {
  if (isHole(policy)) return policy.ref ? false : 'unknown';
  const parts = isPartialString(policy) ? policy.parts : [literal(policy) ?? ''];
  const text = parts.map((part) => (isHole(part) ? HOLE : part)).join('');
  const [scheme, , ...rest] = text.split(':');
  const [wantedScheme, , ...wanted] = arn.split(':');
  if (scheme !== wantedScheme || rest.length !== wanted.length) return text.includes(HOLE) && fits(text, arn);
  return all(...rest.map((segment, index) => fits(segment, wanted[index] ?? '')));
}

const HOLE = '\0';

function fits(segment: string, wanted: string): Ternary {
  if (!segment.includes(HOLE)) return segment === wanted;
  const start = segment.slice(0, segment.indexOf(HOLE));
  const end = segment.slice(segment.lastIndexOf(HOLE) + 1);
  return wanted.startsWith(start) && wanted.endsWith(end) && 'unknown';
}
