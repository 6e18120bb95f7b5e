/** Where tables are. */
import { isList, own } from '../../../template/resolve/values.ts';
import type { DeployedResource } from '../account.ts';
import { AwsError, type Call } from '../service.ts';

export interface Replica {
  readonly region: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Table {
  readonly properties: DeployedResource['properties'];
  /** Of a global table. */
  readonly replicas: readonly Replica[];
}

/** A table is in the Region of its stack, a global table in those of its replicas. */
export function table(name: unknown, call: Call): Table {
  const found = call.account.find(name, 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable');
  const replicas = replicasOf(found);
  const isHere = replicas.length > 0 ? replicas.map(({ region }) => region) : [call.account.region];
  if (!found || !isHere.includes(regionOf(call)))
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${String(name)} not found`);
  return { properties: found.properties, replicas };
}

export function replicasOf(found: DeployedResource | undefined): Replica[] {
  const replicas = found?.type === 'AWS::DynamoDB::GlobalTable' ? found.properties['Replicas'] : undefined;
  if (!isList(replicas)) return [];
  return replicas.map((settings) => ({
    region: String(own(settings, 'Region')),
    settings: settings as Record<string, unknown>,
  }));
}

/** The Region that a request was signed for. */
export function regionOf({ request, account }: Call): string {
  const [, region] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(String(request.headers['authorization'])) ?? [];
  return region ?? account.region;
}
