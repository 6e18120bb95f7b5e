import { own } from '../../../template/resolve/values.ts';
import type { Account, DeployedResource } from '../account.ts';
import { AwsError, queryService, type Operation, type Call, type Input } from '../service.ts';
import { asJson, listOf } from './property-values.ts';

type Kind = 'Role' | 'User' | 'Group';

/** What embeds a policy in principals of a kind, with the property that names them. */
const EMBEDDERS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  Role: { 'AWS::IAM::Policy': 'Roles', 'AWS::IAM::RolePolicy': 'RoleName' },
  User: { 'AWS::IAM::Policy': 'Users', 'AWS::IAM::UserPolicy': 'UserName' },
  Group: { 'AWS::IAM::Policy': 'Groups', 'AWS::IAM::GroupPolicy': 'GroupName' },
};

const MANAGED = 'AWS::IAM::ManagedPolicy';

/** IAM's part: principals, and the policies that they have. */
export const iam = queryService('iam', {
  GetRole: ({ RoleName }, call) => {
    const { properties } = principal('Role', RoleName, call);
    const { id } = call.account;
    return {
      Role: {
        Path: properties['Path'] ?? '/',
        RoleName: String(RoleName),
        RoleId: 'AROAEXAMPLEEXAMPLE000',
        Arn: `arn:aws:iam::${id}:role/${String(RoleName)}`,
        CreateDate: '2026-11-01T10:00:00Z',
        AssumeRolePolicyDocument: encoded(properties['AssumeRolePolicyDocument']),
      },
    };
  },
  ...operationsOf('Role'),
  ...operationsOf('User'),
  ...operationsOf('Group'),

  ListAccessKeys: ({ UserName, Marker }, call) => {
    principal('User', UserName, call);
    const own = call.account
      .ofType('AWS::IAM::AccessKey')
      .filter(([, { properties }]) => properties['UserName'] === UserName);
    const { items, next } = call.page(own, Marker, 100);
    const keys = items.map(([id, { properties, createdAt }]) => ({
      UserName: String(UserName),
      AccessKeyId: id,
      Status: properties['Status'] === 'Inactive' ? 'Inactive' : 'Active',
      CreateDate: (createdAt ?? call.account.now()).toISOString(),
    }));
    return { AccessKeyMetadata: keys, ...truncated(next) };
  },
  GetPolicy: ({ PolicyArn }, { account }) => {
    managedPolicy(PolicyArn, account);
    return { Policy: { Arn: String(PolicyArn), DefaultVersionId: 'v1', IsAttachable: true } };
  },
  GetPolicyVersion: ({ PolicyArn, VersionId }, { account }) => {
    const { properties } = managedPolicy(PolicyArn, account);
    if (VersionId !== 'v1') throw missing(`Policy ${String(PolicyArn)} version ${String(VersionId)} does not exist`);
    return {
      PolicyVersion: { VersionId: 'v1', IsDefaultVersion: true, Document: encoded(properties['PolicyDocument']) },
    };
  },
});

/** The operations that are the same for each kind of principal. */
function operationsOf(kind: Kind): Record<string, Operation> {
  const nameIn = (input: Input) => input[`${kind}Name`];
  return {
    [`List${kind}Policies`]: (input, call) => {
      const names = [...inlinePolicies(kind, nameIn(input), call).keys()];
      const { items, next } = call.page(names, input['Marker'], 100);
      return { PolicyNames: items, ...truncated(next) };
    },
    [`Get${kind}Policy`]: (input, call) => {
      const name = String(input['PolicyName']);
      const policies = inlinePolicies(kind, nameIn(input), call);
      if (!policies.has(name)) throw missing(`The ${kind.toLowerCase()} policy with name ${name} cannot be found.`);
      return {
        [`${kind}Name`]: String(nameIn(input)),
        PolicyName: name,
        PolicyDocument: encoded(policies.get(name)),
      };
    },
    [`ListAttached${kind}Policies`]: (input, call) => {
      const arns = attachedPolicies(kind, nameIn(input), call);
      const { items, next } = call.page(arns, input['Marker'], 100);
      const attached = items.map((arn) => ({ PolicyName: arn.split('/').at(-1) ?? '', PolicyArn: arn }));
      return { AttachedPolicies: attached, ...truncated(next) };
    },
  };
}

function truncated(next: string | undefined) {
  return next === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: next };
}

function principal(kind: Kind, name: unknown, { account }: Call): DeployedResource {
  const found = account.find(name, `AWS::IAM::${kind}`);
  if (!found) throw missing(`The ${kind.toLowerCase()} with name ${String(name)} cannot be found.`);
  return found;
}

/** Documents by name: its own, and those of the policies that name it. */
function inlinePolicies(kind: Kind, name: unknown, call: Call): Map<string, unknown> {
  const { properties } = principal(kind, name, call);
  const types = EMBEDDERS[kind];
  const inOwn = listOf(properties['Policies']).map((policy): [string, unknown] => [
    String(own(policy, 'PolicyName')),
    own(policy, 'PolicyDocument'),
  ]);
  const embedded = call.account
    .ofType(...Object.keys(types))
    .filter(([, policy]) => listOf(policy.properties[types[policy.type] ?? '']).includes(name))
    .map(([, policy]): [string, unknown] => [
      String(policy.properties['PolicyName']),
      policy.properties['PolicyDocument'],
    ]);
  return new Map([...inOwn, ...embedded]);
}

function attachedPolicies(kind: Kind, name: unknown, call: Call): string[] {
  const { properties } = principal(kind, name, call);
  const attaching = call.account
    .ofType(MANAGED)
    .filter(([, policy]) => listOf(policy.properties[`${kind}s`]).includes(name))
    .map(([arn]) => arn);
  return [...new Set([...listOf(properties['ManagedPolicyArns']).map(String), ...attaching])];
}

function managedPolicy(arn: unknown, account: Account): DeployedResource {
  const found = account.find(arn, MANAGED);
  if (!found) throw missing(`Policy ${String(arn)} was not found.`);
  return found;
}

function missing(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}

/** As a part of a URL. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
function encoded(document: unknown): string {
  return encodeURIComponent(asJson(document) ?? '{}');
}
