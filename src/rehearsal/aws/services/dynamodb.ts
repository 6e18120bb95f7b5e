import { isList, own } from '../../../template/resolve/values.ts';
import { jsonService, type Call } from '../service.ts';
import { regionOf, table } from './tables.ts';

/** DynamoDB's part: what may be asked about tables and global tables. */
export const dynamodb = jsonService('dynamodb', {
  DescribeTable: ({ TableName }, call) => {
    const { properties, replicas } = table(TableName, call);
    const { BillingMode = 'PROVISIONED' } = properties;
    const isOnDemand = BillingMode === 'PAY_PER_REQUEST';
    const capacity = (of: unknown) => ({
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: isOnDemand ? 0 : Number(own(of, 'ReadCapacityUnits') ?? 5),
      WriteCapacityUnits: isOnDemand ? 0 : Number(own(of, 'WriteCapacityUnits') ?? 5),
    });
    const { GlobalSecondaryIndexes: indexes } = properties;
    const sse = properties['SSESpecification'];
    const here = replicas.find(({ region }) => region === regionOf(call));
    return {
      Table: {
        TableName,
        TableArn: `arn:aws:dynamodb:${regionOf(call)}:${call.account.id}:table/${String(TableName)}`,
        TableStatus: 'ACTIVE',
        KeySchema: properties['KeySchema'],
        AttributeDefinitions: properties['AttributeDefinitions'],
        ProvisionedThroughput: capacity(properties['ProvisionedThroughput']),
        // of a table that was never on demand nothing is said
        ...(BillingMode !== 'PROVISIONED' && { BillingModeSummary: { BillingMode } }),
        ...(isList(indexes) && {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: own(index, 'IndexName'),
            KeySchema: own(index, 'KeySchema'),
            Projection: own(index, 'Projection'),
            IndexStatus: 'ACTIVE',
            ProvisionedThroughput: capacity(own(index, 'ProvisionedThroughput')),
          })),
        }),
        ...(isTrue(own(sse, 'SSEEnabled')) && {
          SSEDescription: {
            Status: 'ENABLED',
            SSEType: 'KMS',
            KMSMasterKeyArn: keyArn(own(sse, 'KMSMasterKeyId'), call),
          },
        }),
        DeletionProtectionEnabled: isTrue((here?.settings ?? properties)['DeletionProtectionEnabled']),
        ...(replicas.length > 1 && {
          GlobalTableVersion: '2019.11.21',
          Replicas: replicas
            .filter((replica) => replica !== here)
            .map(({ region }) => ({ RegionName: region, ReplicaStatus: 'ACTIVE' })),
        }),
      },
    };
  },

  DescribeContinuousBackups: ({ TableName }, call) => {
    const { properties, replicas } = table(TableName, call);
    const here = replicas.find(({ region }) => region === regionOf(call));
    const specification = (here?.settings ?? properties)['PointInTimeRecoverySpecification'];
    const isOn = isTrue(own(specification, 'PointInTimeRecoveryEnabled'));
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: isOn ? 'ENABLED' : 'DISABLED',
          ...(isOn && { RecoveryPeriodInDays: Number(own(specification, 'RecoveryPeriodInDays') ?? 35) }),
        },
      },
    };
  },
});

function keyArn(key: unknown, { account }: Call): string {
  const id = typeof key === 'string' ? key : '00000000-aaaa-bbbb-cccc-000000000000';
  return id.startsWith('arn:') ? id : account.arn('kms', `key/${id}`);
}

function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}
