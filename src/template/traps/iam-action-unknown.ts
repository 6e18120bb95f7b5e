import { actionsOf, statementsIn } from './policies.ts';
import { defineTrap } from './trap.ts';

/** API operations that people take for IAM actions. */
const OPERATIONS = new Map(
  Object.entries({
    's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
    's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
    's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
    's3:GetBucketReplication': 's3:GetReplicationConfiguration',
    's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
    's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
    's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
    's3:HeadBucket': 's3:ListBucket',
    's3:HeadObject': 's3:GetObject',
    's3:ListBuckets': 's3:ListAllMyBuckets',
    's3:ListObjects': 's3:ListBucket',
    's3:ListObjectsV2': 's3:ListBucket',
    's3:DeleteObjects': 's3:DeleteObject',
    's3:CopyObject': 's3:GetObject and s3:PutObject',
    'lambda:Invoke': 'lambda:InvokeFunction',
    'dynamodb:TransactWriteItems': 'dynamodb:PutItem, UpdateItem, DeleteItem and ConditionCheckItem',
    'dynamodb:TransactGetItems': 'dynamodb:GetItem',
  }).map(([operation, action]) => [operation.toLowerCase(), action]),
);

export default defineTrap({
  meta: {
    code: 'iam-action-unknown',
    severity: 'warning',
    why: 'The name of an API operation is not always that of its IAM action: the policy allows nothing.',
    instead: 'The IAM action, e.g. `s3:GetEncryptionConfiguration` for `GetBucketEncryption`.',
    docs: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html',
  },
  *find(context) {
    for (const holder of context.resources('AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')) {
      for (const { value, path } of statementsIn(context, holder.logicalId)) {
        for (const action of actionsOf(value)) {
          const right = OPERATIONS.get(action.toLowerCase());
          if (right === undefined) continue;
          const message = `${holder.sourceId} names ${action}, which is no IAM action; it is ${right}`;
          yield { message, location: context.at(holder.logicalId, [...path, 'Action']) };
        }
      }
    }
  },
});
