import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Account } from '../account.ts';
import { AwsError, type Call, type Input, RawAnswer, restService, type Route } from '../service.ts';
import type { Xml } from '../xml.ts';
import { policyOf } from './property-values.ts';

/** A bucket's properties; one that is `null` is not even what S3 gives a new bucket. */
type Properties = Readonly<Record<string, unknown>>;

/** S3's part: the settings of buckets, each with a sub-resource of its own. */
export const s3 = restService('s3', 'xml', [
  setting('GetBucketAcl', 'acl', ({ AccessControl }, { id }) => ({ AccessControlPolicy: aclOf(AccessControl, id) })),
  setting('GetBucketEncryption', 'encryption', ({ BucketEncryption }) => ({
    ServerSideEncryptionConfiguration: { Rule: encryptionRules(BucketEncryption) },
  })),
  setting('GetBucketLogging', 'logging', ({ LoggingConfiguration }, _account, bucket) => ({
    BucketLoggingStatus: { LoggingEnabled: loggingOf(LoggingConfiguration, bucket) },
  })),
  setting('GetBucketPolicy', 'policy', (_properties, account, bucket) => {
    const policy = policyOf(bucket, { 'AWS::S3::BucketPolicy': 'Bucket' }, account);
    if (policy === undefined) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
    return new RawAnswer(policy, { 'Content-Type': 'application/json' });
  }),
  setting('GetBucketReplication', 'replication', ({ ReplicationConfiguration }) => ({
    ReplicationConfiguration: replicationOf(ReplicationConfiguration),
  })),
  setting('GetBucketVersioning', 'versioning', ({ VersioningConfiguration }) => ({
    VersioningConfiguration: {
      Status: own(VersioningConfiguration, 'Status') as Xml,
      MfaDelete: mfaOf(VersioningConfiguration),
    },
  })),
  setting('GetPublicAccessBlock', 'publicAccessBlock', ({ PublicAccessBlockConfiguration }) => ({
    PublicAccessBlockConfiguration: blockOf(PublicAccessBlockConfiguration),
  })),
]);

function setting(
  operation: string,
  query: string,
  answer: (properties: Properties, account: Account, bucket: string) => object,
): Route {
  const play = ({ Bucket }: Input, { account }: Call) => {
    const bucket = account.find(Bucket, 'AWS::S3::Bucket');
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    return answer(bucket.properties, account, String(Bucket));
  };
  return { operation, method: 'GET', path: '/{Bucket}', query: [query], play };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const CANNED: Readonly<Record<string, readonly (readonly [group: string, permission: string])[]>> = {
  AuthenticatedRead: [['global/AuthenticatedUsers', 'READ']],
  LogDeliveryWrite: [
    ['s3/LogDelivery', 'WRITE'],
    ['s3/LogDelivery', 'READ_ACP'],
  ],
  PublicRead: [['global/AllUsers', 'READ']],
  PublicReadWrite: [
    ['global/AllUsers', 'READ'],
    ['global/AllUsers', 'WRITE'],
  ],
};

/** @param canned its name, or a list of pairs of group and permission, as somebody may have granted them one by one */
function aclOf(canned: unknown, owner: string): Xml {
  const named = typeof canned === 'string' ? own(CANNED, canned) : canned;
  const groups = (isList(named) ? named : []) as readonly (readonly [string, string])[];
  const grants = groups.map(([group, permission]) => ({
    Grantee: { URI: `http://acs.amazonaws.com/groups/${group}` },
    Permission: permission,
  }));
  const byOwner = { Grantee: { ID: owner, DisplayName: 'owner' }, Permission: 'FULL_CONTROL' };
  return { Owner: { ID: owner, DisplayName: 'owner' }, AccessControlList: { Grant: [byOwner, ...grants] } };
}

/** S3 encrypts with its own keys where nothing is said. */
function encryptionRules(configuration: unknown): Xml {
  const rules = own(configuration, 'ServerSideEncryptionConfiguration');
  const written = (isList(rules) && rules.length > 0 ? rules : [{}]) as readonly Properties[];
  return written.map(({ ServerSideEncryptionByDefault, BucketKeyEnabled = false }) => ({
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: (own(ServerSideEncryptionByDefault, 'SSEAlgorithm') ?? 'AES256') as Xml,
      KMSMasterKeyID: own(ServerSideEncryptionByDefault, 'KMSMasterKeyID') as Xml,
    },
    BucketKeyEnabled: BucketKeyEnabled as Xml,
  }));
}

/** A bucket logs to itself where it names no other. */
function loggingOf(configuration: unknown, bucket: string): Xml {
  if (!isRecord(configuration)) return undefined;
  const { DestinationBucketName = bucket, LogFilePrefix = '', TargetObjectKeyFormat } = configuration;
  return { TargetBucket: DestinationBucketName, TargetPrefix: LogFilePrefix, TargetObjectKeyFormat } as Xml;
}

function replicationOf(configuration: unknown): Xml {
  if (!isRecord(configuration))
    throw new AwsError('ReplicationConfigurationNotFoundError', 'The replication configuration was not found', 404);
  const rules = (configuration['Rules'] ?? []) as readonly Properties[];
  return { Role: configuration['Role'] as Xml, Rule: rules.map((rule) => ruleOf(rule)) };
}

function ruleOf({ Id, Filter, ...rule }: Properties): Xml {
  const and = own(Filter, 'And');
  const filter = isRecord(Filter) && {
    Prefix: Filter['Prefix'],
    Tag: Filter['TagFilter'],
    And: isRecord(and) ? { Prefix: and['Prefix'], Tag: and['TagFilters'] } : undefined,
  };
  return { ID: Id, Filter: filter || undefined, ...rule } as Xml;
}

/** Only who signs in with a device can enable it; no template does. */
function mfaOf(configuration: unknown): Xml {
  return own(configuration, 'MfaDelete') as Xml;
}

const FLAGS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** New buckets block everything; in a block that is written, a flag that is left out is off. */
function blockOf(configuration: unknown): Xml {
  if (configuration === null)
    throw new AwsError(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      404,
    );
  const isOn = (flag: string) => configuration === undefined || String(own(configuration, flag)) === 'true';
  return Object.fromEntries(FLAGS.map((flag) => [flag, isOn(flag)]));
}
