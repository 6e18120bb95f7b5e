import {
  defineCheck,
  fail,
  field,
  isUndetermined,
  listOf,
  literal,
  pass,
  unknown,
  unreadable,
} from 'create-fitness-serverless/check';

interface Options {
  ReplicationType?: 'CROSS-REGION' | 'SAME-REGION';
}

/**
 * Weighs nothing unless fitness.yaml gives it a weight: it needs a second bucket, which few services want to pay for.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
 */
export default defineCheck<Options>({
  meta: {
    id: 's3-bucket-replication-enabled',
    title: 'Buckets are replicated',
    why: 'A replica in another bucket survives what happens to the first one, a Region that is down included.',
    remedy: 'set ReplicationConfiguration with a rule whose Status is Enabled',
    category: 'reliability',
    severity: 'low',
    weight: 0,
    resourceTypes: ['AWS::S3::Bucket'],
    relatedTypes: ['AWS::S3::Bucket'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-replication-enabled.html',
    references: {
      guard: ['rules/aws/amazon_s3/s3_bucket_replication_enabled.guard'],
      cdkNag: ['NIST.800.53.R5-S3BucketReplicationEnabled'],
    },
    liveActions: ['s3:GetReplicationConfiguration'],
    options: {
      ReplicationType: {
        type: 'string',
        enum: ['CROSS-REGION', 'SAME-REGION'],
        description: 'Where the replica must be',
      },
    },
  },

  evaluate(bucket, context) {
    const rules = bucket.get('ReplicationConfiguration', 'Rules');
    if (isUndetermined(rules)) return unreadable(rules);
    const statuses = listOf(rules).map((rule) => field(rule, 'Status'));
    const enabled = statuses.findIndex((status) => status === 'Enabled');
    if (enabled < 0) {
      const open = statuses.findIndex((status) => status !== undefined && literal(status) === undefined);
      if (open >= 0) return unreadable(bucket.get('ReplicationConfiguration', 'Rules', open, 'Status'));
      return fail(statuses.length ? 'has no replication rule that is enabled' : 'is not replicated', rules);
    }

    const status = bucket.get('ReplicationConfiguration', 'Rules', enabled, 'Status');
    if (context.options.ReplicationType === undefined) return pass(status);
    const target = bucket.get('ReplicationConfiguration', 'Rules', enabled, 'Destination', 'Bucket');
    const isHere = context.resources('AWS::S3::Bucket').some((other) => context.refersTo(target, other) === true);
    // A template is deployed to one Region, and an ARN of a bucket names none.
    if (!isHere) return unknown('the Region of the destination bucket is not part of the template', target);
    return context.options.ReplicationType === 'SAME-REGION'
      ? pass(target)
      : fail('is replicated to a bucket of the same Region', target);
  },
});
