import type { GetResourceCommandOutput } from '@aws-sdk/client-cloudcontrol';
import type { DescribeTypeCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Resolved } from '../../template/model.ts';
import { hole, isList, isRecord, own } from '../../template/resolve/values.ts';
import { jsonDocument, member } from '../answers.ts';
import { Unreadable, type Aws, type LiveProperties } from '../aws.ts';
import { DESCRIBE, GET } from '../cloud-control-types.ts';
import { isDenied } from '../denied.ts';
import type { DeployedResource, ResourceReader } from '../reader.ts';
import { Turns } from '../turns.ts';
import { withoutDefaults } from './defaults.ts';

/** It takes a second or more for a resource, and throttles the account. */
const AT_ONCE = 3;

/**
 * Reads any type that CloudFormation's registry has: one call for the type, and one for each resource, in which AWS calls
 * the service on behalf of the role. One permission that is missing fails it whole.
 * https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/what-is-cloudcontrolapi.html
 *
 * @example
 * preTrafficHook({ config, checks, readers: [s3, cloudControl(['AWS::Cognito::UserPool'])] })
 */
export function cloudControl(types: readonly string[]): ResourceReader {
  const turns = new Turns(AT_ONCE);
  return {
    types,
    operations: [GET, DESCRIBE],
    read: async (resource, aws) => {
      const read = await turns.take(() => readProperties(resource, aws));
      return { properties: withoutDefaults(resource, read) };
    },
  };
}

async function readProperties(resource: DeployedResource, aws: Aws): Promise<LiveProperties> {
  const schema = await aws.shared(`${DESCRIBE} ${resource.type}`, () => schemaOf(resource.type, aws));
  const answer = await getResource(resource, identifierOf(resource, schema), aws);
  const live = jsonDocument(member(answer.ResourceDescription?.Properties, GET, 'properties'), GET);
  if (!isRecord(live)) throw new Unreadable(`${GET} answered without properties`);
  const readable = schema.properties.filter((name) => !schema.hidden.has(name));
  return Object.fromEntries(readable.map((name) => [name, propertyOf(resource, name, live)]));
}

/** A handler may leave out what is set: what the template has and the answer has not is not known. */
function propertyOf(
  resource: DeployedResource,
  name: string,
  live: Readonly<Record<string, unknown>>,
): Resolved | undefined {
  if (Object.hasOwn(live, name)) return live[name] as Resolved;
  return resource.property(name) === undefined ? undefined : hole(`Cloud Control says nothing of ${name}`);
}

interface Schema {
  /** All that there are, at the root. */
  readonly properties: readonly string[];
  /** Those that AWS alone sets, and those with something in them that nobody gets to see: the template stands. */
  readonly hidden: ReadonlySet<string>;
  /** Those that identify a resource, in order. */
  readonly identifier: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeType.html */
async function schemaOf(type: string, aws: Aws): Promise<Schema> {
  const answer = await aws.ask(DESCRIBE, async (abortSignal): Promise<DescribeTypeCommandOutput> => {
    const { client, DescribeTypeCommand } = await aws.client('cloudformation-types', async (settings) => {
      const { CloudFormationClient, ...commands } = await import('../clients/cloudformation-types.ts');
      return { client: new CloudFormationClient(settings), ...commands };
    });
    return client.send(new DescribeTypeCommand({ Type: 'RESOURCE', TypeName: type }), { abortSignal });
  });
  if (answer?.ProvisioningType === 'NON_PROVISIONABLE') throw new Unreadable(`Cloud Control cannot read ${type}`);
  const schema = jsonDocument(member(answer?.Schema, DESCRIBE, 'a schema'), DESCRIBE);
  const readOnly = rootsOf(own(schema, 'readOnlyProperties'), (pointer) => pointer.length === 1);
  const writeOnly = rootsOf(own(schema, 'writeOnlyProperties'), () => true);
  return {
    properties: Object.keys(member(own(schema, 'properties') as object | undefined, DESCRIBE, 'properties')),
    hidden: new Set([...readOnly, ...writeOnly]),
    identifier: rootsOf(own(schema, 'primaryIdentifier'), () => true),
  };
}

/** `/properties/Endpoint/Address` → `Endpoint`, of the pointers that count. */
function rootsOf(pointers: unknown, counts: (pointer: readonly string[]) => boolean): string[] {
  const paths = (isList(pointers) ? pointers : []).map((pointer) => String(pointer).split('/').slice(2));
  return paths.filter(counts).map(([root = '']) => root);
}

/**
 * The physical id, or for a type that several properties identify, all of them: the physical id is the one that the
 * template does not have.
 * https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html
 */
function identifierOf(resource: DeployedResource, { identifier }: Schema): string {
  const { physicalId } = resource;
  if (identifier.length <= 1 || physicalId.split('|').length === identifier.length) return physicalId;
  const parts = identifier.map((name) => resource.property(name));
  const open = parts.filter((part) => typeof part !== 'string');
  if (open.length > 1) throw new Unreadable(`what identifies it is not known: ${identifier.join(', ')}`);
  return parts.map((part) => (typeof part === 'string' ? part : physicalId)).join('|');
}

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_GetResource.html */
async function getResource(
  { type }: DeployedResource,
  Identifier: string,
  aws: Aws,
): Promise<Partial<GetResourceCommandOutput>> {
  try {
    const answer = await aws.ask(GET, async (abortSignal): Promise<GetResourceCommandOutput> => {
      const { client, GetResourceCommand } = await aws.client('cloud-control', async (settings) => {
        const { CloudControlClient, ...commands } = await import('../clients/cloud-control.ts');
        return { client: new CloudControlClient(settings), ...commands };
      });
      return client.send(new GetResourceCommand({ TypeName: type, Identifier }), { abortSignal });
    });
    return answer ?? {};
  } catch (error) {
    throw deniedByHandler(error) ?? error;
  }
}

/** A service that denies the role is one of many that may have been called: its message says which. */
function deniedByHandler(error: unknown): Unreadable | undefined {
  const cause = error instanceof Unreadable ? error.cause : undefined;
  if (!isDenied(cause)) return undefined;
  const [, action] =
    /not authorized to perform:? ([a-z0-9-]{1,64}:[A-Za-z0-9]{1,128})/.exec((cause as Error).message) ?? [];
  return action === undefined ? undefined : new Unreadable(`denied: the role needs ${action}`, { cause });
}
