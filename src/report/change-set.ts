/** What a change set would do, the gravest first: what loses data or an address, what is replaced, removed, modified, added. */
import type { ProposedChange } from '../live/change-set.ts';
import { plain, styleOf, wrapped, type Style } from './text.ts';
import { counted } from './words.ts';

/** What is lost with a resource of a type when it goes. */
const LOSES: Readonly<Record<string, 'its data' | 'its address' | 'its keys' | 'its users'>> = {
  'AWS::ApiGateway::RestApi': 'its address',
  'AWS::ApiGatewayV2::Api': 'its address',
  'AWS::AppSync::GraphQLApi': 'its address',
  'AWS::Backup::BackupVault': 'its data',
  'AWS::Cassandra::Table': 'its data',
  'AWS::CloudFront::Distribution': 'its address',
  'AWS::Cognito::UserPool': 'its users',
  'AWS::DocDB::DBCluster': 'its data',
  'AWS::DynamoDB::GlobalTable': 'its data',
  'AWS::DynamoDB::Table': 'its data',
  'AWS::EC2::Volume': 'its data',
  'AWS::ECR::Repository': 'its data',
  'AWS::EFS::FileSystem': 'its data',
  'AWS::ElastiCache::ReplicationGroup': 'its data',
  'AWS::ElastiCache::ServerlessCache': 'its data',
  'AWS::Elasticsearch::Domain': 'its data',
  'AWS::FSx::FileSystem': 'its data',
  'AWS::KMS::Key': 'its keys',
  'AWS::Kinesis::Stream': 'its data',
  'AWS::Lambda::Url': 'its address',
  'AWS::Logs::LogGroup': 'its data',
  'AWS::MSK::Cluster': 'its data',
  'AWS::MemoryDB::Cluster': 'its data',
  'AWS::Neptune::DBCluster': 'its data',
  'AWS::OpenSearchServerless::Collection': 'its data',
  'AWS::OpenSearchService::Domain': 'its data',
  'AWS::RDS::DBCluster': 'its data',
  'AWS::RDS::DBInstance': 'its data',
  'AWS::Redshift::Cluster': 'its data',
  'AWS::Route53::HostedZone': 'its address',
  'AWS::S3::Bucket': 'its data',
  'AWS::S3Tables::Table': 'its data',
  'AWS::SQS::Queue': 'its data',
  'AWS::SecretsManager::Secret': 'its data',
  'AWS::Timestream::Table': 'its data',
};

const RANK: Readonly<Record<ProposedChange['action'], number>> = {
  replace: 1,
  remove: 2,
  modify: 3,
  import: 4,
  add: 4,
};

/** How far what holds something is put before others of its rank. */
const GRAVER: Readonly<Record<ProposedChange['action'], number>> = {
  replace: 3,
  remove: 1,
  modify: 0,
  import: 0,
  add: 0,
};

/** Replacements of what holds data or an address first; of equals, what is certain before what is conditional. */
export function ordered(changes: readonly ProposedChange[]): ProposedChange[] {
  const rank = (change: ProposedChange): number =>
    RANK[change.action] * 3 -
    (Object.hasOwn(LOSES, change.type) ? GRAVER[change.action] : 0) +
    (change.conditional ? 1 : 0);
  return [...changes].sort((a, b) => rank(a) - rank(b));
}

/** What goes with the resource; undefined if nothing does, or what it holds is kept. */
export function lossOf({ action, type, policy }: ProposedChange): string | undefined {
  if (action !== 'replace' && action !== 'remove') return undefined;
  const loses = Object.hasOwn(LOSES, type) ? LOSES[type] : undefined;
  // what is kept cannot be reached by its old name from the stack any more, but it is there
  const isKept = policy !== undefined && /Retain|Snapshot/.test(policy);
  return isKept && loses !== 'its address' ? undefined : loses;
}

const SIGNS: Readonly<Record<ProposedChange['action'], string>> = {
  replace: '±',
  remove: '-',
  modify: '~',
  import: '+',
  add: '+',
};

/** What is new shares a paragraph; everything else has a line of its own. */
export function formatChanges(
  changes: readonly ProposedChange[],
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const style = styleOf(color);
  const sorted = ordered(changes);
  const lines = [style.bold(`${counted(changes.length, 'change')}: ${summary(sorted)}`)];
  const add = (sign: string, text: string, paint: (text: string) => string): void => {
    const [head = '', ...rest] = wrapped(plain(text), Math.max(40, width) - 4);
    lines.push(`  ${paint(`${sign} ${head}`)}`, ...rest.map((line) => `    ${paint(line)}`));
  };
  for (const change of sorted.filter(({ action }) => !isNew(action)))
    add(SIGNS[change.action], sentence(change), paintOf(change, style));
  const fresh = sorted.filter(({ action }) => isNew(action)).map(({ logicalId, type }) => `${logicalId} (${type})`);
  if (fresh.length > 0) add('+', fresh.join(', '), (text) => text);
  return `${lines.join('\n')}\n`;
}

function isNew(action: ProposedChange['action']): boolean {
  return action === 'add' || action === 'import';
}

const NAMES: Readonly<Record<ProposedChange['action'], string>> = {
  replace: 'replaced',
  remove: 'removed',
  modify: 'modified',
  import: 'imported',
  add: 'added',
};

function summary(sorted: readonly ProposedChange[]): string {
  const counts = new Map<string, number>();
  for (const { action } of sorted) counts.set(NAMES[action], (counts.get(NAMES[action]) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}

function sentence(change: ProposedChange): string {
  const { logicalId, type, action, conditional, policy, causes } = change;
  const loss = lossOf(change);
  const what = conditional ? `may be ${NAMES[action]}` : NAMES[action];
  const because = causes.length > 0 && (action === 'replace' || action === 'modify') ? ` (${causes.join(', ')})` : '';
  const kept = policy !== undefined && /Retain|Snapshot/.test(policy) ? `, the old one is kept (${policy})` : '';
  const lost = loss === undefined ? '' : `, and ${loss} with it`;
  return `${logicalId} (${type}): ${what}${because}${lost}${kept}`;
}

function paintOf(change: ProposedChange, style: Style): (text: string) => string {
  if (lossOf(change) !== undefined) return style.red;
  return change.action === 'replace' || change.action === 'remove' ? style.yellow : (text) => text;
}

/** As JSON tells it, in the same order. */
export function changesData(changes: readonly ProposedChange[]): object[] {
  return ordered(changes).map((change) => {
    const loses = lossOf(change);
    return { ...change, ...(loses !== undefined && { loses }) };
  });
}
