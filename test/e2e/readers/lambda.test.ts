import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  LambdaClient,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  type CreateFunctionCommandInput,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { lambda } from '../../../src/live/readers/lambda.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
let client: LambdaClient;
const Role = 'arn:aws:iam::123456789012:role/orders';
const dead = 'arn:aws:sqs:eu-west-1:123456789012:dead';

beforeAll(async () => {
  moto = await startMoto();
  client = new LambdaClient(moto.settings);
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await new IAMClient(moto.settings).send(new CreateRoleCommand({ RoleName: 'orders', AssumeRolePolicyDocument }));
});
afterAll(() => moto.stop());

/** An archive with nothing in it. */
const ZIP = Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]);

async function create(FunctionName: string, more: Partial<CreateFunctionCommandInput> = {}): Promise<void> {
  const settings = { Runtime: 'nodejs22.x' as const, Handler: 'index.handler', Role, Code: { ZipFile: ZIP } };
  await client.send(new CreateFunctionCommand({ FunctionName, ...settings, ...more }));
}

const FUNCTION = 'AWS::Lambda::Function';

test('a function with everything that is judged', async () => {
  await create('full', {
    Timeout: 10,
    MemorySize: 512,
    TracingConfig: { Mode: 'Active' },
    Environment: { Variables: { TABLE: 'orders', STRANGE: 'x' } },
  });
  const concurrency = { FunctionName: 'full', ReservedConcurrentExecutions: 5 };
  await client.send(new PutFunctionConcurrencyCommand(concurrency));
  const permission = { FunctionName: 'full', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
  const SourceArn = 'arn:aws:s3:::uploads';
  await client.send(
    new AddPermissionCommand({ ...permission, StatementId: 'mine', SourceArn, SourceAccount: '123456789012' }),
  );
  await client.send(new AddPermissionCommand({ ...permission, Principal: '*', StatementId: 'stranger' }));

  const declared = {
    type: 'AWS::Lambda::Permission',
    physicalId: 'mine',
    written: { FunctionName: 'full', Principal: 's3.amazonaws.com' },
  };
  const written = { Environment: { Variables: { TABLE: 'orders' } } };
  const { properties, found } = await readOne(lambda, moto, { type: FUNCTION, physicalId: 'full', written }, [
    declared,
  ]);
  expect(properties).toEqual({
    Environment: { Variables: { TABLE: 'orders', STRANGE: 'x' } },
    MemorySize: 512,
    ReservedConcurrentExecutions: 5,
    Role,
    Runtime: 'nodejs22.x',
    Timeout: 10,
    TracingConfig: { Mode: 'Active' },
  });
  expect(found).toMatchObject([
    { name: 'permission:stranger', type: 'AWS::Lambda::Permission', properties: { Principal: '*' } },
  ]);
  expect((await readOne(lambda, moto, declared)).properties).toEqual({
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    SourceAccount: '123456789012',
    SourceArn,
  });
});

test('a function with nothing but what it needs', async () => {
  await create('plain');
  const { properties, found } = await readOne(lambda, moto, { type: FUNCTION, physicalId: 'plain' });
  expect(properties).toEqual({ Role, Runtime: 'nodejs22.x' });
  expect(found).toEqual([]);
});

test('an alias with its permissions, its URL, what it reads, and where failed events go', async () => {
  await create('orders');
  await client.send(new PublishVersionCommand({ FunctionName: 'orders' }));
  const name = { FunctionName: 'orders', Qualifier: 'live' };
  const alias = await client.send(
    new CreateAliasCommand({ FunctionName: 'orders', Name: 'live', FunctionVersion: '1' }),
  );
  await client.send(new CreateFunctionUrlConfigCommand({ ...name, AuthType: 'AWS_IAM' }));
  const DestinationConfig = { OnFailure: { Destination: dead } };
  await client.send(new PutFunctionEventInvokeConfigCommand({ ...name, DestinationConfig }));
  await new SQSClient({ ...moto.settings, useQueueUrlAsEndpoint: false }).send(
    new CreateQueueCommand({ QueueName: 'q' }),
  );
  const source = { FunctionName: 'orders', EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:q' };
  const { UUID = '' } = await client.send(
    new CreateEventSourceMappingCommand({ ...source, MaximumBatchingWindowInSeconds: 5 }),
  );

  const url = {
    type: 'AWS::Lambda::Url',
    physicalId: 'x',
    written: { TargetFunctionArn: 'orders', Qualifier: 'live' },
  };
  expect((await readOne(lambda, moto, url)).properties).toEqual({ AuthType: 'AWS_IAM' });
  const config = { type: 'AWS::Lambda::EventInvokeConfig', physicalId: 'x', written: name };
  expect((await readOne(lambda, moto, config)).properties).toEqual({ DestinationConfig });
  const mapping = { type: 'AWS::Lambda::EventSourceMapping', physicalId: UUID };
  expect((await readOne(lambda, moto, mapping)).properties).toEqual({ MaximumBatchingWindowInSeconds: 5 });
  const read = await readOne(lambda, moto, { type: 'AWS::Lambda::Alias', physicalId: alias.AliasArn ?? '' });
  expect(read).toEqual({ properties: {}, found: [] });
});
