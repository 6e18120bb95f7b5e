/** The role with which Lambda manages what a resource of SAM asks for, unless one is named. */
import type { Expansion, SamResource } from './expansion.ts';
import { getAtt, isTruthy, tagList } from './intrinsics.ts';
import { assumeRolePolicy, managedPolicy } from './policies.ts';
import { from } from './source.ts';

export const CREATED_BY = { Key: 'lambda:createdBy', Value: 'SAM' };

/** @param policy AWS's, that the role needs. @returns the role's ARN */
export function operatorRole(x: Expansion, sam: SamResource, policy: string): unknown {
  const { OperatorRole, Tags, PropagateTags } = sam.properties;
  if (isTruthy(OperatorRole)) return OperatorRole;
  const roleId = `${sam.logicalId}OperatorRole`;
  const role = {
    AssumeRolePolicyDocument: assumeRolePolicy('lambda.amazonaws.com'),
    ManagedPolicyArns: [managedPolicy(policy, x)],
    Tags: [...(PropagateTags === true ? tagList(Tags) : []), CREATED_BY],
  };
  x.addGenerated(sam, roleId, 'AWS::IAM::Role', role, from(['Resources', sam.logicalId]));
  return getAtt(roleId, 'Arn');
}
