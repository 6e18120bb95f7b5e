import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import levelPublicAccess from '../../../src/checks/s3/s3-bucket-level-public-access-prohibited.ts';
import loggingEnabled from '../../../src/checks/s3/s3-bucket-logging-enabled.ts';
import publicRead from '../../../src/checks/s3/s3-bucket-public-read-prohibited.ts';
import publicWrite from '../../../src/checks/s3/s3-bucket-public-write-prohibited.ts';
import sslRequestsOnly from '../../../src/checks/s3/s3-bucket-ssl-requests-only.ts';
import versioningEnabled from '../../../src/checks/s3/s3-bucket-versioning-enabled.ts';
import { actionsOf } from '../../../src/live/operations.ts';
import { s3 } from '../../../src/live/readers/s3.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, foundIn, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions, unread } from './exact-actions.ts';
import { deployOutside } from './outside.ts';
import { readRecorded } from './recorded.ts';
import { sameVerdicts } from './same-verdicts.ts';
import { unknown } from './unknown.ts';

const TEMPLATE = `
Resources:
  Logs: { Type: AWS::S3::Bucket, Properties: { BucketName: logs, AccessControl: LogDeliveryWrite } }
  Orders:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: orders
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: { SSEAlgorithm: aws:kms, KMSMasterKeyID: alias/orders }
            BucketKeyEnabled: true
      LoggingConfiguration: { DestinationBucketName: !Ref Logs, LogFilePrefix: orders/ }
      PublicAccessBlockConfiguration:
        { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: false }
      ReplicationConfiguration:
        Role: arn:aws:iam::123456789012:role/replication
        Rules:
          - Id: everything
            Priority: 1
            Status: Enabled
            Filter: { And: { Prefix: a/, TagFilters: [{ Key: keep, Value: 'yes' }, { Key: team, Value: orders }] } }
            DeleteMarkerReplication: { Status: Disabled }
            Destination: { Bucket: 'arn:aws:s3:::replica', StorageClass: STANDARD_IA }
          - { Id: some, Priority: 2, Status: Disabled, Filter: { Prefix: b/ }, Destination: { Bucket: 'arn:aws:s3:::replica' } }
      VersioningConfiguration: { Status: Enabled }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Orders
      PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: s3:*, Resource: !Sub '\${Orders.Arn}/*' }] }
`;

const ANYONE = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }] };

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

await sameVerdicts([s3], deployOutside([['AWS::S3::BucketPolicy', 'Bucket', 'AWS::S3::Bucket']]));
exactActions([s3], TEMPLATE);

async function deployed(template = TEMPLATE) {
  await deploy(aws.account, template);
  return read(aws, [s3]);
}

describe('a bucket', () => {
  test('is read as it is written, with one call for each setting; its policy is a resource of its own', async () => {
    const stack = await deployed();
    expect(propertiesOf(stack, 'Orders')).toEqual({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/orders' },
            BucketKeyEnabled: true,
          },
        ],
      },
      LoggingConfiguration: { DestinationBucketName: 'logs', LogFilePrefix: 'orders/' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: false,
      },
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::123456789012:role/replication',
        Rules: [
          {
            Id: 'everything',
            Priority: 1,
            Status: 'Enabled',
            Filter: {
              And: {
                Prefix: 'a/',
                TagFilters: [
                  { Key: 'keep', Value: 'yes' },
                  { Key: 'team', Value: 'orders' },
                ],
              },
            },
            DeleteMarkerReplication: { Status: 'Disabled' },
            Destination: { Bucket: 'arn:aws:s3:::replica', StorageClass: 'STANDARD_IA' },
          },
          {
            Id: 'some',
            Priority: 2,
            Status: 'Disabled',
            Filter: { Prefix: 'b/' },
            Destination: { Bucket: 'arn:aws:s3:::replica' },
          },
        ],
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(propertiesOf(stack, 'Policy')).toEqual({
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::orders/*' }],
      },
    });
    expect(propertiesOf(stack, 'Logs')).toEqual({ AccessControl: 'LogDeliveryWrite' });
    expect(foundIn(stack)).toEqual({});
    expect([...new Set(stack.calls)].sort()).toEqual([...s3.operations].sort());
    expect(stack.calls).toHaveLength(2 * s3.operations.length);
  });

  test('of which nothing is written has what S3 gives it, which is not written', async () => {
    const stack = await deployed('Resources: { Plain: { Type: AWS::S3::Bucket } }');
    expect(propertiesOf(stack, 'Plain')).toEqual({});
    expect(verdicts(stack.live, levelPublicAccess)).toEqual({ Plain: 'pass' });
    expect(verdicts(stack.live, levelPublicAccess, { strict: 'explicit' })).toEqual({ Plain: 'fail' });
  });

  test('whose defaults are written has them', async () => {
    const encryption = {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    };
    const properties = { AccessControl: 'Private', BucketEncryption: encryption };
    const stack = await deployed(
      JSON.stringify({ Resources: { Plain: { Type: 'AWS::S3::Bucket', Properties: properties } } }),
    );
    expect(propertiesOf(stack, 'Plain')).toEqual(properties);
  });

  test('whose block was taken away is open to what comes, whatever new buckets have', async () => {
    await deploy(aws.account, 'Resources: { Plain: { Type: AWS::S3::Bucket } }');
    resource(aws.account, 'Plain').properties['PublicAccessBlockConfiguration'] = null;
    const stack = await read(aws, [s3]);
    expect(verdicts(stack.written, levelPublicAccess)).toEqual({ Plain: 'pass' });
    expect(verdicts(stack.live, levelPublicAccess)).toEqual({ Plain: 'fail' });
  });

  test.each([
    ['everyone, to list it', [['global/AllUsers', 'READ']], 'PublicRead'],
    ['everyone, to see who may', [['global/AllUsers', 'READ_ACP']], 'PublicRead'],
    ['everyone, to write only', [['global/AllUsers', 'WRITE']], 'PublicReadWrite'],
    ['everyone, to say who may', [['global/AllUsers', 'WRITE_ACP']], 'PublicReadWrite'],
    ['everyone, everything', [['global/AllUsers', 'FULL_CONTROL']], 'PublicReadWrite'],
    ['whoever has an account, to list it', [['global/AuthenticatedUsers', 'READ']], 'AuthenticatedRead'],
    ['whoever has an account, to write', [['global/AuthenticatedUsers', 'WRITE']], 'PublicReadWrite'],
    [
      'the delivery of logs, and everyone',
      [
        ['s3/LogDelivery', 'WRITE'],
        ['global/AllUsers', 'READ'],
      ],
      'PublicRead',
    ],
  ])('that lets in %s is judged so', async (_name, grants, canned) => {
    await deploy(aws.account, 'Resources: { Open: { Type: AWS::S3::Bucket } }');
    Object.assign(resource(aws.account, 'Open').properties, {
      AccessControl: grants,
      PublicAccessBlockConfiguration: null,
    });
    const stack = await read(aws, [s3]);
    expect(propertiesOf(stack, 'Open')).toMatchObject({ AccessControl: canned });
    expect(verdicts(stack.live, publicRead)).toEqual({ Open: 'fail' });
    expect(verdicts(stack.live, publicWrite)).toEqual({ Open: canned === 'PublicReadWrite' ? 'fail' : 'pass' });
  });

  test.each(['AwsExecRead', 'BucketOwnerRead', 'BucketOwnerFullControl'])(
    'with %s has what is written',
    async (canned) => {
      const stack = await deployed(
        `Resources: { Plain: { Type: AWS::S3::Bucket, Properties: { AccessControl: ${canned} } } }`,
      );
      expect(propertiesOf(stack, 'Plain')).toEqual({ AccessControl: canned });
    },
  );

  test('has a policy that no template knows', async () => {
    await deploy(aws.account, TEMPLATE);
    const stranger = { Bucket: 'logs', PolicyDocument: ANYONE };
    aws.account.resources.set('x', { logicalId: 'X', type: 'AWS::S3::BucketPolicy', properties: stranger });
    resource(aws.account, 'Logs').properties['PublicAccessBlockConfiguration'] = null;
    const stack = await read(aws, [s3]);
    expect(foundIn(stack)).toEqual({ 'Logs (policy)': { Type: 'AWS::S3::BucketPolicy', ...stranger } });
    expect(verdicts(stack.written, publicRead)).toEqual({ Logs: 'pass', Orders: 'pass' });
    expect(verdicts(stack.live, publicRead)).toEqual({ Logs: 'fail', Orders: 'pass' });
  });

  test('shows whether versions can be deleted without a device, which no template can', async () => {
    await deploy(aws.account, TEMPLATE);
    const demand = { isMfaDeleteEnabled: 'true' };
    const asItIs = await read(aws, [s3]);
    expect(verdicts(asItIs.written, versioningEnabled, demand)['Orders']).toBe('unknown');
    expect(verdicts(asItIs.live, versioningEnabled, demand)['Orders']).toBe('fail');
    resource(aws.account, 'Orders').properties['VersioningConfiguration'] = { Status: 'Enabled', MfaDelete: 'Enabled' };
    expect(verdicts((await read(aws, [s3])).live, versioningEnabled, demand)['Orders']).toBe('pass');
  });

  test('that is gone is not known', async () => {
    await deploy(aws.account, TEMPLATE);
    aws.account.resources.delete('orders');
    const stack = await read(aws, [s3]);
    expect(propertiesOf(stack, 'Orders')).toMatchObject({ VersioningConfiguration: unread(/NoSuchBucket/) });
    expect(verdicts(stack.live, versioningEnabled)['Orders']).toBe('unknown');
  });
});

/** What each operation is asked for. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  's3:GetBucketAcl': ['Logs.AccessControl', 'Orders.AccessControl'],
  's3:GetBucketEncryption': ['Logs.BucketEncryption', 'Orders.BucketEncryption'],
  's3:GetBucketLogging': ['Logs.LoggingConfiguration', 'Orders.LoggingConfiguration'],
  's3:GetBucketPolicy': ['Logs (policy).PolicyDocument', 'Policy.PolicyDocument'],
  's3:GetBucketReplication': ['Logs.ReplicationConfiguration', 'Orders.ReplicationConfiguration'],
  's3:GetBucketVersioning': ['Logs.VersioningConfiguration', 'Orders.VersioningConfiguration'],
  's3:GetPublicAccessBlock': ['Logs.PublicAccessBlockConfiguration', 'Orders.PublicAccessBlockConfiguration'],
};

describe.each(s3.operations)('%s', (operation) => {
  test.each([
    [
      'denied',
      { kind: 'error', code: 'AccessDenied', status: 403 },
      `denied: the role needs ${actionsOf(operation)[0]}`,
    ],
    ['throttled', { kind: 'throttle' }, `${operation} failed: SlowDown: Rate exceeded`],
    ['broken', { kind: '5xx' }, `${operation} failed: InternalFailure: Internal failure`],
    ['garbage', { kind: 'garbage' }, operation],
  ] as const)('%s: what it would tell is not known, and the rest is', async (_fault, fault, reason) => {
    await deploy(aws.account, TEMPLATE);
    aws.break(operation.slice(3), fault);
    const why = unknown(await read(aws, [s3]));
    expect(Object.keys(why).sort()).toEqual(TOLD[operation]);
    for (const each of Object.values(why)) expect(each).toContain(reason);
  });
});

test.each(['GetBucketAcl', 'GetBucketEncryption', 'GetBucketPolicy', 'GetBucketReplication', 'GetPublicAccessBlock'])(
  'an answer of %s with nothing in it tells nothing',
  async (operation) => {
    await deploy(aws.account, TEMPLATE);
    aws.break(operation, { kind: 'empty' });
    const why = unknown(await read(aws, [s3]));
    expect(Object.keys(why).sort()).toEqual(TOLD[`s3:${operation}`]);
    for (const each of Object.values(why)) expect(each).toContain(`s3:${operation} answered without `);
  },
);

test('a policy that cannot be read may let anyone in', async () => {
  await deploy(aws.account, TEMPLATE);
  aws.break('GetBucketPolicy', { kind: 'error', code: 'AccessDenied', status: 403 });
  const stack = await read(aws, [s3]);
  expect(verdicts(stack.live, publicWrite)).toEqual({ Logs: 'unknown', Orders: 'unknown' });
  expect(verdicts(stack.live, sslRequestsOnly)['Logs']).toBe('unknown');
  expect(verdicts(stack.live, loggingEnabled)).toEqual({ Logs: 'not-applicable', Orders: 'pass' });
});

/** The examples of the operations' pages in https://docs.aws.amazon.com/AmazonS3/latest/API/ */
test('what the documentation shows is read', async () => {
  const xmlns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  const owner =
    '<ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a</ID><DisplayName>mtd</DisplayName>';
  const reading = await readRecorded(
    s3,
    { type: 'AWS::S3::Bucket', physicalId: 'examplebucket' },
    {
      '/examplebucket?acl': `<?xml version="1.0" encoding="UTF-8"?>
        <AccessControlPolicy ${xmlns}><Owner>${owner}</Owner><AccessControlList><Grant>
        <Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${owner}</Grantee>
        <Permission>FULL_CONTROL</Permission></Grant><Grant>
        <Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>
        <Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`,
      '/examplebucket?encryption': `<ServerSideEncryptionConfiguration ${xmlns}><Rule><ApplyServerSideEncryptionByDefault>
        <SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>arn:aws:kms:us-east-1:1234/5678example</KMSMasterKeyID>
        </ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
      '/examplebucket?logging': `<BucketLoggingStatus xmlns="http://doc.s3.amazonaws.com/2006-03-01"><LoggingEnabled>
        <TargetBucket>mybucketlogs</TargetBucket><TargetPrefix>mybucket-access_log-/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>`,
      '/examplebucket?policy':
        '{"Version":"2008-10-17","Id":"aaaa-bbbb","Statement":[{"Effect":"Deny","Sid":"1","Principal":{"AWS":["111122223333"]},"Action":["s3:*"],"Resource":"arn:aws:s3:::bucket/*"}]}',
      '/examplebucket?publicAccessBlock':
        `<PublicAccessBlockConfiguration ${xmlns}><BlockPublicAcls>TRUE</BlockPublicAcls>
        <IgnorePublicAcls>FALSE</IgnorePublicAcls><BlockPublicPolicy>FALSE</BlockPublicPolicy><RestrictPublicBuckets>FALSE</RestrictPublicBuckets></PublicAccessBlockConfiguration>`.replace(
          /TRUE|FALSE/g,
          (flag) => flag.toLowerCase(),
        ),
      '/examplebucket?replication': `<ReplicationConfiguration ${xmlns}><Rule><ID>rule1</ID><Status>Enabled</Status><Priority>1</Priority>
        <DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication><Filter><Prefix>TaxDocs</Prefix></Filter>
        <Destination><Bucket>arn:aws:s3:::exampletargetbucket</Bucket></Destination></Rule>
        <Role>arn:aws:iam::35667example:role/CrossRegionReplicationRoleForS3</Role></ReplicationConfiguration>`,
      '/examplebucket?versioning': `<VersioningConfiguration ${xmlns}><Status>Suspended</Status></VersioningConfiguration>`,
    },
  );
  expect(reading).toEqual({
    properties: {
      AccessControl: 'PublicRead',
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: 'arn:aws:kms:us-east-1:1234/5678example',
            },
          },
        ],
      },
      LoggingConfiguration: { DestinationBucketName: 'mybucketlogs', LogFilePrefix: 'mybucket-access_log-/' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: false,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: false,
      },
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::35667example:role/CrossRegionReplicationRoleForS3',
        Rules: [
          {
            Id: 'rule1',
            Status: 'Enabled',
            Priority: 1,
            DeleteMarkerReplication: { Status: 'Disabled' },
            Filter: { Prefix: 'TaxDocs' },
            Destination: { Bucket: 'arn:aws:s3:::exampletargetbucket' },
          },
        ],
      },
      VersioningConfiguration: { Status: 'Suspended' },
    },
    found: [
      {
        name: 'policy',
        type: 'AWS::S3::BucketPolicy',
        properties: {
          Bucket: 'examplebucket',
          PolicyDocument: {
            Version: '2008-10-17',
            Id: 'aaaa-bbbb',
            Statement: [
              {
                Effect: 'Deny',
                Sid: '1',
                Principal: { AWS: ['111122223333'] },
                Action: ['s3:*'],
                Resource: 'arn:aws:s3:::bucket/*',
              },
            ],
          },
        },
      },
    ],
  });
});
