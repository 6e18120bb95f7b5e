import type { ReplicationRule, S3Client } from '@aws-sdk/client-s3';
import type { Resolved } from '../../template/model.ts';
import { jsonDocument, member, plain, setOf } from '../answers.ts';
import { properties, type Aws } from '../aws.ts';
import type * as Clients from '../clients/s3.ts';
import type { Operation } from '../operations.ts';
import type { DeployedResource, Reading, ResourceReader } from '../reader.ts';
import { withoutDefaults } from './defaults.ts';
import { policyBeside, readPolicy } from './policies.ts';
import { s3 as calls } from '../calls.ts';

/** A bucket takes one call for each of its settings: S3 has none for all of them. A policy takes the bucket's. */
export const s3: ResourceReader = {
  types: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
  operations: calls,
  read: async (resource, aws) =>
    resource.type === 'AWS::S3::Bucket'
      ? readBucket(resource, aws)
      : { properties: await readPolicy(resource, POLICIES, (bucket) => policyOf(bucket, aws)) },
};

const POLICIES = { 'AWS::S3::BucketPolicy': 'Bucket' };

/** Calls S3, whose client is there once something is wanted of it. */
function ask<T>(
  aws: Aws,
  operation: Operation,
  call: (s3: typeof Clients & { client: S3Client }, options: { abortSignal: AbortSignal }) => Promise<T>,
  nothing?: string,
): Promise<T | undefined> {
  const send = async (abortSignal: AbortSignal) => {
    const s3 = await aws.client('s3', async (settings) => {
      const commands = await import('../clients/s3.ts');
      return { ...commands, client: new commands.S3Client(settings) };
    });
    return call(s3, { abortSignal });
  };
  return aws.ask(operation, send, nothing === undefined ? [] : [nothing]);
}

async function readBucket(bucket: DeployedResource, aws: Aws): Promise<Reading> {
  const [read, found] = await Promise.all([
    properties({
      AccessControl: acl(bucket, aws),
      BucketEncryption: encryption(bucket, aws),
      LoggingConfiguration: logging(bucket, aws),
      PublicAccessBlockConfiguration: publicAccessBlock(bucket, aws),
      ReplicationConfiguration: replication(bucket, aws),
      VersioningConfiguration: versioning(bucket, aws),
    }),
    policyBeside(bucket, POLICIES, aws, (name) => policyOf(name, aws)),
  ]);
  return {
    properties: withoutDefaults(bucket, read),
    found: found.map((policy) => ({ ...policy, properties: { ...policy.properties, Bucket: bucket.physicalId } })),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
async function versioning({ physicalId: Bucket }: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const answer = await ask(aws, 's3:GetBucketVersioning', ({ client, GetBucketVersioningCommand }, options) =>
    client.send(new GetBucketVersioningCommand({ Bucket }), options),
  );
  // CloudFormation cannot set MFA delete, so that only a bucket can show it.
  return answer?.Status && setOf({ Status: answer.Status, MfaDelete: answer.MFADelete });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
async function encryption({ physicalId: Bucket }: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const operation = 's3:GetBucketEncryption';
  const answer = await ask(
    aws,
    operation,
    ({ client, GetBucketEncryptionCommand }, options) =>
      client.send(new GetBucketEncryptionCommand({ Bucket }), options),
    'ServerSideEncryptionConfigurationNotFoundError',
  );
  if (!answer) return undefined;
  const { Rules } = member(answer.ServerSideEncryptionConfiguration, operation, 'a configuration');
  const rules = (Rules ?? []).map(({ ApplyServerSideEncryptionByDefault: by, BucketKeyEnabled }) =>
    setOf({
      ServerSideEncryptionByDefault: by && setOf({ SSEAlgorithm: by.SSEAlgorithm, KMSMasterKeyID: by.KMSMasterKeyID }),
      // S3 says so of every bucket; a bucket key means nothing without a key of KMS.
      BucketKeyEnabled: BucketKeyEnabled && by?.SSEAlgorithm !== 'AES256' ? true : undefined,
    }),
  );
  return { ServerSideEncryptionConfiguration: rules };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html */
async function logging({ physicalId: Bucket }: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const answer = await ask(aws, 's3:GetBucketLogging', ({ client, GetBucketLoggingCommand }, options) =>
    client.send(new GetBucketLoggingCommand({ Bucket }), options),
  );
  const target = answer?.LoggingEnabled;
  return (
    target &&
    setOf({
      DestinationBucketName: target.TargetBucket,
      LogFilePrefix: target.TargetPrefix || undefined,
      TargetObjectKeyFormat: target.TargetObjectKeyFormat && plain(target.TargetObjectKeyFormat),
    })
  );
}

const FLAGS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

/**
 * A bucket that has no block is one from before April 2023, or one whose block was taken away: what a template without
 * one gets, it does not have.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html
 */
async function publicAccessBlock({ physicalId: Bucket }: DeployedResource, aws: Aws): Promise<Resolved> {
  const operation = 's3:GetPublicAccessBlock';
  const answer = await ask(
    aws,
    operation,
    ({ client, GetPublicAccessBlockCommand }, options) =>
      client.send(new GetPublicAccessBlockCommand({ Bucket }), options),
    'NoSuchPublicAccessBlockConfiguration',
  );
  const block = answer && member(answer.PublicAccessBlockConfiguration, operation, 'a configuration');
  return Object.fromEntries(FLAGS.map((flag) => [flag, block?.[flag] ?? false]));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html */
async function replication({ physicalId: Bucket }: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const operation = 's3:GetBucketReplication';
  const answer = await ask(
    aws,
    operation,
    ({ client, GetBucketReplicationCommand }, options) =>
      client.send(new GetBucketReplicationCommand({ Bucket }), options),
    'ReplicationConfigurationNotFoundError',
  );
  if (!answer) return undefined;
  const { Role, Rules } = member(answer.ReplicationConfiguration, operation, 'a configuration');
  return setOf({ Role, Rules: (Rules ?? []).map(replicationRule) });
}

/** CloudFormation has three names of its own. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-replicationrule.html */
function replicationRule({ ID, Filter, ExistingObjectReplication: _, ...rule }: ReplicationRule): Resolved {
  const { Prefix, Tag, And } = Filter ?? {};
  const filter = {
    Prefix,
    TagFilter: Tag && plain(Tag),
    And: And && setOf({ Prefix: And.Prefix, TagFilters: And.Tags && plain(And.Tags) }),
  };
  return setOf({ Id: ID, Filter: Filter && setOf(filter), ...(plain(rule) as Readonly<Record<string, Resolved>>) });
}

const GROUPS = 'http://acs.amazonaws.com/groups/';
const READING = ['READ', 'READ_ACP'];

/**
 * The canned ACL that stands for what is granted; of grants that none stands for, the one that grants no less. Grants to
 * single accounts are not what any of them is about.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
 */
async function acl(bucket: DeployedResource, aws: Aws): Promise<Resolved> {
  const { physicalId: Bucket } = bucket;
  const operation = 's3:GetBucketAcl';
  const answer = await ask(aws, operation, ({ client, GetBucketAclCommand }, options) =>
    client.send(new GetBucketAclCommand({ Bucket }), options),
  );
  const grants = member(answer?.Grants, operation, 'grants');
  const granted = (group: string) =>
    grants.flatMap(({ Grantee, Permission }) => (Grantee?.URI === `${GROUPS}${group}` ? [Permission ?? ''] : []));
  const [everyone, accounts] = [granted('global/AllUsers'), granted('global/AuthenticatedUsers')];
  if ([...everyone, ...accounts].some((permission) => !READING.includes(permission))) return 'PublicReadWrite';
  if (everyone.length > 0) return 'PublicRead';
  if (accounts.length > 0) return 'AuthenticatedRead';
  if (granted('s3/LogDelivery').includes('WRITE')) return 'LogDeliveryWrite';
  const written = bucket.property('AccessControl');
  return typeof written === 'string' && TO_SINGLE_ACCOUNTS.includes(written) ? written : 'Private';
}

const TO_SINGLE_ACCOUNTS = ['AwsExecRead', 'BucketOwnerFullControl', 'BucketOwnerRead'];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
function policyOf(Bucket: string, aws: Aws): Promise<Resolved | undefined> {
  const operation = 's3:GetBucketPolicy';
  return aws.shared(`${operation} ${Bucket}`, async () => {
    const answer = await ask(
      aws,
      operation,
      ({ client, GetBucketPolicyCommand }, options) => client.send(new GetBucketPolicyCommand({ Bucket }), options),
      'NoSuchBucketPolicy',
    );
    return answer && jsonDocument(member(answer.Policy, operation, 'a policy'), operation);
  });
}
