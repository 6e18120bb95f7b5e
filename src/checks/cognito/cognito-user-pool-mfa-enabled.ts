import {
  defineCheck,
  fail,
  isUndetermined,
  listOf,
  literal,
  notApplicable,
  pass,
  unreadable,
  type Fix,
  type ResourceView,
  type Ternary,
} from 'create-fitness-serverless/check';

interface Options {
  mfa: 'required' | 'optional';
}

/**
 * Where users sign in by a passkey or a code, there is no password that a second factor would have to make up for.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'cognito-user-pool-mfa-enabled',
    title: 'User pools ask for a second factor',
    why: 'A password that was guessed, or stolen somewhere else, is enough to sign in as its user.',
    remedy: "set MfaConfiguration to 'ON', and EnabledMfas to the factors, such as SOFTWARE_TOKEN_MFA",
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::Cognito::UserPool'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cognito-user-pool-mfa-enabled.html',
    references: {
      guard: ['rules/aws/aws_cognito/cognito_user_pool_mfa_configuration_rule.guard'],
      cdkNag: ['AwsSolutions-COG2'],
      cfnNag: ['F78'],
      securityHub: ['Cognito.5'],
      fsbp: false,
    },
    liveActions: [
      'cloudformation:DescribeType',
      'cloudformation:GetResource',
      'cognito-idp:DescribeUserPool',
      'cognito-idp:GetUserPoolMfaConfig',
    ],
    options: {
      mfa: {
        type: 'string',
        enum: ['required', 'optional'],
        default: 'required',
        description: '`optional` lets users choose whether they have a second factor',
      },
    },
  },

  evaluate(pool, { options: { mfa } }) {
    const setting = pool.get('MfaConfiguration');
    const accepted = mfa === 'optional' ? ['ON', 'OPTIONAL'] : ['ON'];
    if (accepted.includes(literal(setting) ?? '')) return pass(setting);
    const { is: isByPassword, value: factors } = signsInByPasswordOnly(pool);
    if (isByPassword === false) return notApplicable('has users sign in otherwise than by a password');
    if (isUndetermined(setting)) return unreadable(setting);
    if (isByPassword === 'unknown') return unreadable(factors);
    return fail(
      literal(setting) === 'OPTIONAL' ? 'lets users do without a second factor' : 'asks for no second factor',
      setting,
    );
  },

  fix(pool, { options: { mfa } }) {
    // Users of a pool that is deployed would have to set up a factor before they can sign in again.
    if (mfa !== 'optional') return undefined;
    const factors: Fix = { path: ['Properties', 'EnabledMfas'], set: ['SOFTWARE_TOKEN_MFA'] };
    const optional: Fix = { path: ['Properties', 'MfaConfiguration'], set: 'OPTIONAL' };
    return pool.get('EnabledMfas').state === 'absent' ? [optional, factors] : [optional];
  },
});

/** A password is the default. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cognito-userpool-signinpolicy.html */
function signsInByPasswordOnly(pool: ResourceView) {
  const value = pool.get('Policies', 'SignInPolicy', 'AllowedFirstAuthFactors');
  const isOnly = (): Ternary => {
    if (isUndetermined(value)) return 'unknown';
    const factors = listOf(value).map((factor) => literal(factor));
    if (factors.some((factor) => factor !== undefined && factor !== 'PASSWORD')) return false;
    return factors.includes(undefined) ? 'unknown' : true;
  };
  return { is: isOnly(), value };
}
