import { defineCheck, fail, isGiven, isUndetermined, literal, pass, unreadable } from 'create-fitness-serverless/check';

interface Options {
  anyPrincipal: 'limited' | 'never';
}

/**
 * A version of a layer that everyone may use is one that everyone may download. `*` with an organization is everyone of it.
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'lambda-layer-public-access-prohibited',
    title: 'Layers cannot be used by the public',
    why: 'Whoever may use a layer can download it, with all the code and configuration in it.',
    remedy: 'name an account in Principal, or limit "*" by OrganizationId',
    category: 'security',
    severity: 'high',
    weight: 7,
    resourceTypes: ['AWS::Lambda::LayerVersionPermission'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-layer-cross-account.html',
    references: {
      guard: [
        'rules/aws/lambda/lambda_function_public_access_prohibited.guard',
        'rules/aws/lambda/lambda_no_wildcard_principal.guard',
      ],
      guardRules: ['LAMBDA_NO_WILDCARD_PRINCIPALS'],
      controlTower: ['CT.LAMBDA.PR.4'],
      cfnNag: ['F13'],
    },
    liveActions: ['lambda:GetLayerVersionPolicy'],
    options: {
      anyPrincipal: {
        type: 'string',
        enum: ['limited', 'never'],
        default: 'limited',
        description: '`never` refuses the Principal `*` even where OrganizationId limits it',
      },
    },
  },

  evaluate(permission, { options }) {
    const principal = permission.get('Principal');
    // An account id that is made of something else is no `*`.
    if (principal.state === 'unknown') return unreadable(principal);
    if (isUndetermined(principal) || (literal(principal) ?? '*') !== '*') return pass(principal);
    if (options.anyPrincipal === 'never') return fail('names everyone as Principal', principal);
    const organization = permission.get('OrganizationId');
    const limited = isGiven(permission, 'OrganizationId');
    if (limited === 'unknown') return unreadable(organization);
    return limited ? pass(organization) : fail('lets everyone use it', organization);
  },
});
