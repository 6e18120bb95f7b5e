import type { CheckCases } from '../../../src/checks/testing.ts';

const DOCUMENT = '{ Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: arn:aws:s3:::orders/* }] }';

export default {
  pass: [
    {
      template:
        'Role: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess] } }',
    },
    { name: 'an empty list', template: 'Group: { Type: AWS::IAM::Group, Properties: { Policies: [] } }' },
    {
      name: 'beside the policy of another role',
      resource: 'Role',
      template: `
Other: { Type: AWS::IAM::Role }
Role: { Type: AWS::IAM::Role }
Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: read, Roles: [!Ref Other], PolicyDocument: ${DOCUMENT} } }`,
    },
    {
      name: 'a managed policy',
      resource: 'Role',
      template: `
Role: { Type: AWS::IAM::Role }
Policy: { Type: AWS::IAM::ManagedPolicy, Properties: { Roles: [!Ref Role], PolicyDocument: ${DOCUMENT} } }`,
    },
  ],
  fail: [
    {
      template: `User: { Type: AWS::IAM::User, Properties: { Policies: [{ PolicyName: read, PolicyDocument: ${DOCUMENT} }] } }`,
      message: 'has inline policies',
      path: ['Properties', 'Policies'],
      fixed: false,
    },
    {
      name: 'a resource that is embedded',
      template: `
Role: { Type: AWS::IAM::Role }
Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: read, Roles: [!Ref Role], PolicyDocument: ${DOCUMENT} } }`,
      message: 'has Policy as an inline policy',
    },
    {
      name: 'one that names it by its name',
      template: `
User: { Type: AWS::IAM::User, Properties: { UserName: alice } }
Policy: { Type: AWS::IAM::UserPolicy, Properties: { PolicyName: read, UserName: alice, PolicyDocument: ${DOCUMENT} } }`,
      message: 'has Policy as an inline policy',
    },
    {
      name: 'one whose name is the same value of another stack',
      template: `
Role: { Type: AWS::IAM::Role, Properties: { RoleName: !ImportValue reader } }
Policy: { Type: AWS::IAM::RolePolicy, Properties: { PolicyName: read, RoleName: !ImportValue reader, PolicyDocument: ${DOCUMENT} } }`,
      message: 'has Policy as an inline policy',
    },
    {
      name: 'one that names a role of another stack',
      template: `Policy: { Type: AWS::IAM::RolePolicy, Properties: { PolicyName: read, RoleName: reader, PolicyDocument: ${DOCUMENT} } }`,
      message: 'is an inline policy of whom it names',
      fixed: false,
    },
  ],
  unknown: [
    {
      template: 'Role: { Type: AWS::IAM::Role, Properties: { Policies: !ImportValue policies } }',
      message: /^Policies cannot be read/,
    },
    {
      name: 'whose a policy is',
      template: `
Role: { Type: AWS::IAM::Role }
Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: read, Roles: [!ImportValue role], PolicyDocument: ${DOCUMENT} } }`,
      message: 'whether Policy is embedded in it is not known',
    },
  ],
  notApplicable: [
    {
      name: 'a policy of a role of the template',
      resource: 'Policy',
      template: `
Role: { Type: AWS::IAM::Role }
Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: read, Roles: [!Ref Role], PolicyDocument: ${DOCUMENT} } }`,
      message: 'is judged at Role',
    },
    {
      name: 'a policy that may be that of a role of the template',
      resource: 'Policy',
      template: `
Role: { Type: AWS::IAM::Role }
Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: read, Roles: [!ImportValue role], PolicyDocument: ${DOCUMENT} } }`,
      message: 'is judged at whom it may be embedded in',
    },
  ],
} satisfies CheckCases;
