/** The calls to IAM that are the same for roles, users and groups. */
import type { AttachedPolicy } from '@aws-sdk/client-iam';
import type { Resolved } from '../../template/model.ts';
import { allPages, jsonDocument, member } from '../answers.ts';
import { Unreadable, type Aws } from '../aws.ts';
import type { Operation } from '../operations.ts';

export type Kind = 'Role' | 'User' | 'Group';

export function iamClient(aws: Aws) {
  return aws.client('iam', async (settings) => {
    const { IAMClient, ...commands } = await import('../clients/iam.ts');
    return { client: new IAMClient(settings), ...commands };
  });
}

/** The names of the inline policies of a principal. */
export async function policyNames(kind: Kind, name: string, aws: Aws): Promise<string[]> {
  const { client, ...commands } = await iamClient(aws);
  const asks = {
    Role: (Marker: string | undefined, abortSignal: AbortSignal) =>
      client.send(new commands.ListRolePoliciesCommand({ RoleName: name, Marker }), { abortSignal }),
    User: (Marker: string | undefined, abortSignal: AbortSignal) =>
      client.send(new commands.ListUserPoliciesCommand({ UserName: name, Marker }), { abortSignal }),
    Group: (Marker: string | undefined, abortSignal: AbortSignal) =>
      client.send(new commands.ListGroupPoliciesCommand({ GroupName: name, Marker }), { abortSignal }),
  };
  const operation = `iam:List${kind}Policies` as const;
  return allPages(operation, async (marker) => {
    const answer = await aws.ask(operation, (abortSignal) => asks[kind](marker, abortSignal));
    return { items: member(answer?.PolicyNames, operation, 'names'), next: nextOf(answer) };
  });
}

export async function attachedTo(kind: Kind, name: string, aws: Aws): Promise<AttachedPolicy[]> {
  const { client, ...commands } = await iamClient(aws);
  const asks = {
    Role: (Marker: string | undefined, abortSignal: AbortSignal) =>
      client.send(new commands.ListAttachedRolePoliciesCommand({ RoleName: name, Marker }), { abortSignal }),
    User: (Marker: string | undefined, abortSignal: AbortSignal) =>
      client.send(new commands.ListAttachedUserPoliciesCommand({ UserName: name, Marker }), { abortSignal }),
    Group: (Marker: string | undefined, abortSignal: AbortSignal) =>
      client.send(new commands.ListAttachedGroupPoliciesCommand({ GroupName: name, Marker }), { abortSignal }),
  };
  const operation = `iam:ListAttached${kind}Policies` as const;
  return allPages(operation, async (marker) => {
    const answer = await aws.ask(operation, (abortSignal) => asks[kind](marker, abortSignal));
    return { items: member(answer?.AttachedPolicies, operation, 'policies'), next: nextOf(answer) };
  });
}

function nextOf(answer: { IsTruncated?: boolean | undefined; Marker?: string | undefined } | undefined) {
  return answer?.IsTruncated ? answer.Marker : undefined;
}

/** Undefined if the principal, or its policy, is no longer there. */
export async function inlineDocument(
  kind: Kind,
  principal: string,
  PolicyName: string,
  aws: Aws,
): Promise<Resolved | undefined> {
  const operation: Operation = `iam:Get${kind}Policy`;
  return aws.shared(`${operation} ${principal} ${PolicyName}`, async () => {
    const { client, ...commands } = await iamClient(aws);
    const asks = {
      Role: (abortSignal: AbortSignal) =>
        client.send(new commands.GetRolePolicyCommand({ RoleName: principal, PolicyName }), { abortSignal }),
      User: (abortSignal: AbortSignal) =>
        client.send(new commands.GetUserPolicyCommand({ UserName: principal, PolicyName }), { abortSignal }),
      Group: (abortSignal: AbortSignal) =>
        client.send(new commands.GetGroupPolicyCommand({ GroupName: principal, PolicyName }), { abortSignal }),
    };
    const ask: (abortSignal: AbortSignal) => Promise<{ PolicyDocument: string | undefined }> = asks[kind];
    const answer = await aws.ask(operation, ask, ['NoSuchEntityException', 'NoSuchEntity']);
    return answer && decoded(answer.PolicyDocument, operation);
  });
}

/** IAM encodes documents as parts of URLs are. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export function decoded(document: string | undefined, operation: Operation): Resolved | undefined {
  const encoded = member(document, operation, 'the document');
  try {
    return jsonDocument(decodeURIComponent(encoded), operation);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`${operation} answered with a document that is not encoded`, { cause: error });
  }
}
