/**
 * AWS::Serverless::SimpleTable.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html
 */
import { isRecord } from '../resolve/values.ts';
import type { Expansion } from './expansion.ts';
import { isTruthy, pick, tagList } from './intrinsics.ts';

const TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

export function expandSimpleTable(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const { PrimaryKey, ProvisionedThroughput, Tags } = sam.properties;
  const { Name, Type } = isRecord(PrimaryKey) && isTruthy(PrimaryKey) ? PrimaryKey : { Name: 'id', Type: 'String' };
  const attribute = String(Type);
  const table = {
    AttributeDefinitions: [
      { AttributeName: Name, AttributeType: (Object.hasOwn(TYPES, attribute) ? TYPES[attribute] : undefined) ?? Type },
    ],
    KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
    ...pick(sam.properties, ['PointInTimeRecoverySpecification', 'SSESpecification', 'TableName']),
    ...(isTruthy(ProvisionedThroughput) ? { ProvisionedThroughput } : { BillingMode: 'PAY_PER_REQUEST' }),
    ...(isTruthy(Tags) && { Tags: tagList(Tags) }),
  };
  const renames = { AttributeDefinitions: ['PrimaryKey'], KeySchema: ['PrimaryKey'], BillingMode: [] };
  x.addMain(sam, 'AWS::DynamoDB::Table', table, { renames });
}
