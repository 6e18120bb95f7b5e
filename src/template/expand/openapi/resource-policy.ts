/**
 * The resource policy of a REST API, written in its definition.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
 */
import { isList, isRecord } from '../../resolve/values.ts';
import { isTruthy, sub } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import type { Definition } from './definition.ts';
import { ANY_METHOD, POLICY } from './names.ts';

/** Lists of endpoints, and the comparison under which a request is refused. */
const ENDPOINTS = [
  { kind: 'Blacklist', refused: 'StringEquals' },
  { kind: 'Whitelist', refused: 'StringNotEquals' },
] as const;

export class ResourcePolicy {
  readonly #definition: Definition;
  readonly #policy: Properties;
  readonly #statements: unknown[];
  readonly #seen: Set<string>;
  /** A lone statement that is not in a list. */
  #bare: boolean;

  constructor(definition: Definition) {
    this.#definition = definition;
    const written = definition.body[POLICY];
    this.#policy = isRecord(written) ? { ...written } : {};
    const { Statement: statements } = this.#policy;
    this.#bare = !isList(statements);
    this.#statements = listOf(statements);
    this.#seen = new Set(this.#statements.map((statement) => JSON.stringify(statement)));
  }

  /** What a `ResourcePolicy` of an API or an event says of one path. */
  addPath(settings: Readonly<Properties>, path: string, stage: unknown): void {
    const resources = this.#resources(path, stage);
    this.#addAccounts(settings.AwsAccountWhitelist, 'Allow', resources);
    this.#addAccounts(settings.AwsAccountBlacklist, 'Deny', resources);
    this.#addAddresses(settings.IpRangeWhitelist, 'NotIpAddress', resources);
    this.#addAddresses(settings.IpRangeBlacklist, 'IpAddress', resources);
    for (const { kind, refused } of ENDPOINTS) {
      const condition = endpoints(settings, kind);
      if (isTruthy(condition)) this.#addRefusal({ [refused]: condition }, resources);
    }
    this.#definition.body[POLICY] = this.#policy;
  }

  addCustom(statements: unknown): void {
    if (!isTruthy(statements)) return;
    if (this.#statements.length === 0) this.#bare = !isList(statements);
    for (const statement of listOf(statements)) this.#add(statement);
    this.#definition.body[POLICY] = this.#policy;
  }

  #addAccounts(accounts: unknown, effect: string, resources: readonly unknown[]): void {
    if (isTruthy(accounts)) this.#append({ ...invoke(effect, resources), Principal: { AWS: listOf(accounts) } });
  }

  #addAddresses(addresses: unknown, refused: string, resources: readonly unknown[]): void {
    if (isTruthy(addresses)) this.#addRefusal({ [refused]: { 'aws:SourceIp': listOf(addresses) } }, resources);
  }

  /** Everyone may call, except under the condition. */
  #addRefusal(condition: Properties, resources: readonly unknown[]): void {
    this.#add({ ...invoke('Allow', resources), Principal: '*' });
    this.#add({ ...invoke('Deny', resources), Principal: '*', Condition: condition });
  }

  /** Unless there is one like it: those of accounts are written each time. */
  #add(statement: unknown): void {
    if (!this.#seen.has(JSON.stringify(statement))) return this.#append(statement);
    this.#bare = false;
    this.#write();
  }

  #append(statement: unknown): void {
    this.#seen.add(JSON.stringify(statement));
    this.#statements.push(statement);
    this.#write();
  }

  #write(): void {
    const [only] = this.#statements;
    this.#policy.Version = '2012-10-17';
    this.#policy.Statement = this.#bare && this.#statements.length === 1 ? only : this.#statements;
  }

  #resources(path: string, stage: unknown): Properties[] {
    const pattern = path.replace(/\{[a-zA-Z0-9._-]+\+?\}/g, '*');
    const methods = this.#definition.items(path).flatMap((item) => Object.keys(item));
    return methods.map((method) => {
      const name = [ANY_METHOD, 'any'].includes(method.toLowerCase()) ? '*' : method.toUpperCase();
      return sub(`execute-api:/\${__Stage__}/${name}${pattern}`, { __Stage__: stage ?? null });
    });
  }
}

function invoke(effect: string, resources: readonly unknown[]): Properties {
  return { Effect: effect, Action: 'execute-api:Invoke', Resource: resources };
}

/** A list of our own. */
function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? [...value] : [value];
}

/** VPCs and their endpoints: text is told apart by its prefix, intrinsics have properties of their own. */
function endpoints(settings: Readonly<Properties>, kind: string): Properties {
  const of = (name: string) => {
    const value = settings[`${name}${kind}`];
    return isList(value) ? value : [];
  };
  const texts = of('SourceVpc').filter((id) => typeof id === 'string');
  const vpcs = [...texts.filter((id) => id.startsWith('vpc-')), ...of('IntrinsicVpc')];
  const vpces = [...texts.filter((id) => id.startsWith('vpce-')), ...of('IntrinsicVpce')];
  return { ...(vpcs.length && { 'aws:SourceVpc': vpcs }), ...(vpces.length && { 'aws:SourceVpce': vpces }) };
}
