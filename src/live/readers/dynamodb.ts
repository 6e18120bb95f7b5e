import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Resolved } from '../../template/model.ts';
import { isList, isRecord } from '../../template/resolve/values.ts';
import { inOrder, member, plain, setOf, unlessDefault } from '../answers.ts';
import { properties, type Aws } from '../aws.ts';
import type { DeployedResource, FoundResource, Reading, ResourceReader } from '../reader.ts';
import { autoScalingSettings, scalingBeside } from './application-autoscaling.ts';
import { texts } from './policies.ts';
import { dynamodb as calls } from '../calls.ts';

const TABLE = 'dynamodb:DescribeTable';
const BACKUPS = 'dynamodb:DescribeContinuousBackups';

export const dynamodb: ResourceReader = {
  types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
  operations: calls,
  read: (table, aws) => (table.type === 'AWS::DynamoDB::Table' ? readTable(table, aws) : readGlobalTable(table, aws)),
};

/** What the template says of a setting. */
type Written = (...path: string[]) => unknown;

async function readTable(resource: DeployedResource, aws: Aws): Promise<Reading> {
  const name = resource.physicalId;
  const written: Written = (...path) => resource.property(...path);
  const table = describeTable(name, aws);
  const [read, found] = await Promise.all([
    properties({
      BillingMode: table.then((each) => billingMode(each, written)),
      ProvisionedThroughput: table.then((each) => throughput(each, each)),
      GlobalSecondaryIndexes: table.then((each) => indexes(each, written)),
      SSESpecification: table.then((each) => encryption(each, written)),
      DeletionProtectionEnabled: table.then((each) => deletionProtection(each, written)),
      PointInTimeRecoverySpecification: recovery(name, written, aws),
    }),
    table.then(
      (each) => scalingOf(each, resource, aws),
      () => [],
    ),
  ]);
  return { properties: read, found };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
function describeTable(name: string, aws: Aws, region?: string): Promise<TableDescription> {
  return aws.shared([TABLE, name, ...texts(region)].join(' '), async () => {
    const { client, DescribeTableCommand } = await clientOf(aws, region);
    const answer = await aws.ask(TABLE, (abortSignal) =>
      client.send(new DescribeTableCommand({ TableName: name }), { abortSignal }),
    );
    return member(answer?.Table, TABLE, 'the table');
  });
}

/** @param region the client's own if absent */
function clientOf(aws: Aws, region: string | undefined) {
  return aws.client(['dynamodb', ...texts(region)].join(' '), async (settings) => {
    const { DynamoDBClient, ...commands } = await import('../clients/dynamodb.ts');
    return { client: new DynamoDBClient({ ...settings, ...(region && { region }) }), ...commands };
  });
}

function modeOf({ BillingModeSummary }: TableDescription): string {
  return BillingModeSummary?.BillingMode ?? 'PROVISIONED';
}

function billingMode(table: TableDescription, written: Written): string | undefined {
  return unlessDefault(modeOf(table), 'PROVISIONED', written('BillingMode'));
}

/** That of a table on demand is zero. */
function throughput(
  of: Pick<TableDescription, 'ProvisionedThroughput'>,
  table: TableDescription,
): Resolved | undefined {
  if (modeOf(table) !== 'PROVISIONED' || !of.ProvisionedThroughput) return undefined;
  const { ReadCapacityUnits, WriteCapacityUnits } = of.ProvisionedThroughput;
  return setOf({ ReadCapacityUnits, WriteCapacityUnits });
}

function indexes(table: TableDescription, written: Written): Resolved | undefined {
  const { GlobalSecondaryIndexes: all = [] } = table;
  const names = listed(written('GlobalSecondaryIndexes')).map(({ IndexName }) => IndexName);
  const ordered = inOrder(all, names, ({ IndexName }) => IndexName).map((index) =>
    setOf({
      IndexName: index.IndexName,
      KeySchema: plain(index.KeySchema),
      Projection: plain(index.Projection),
      ProvisionedThroughput: throughput(index, table),
    }),
  );
  return ordered.length > 0 ? ordered : undefined;
}

/** Nothing is said of a table with a key that DynamoDB owns. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSEDescription.html */
function encryption({ SSEDescription: sse }: TableDescription, written: Written): Resolved | undefined {
  const isOn = sse?.Status === 'ENABLED' || sse?.Status === 'UPDATING';
  if (!isOn) return written('SSESpecification') === undefined ? undefined : { SSEEnabled: false };
  return setOf({ SSEEnabled: true, SSEType: sse.SSEType, KMSMasterKeyId: sse.KMSMasterKeyArn });
}

function deletionProtection({ DeletionProtectionEnabled = false }: TableDescription, written: Written) {
  return unlessDefault(DeletionProtectionEnabled, false, written('DeletionProtectionEnabled'));
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
async function recovery(name: string, written: Written, aws: Aws, region?: string): Promise<Resolved | undefined> {
  const { client, DescribeContinuousBackupsCommand } = await clientOf(aws, region);
  const answer = await aws.ask(BACKUPS, (abortSignal) =>
    client.send(new DescribeContinuousBackupsCommand({ TableName: name }), { abortSignal }),
  );
  const { PointInTimeRecoveryDescription: recovery } = member(
    answer?.ContinuousBackupsDescription,
    BACKUPS,
    'the backups',
  );
  const { PointInTimeRecoveryStatus: status, RecoveryPeriodInDays } = member(recovery, BACKUPS, 'the recovery');
  if (status === 'ENABLED') return setOf({ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays });
  const isSaid = written('PointInTimeRecoverySpecification') !== undefined;
  return isSaid ? { PointInTimeRecoveryEnabled: false } : undefined;
}

/** Only capacity that is provisioned scales this way. */
async function scalingOf(table: TableDescription, resource: DeployedResource, aws: Aws): Promise<FoundResource[]> {
  if (modeOf(table) !== 'PROVISIONED') return [];
  const id = `table/${resource.physicalId}`;
  const indexNames = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => `${id}/index/${IndexName}`);
  return scalingBeside(resource, [id, ...indexNames], aws);
}

/** Every replica is asked in its own Region. */
async function readGlobalTable(resource: DeployedResource, aws: Aws): Promise<Reading> {
  const name = resource.physicalId;
  const written: Written = (...path) => resource.property(...path);
  const table = describeTable(name, aws);
  const scaling = table.then(async (each) => {
    if (modeOf(each) !== 'PROVISIONED') return undefined;
    const settings = await autoScalingSettings(`table/${name}`, 'dynamodb:table:WriteCapacityUnits', aws);
    return settings && { WriteCapacityAutoScalingSettings: settings };
  });
  return {
    properties: await properties({
      BillingMode: table.then((each) => billingMode(each, written)),
      WriteProvisionedThroughputSettings: scaling,
      Replicas: table.then((each) => replicas(each, resource, aws)),
    }),
  };
}

/** The Region that was asked may be missing in the list, as the table is its own replica there. */
async function replicas(table: TableDescription, resource: DeployedResource, aws: Aws): Promise<Resolved> {
  const [, , , own = ''] = member(table.TableArn, TABLE, 'an ARN').split(':');
  const others = (table.Replicas ?? []).map(({ RegionName = '' }) => RegionName).filter((region) => region !== own);
  const written = listed(resource.property('Replicas')).map(({ Region }) => Region);
  const regions = inOrder([own, ...others], written, (region) => region);
  return Promise.all(
    regions.map((region) => {
      const place = written.indexOf(region);
      const say: Written = (...path) => (place < 0 ? undefined : resource.property('Replicas', place, ...path));
      return replica(resource.physicalId, region, region === own, say, aws);
    }),
  );
}

async function replica(name: string, Region: string, isOwn: boolean, written: Written, aws: Aws): Promise<Resolved> {
  const elsewhere = isOwn ? undefined : Region;
  const table = describeTable(name, aws, elsewhere);
  const scaling = table.then(async (each) => {
    if (modeOf(each) !== 'PROVISIONED') return undefined;
    const settings = await autoScalingSettings(`table/${name}`, 'dynamodb:table:ReadCapacityUnits', aws, elsewhere);
    return settings && { ReadCapacityAutoScalingSettings: settings };
  });
  const read = await properties({
    DeletionProtectionEnabled: table.then((each) => deletionProtection(each, written)),
    PointInTimeRecoverySpecification: recovery(name, written, aws, elsewhere),
    ReadProvisionedThroughputSettings: scaling,
  });
  return setOf({ Region, ...read });
}

function listed(value: unknown): Readonly<Record<string, unknown>>[] {
  return isList(value) ? value.filter(isRecord) : [];
}
