import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import iamPolicyBlacklistedCheck from '../../../src/checks/iam/iam-policy-blacklisted-check.ts';
import iamNoInlinePolicyCheck from '../../../src/checks/iam/iam-no-inline-policy-check.ts';
import adminAccess from '../../../src/checks/iam/iam-policy-no-statements-with-admin-access.ts';
import trust from '../../../src/checks/iam/iam-role-trust-policy-no-wildcard.ts';
import { iam } from '../../../src/live/readers/iam.ts';
import type { Account } from '../../../src/rehearsal/aws/account.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, foundIn, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions, FAULTS, unread } from './exact-actions.ts';
import { deployOutside } from './outside.ts';
import { sameVerdicts } from './same-verdicts.ts';

const outside = deployOutside([
  ['AWS::IAM::Policy', 'Roles', 'AWS::IAM::Role'],
  ['AWS::IAM::Policy', 'Users', 'AWS::IAM::User'],
  ['AWS::IAM::Policy', 'Groups', 'AWS::IAM::Group'],
  ['AWS::IAM::RolePolicy', 'RoleName', 'AWS::IAM::Role'],
  ['AWS::IAM::UserPolicy', 'UserName', 'AWS::IAM::User'],
  ['AWS::IAM::GroupPolicy', 'GroupName', 'AWS::IAM::Group'],
]);

const statement = (action: string) => ({ Effect: 'Allow', Action: action, Resource: 'arn:aws:s3:::ü%20/*' });
const written = (action: string) => `{ Statement: [${JSON.stringify(statement(action))}] }`;
const ADMIN = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

const TEMPLATE = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: orders
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
      ManagedPolicyArns: [!Ref Managed, ${READ_ONLY}]
      Policies:
        - { PolicyName: second, PolicyDocument: ${written('s3:GetObject')} }
        - { PolicyName: first, PolicyDocument: ${written('s3:PutObject')} }
  User: { Type: AWS::IAM::User, Properties: { UserName: alice, Policies: [{ PolicyName: own, PolicyDocument: ${written('s3:Get*')} }] } }
  Group: { Type: AWS::IAM::Group, Properties: { GroupName: readers } }
  Embedded:
    Type: AWS::IAM::Policy
    Properties: { PolicyName: embedded, Roles: [!Ref Role], Groups: [readers], PolicyDocument: ${written('sqs:SendMessage')} }
  OfUser: { Type: AWS::IAM::UserPolicy, Properties: { PolicyName: of-user, UserName: !Ref User, PolicyDocument: ${written('sns:Publish')} } }
  Managed: { Type: AWS::IAM::ManagedPolicy, Properties: { ManagedPolicyName: managed, PolicyDocument: ${written('kms:Decrypt')} } }
  Attaching: { Type: AWS::IAM::ManagedPolicy, Properties: { ManagedPolicyName: attaching, Roles: [orders], PolicyDocument: ${written('kms:Sign')} } }
`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

function embed(account: Account, name: string, PolicyDocument: unknown, to: object = { Roles: ['orders'] }): void {
  const properties = { PolicyName: name, PolicyDocument, ...to };
  account.resources.set(`stranger ${name}`, { logicalId: `Stranger ${name}`, type: 'AWS::IAM::Policy', properties });
}

await sameVerdicts([iam], outside);
exactActions([iam], TEMPLATE);

describe('what the template declares', () => {
  test('is read as it is written, decoded and in its order', async () => {
    await deploy(aws.account, TEMPLATE);
    (resource(aws.account, 'Role').properties['Policies'] as unknown[]).reverse();
    (resource(aws.account, 'Role').properties['ManagedPolicyArns'] as unknown[]).reverse();
    const stack = await read(aws, [iam]);
    expect(propertiesOf(stack, 'Role')).toEqual({
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/managed', READ_ONLY],
      Policies: [
        { PolicyName: 'second', PolicyDocument: { Statement: [statement('s3:GetObject')] } },
        { PolicyName: 'first', PolicyDocument: { Statement: [statement('s3:PutObject')] } },
      ],
    });
    expect(propertiesOf(stack, 'User')).toEqual({
      Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: [statement('s3:Get*')] } }],
    });
    expect(propertiesOf(stack, 'Group')).toEqual({});
    expect(propertiesOf(stack, 'Embedded')).toEqual({ PolicyDocument: { Statement: [statement('sqs:SendMessage')] } });
    expect(propertiesOf(stack, 'OfUser')).toEqual({ PolicyDocument: { Statement: [statement('sns:Publish')] } });
    expect(propertiesOf(stack, 'Managed')).toEqual({ PolicyDocument: { Statement: [statement('kms:Decrypt')] } });
    expect(foundIn(stack)).toEqual({});
  });

  test('comes on pages', async () => {
    aws.account.pageSize = 1;
    await deploy(aws.account, TEMPLATE);
    const stack = await read(aws, [iam]);
    expect(propertiesOf(stack, 'Role')).toMatchObject({
      Policies: [{ PolicyName: 'second' }, { PolicyName: 'first' }],
      ManagedPolicyArns: [expect.anything(), READ_ONLY],
    });
  });

  test('costs a role one call, and one for each of its policies, where its grants are judged', async () => {
    await deploy(aws.account, TEMPLATE.split('  User:')[0]!.replace('!Ref Managed, ', ''));
    const { calls } = await read(aws, [iam], { wanted: adminAccess.meta.liveActions });
    expect(calls).toEqual(['iam:ListRolePolicies', 'iam:GetRolePolicy', 'iam:GetRolePolicy']);
  });

  test('and was changed or taken away by somebody is judged as it is', async () => {
    await deploy(aws.account, TEMPLATE);
    (resource(aws.account, 'Role').properties['Policies'] as object[])[1] = {
      PolicyName: 'first',
      PolicyDocument: ADMIN,
    };
    resource(aws.account, 'Role').properties['AssumeRolePolicyDocument'] = {
      Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' },
    };
    resource(aws.account, 'Managed').properties['PolicyDocument'] = ADMIN;
    resource(aws.account, 'OfUser').properties['UserName'] = 'bob';
    const stack = await read(aws, [iam]);
    expect(verdicts(stack.live, adminAccess)).toMatchObject({ Role: 'fail', Managed: 'fail', Embedded: 'pass' });
    expect(verdicts(stack.live, trust)['Role']).toBe('fail');
    expect(propertiesOf(stack, 'OfUser')).toEqual({ PolicyDocument: undefined });
    expect(verdicts(stack.live, adminAccess)['OfUser']).toBe('pass');
  });

  test('as one policy of several is all that they have become', async () => {
    await deploy(aws.account, TEMPLATE);
    resource(aws.account, 'Embedded').properties['Roles'] = [];
    embed(aws.account, 'embedded', ADMIN);
    const stack = await read(aws, [iam]);
    expect(propertiesOf(stack, 'Embedded')).toEqual({
      PolicyDocument: { Statement: [...ADMIN.Statement, statement('sqs:SendMessage')] },
    });
    expect(verdicts(stack.live, adminAccess)['Embedded']).toBe('fail');
  });
});

describe('what it does not declare', () => {
  test('is found: an inline policy', async () => {
    await deploy(aws.account, TEMPLATE);
    embed(aws.account, 'backdoor', ADMIN);
    embed(aws.account, 'another', ADMIN, { Groups: ['readers'] });
    const stack = await read(aws, [iam]);
    expect(foundIn(stack)).toEqual({
      'Role (policy backdoor)': {
        Type: 'AWS::IAM::Policy',
        PolicyName: 'backdoor',
        Roles: ['orders'],
        PolicyDocument: ADMIN,
      },
      'Group (policy another)': {
        Type: 'AWS::IAM::Policy',
        PolicyName: 'another',
        Groups: ['readers'],
        PolicyDocument: ADMIN,
      },
    });
    expect(verdicts(stack.live, adminAccess)).toMatchObject({
      Role: 'pass',
      'Role (policy backdoor)': 'fail',
      'Group (policy another)': 'fail',
    });
    expect(verdicts(stack.written, iamNoInlinePolicyCheck)['Group']).toBe('fail');
  });

  test('is judged at whom it is attached to: a managed policy', async () => {
    await deploy(aws.account, TEMPLATE);
    const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    resource(aws.account, 'Group').properties['ManagedPolicyArns'] = [arn];
    const stack = await read(aws, [iam]);
    expect(propertiesOf(stack, 'Group')).toEqual({ ManagedPolicyArns: [arn] });
    expect(verdicts(stack.written, iamPolicyBlacklistedCheck)['Group']).toBe('pass');
    expect(verdicts(stack.live, iamPolicyBlacklistedCheck)['Group']).toBe('fail');
  });
});

const OF_A_ROLE = ['iam:ListRolePolicies', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:GetRole'] as const;
const BROKEN = OF_A_ROLE.flatMap((name) =>
  FAULTS(name).map(([how, fault, reason]) => [name.slice('iam:'.length), how, fault, reason] as const),
);

test.each(BROKEN)('%s, %s: that is not known, and the rest is', async (operation, _, fault, reason) => {
  await deploy(aws.account, TEMPLATE);
  aws.break(operation, fault);
  const stack = await read(aws, [iam]);
  const role = propertiesOf(stack, 'Role')!;
  const [policy] = Array.isArray(role['Policies']) ? (role['Policies'] as { PolicyDocument: unknown }[]) : [];
  const affected: Record<string, unknown> = {
    ListRolePolicies: role['Policies'],
    GetRolePolicy: policy?.PolicyDocument,
    ListAttachedRolePolicies: role['ManagedPolicyArns'],
    GetRole: role['AssumeRolePolicyDocument'],
  };
  const judged = {
    ListRolePolicies: verdicts(stack.live, adminAccess)['Role'],
    GetRolePolicy: verdicts(stack.live, adminAccess)['Role'],
    ListAttachedRolePolicies: verdicts(stack.live, iamPolicyBlacklistedCheck)['Role'],
    GetRole: verdicts(stack.live, trust)['Role'],
  };
  for (const [name, value] of Object.entries(affected)) {
    if (name === operation) expect(value).toEqual(unread(reason));
    else if (!(name === 'GetRolePolicy' && operation === 'ListRolePolicies')) expect(value).not.toEqual(unread(/./));
  }
  expect(judged[operation as keyof typeof judged]).toBe('unknown');
});

test('a document that is not encoded as IAM does is not known', async () => {
  await deploy(aws.account, TEMPLATE);
  resource(aws.account, 'Managed').properties['PolicyDocument'] = '{';
  const stack = await read(aws, [iam]);
  expect(propertiesOf(stack, 'Managed')).toEqual({ PolicyDocument: unread(/a document that is no JSON$/) });
});
