import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type Permission,
} from '@aws-sdk/client-s3';
import { s3 } from '../../../src/live/readers/s3.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
let client: S3Client;
beforeAll(async () => {
  moto = await startMoto();
  client = new S3Client(moto.settings);
});
afterAll(() => moto.stop());

const BUCKET = 'AWS::S3::Bucket';
const FLAGS = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::full/*' }],
};

async function create(Bucket: string): Promise<void> {
  await client.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
}

async function grant(Bucket: string, group: string, ...permissions: Permission[]): Promise<void> {
  const Grantee = { Type: 'Group' as const, URI: `http://acs.amazonaws.com/groups/${group}` };
  const AccessControlPolicy = {
    Owner: { ID: 'owner' },
    Grants: permissions.map((Permission) => ({ Grantee, Permission })),
  };
  await client.send(new PutBucketAclCommand({ Bucket, AccessControlPolicy }));
}

test('a bucket with everything that is judged', async () => {
  for (const name of ['replica', 'logs', 'full']) {
    await create(name);
    const versioning = { Bucket: name, VersioningConfiguration: { Status: 'Enabled' as const } };
    await client.send(new PutBucketVersioningCommand(versioning));
  }
  await grant('logs', 's3/LogDelivery', 'WRITE', 'READ_ACP');
  const Bucket = 'full';
  const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'alias/orders' };
  const encryption = { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }] };
  await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: encryption }));
  const LoggingEnabled = { TargetBucket: 'logs', TargetPrefix: 'full/' };
  await client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
  await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: FLAGS }));
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(POLICY) }));
  const rule = {
    Priority: 1,
    Status: 'Enabled' as const,
    Filter: { Prefix: 'a/' },
    DeleteMarkerReplication: { Status: 'Disabled' as const },
    Destination: { Bucket: 'arn:aws:s3:::replica' },
  };
  const Role = 'arn:aws:iam::123456789012:role/replication';
  const ReplicationConfiguration = { Role, Rules: [{ ID: 'all', ...rule }] };
  await client.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration }));

  const { properties, found } = await readOne(s3, moto, { type: BUCKET, physicalId: 'full' });
  expect(properties).toEqual({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }],
    },
    LoggingConfiguration: { DestinationBucketName: 'logs', LogFilePrefix: 'full/' },
    // moto forgets the prefix
    ReplicationConfiguration: { Role, Rules: [{ Id: 'all', ...rule, Filter: { Prefix: '' } }] },
    VersioningConfiguration: { Status: 'Enabled' },
  });
  const policy = { Bucket: 'full', PolicyDocument: POLICY };
  expect(found).toEqual([{ name: 'policy', type: 'AWS::S3::BucketPolicy', properties: policy }]);

  const declared = { type: 'AWS::S3::BucketPolicy', physicalId: 'full', written: { Bucket: 'full' } };
  const written = { PublicAccessBlockConfiguration: FLAGS };
  const beside = await readOne(s3, moto, { type: BUCKET, physicalId: 'full', written }, [declared]);
  expect(beside.found).toEqual([]);
  expect(beside.properties['PublicAccessBlockConfiguration']).toEqual(FLAGS);
  expect((await readOne(s3, moto, declared)).properties).toEqual({ PolicyDocument: POLICY });
  expect((await readOne(s3, moto, { type: BUCKET, physicalId: 'logs' })).properties).toMatchObject({
    AccessControl: 'LogDeliveryWrite',
  });
});

test('a bucket with nothing but a name, and no block', async () => {
  await create('plain');
  await client.send(new DeletePublicAccessBlockCommand({ Bucket: 'plain' }));
  const { properties, found } = await readOne(s3, moto, { type: BUCKET, physicalId: 'plain' });
  const off = Object.fromEntries(Object.keys(FLAGS).map((flag) => [flag, false]));
  expect(properties).toEqual({ PublicAccessBlockConfiguration: off });
  expect(found).toEqual([]);
});

test.each([
  ['public-read', 'PublicRead'],
  ['authenticated-read', 'AuthenticatedRead'],
  ['private', undefined],
] as const)('a bucket with the canned ACL %s', async (acl, canned) => {
  await create(`acl-${acl}`);
  await client.send(new DeletePublicAccessBlockCommand({ Bucket: `acl-${acl}` }));
  await client.send(new PutBucketAclCommand({ Bucket: `acl-${acl}`, ACL: acl }));
  const { properties } = await readOne(s3, moto, { type: BUCKET, physicalId: `acl-${acl}` });
  expect(properties['AccessControl']).toBe(canned);
});

// moto answers to `public-read-write` with two permissions in one grant, which S3 never does.
test('a bucket that everyone may write into', async () => {
  const Bucket = 'open';
  await create(Bucket);
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await grant(Bucket, 'global/AllUsers', 'WRITE');
  const { properties } = await readOne(s3, moto, { type: BUCKET, physicalId: Bucket });
  expect(properties['AccessControl']).toBe('PublicReadWrite');
});

test('a bucket that is not there', async () => {
  const { properties } = await readOne(s3, moto, { type: BUCKET, physicalId: 'nowhere' });
  const reason = expect.stringContaining('NoSuchBucket');
  expect(properties['VersioningConfiguration']).toMatchObject({ kind: 'hole', reason });
});
