import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { preTrafficHook, stackGate } from '../../src/hooks/index.ts';
import { putAnswer } from '../../src/hooks/custom-resource.ts';
import type { PutAnswer } from '../../src/hooks/custom-resource.ts';
import { checks, config, PARAMETERS, PUBLIC, STACK_ID, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;
let answers: { url: string; answer: Record<string, string> }[];

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
  answers = [];
});
afterEach(() => world.aws.stop());

const put: PutAnswer = (url, body) => {
  answers.push({ url, answer: JSON.parse(body) as Record<string, string> });
  return Promise.resolve();
};

const event = (RequestType: string, more: object = {}) => ({
  RequestType,
  ResponseURL: 'https://answers.example/1',
  StackId: STACK_ID,
  RequestId: 'request-1',
  LogicalResourceId: 'FitnessGate',
  ...(RequestType !== 'Create' && { PhysicalResourceId: 'fitness-gate' }),
  ResourceProperties: { ServiceToken: 'arn', ReleaseId: 'release001' },
  ...more,
});

interface Options {
  readonly env?: Record<string, string>;
  readonly fitnessYaml?: string;
  readonly put?: PutAnswer;
  readonly milliseconds?: number;
}

function run(asked: unknown, { env, fitnessYaml = config, milliseconds, ...options }: Options = {}) {
  const gate = stackGate({
    config: fitnessYaml,
    checks,
    put: options.put ?? put,
    ...surroundings(world, heard, 'release001', env),
  });
  return gate(asked, context(milliseconds));
}

describe('an update', () => {
  test('of a sound stack is a success, under a physical id that never changes', async () => {
    await run(event('Update'));
    expect(answers).toEqual([
      {
        url: 'https://answers.example/1',
        answer: {
          Status: 'SUCCESS',
          Reason: expect.stringMatching(/^fitness \d/),
          PhysicalResourceId: 'fitness-gate',
          StackId: STACK_ID,
          RequestId: 'request-1',
          LogicalResourceId: 'FitnessGate',
        },
      },
    ]);
  });

  test('that opens a bucket fails, and with it the operation of the stack', async () => {
    world.stack.template = PUBLIC;
    await run(event('Update'));
    expect(answers).toMatchObject([{ answer: { Status: 'FAILED', Reason: expect.stringContaining('minimum') } }]);
    expect(heard.text).toContain('"resource":"Uploads"');
  });

  test.each([
    [{ FITNESS_GATE_MODE: 'observe' }, /observing only; would have been stopped/],
    [{ FITNESS_OVERRIDE_REASON: 'ticket 12' }, /let through \(ticket 12\)/],
  ])('is let through by %j', async (env, reason) => {
    world.stack.template = PUBLIC;
    await run(event('Update'), { env: env });
    expect(answers).toMatchObject([{ answer: { Status: 'SUCCESS', Reason: expect.stringMatching(reason) } }]);
  });

  test('is not let through by an override that an earlier release was kept with', async () => {
    const env = { FITNESS_OVERRIDE_REASON: 'ticket 12' };
    const before = preTrafficHook({ config, checks, ...surroundings(world, heard, 'release000', env) });
    await before(world.deploy(), context());
    const { parameters } = world.aws.account;
    parameters.set(`${PARAMETERS}/baseline`, parameters.get(`${PARAMETERS}/candidate`)!);
    world.stack.template = PUBLIC;
    await run(event('Update'), { env });
    expect(answers).toMatchObject([{ answer: { Status: 'FAILED', Reason: expect.stringContaining('Uploads fails') } }]);
    expect(heard.text).toContain('the override is ignored');
  });

  test.each(['hang', 'garbage', '5xx', 'empty'] as const)(
    'is not let through by an override if SSM answers %s',
    async (kind) => {
      world.aws.break('GetParameter', { kind });
      await run(event('Update'), { env: { FITNESS_OVERRIDE_REASON: 'ticket 12' }, milliseconds: 9_000 });
      expect(answers).toMatchObject([{ answer: { Status: 'FAILED' } }]);
    },
  );

  test.each(['hang', '5xx'] as const)(
    'is judged without comparing if SSM answers %s, with withoutBaseline: pass',
    async (kind) => {
      const fitnessYaml = `${config}gate: {withoutBaseline: pass}\n`;
      world.aws.break('GetParameter', { kind });
      await run(event('Update'), { fitnessYaml });
      world.stack.template = PUBLIC;
      await run(event('Update'), { fitnessYaml, env: { FITNESS_OVERRIDE_REASON: 'ticket 12' } });
      expect(answers).toMatchObject([
        { answer: { Status: 'SUCCESS', Reason: expect.stringMatching(/^fitness \d/) } },
        { answer: { Status: 'FAILED', Reason: expect.stringContaining('minimum') } },
      ]);
      expect(heard.text).toContain('judged without comparing (gate.withoutBaseline)');
    },
  );

  test('that rolls back is a success, whatever is deployed', async () => {
    world.stack.template = PUBLIC;
    world.stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await run(event('Update'));
    expect(answers).toMatchObject([{ answer: { Status: 'SUCCESS', Reason: expect.stringContaining('ROLLBACK') } }]);
  });

  test.each(['hang', 'garbage', '5xx', 'empty'] as const)(
    'is answered FAILED in time if CloudFormation answers %s',
    async (kind) => {
      world.aws.break('GetTemplate', { kind });
      await run(event('Update'), { milliseconds: 9_000 });
      expect(answers).toMatchObject([{ answer: { Status: 'FAILED' } }]);
    },
  );

  test('is answered FAILED if the hook was built around a fitness.yaml that is none', async () => {
    await run(event('Update'), { fitnessYaml: 'tool: 1\n' });
    expect(answers).toMatchObject([
      { answer: { Status: 'FAILED', Reason: expect.stringContaining('could not judge: fitness.yaml') } },
    ]);
  });
});

describe('a creation', () => {
  test('is only observed', async () => {
    world.stack.template = PUBLIC;
    await run(event('Create'));
    expect(answers).toMatchObject([
      {
        answer: {
          Status: 'SUCCESS',
          Reason: expect.stringContaining('the first deployment is only observed; would have been stopped'),
          PhysicalResourceId: 'fitness-gate',
        },
      },
    ]);
  });

  test('is stopped where OnCreate says so', async () => {
    world.stack.template = PUBLIC;
    await run(event('Create', { ResourceProperties: { OnCreate: 'enforce' } }));
    expect(answers).toMatchObject([{ answer: { Status: 'FAILED' } }]);
  });
});

test('a deletion is a success, and nothing is asked for it', async () => {
  await run(event('Delete'), { env: { FITNESS_STACK_ID: '' } });
  expect(answers).toMatchObject([{ answer: { Status: 'SUCCESS', PhysicalResourceId: 'fitness-gate' } }]);
  expect(world.aws.calls).toEqual([]);
});

describe('the answer', () => {
  test('is given again until it is taken', async () => {
    let tries = 0;
    await run(event('Update'), { put: (...args) => (++tries < 3 ? Promise.reject(new Error('503')) : put(...args)) });
    expect({ tries, answers }).toMatchObject({ tries: 3, answers: [{ answer: { Status: 'SUCCESS' } }] });
  });

  test('that is never taken makes the hook throw, so that Lambda tries again', async () => {
    const never: PutAnswer = () => Promise.reject(new Error('503'));
    await expect(run(event('Update'), { put: never, milliseconds: 6_000 })).rejects.toThrow(
      'could not answer Succeeded',
    );
  });

  test('fits into what CloudFormation takes', async () => {
    const Resources = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `Bucket${index}`,
        { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicReadWrite' } },
      ]),
    );
    world.stack.template = JSON.stringify({ Resources });
    const bodies: string[] = [];
    await run(event('Update'), {
      fitnessYaml: `${config}gate:\n  require: [s3-bucket-public-read-prohibited]\n`,
      put: (_, body) => Promise.resolve(void bodies.push(body)),
    });
    expect(Buffer.byteLength(bodies[0] ?? '')).toBeLessThan(4_096);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/…$/) });
  });

  test('is a PUT without a content type, and a refusal is an error', async () => {
    const got: { method: string | undefined; type: string | undefined; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        got.push({ method: request.method, type: request.headers['content-type'], body });
        response.writeHead(request.url === '/good' ? 200 : 403).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { signal } = new AbortController();
    await putAnswer(`${url}/good`, '{"a":1}', signal);
    await expect(putAnswer(`${url}/bad`, '{}', signal)).rejects.toThrow('403');
    expect(got[0]).toEqual({ method: 'PUT', type: '', body: '{"a":1}' });
    server.closeAllConnections();
    server.close();
  });
});

test.each([undefined, null, {}, { RequestType: 'Update' }, { ResponseURL: 'file:///etc/passwd' }])(
  'nobody can be answered for %j',
  async (asked) => {
    await expect(run(asked)).rejects.toThrow('no ResponseURL');
    expect(answers).toEqual([]);
  },
);
