import { defineCheck, judgeMeasurement, strictestOf } from 'create-fitness-serverless/check';

/**
 * Parameters that a resource takes by a dynamic reference, `{{resolve:ssm-secure:…}}`; with `plain` those of
 * `{{resolve:ssm:…}}` too. When they were changed is read, never what they are.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html
 */
export default defineCheck<{ maximum: number; plain: boolean }>({
  meta: {
    id: 'ssm-parameters-rotated',
    title: 'Credentials in Parameter Store are not old',
    why: 'Nothing rotates a parameter by itself: what nobody changes stays good for whoever has once seen it.',
    remedy: 'put a new value, or keep the credential in Secrets Manager, which can rotate it',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: [
      'AWS::CodeBuild::Project',
      'AWS::DirectoryService::MicrosoftAD',
      'AWS::DirectoryService::SimpleAD',
      'AWS::ECS::TaskDefinition',
      'AWS::ElastiCache::ReplicationGroup',
      'AWS::Events::Connection',
      'AWS::IAM::User',
      'AWS::KinesisFirehose::DeliveryStream',
      'AWS::Lambda::Function',
      'AWS::RDS::DBCluster',
      'AWS::RDS::DBInstance',
      'AWS::Redshift::Cluster',
    ],
    configRule: false,
    recommended: false,
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html',
    liveActions: ['ssm:DescribeParameters'],
    options: {
      maximum: {
        type: 'integer',
        minimum: 1,
        maximum: 36500,
        default: 90,
        description: 'Days that a parameter may stay the same',
      },
      plain: {
        type: 'boolean',
        default: false,
        description: 'Judges parameters that are not secure as well',
      },
    },
  },

  evaluate(resource, context) {
    const { maximum, plain } = context.options;
    const judge = (name: 'secureParameterAge' | 'plainParameterAge') =>
      judgeMeasurement(
        context.measurement(name, resource),
        { atMost: maximum },
        (days) => `takes a parameter that has been the same for ${days} days, and ${maximum} are the most`,
      );
    const secure = judge('secureParameterAge');
    return plain ? strictestOf(secure, judge('plainParameterAge')) : secure;
  },
});
