import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { iam } from '../../../src/live/readers/iam.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
let client: IAMClient;
beforeAll(async () => {
  moto = await startMoto();
  client = new IAMClient(moto.settings);
});
afterAll(() => moto.stop());

const policy = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::orders/a b+ü/*' }],
});
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

describe('a role', () => {
  const embedded = {
    type: 'AWS::IAM::Policy',
    physicalId: 'orders-embedded',
    written: { PolicyName: 'embedded', Roles: ['orders'] },
  };

  test('with what it has of the template, of others, and of nobody', async () => {
    await client.send(new CreateRoleCommand({ RoleName: 'orders', AssumeRolePolicyDocument: JSON.stringify(TRUST) }));
    for (const [PolicyName, action] of [
      ['own', 's3:GetObject'],
      ['embedded', 's3:PutObject'],
      ['stranger', 's3:*'],
    ] as const) {
      const PolicyDocument = JSON.stringify(policy(action));
      await client.send(new PutRolePolicyCommand({ RoleName: 'orders', PolicyName, PolicyDocument }));
    }
    const { Policy } = await client.send(
      new CreatePolicyCommand({ PolicyName: 'managed', PolicyDocument: JSON.stringify(policy('kms:Decrypt')) }),
    );
    await client.send(new AttachRolePolicyCommand({ RoleName: 'orders', PolicyArn: Policy!.Arn }));

    const role = { type: 'AWS::IAM::Role', physicalId: 'orders', written: { Policies: [{ PolicyName: 'own' }] } };
    const { properties, found } = await readOne(iam, moto, role, [embedded]);
    expect(properties).toEqual({
      AssumeRolePolicyDocument: TRUST,
      Policies: [{ PolicyName: 'own', PolicyDocument: policy('s3:GetObject') }],
      ManagedPolicyArns: [Policy!.Arn],
    });
    expect(found).toEqual([
      {
        name: 'policy stranger',
        type: 'AWS::IAM::Policy',
        properties: { PolicyName: 'stranger', Roles: ['orders'], PolicyDocument: policy('s3:*') },
      },
    ]);
    expect((await readOne(iam, moto, embedded)).properties).toEqual({ PolicyDocument: policy('s3:PutObject') });
  });

  test('that is not there: its policy allows nothing, and it is not known', async () => {
    const gone = { ...embedded, written: { PolicyName: 'embedded', Roles: ['nowhere'] } };
    expect((await readOne(iam, moto, gone)).properties).toEqual({ PolicyDocument: undefined });
    const { properties } = await readOne(iam, moto, { type: 'AWS::IAM::Role', physicalId: 'nowhere' });
    expect(properties['Policies']).toMatchObject({ kind: 'hole', reason: expect.stringContaining('NoSuchEntity') });
  });
});

test('a managed policy is what its default version says', async () => {
  const { Policy } = await client.send(
    new CreatePolicyCommand({ PolicyName: 'versions', PolicyDocument: JSON.stringify(policy('s3:GetObject')) }),
  );
  const PolicyDocument = JSON.stringify(policy('s3:*'));
  await client.send(new CreatePolicyVersionCommand({ PolicyArn: Policy!.Arn, PolicyDocument, SetAsDefault: true }));
  const managed = { type: 'AWS::IAM::ManagedPolicy', physicalId: Policy!.Arn! };
  expect((await readOne(iam, moto, managed)).properties).toEqual({ PolicyDocument: policy('s3:*') });
});

test('a user', async () => {
  await client.send(new CreateUserCommand({ UserName: 'alice' }));
  const PolicyDocument = JSON.stringify(policy('s3:*'));
  await client.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'own', PolicyDocument }));
  const { properties, found } = await readOne(iam, moto, { type: 'AWS::IAM::User', physicalId: 'alice' });
  expect(properties).toEqual({});
  expect(found).toMatchObject([
    { properties: { PolicyName: 'own', Users: ['alice'], PolicyDocument: policy('s3:*') } },
  ]);
});
