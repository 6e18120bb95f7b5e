import {
  any,
  defineCheck,
  fail,
  field,
  isUndetermined,
  listOf,
  literal,
  pass,
  policyStatements,
  targetOf,
  unreadable,
  withoutSuffix,
  type CheckContext,
  type ResourceView,
} from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
export default defineCheck({
  meta: {
    id: 'lambda-function-xray-enabled',
    title: 'Functions are traced',
    why: 'A trace shows in which call a slow or failing invocation lost its time.',
    remedy:
      'set Tracing to Active (TracingConfig.Mode), and let a role of your own do xray:PutTraceSegments and xray:PutTelemetryRecords',
    category: 'operations',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::Lambda::Function'],
    relatedTypes: ['AWS::IAM::Role'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-xray-enabled.html',
    references: {
      cdkNag: ['Serverless-LambdaTracing'],
      securityHub: ['Lambda.7'],
      fsbp: false,
    },
    liveActions: ['lambda:GetFunctionConfiguration'],
  },

  evaluate(lambda) {
    const mode = lambda.get('TracingConfig', 'Mode');
    if (isUndetermined(mode)) return unreadable(mode);
    // SAM has it in one word, so the place is the whole setting.
    const tracing = lambda.get('TracingConfig');
    return literal(mode) === 'Active' ? pass(tracing) : fail('is not traced', tracing);
  },

  // Lambda refuses to trace a function whose role may not write traces.
  fix: (lambda, context) =>
    mayTrace(lambda, context) ? [{ path: ['Properties', 'TracingConfig'], set: { Mode: 'Active' } }] : undefined,
});

/** SAM's own role gets the permission with the setting; one of the template may have it. */
function mayTrace(lambda: ResourceView, context: CheckContext): boolean {
  const role = targetOf(lambda.get('Role'), 'AWS::IAM::Role', context);
  if (role === undefined || role === 'unknown') return false;
  const isOfSam = listOf(role.get('Tags')).some(
    (tag) => literal(field(tag, 'Key')) === 'lambda:createdBy' && literal(field(tag, 'Value')) === 'SAM',
  );
  return isOfSam || writesTraces(role);
}

function writesTraces(role: ResourceView): boolean {
  const managed = listOf(role.get('ManagedPolicyArns')).map((arn) =>
    any(
      ...['AWSXRayDaemonWriteAccess', 'AWSXrayWriteOnlyAccess'].map((name) => withoutSuffix(arn, name) !== undefined),
    ),
  );
  if (managed.includes(true)) return true;
  return listOf(role.get('Policies')).some((_, index) =>
    policyStatements(role.get('Policies', index, 'PolicyDocument')).statements.some(
      (statement) =>
        literal(field(statement, 'Effect')) === 'Allow' &&
        listOf(field(statement, 'Action')).some((action) =>
          ['*', 'xray:*', 'xray:Put*', 'xray:PutTraceSegments'].includes(literal(action) ?? ''),
        ),
    ),
  );
}
