import type { Resolved } from '../../template/model.ts';
import { inOrder, member, setOf } from '../answers.ts';
import { properties, Unreadable, type Aws } from '../aws.ts';
import type { DeployedResource, FoundResource, Reading, ResourceReader } from '../reader.ts';
import { attachedTo, decoded, iamClient, inlineDocument, policyNames, type Kind } from './iam-calls.ts';
import { declaredBy, mergedPolicy, texts } from './policies.ts';
import { iam as calls } from '../calls.ts';

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::IAM::Role': 'Role',
  'AWS::IAM::User': 'User',
  'AWS::IAM::Group': 'Group',
};

/** By type of what embeds a policy in principals: the properties that name them. */
const EMBEDDERS: Readonly<Record<string, Readonly<Partial<Record<Kind, string>>>>> = {
  'AWS::IAM::Policy': { Role: 'Roles', User: 'Users', Group: 'Groups' },
  'AWS::IAM::RolePolicy': { Role: 'RoleName' },
  'AWS::IAM::UserPolicy': { User: 'UserName' },
  'AWS::IAM::GroupPolicy': { Group: 'GroupName' },
};

const MANAGED = 'AWS::IAM::ManagedPolicy';

/**
 * IAM is one service for the whole world and throttled: a principal takes one call, and one more for every inline policy
 * and for what is asked of it besides. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html
 */
export const iam: ResourceReader = {
  types: [...Object.keys(KINDS), ...Object.keys(EMBEDDERS), MANAGED],
  operations: calls,
  async read(resource, aws) {
    const kind = KINDS[resource.type];
    if (kind) return readPrincipal(kind, resource, aws);
    const document = resource.type === MANAGED ? managedDocument(resource, aws) : embeddedDocument(resource, aws);
    return { properties: await properties({ PolicyDocument: document }) };
  },
};

/** What stands in `Policies` is the principal's; inline policies that no resource of the template embeds are found. */
async function readPrincipal(kind: Kind, principal: DeployedResource, aws: Aws): Promise<Reading> {
  const own = ownPolicies(principal);
  const inline = inlinePolicies(kind, principal, aws);
  const read = await properties({
    ...(kind === 'Role' && { AssumeRolePolicyDocument: trustPolicy(principal.physicalId, aws) }),
    Policies: inline.then((all) => {
      const mine = all.filter(({ name }) => own.includes(name));
      const ordered = inOrder(mine, own, ({ name }) => name);
      return ordered.length > 0 ? ordered.map(({ name, read }) => setOf({ PolicyName: name, ...read })) : undefined;
    }),
    ManagedPolicyArns: attachedPolicies(kind, principal, aws),
  });
  const others = await inline.then(
    (all) => all.filter(({ name }) => !own.includes(name)),
    () => [],
  );
  return { properties: read, found: others.map((policy) => foundPolicy(kind, principal.physicalId, policy)) };
}

interface Inline {
  readonly name: string;
  /** Its document, if that is wanted. */
  readonly read: Readonly<Record<string, Resolved | undefined>>;
}

function foundPolicy(kind: Kind, principal: string, { name, read }: Inline): FoundResource {
  const named = EMBEDDERS['AWS::IAM::Policy']?.[kind] ?? '';
  return {
    name: `policy ${name}`,
    type: 'AWS::IAM::Policy',
    properties: { PolicyName: name, [named]: [principal], ...read },
  };
}

/** The names in `Policies` of the template. */
function ownPolicies(principal: DeployedResource): string[] {
  const policies = principal.property('Policies');
  if (!Array.isArray(policies)) return [];
  return policies.flatMap((_, place) => texts(principal.property('Policies', place, 'PolicyName')));
}

/** Those that no other resource of the template embeds in it. */
async function inlinePolicies(kind: Kind, principal: DeployedResource, aws: Aws): Promise<Inline[]> {
  const names = await policyNames(kind, principal.physicalId, aws);
  const embedded = await embeddedIn(kind, principal, aws);
  return Promise.all(
    names
      .filter((name) => !embedded.has(name))
      .map(async (name) => {
        const document = inlineDocument(kind, principal.physicalId, name, aws);
        return { name, read: await properties({ PolicyDocument: document }) };
      }),
  );
}

/** Names of the policies that the template embeds in it. */
async function embeddedIn(kind: Kind, principal: DeployedResource, aws: Aws): Promise<Set<string>> {
  const types = Object.entries(EMBEDDERS).flatMap(([type, { [kind]: named }]) =>
    named === undefined ? [] : [[type, named] as const],
  );
  const embedded = await declaredBy(principal, Object.fromEntries(types), aws);
  const policies = embedded.get(principal.physicalId) ?? [];
  return new Set(policies.flatMap((policy) => texts(policy.property('PolicyName'))));
}

/** A policy that was taken away from all whom it names allows nothing. */
async function embeddedDocument(policy: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const [name] = texts(policy.property('PolicyName'));
  const principals = Object.entries(EMBEDDERS[policy.type] ?? {}).flatMap(([kind, named]) =>
    texts(policy.property(named)).map((principal) => ({ kind: kind as Kind, principal })),
  );
  if (name === undefined || principals.length === 0)
    throw new Unreadable('the name of the policy, or whom it is embedded in, is not known');
  const documents = principals.map(({ kind, principal }) => inlineDocument(kind, principal, name, aws));
  return mergedPolicy(await Promise.all(documents));
}

async function managedDocument({ physicalId }: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const { client, GetPolicyCommand, GetPolicyVersionCommand } = await iamClient(aws);
  const policy = await aws.ask('iam:GetPolicy', (abortSignal) =>
    client.send(new GetPolicyCommand({ PolicyArn: physicalId }), { abortSignal }),
  );
  const VersionId = member(policy?.Policy?.DefaultVersionId, 'iam:GetPolicy', 'the default version');
  const version = await aws.ask('iam:GetPolicyVersion', (abortSignal) =>
    client.send(new GetPolicyVersionCommand({ PolicyArn: physicalId, VersionId }), { abortSignal }),
  );
  return decoded(version?.PolicyVersion?.Document, 'iam:GetPolicyVersion');
}

async function trustPolicy(RoleName: string, aws: Aws): Promise<Resolved | undefined> {
  const { client, GetRoleCommand } = await iamClient(aws);
  const answer = await aws.ask('iam:GetRole', (abortSignal) =>
    client.send(new GetRoleCommand({ RoleName }), { abortSignal }),
  );
  return decoded(answer?.Role?.AssumeRolePolicyDocument, 'iam:GetRole');
}

/** Those that the template's managed policies attach themselves are theirs. */
async function attachedPolicies(kind: Kind, principal: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const named = EMBEDDERS['AWS::IAM::Policy']?.[kind] ?? '';
  const written = texts(principal.property('ManagedPolicyArns'));
  const declared = await declaredBy(principal, { [MANAGED]: named }, aws);
  const attaching = new Set((declared.get(principal.physicalId) ?? []).map((policy) => policy.physicalId));
  const arns = (await attachedTo(kind, principal.physicalId, aws)).map(({ PolicyArn = '' }) => PolicyArn);
  const own = arns.filter((arn) => written.includes(arn) || !attaching.has(arn));
  return own.length > 0 ? inOrder(own, written, (arn) => arn) : undefined;
}
