import { defineCheck, judge, literal } from 'create-fitness-serverless/check';

/** To invoke a function, and to do so by its URL. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
const INVOKE = ['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'];

export default defineCheck({
  meta: {
    id: 'lambda-permission-invoke-function-action',
    title: 'Permissions let others invoke a function and nothing else',
    why: 'Whoever may do more than invoke a function can read its code, change it, or let others in.',
    remedy: 'set Action to lambda:InvokeFunction',
    category: 'security',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: ['AWS::Lambda::Permission'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
    references: {
      guard: ['rules/aws/lambda/lambda_permission_invoke_function_action.guard'],
      cfnNag: ['W24'],
    },
    liveActions: ['lambda:GetPolicy'],
  },

  evaluate(permission) {
    const action = permission.get('Action');
    const message = `allows ${literal(action) ?? 'what is no action'} instead of lambda:InvokeFunction`;
    return judge(action, (value) => INVOKE.includes(literal(value) ?? ''), message);
  },
});
