import {
  defineCheck,
  fail,
  field,
  functionOf,
  invokersOf,
  isGiven,
  isPartialString,
  isUndetermined,
  literal,
  notApplicable,
  pass,
  unknown,
  unreadable,
  type CheckContext,
  type Referrer,
  type ResourceView,
  type Value,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  anyPrincipal: 'limited' | 'never';
}

/**
 * Judges a function by the permissions that name it, one of its aliases or one of its versions; a permission for a function
 * of another stack is judged by itself. Without a source, a service's permission can be used on behalf of any account.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1
 */
export default defineCheck<Options>({
  meta: {
    id: 'lambda-function-public-access-prohibited',
    title: 'Functions cannot be invoked by the public',
    why: 'A function that anyone can invoke hands out its data and its permissions, and sends you the bill.',
    remedy:
      'name the account or service in Principal, limit a service by SourceArn or SourceAccount, and set AuthType AWS_IAM on function URLs',
    category: 'security',
    severity: 'critical',
    weight: 10,
    resourceTypes: ['AWS::Lambda::Function', 'AWS::Lambda::Permission'],
    relatedTypes: ['AWS::Lambda::Alias', 'AWS::Lambda::Function', 'AWS::Lambda::Permission', 'AWS::Lambda::Version'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-public-access-prohibited.html',
    references: {
      guard: [
        'rules/aws/lambda/lambda_function_public_access_prohibited.guard',
        'rules/aws/lambda/lambda_no_wildcard_principal.guard',
      ],
      guardRules: ['LAMBDA_NO_WILDCARD_PRINCIPALS'],
      controlTower: ['CT.LAMBDA.PR.2'],
      cdkNag: ['NIST.800.53.R5-LambdaFunctionPublicAccessProhibited'],
      checkov: ['CKV_AWS_364'],
      cfnNag: ['F13'],
      securityHub: ['Lambda.1'],
      fsbp: true,
    },
    liveActions: ['lambda:GetPolicy'],
    options: {
      anyPrincipal: {
        type: 'string',
        enum: ['limited', 'never'],
        default: 'limited',
        description:
          '`never` refuses the Principal `*` even where SourceArn, SourceAccount or PrincipalOrgID limits it',
      },
    },
  },

  evaluate(resource, context) {
    if (resource.type === 'AWS::Lambda::Permission') {
      const owner = functionOf(resource.get('FunctionName'), context);
      if (owner === undefined) return judgePermission(resource, context.options);
      return notApplicable(`is judged at ${owner === 'unknown' ? 'the function that it names' : owner.logicalId}`);
    }

    let verdict: Verdict = pass();
    for (const { resource: permission, is } of permissionsOf(resource, context)) {
      const found = judgePermission(permission, context.options);
      if (found.status === 'pass' || found.status === 'not-applicable') continue;
      if (found.status === 'fail' && is === true) {
        return { ...found, message: `its permission ${permission.logicalId} ${found.message}` };
      }
      const why = found.status === 'fail' ? 'which function it is for is not known' : found.message;
      verdict = unknown(`its permission ${permission.logicalId}: ${why}`);
    }
    return verdict;
  },

  fix(resource, context) {
    const own =
      resource.type === 'AWS::Lambda::Permission'
        ? [resource]
        : permissionsOf(resource, context).flatMap(({ resource: permission, is }) => (is === true ? [permission] : []));
    const permissions = own.filter((permission) => judgePermission(permission, context.options).status === 'fail');
    // A service acts for this account; whom a public permission is meant for, or which skill, a person has to say.
    const canLimit = (permission: ResourceView) => {
      const principal = literal(permission.get('Principal')) ?? '';
      return isService(principal) && limitsOf(principal).includes('SourceAccount');
    };
    if (!permissions.every(canLimit)) return undefined;
    return permissions.map((permission) => ({
      resource: permission.logicalId,
      path: ['Properties', 'SourceAccount'],
      set: { Ref: 'AWS::AccountId' },
    }));
  },
});

function permissionsOf(lambda: ResourceView, context: CheckContext<Options>): readonly Referrer[] {
  return invokersOf(lambda, context, 'permissions', () =>
    context
      .resources('AWS::Lambda::Permission')
      .map((permission) => ({ from: permission, to: permission.get('FunctionName') })),
  );
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function judgePermission(permission: ResourceView, { anyPrincipal }: Options): Verdict {
  const urlAuth = permission.get('FunctionUrlAuthType');
  if (isUndetermined(urlAuth)) return unreadable(urlAuth, permission);
  if (literal(urlAuth) === 'NONE') return fail('opens its URL to everyone', urlAuth, permission);

  const principal = permission.get('Principal');
  if (principal.state === 'unknown') return unreadable(principal, permission);
  const who = literal(principal) ?? '';
  const isAnyone = who === '*' || principal.state === 'absent';
  if (!isAnyone && !isService(who)) return pass(principal, permission);
  if (isAnyone && anyPrincipal === 'never') return fail('names everyone as Principal', principal, permission);

  const limits = limitsOf(who);
  const fitsAll = fitsEveryAccount(permission.get('SourceArn'));
  const given = limits
    .filter((limit) => limit !== 'SourceArn' || !fitsAll)
    .map((limit) => ({ limit, isGiven: isGiven(permission, limit) }));
  const limit = given.find(({ isGiven }) => isGiven === true)?.limit;
  if (limit !== undefined) return pass(permission.get(limit), permission);
  const open = given.find(({ isGiven }) => isGiven === 'unknown')?.limit;
  if (open !== undefined) return unreadable(permission.get(open), permission);
  const why =
    fitsAll && limits.includes('SourceArn') ? 'as its SourceArn fits every account' : `for want of ${limits[0]}`;
  return fail(
    isAnyone ? 'lets everyone invoke it' : `lets ${who} invoke it on behalf of anyone, ${why}`,
    principal,
    permission,
  );
}

/** Lambda compares with ArnLike: `*`, an ARN of any account, and one of any bucket, which names no account, limit nothing. */
function fitsEveryAccount(arn: Value): boolean {
  const resolved = field(arn);
  const parts = isPartialString(resolved) ? resolved.parts : [literal(arn) ?? ''];
  const text = parts.map((part) => (typeof part === 'string' ? part : '?')).join('');
  const [, , , , account = text, name = ''] = text.split(':');
  return account.includes('*') || (account === '' && name.startsWith('*'));
}

/** What keeps other accounts from using a permission for this principal. */
function limitsOf(principal: string): string[] {
  // A bucket's ARN names no account: who takes over the name of a deleted bucket would take over the permission.
  if (principal === 's3.amazonaws.com') return ['SourceAccount', 'PrincipalOrgID'];
  // Alexa has no ARNs: a skill is named by its token.
  if (principal === 'alexa-appkit.amazon.com') return ['EventSourceToken'];
  return ['SourceArn', 'SourceAccount', 'PrincipalOrgID'];
}

function isService(principal: string): boolean {
  return /\.amazon(aws)?\.com(\.cn)?$/.test(principal);
}
