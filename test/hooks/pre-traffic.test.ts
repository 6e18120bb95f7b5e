import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { preTrafficHook } from '../../src/hooks/index.ts';
import { systemClock } from '../../src/hooks/clock.ts';
import type { Fault } from '../../src/rehearsal/aws/faults.ts';
import { checks, config, PUBLIC, SOUND, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
});
afterEach(() => world.aws.stop());

function run(
  event: unknown = world.deploy(),
  {
    releaseId,
    env,
    fitnessYaml = config,
    at,
    milliseconds,
  }: { releaseId?: string; env?: Record<string, string>; fitnessYaml?: string; at?: Date; milliseconds?: number } = {},
) {
  const hook = preTrafficHook({ config: fitnessYaml, checks, ...surroundings(world, heard, releaseId, env, at) });
  return hook(event, context(milliseconds));
}

describe('the verdict', () => {
  test('a sound stack passes; its fitness is published and it becomes the candidate', async () => {
    const result = await run();
    expect(result).toMatchObject({ status: 'Succeeded' });
    expect(world.answers).toEqual(['Succeeded']);
    expect(heard.metrics).toEqual([
      expect.objectContaining({
        Service: 'orders',
        Environment: 'prod',
        Stack: 'orders-prod',
        CandidateFitness: expect.any(Number),
        CandidateFitnessSecurity: expect.any(Number),
        CandidateCoverage: 1,
      }),
    ]);
    expect(heard.metrics[0]).not.toHaveProperty('Fitness');
    expect(world.remembered('candidate')).toMatchObject({
      version: 1,
      releaseId: 'release001',
      verdict: 'pass',
      measurement: { fitness: heard.metrics[0]?.['CandidateFitness'] },
    });
    expect(world.remembered('baseline')).toBeUndefined();
    expect(heard.text).toContain('no baseline yet');
  });

  test('a bucket open to the public stops the release, and the log says why', async () => {
    world.stack.template = PUBLIC;
    expect(await run()).toMatchObject({ status: 'Failed' });
    expect(world.answers).toEqual(['Failed']);
    expect(heard.text).toMatch(/error Failed: fitness [\d.]+; .*minimum/);
    expect(heard.text).toContain('"resource":"Uploads"');
    expect(world.remembered('candidate')).toMatchObject({ verdict: 'fail' });
  });

  test('of a stack that is open everywhere no line of the log gets longer than CloudWatch takes', async () => {
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicReadWrite' } };
    const Resources = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`Bucket${index}`, bucket]));
    world.stack.template = JSON.stringify({ Resources });
    const fitnessYaml = `${config}gate:\n  require: [s3-bucket-public-read-prohibited, s3-bucket-public-write-prohibited]\n`;
    const { reason } = await run(undefined, { fitnessYaml });
    expect(reason).toMatch(/; and 981 more, in the report$/);
    const longest = Math.max(...heard.lines.map((line) => Buffer.byteLength(JSON.stringify(line))));
    expect(longest).toBeLessThan(256 * 1024);
  });

  test('what observes stops nothing, and says what it would have stopped', async () => {
    world.stack.template = PUBLIC;
    const result = await run(undefined, { env: { FITNESS_GATE_MODE: 'observe' } });
    expect(result.status).toBe('Succeeded');
    expect(result.reason).toMatch(/observing only; would have been stopped: minimum/);
    expect(world.answers).toEqual(['Succeeded']);
  });

  test('without the parameter of the stack the environment’s gate in fitness.yaml decides', async () => {
    world.stack.template = PUBLIC;
    const fitnessYaml = config.replace('deployment: AllAtOnce', 'deployment: AllAtOnce\n    gate: {mode: observe}');
    expect(await run(undefined, { env: { FITNESS_GATE_MODE: '' }, fitnessYaml })).toMatchObject({
      status: 'Succeeded',
      reason: expect.stringContaining('observing only'),
    });
  });

  test('the public bucket of a nested stack counts as well', async () => {
    const nestedId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders-prod-Storage-A/2';
    world.stack.template = JSON.stringify({ Resources: { Storage: { Type: 'AWS::CloudFormation::Stack' } } });
    world.stack.resources = [{ logicalId: 'Storage', type: 'AWS::CloudFormation::Stack', physicalId: nestedId }];
    world.aws.account.stacks.set(nestedId, { ...world.stack, template: PUBLIC, resources: [] });
    expect(await run()).toMatchObject({ status: 'Failed' });
    expect(heard.text).toContain('"resource":"Storage/Uploads"');
  });

  test('a nested stack that cannot be read is no pass', async () => {
    const nestedId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders-prod-Storage-A/2';
    const { Resources } = JSON.parse(SOUND);
    world.stack.template = JSON.stringify({
      Resources: { ...Resources, Storage: { Type: 'AWS::CloudFormation::Stack' } },
    });
    world.stack.resources.push({ logicalId: 'Storage', type: 'AWS::CloudFormation::Stack', physicalId: nestedId });
    const result = await run();
    expect(result.status).toBe('Failed');
    expect(result.reason).toContain('unreadable: nested stack Storage');
  });
});

describe('a rollback is not judged', () => {
  test.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED'])(
    'of the stack: %s',
    async (status) => {
      world.stack.template = PUBLIC;
      world.stack.status = status;
      expect(await run()).toEqual({ status: 'Succeeded', reason: `not judged: the stack is in ${status}` });
      expect(world.answers).toEqual(['Succeeded']);
      expect(world.aws.calls).not.toContain('cloudformation:GetTemplate');
      expect(world.remembered('candidate')).toBeUndefined();
    },
  );

  test.each([{ creator: 'codeDeployRollback' as const }, { rollbackTriggeringDeploymentId: 'd-BBBBBBBBB' }])(
    'of CodeDeploy, while the stack is still updating: %j',
    async (deployment) => {
      world.stack.template = PUBLIC;
      expect(await run(world.deploy(deployment))).toMatchObject({ status: 'Succeeded' });
      expect(world.answers).toEqual(['Succeeded']);
      expect(world.aws.calls).not.toContain('cloudformation:GetTemplate');
    },
  );

  test('of CodeDeploy, when the stack may not be described', async () => {
    world.stack.template = PUBLIC;
    world.aws.break('DescribeStacks', { kind: 'error', code: 'AccessDenied', status: 403 });
    expect(await run(world.deploy({ creator: 'codeDeployRollback' }))).toMatchObject({ status: 'Succeeded' });
  });
});

describe('the override', () => {
  const env = { FITNESS_OVERRIDE_REASON: 'incident 4711' };

  test('lets a release through that fails, and is recorded', async () => {
    world.stack.template = PUBLIC;
    const result = await run(undefined, { env });
    expect(result).toMatchObject({ status: 'Succeeded', reason: expect.stringContaining('incident 4711') });
    expect(world.remembered('candidate')).toMatchObject({ overrideReason: 'incident 4711' });
  });

  test('lets a release through that cannot be judged', async () => {
    world.aws.break('GetTemplate', { kind: 'error', code: 'AccessDenied', status: 403 });
    expect(await run(undefined, { env })).toMatchObject({
      status: 'Succeeded',
      reason: expect.stringMatching(/let through \(incident 4711\); else stopped: could not judge: denied/),
    });
  });

  test('is for one release: left in place, it does not let the next one through', async () => {
    await run(undefined, { env });
    const candidate = world.remembered('candidate');
    const value = JSON.stringify({
      ...candidate,
      outcome: { result: 'promoted', stackStatus: 'UPDATE_COMPLETE', at: candidate?.measuredAt },
    });
    for (const name of ['baseline', 'candidate'])
      world.aws.account.parameters.set(`/fitness/orders/prod/orders-prod/${name}`, { value, version: 1 });

    world.stack.template = PUBLIC;
    expect(await run(undefined, { env, releaseId: 'release002' })).toMatchObject({ status: 'Failed' });
    expect(heard.text).toContain('the override is ignored: it was given for an earlier release');
    world.aws.break('GetTemplate', { kind: 'error', code: 'AccessDenied', status: 403 });
    expect(await run(undefined, { env, releaseId: 'release003' })).toMatchObject({ status: 'Failed' });
  });
});

describe('an override that is left in place for releases on end', () => {
  const env = { FITNESS_OVERRIDE_REASON: 'incident 4711' };
  const keep = () => {
    const record = { ...world.remembered('candidate'), outcome: { result: 'promoted' } };
    for (const name of ['baseline', 'candidate'])
      world.aws.account.parameters.set(`/fitness/orders/prod/orders-prod/${name}`, {
        value: JSON.stringify(record),
        version: 1,
      });
  };

  test('lets through the first alone', async () => {
    await run(undefined, { env, releaseId: 'release001' });
    keep();
    await run(undefined, { env, releaseId: 'release002' });
    expect(world.remembered('candidate')).toMatchObject({ spentOverride: 'incident 4711' });
    expect(world.remembered('candidate')).not.toHaveProperty('overrideReason');
    keep();
    world.stack.template = PUBLIC;
    expect(await run(undefined, { env, releaseId: 'release003' })).toMatchObject({ status: 'Failed' });
    const other = { FITNESS_OVERRIDE_REASON: 'incident 4712' };
    expect(await run(undefined, { env: other, releaseId: 'release004' })).toMatchObject({ status: 'Succeeded' });
  });
});

describe('one accepted report, whatever breaks', () => {
  const faults: Record<string, Fault> = {
    denied: { kind: 'error', code: 'AccessDeniedException', status: 403 },
    'throttled twice': { kind: 'throttle', times: 2 },
    'throttled for ever': { kind: 'throttle' },
    hanging: { kind: 'hang' },
    'internal errors': { kind: '5xx' },
    garbage: { kind: 'garbage' },
    'an empty answer': { kind: 'empty' },
    'a cut connection': { kind: 'reset' },
    slow: { kind: 'slow', milliseconds: 100 },
  };
  /** What the release is worth without one of these: without its own record or the deployment's it can still be judged. */
  const needed = ['GetTemplate', 'GetParameter', 'ListStackResources'];
  const optional = ['GetDeployment', 'DescribeStacks', 'PutParameter'];
  const works = ['throttled twice', 'slow'];

  const table = [...needed, ...optional].flatMap((operation) =>
    Object.keys(faults).map((fault) => {
      const passes = optional.includes(operation) || works.includes(fault);
      return [operation, fault, passes] as const;
    }),
  );

  test.each(table)('%s: %s', async (operation, fault, passes) => {
    world.aws.break(operation, faults[fault]!);
    const lambda = context(fault === 'hanging' ? 12_000 : undefined);
    const hook = preTrafficHook({ config, checks, ...surroundings(world, heard) });
    const result = await hook(world.deploy(), lambda);
    expect(lambda.left).toBeGreaterThan(0);
    expect(world.answers).toHaveLength(1);
    expect(world.answers).toEqual([result.status]);
    const broken = !works.includes(fault);
    if (broken && !passes) {
      expect(result.status).toBe('Failed');
      expect(heard.text).toMatch(new RegExp(`error .*(${operation}|record of this tool)`));
    }
    if (passes && fault !== 'hanging') expect(result.status).toBe('Succeeded');
  });

  test.each([
    ['throttled twice', faults['throttled twice']!],
    ['failing twice', { kind: '5xx', times: 3 } as const],
    ['cut twice', { kind: 'reset', times: 3 } as const],
    ['garbage, once', { kind: 'garbage', times: 1 } as const],
    ['hanging, once', { kind: 'hang', times: 1 } as const],
    [
      'denied until IAM has caught up',
      { kind: 'error', code: 'AccessDeniedException', status: 403, times: 2 } as const,
    ],
    ['done, and the answer lost', { kind: 'lost', times: 1 } as const],
  ])('the report: %s', async (_, fault) => {
    world.aws.break('PutLifecycleEventHookExecutionStatus', fault);
    expect(await run()).toMatchObject({ status: 'Succeeded' });
    expect(world.answers).toEqual(['Succeeded']);
  });

  test.each(['throttled for ever', 'hanging', 'internal errors', 'garbage', 'denied', 'a cut connection'])(
    'the report: %s; the hook throws in time, so that its failure destination tries',
    async (fault) => {
      world.aws.break('PutLifecycleEventHookExecutionStatus', faults[fault]!);
      const lambda = context(6_000);
      const hook = preTrafficHook({ config, checks, ...surroundings(world, heard) });
      await expect(hook(world.deploy(), lambda)).rejects.toThrow('could not report Succeeded to CodeDeploy');
      expect(lambda.left).toBeGreaterThan(0);
      expect(heard.text).toContain('codedeploy:PutLifecycleEventHookExecutionStatus');
    },
  );

  test('a report that an earlier try made is no error', async () => {
    const event = world.deploy();
    world.aws.account.deployments.get(event.DeploymentId)?.hooks.set(event.LifecycleEventHookExecutionId, 'Failed');
    await run(event);
    expect(heard.text).toContain('an earlier report was already accepted');
  });

  test('a deployment that does not exist is not tried again', async () => {
    await expect(run({ DeploymentId: 'd-ZZZZZZZZZ', LifecycleEventHookExecutionId: 'x' })).rejects.toThrow(
      'DeploymentDoesNotExistException',
    );
    expect(world.aws.calls.filter((call) => call === 'codedeploy:PutLifecycleEventHookExecutionStatus')).toHaveLength(
      1,
    );
  });

  test('nobody can be answered for an event without ids: it throws and shows it', async () => {
    await expect(run({ Records: ['x'] })).rejects.toThrow('{"Records":["x"]}');
    expect(heard.text).toContain('error nobody can be answered');
    expect(world.aws.calls).toEqual([]);
  });

  test('an event that was encoded twice is understood', async () => {
    await run(JSON.stringify(world.deploy()));
    expect(world.answers).toEqual(['Succeeded']);
  });

  test.each([
    ['FITNESS_STACK_ID', ''],
    ['FITNESS_STACK_ID', 'orders-prod'],
    ['FITNESS_ENVIRONMENT', ''],
    ['FITNESS_GATE_MODE', 'perhaps'],
  ])('the variable %s is "%s"', async (name, value) => {
    expect(await run(undefined, { env: { [name]: value } })).toMatchObject({
      status: 'Failed',
      reason: expect.stringContaining(name),
    });
    expect(world.answers).toEqual(['Failed']);
  });

  test('a broken fitness.yaml', async () => {
    expect(await run(undefined, { fitnessYaml: 'service: [' })).toMatchObject({ status: 'Failed' });
    expect(world.answers).toEqual(['Failed']);
    expect(heard.text).toContain('fitness.yaml');
  });

  test('a check that throws', async () => {
    const [check] = checks;
    const broken = {
      meta: check!.meta,
      evaluate: () => {
        throw new Error('a bug in a check');
      },
    };
    const hook = preTrafficHook({ config, checks: [broken], ...surroundings(world, heard) });
    expect(await hook(world.deploy(), context())).toMatchObject({ status: 'Failed' });
    expect(world.answers).toEqual(['Failed']);
    expect(heard.text).toContain('a bug in a check');
  });

  test('a baseline that is no baseline: the answer says what to delete', async () => {
    world.aws.account.parameters.set('/fitness/orders/prod/orders-prod/baseline', { value: 'x', version: 1 });
    expect(await run()).toMatchObject({
      status: 'Failed',
      reason: expect.stringContaining('/fitness/orders/prod/orders-prod/baseline'),
    });
  });

  test('a record whose baseline is broken: the answer says what to delete, too', async () => {
    await run();
    const value = JSON.stringify({ ...world.remembered('candidate'), baseline: 'aGVsbG8=' });
    world.aws.account.parameters.set('/fitness/orders/prod/orders-prod/baseline', { value, version: 1 });
    expect(await run(undefined, { releaseId: 'release002' })).toMatchObject({
      status: 'Failed',
      reason: expect.stringContaining('/fitness/orders/prod/orders-prod/baseline is not a record of this tool'),
    });
  });

  test('a template of which there is nothing to know', async () => {
    for (const template of ['[]', 'null', '"x"', '{"Resources":7}', 'a: b: c']) {
      world.stack.template = template;
      await run();
    }
    expect(world.answers).toHaveLength(5);
  });

  test('too little time left at the start: the report comes first', async () => {
    world.aws.break('GetTemplate', { kind: 'hang' });
    // by the real clock: ten times as fast, there would be less time than a busy machine needs
    const hook = preTrafficHook({ config, checks, ...surroundings(world, heard), clock: systemClock });
    const deadline = Date.now() + 1_500;
    await hook(world.deploy(), { getRemainingTimeInMillis: () => deadline - Date.now() });
    expect(world.answers).toEqual(['Failed']);
    expect(heard.text).toContain('out of time while');
  });
});

describe('several functions in one release', () => {
  test('each deployment gets its answer, and the candidate stays confirmed', async () => {
    await run();
    const candidate = world.remembered('candidate');
    const confirmed = { ...candidate, confirmedAt: '2026-11-23T10:05:00.000Z' };
    world.aws.account.parameters.set('/fitness/orders/prod/orders-prod/candidate', {
      value: JSON.stringify(confirmed),
      version: 2,
    });
    await Promise.all([run(), run()]);
    expect(world.answers).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(world.remembered('candidate')).toMatchObject({
      releaseId: 'release001',
      confirmedAt: confirmed.confirmedAt,
    });
    expect(world.aws.calls).not.toContain('cloudformation:DescribeStackEvents');
  });

  test('twelve at once: twelve answers, all the same, and one candidate', async () => {
    world.stack.template = PUBLIC;
    const results = await Promise.all(Array.from({ length: 12 }, () => run()));
    expect(new Set(results.map(({ reason }) => reason)).size).toBe(1);
    expect(world.answers).toEqual(Array(12).fill('Failed'));
    const names = [...world.aws.account.parameters.keys()].filter((name) => !name.includes('/lock/'));
    expect(names).toEqual(['/fitness/orders/prod/orders-prod/candidate']);
  });

  test('one that may not write while another one does compares with what was missed all the same', async () => {
    await run(undefined, { releaseId: 'release001' });
    world.outcome('UPDATE_COMPLETE', new Date('2026-11-23T10:05:00Z'));
    world.stack.status = 'UPDATE_IN_PROGRESS';
    world.stack.template = PUBLIC;
    world.aws.break('PutParameter', { kind: 'error', code: 'TooManyUpdates' });
    const { reason } = await run(undefined, { releaseId: 'release002', at: new Date('2026-11-23T10:10:00Z') });
    expect(reason).toContain('noNewFailures');
    expect(heard.text).toContain('release release001 was not kept for the recorder');
    expect(world.answers).toEqual(['Succeeded', 'Failed']);
  });

  test('one that comes late compares with the release that another one found to be missed', async () => {
    await run(undefined, { releaseId: 'release001' });
    world.outcome('UPDATE_COMPLETE', new Date('2026-11-23T10:05:00Z'));
    world.stack.status = 'UPDATE_IN_PROGRESS';
    world.stack.template = PUBLIC;
    const late = { releaseId: 'release002', at: new Date('2026-11-23T10:10:00Z') };
    const results = await Promise.all([run(undefined, late), run(undefined, late), run(undefined, late)]);
    for (const { reason } of results) expect(reason).toContain('noNewFailures');
  });
});
