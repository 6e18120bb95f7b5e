/** Which types Cloud Control reads, and what a role needs for them. */
import type { CheckMeta } from '../checks/api.ts';
import { own } from '../template/resolve/values.ts';

export const GET = 'cloudformation:GetResource';
export const DESCRIBE = 'cloudformation:DescribeType';

/**
 * What AWS calls to read a type, by the handlers in its schema; the checks of these types have it among their
 * `liveActions`. A type that is not here needs what the schema says, which a role that lacks it is told.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
 */
export const HANDLERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudFront::Distribution': ['cloudfront:GetDistribution', 'cloudfront:GetDistributionConfig'],
  'AWS::Cognito::IdentityPool': ['cognito-identity:DescribeIdentityPool'],
  'AWS::Cognito::UserPool': ['cognito-idp:DescribeUserPool', 'cognito-idp:GetUserPoolMfaConfig'],
  'AWS::Kinesis::Stream': ['kinesis:DescribeStreamSummary', 'kinesis:ListTagsForStream'],
  'AWS::KinesisFirehose::DeliveryStream': ['firehose:DescribeDeliveryStream', 'firehose:ListTagsForDeliveryStream'],
  'AWS::RDS::DBCluster': ['rds:DescribeDBClusters'],
  'AWS::RDS::DBInstance': [
    'ec2:DescribeAccountAttributes',
    'ec2:DescribeAvailabilityZones',
    'ec2:DescribeInternetGateways',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcAttribute',
    'ec2:DescribeVpcs',
    'rds:DescribeDBInstances',
  ],
};

/** What a role needs to read these types. */
export function cloudControlActions(types: readonly string[]): string[] {
  return [
    ...new Set([DESCRIBE, GET, ...types.flatMap((type) => (own(HANDLERS, type) as string[] | undefined) ?? [])]),
  ].sort();
}

/**
 * The types that are to be read so.
 *
 * @param setting `live.cloudControl` of fitness.yaml: true for all that built-in checks judge
 * @param covered types that have a reader of their own
 */
export function cloudControlTypes(
  setting: boolean | readonly string[],
  checks: readonly Pick<CheckMeta, 'resourceTypes' | 'liveActions'>[],
  covered: ReadonlySet<string>,
): string[] {
  if (setting === false) return [];
  const judged = checks.filter(({ liveActions }) => liveActions.includes(GET)).flatMap((meta) => meta.resourceTypes);
  return [...new Set(setting === true ? judged : setting)].filter((type) => !covered.has(type)).sort();
}
