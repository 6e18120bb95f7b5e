import { listItems } from './context.ts';
import { actionsOf, statementsIn } from './policies.ts';
import { defineTrap } from './trap.ts';

/** Actions whose resource is always `*`, in lower case. */
const WITHOUT_RESOURCE = new Set(
  [
    'application-autoscaling:DescribeScalableTargets',
    'application-autoscaling:DescribeScalingActivities',
    'application-autoscaling:DescribeScalingPolicies',
    'cloudwatch:GetMetricData',
    'cloudwatch:GetMetricStatistics',
    'cloudwatch:ListMetrics',
    'cloudwatch:PutMetricData',
    'codedeploy:BatchGetDeploymentTargets',
    'config:GetComplianceDetailsByResource',
    'lambda:ListEventSourceMappings',
    'lambda:ListFunctions',
    's3:ListAllMyBuckets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ].map((action) => action.toLowerCase()),
);

export default defineTrap({
  meta: {
    code: 'iam-action-takes-no-resource',
    severity: 'warning',
    why: 'These read actions know no resources: with an ARN instead of `*` the policy allows nothing.',
    instead: "`Resource: '*'` in a read-only statement of its own.",
    docs: 'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  },
  *find(context) {
    for (const holder of context.resources('AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')) {
      for (const { value, path } of statementsIn(context, holder.logicalId)) {
        const resources = listItems(value.Resource).map((item) => item.value);
        if (value.Effect !== 'Allow' || resources.length === 0 || resources.some((resource) => resource === '*'))
          continue;
        for (const action of actionsOf(value)) {
          if (!WITHOUT_RESOURCE.has(action.toLowerCase())) continue;
          const message = `${holder.sourceId} limits ${action} to resources, which that action does not know`;
          yield { message, location: context.at(holder.logicalId, [...path, 'Resource']) };
        }
      }
    }
  },
});
