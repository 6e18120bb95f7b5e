import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gateStack } from '../../../src/cli/gate/gate-stack.ts';
import type { GateRequest, GateResult } from '../../../src/cli/gate/gate-stack.ts';
import { exitStatusOf } from '../../../src/cli/exit.ts';
import { assessment } from '../../../src/fitness/assess.ts';
import { serializeBaseline } from '../../../src/fitness/baseline.ts';
import { measurementOf } from '../../../src/hooks/store.ts';
import { catalogue } from '../../../src/checks/catalogue.ts';
import type { Stack } from '../../../src/rehearsal/aws/account.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { parseDocument } from '../../../src/template/parse.ts';
import { loadTemplate } from '../../../src/template/template.ts';
import { CONFIG, config, request, type Shown, SOUND, STACK_ID, surroundings, WORSE } from './support.ts';

let aws: AwsStandIn;
let shown: Shown;

beforeEach(async () => {
  aws = await AwsStandIn.start();
  shown = { said: '', events: [] };
});
afterEach(() => aws.stop());

const gate = (asked: GateRequest, more: Parameters<typeof surroundings>[2] = {}): Promise<GateResult> =>
  gateStack(asked, surroundings(aws, shown, more));
const stack = (): Stack | undefined => [...aws.account.stacks].find(([id]) => STACK_ID.test(id))?.[1];
const rules = (): string[] => (shown.judged?.report.gate.reasons ?? []).map(({ rule }) => rule);
const called = (operation: string): number => aws.calls.filter((call) => call.endsWith(`:${operation}`)).length;

describe('a first deployment', () => {
  test('that is green is executed, and its events are told as they come', async () => {
    const result = await gate(request(SOUND));
    expect(result).toMatchObject({ outcome: 'executed', detail: 'CREATE_COMPLETE' });
    expect(shown.judged).toMatchObject({
      isNew: true,
      changes: [{ action: 'add', logicalId: 'Data', type: 'AWS::S3::Bucket' }],
      report: { gate: { verdict: 'pass' }, environment: 'prod' },
    });
    expect(shown.events).toEqual(expect.arrayContaining(['Data CREATE_COMPLETE', 'orders-prod CREATE_COMPLETE']));
    expect(new Set(shown.events).size).toBe(shown.events.length);
    expect(stack()?.status).toBe('CREATE_COMPLETE');
  });

  test('that is red leaves nothing behind, not even the stack under review', async () => {
    const result = await gate(request(WORSE, { config: config(CONFIG.replace('minimum: 10', 'minimum: 99')) }));
    expect({ result, rules: rules() }).toMatchObject({ result: { outcome: 'red' }, rules: ['minimum'] });
    expect(result.changeSet).toBeUndefined();
    expect(stack()).toBeUndefined();
    expect(called('ExecuteChangeSet')).toBe(0);
  });

  test('keeps a stack under review that was there before', async () => {
    await gate(request(SOUND, { execute: false }));
    await gate(request(WORSE, { config: config(CONFIG.replace('minimum: 10', 'minimum: 99')) }));
    expect(stack()).toMatchObject({ status: 'REVIEW_IN_PROGRESS', changeSets: [{ status: 'CREATE_COMPLETE' }] });
  });

  test('keeps it as well if somebody else has a change set of it by now', async () => {
    const other = surroundings(aws, shown, { now: () => new Date(5) });
    const judged = gateStack(request(WORSE, { config: config(CONFIG.replace('minimum: 10', 'minimum: 99')) }), {
      ...surroundings(aws, shown),
      show: () => undefined,
      now: () => new Date(7),
      ssm: () => Promise.reject(new Error('not asked')),
    });
    await Promise.all([judged, gateStack(request(SOUND, { execute: false }), other)]);
    expect(stack()?.changeSets).toMatchObject([{ name: 'fitness-5' }]);
  });
});

describe('an update', () => {
  beforeEach(async () => {
    await gate(request(SOUND));
    shown = { said: '', events: [] };
  });

  test('that makes a new failure is red, and its change set is removed', async () => {
    const result = await gate(request(WORSE));
    expect(result).toMatchObject({ outcome: 'red', judged: { isNew: false } });
    expect(rules()).toContain('noNewFailures');
    expect(stack()).toMatchObject({ status: 'CREATE_COMPLETE', changeSets: [] });
  });

  test('is let through by an override, which the report records', async () => {
    const result = await gate(request(WORSE, { overrideReason: 'ticket 12' }));
    expect(result).toMatchObject({ outcome: 'executed', detail: 'UPDATE_COMPLETE' });
    expect(shown.judged?.report.gate.notices).toContainEqual({ rule: 'override', message: 'let through: ticket 12' });
  });

  test('is let through by a gate that only observes, by fitness.yaml or by the parameter of the stack', async () => {
    const observing = config(CONFIG.replace('minimum: 10', 'mode: observe, minimum: 10'));
    expect(await gate(request(WORSE, { config: observing }))).toMatchObject({ outcome: 'executed' });
    expect(rules()).toContain('noNewFailures');
    const worse = `Parameters: {GateMode: {Type: String, Default: observe}}\n${WORSE}
  Another:
    Type: AWS::S3::Bucket
    Properties: {AccessControl: PublicRead, PublicAccessBlockConfiguration: {BlockPublicAcls: false}}\n`;
    expect(await gate(request(worse))).toMatchObject({ outcome: 'executed' });
    expect(shown.judged?.report.gate.mode).toBe('observe');
  });

  test('a failure that was there before is nobody to blame for', async () => {
    await gate(request(WORSE, { overrideReason: 'x' }));
    const result = await gate(request(`${WORSE}      VersioningConfiguration: {Status: Enabled}\n`));
    expect(result).toMatchObject({ outcome: 'executed' });
  });

  test('without changes is green, and its change set is removed', async () => {
    expect(await gate(request(SOUND))).toMatchObject({ outcome: 'empty' });
    expect(stack()?.changeSets).toEqual([]);
    expect(shown.judged).toBeUndefined();
  });

  test('without --execute its change set waits', async () => {
    const result = await gate(
      request(`${SOUND}      VersioningConfiguration: {Status: Enabled}\n`, { execute: false }),
    );
    expect(result).toMatchObject({ outcome: 'green', changeSet: { name: expect.stringMatching(/^fitness-/) } });
    expect(stack()?.changeSets).toMatchObject([{ id: result.changeSet?.id, executionStatus: 'AVAILABLE' }]);
    expect(called('ExecuteChangeSet')).toBe(1);
  });

  test('that rolls back is told', async () => {
    aws.account.execute = (account, stackId) => {
      const own = account.stacks.get(stackId)!;
      own.status = 'UPDATE_ROLLBACK_COMPLETE';
      own.events.unshift(
        { status: 'UPDATE_ROLLBACK_COMPLETE', at: new Date() },
        { status: 'UPDATE_FAILED', at: new Date(), physicalId: 'p', logicalId: 'Data', reason: 'denied' },
        { status: 'UPDATE_IN_PROGRESS', at: new Date() },
      );
      return Promise.resolve();
    };
    const result = await gate(request(`${SOUND}      VersioningConfiguration: {Status: Enabled}\n`));
    expect(result).toMatchObject({ outcome: 'rolled-back', detail: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(shown.events).toEqual([
      'orders-prod UPDATE_IN_PROGRESS',
      'Data UPDATE_FAILED',
      'orders-prod UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  test('is read over all pages', async () => {
    aws.account.pageSize = 1;
    const result = await gate(
      request(`${WORSE}      VersioningConfiguration: {Status: Enabled}
  Third: {Type: AWS::S3::Bucket}\n`),
    );
    expect(result.outcome).toBe('red');
    expect(shown.judged?.changes.map(({ logicalId }) => logicalId)).toEqual(['Open', 'Third']);
  });

  test.each([
    ['UPDATE_IN_PROGRESS', 'stack-busy', 3],
    ['ROLLBACK_COMPLETE', 'stack-not-updatable', 2],
    ['UPDATE_ROLLBACK_FAILED', 'stack-not-updatable', 2],
  ])('of a stack in %s is refused before anything is created', async (status, code, exit) => {
    stack()!.status = status;
    const error: unknown = await gate(request(WORSE)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(exitStatusOf(error)).toBe(exit);
    expect(called('CreateChangeSet')).toBe(1);
  });
});

describe('parameters', () => {
  const withParameters = (declared: string, tags: string): string =>
    `Parameters: ${declared}\n${SOUND}      Tags: [{Key: t, Value: !Sub "${tags}"}]\n`;

  test('that are not given keep their value; new ones take their default; what the template lacks is left out', async () => {
    await gate(
      request(withParameters('{A: {Type: String}, B: {Type: String, Default: b}}', '${A} ${B}'), {
        settings: { disableRollback: false, parameters: { A: 'first', Unknown: 'x' } },
      }),
    );
    await gate(
      request(
        withParameters(
          '{A: {Type: String}, B: {Type: String, Default: b}, C: {Type: String, Default: c}}',
          '${A} ${B} ${C}',
        ),
        {
          settings: { disableRollback: false, parameters: { B: 'second' } },
        },
      ),
    );
    expect(Object.fromEntries(stack()!.parameters.map(({ key, value }) => [key, value]))).toEqual({
      A: 'first',
      B: 'second',
      C: 'c',
    });
  });
});

describe('the last good release in SSM', () => {
  const record = (yaml: string, more = {}): void => {
    const { report, baseline } = assessment({
      template: loadTemplate(parseDocument(SOUND, 'x')),
      config: config(yaml),
      environment: 'prod',
      checks: catalogue,
      now: new Date(),
      phase: 'stack',
    });
    const value = JSON.stringify({
      version: 1,
      releaseId: 'release001',
      measuredAt: new Date().toISOString(),
      verdict: 'pass',
      measurement: measurementOf(report),
      baseline: serializeBaseline(baseline()),
      ...more,
    });
    aws.account.parameters.set('/fitness/orders/prod/orders-prod/baseline', { value, version: 1 });
  };
  const better = `${SOUND}      VersioningConfiguration: {Status: Enabled}\n`;

  beforeEach(async () => {
    await gate(request(SOUND));
    shown = { said: '', events: [] };
  });

  test('shows that the gate was made weaker', async () => {
    record(CONFIG.replace('minimum: 10', 'minimum: 50'));
    expect(await gate(request(better))).toMatchObject({ outcome: 'red' });
    expect(shown.judged?.report.gate.reasons).toEqual([
      { rule: 'gate-weakened', message: 'minimum is lowered from 50 to 10' },
    ]);
  });

  test('shows that a check was switched off, and takes a new one for no failure of the release', async () => {
    record(CONFIG.replace('s3-bucket-public-read-prohibited', 's3-bucket-versioning-enabled'));
    expect(await gate(request(`${SOUND}      Tags: [{Key: a, Value: b}]\n`))).toMatchObject({ outcome: 'red' });
    expect(shown.judged?.report.gate.reasons).toEqual([
      { rule: 'gate-weakened', message: 's3-bucket-versioning-enabled is switched off' },
    ]);
  });

  test('spends an override that it was let through by', async () => {
    record(CONFIG, { overrideReason: 'ticket 12' });
    expect(await gate(request(WORSE, { overrideReason: 'ticket 12' }))).toMatchObject({ outcome: 'red' });
    expect(shown.said).toContain('The override is ignored');
    expect(await gate(request(WORSE, { overrideReason: 'ticket 13' }))).toMatchObject({ outcome: 'executed' });
  });

  test('that cannot be read spends the override that the stack has', async () => {
    const overriding = (template: string, reason: string) =>
      gate(
        request(`Parameters: {FitnessOverrideReason: {Type: String, Default: ''}}\n${template}`, {
          config: config(CONFIG.replace('minimum: 10', 'minimum: 10, withoutBaseline: pass')),
          settings: { disableRollback: false, parameters: { FitnessOverrideReason: reason } },
          overrideReason: reason,
        }),
      );
    await overriding(better, 'ticket 12');
    aws.break('ssm:GetParameter', { kind: 'error', code: 'AccessDeniedException', status: 400 });
    expect(await overriding(WORSE, 'ticket 12')).toMatchObject({ outcome: 'red' });
    expect(shown.said).toContain('the same reason let what is deployed through');
    expect(await overriding(WORSE, 'ticket 13')).toMatchObject({ outcome: 'executed' });
  });

  test.each([
    ['', 'incomplete'],
    [', withoutBaseline: pass', 'executed'],
  ])('that cannot be read is not the same as none (gate: {minimum: 10%s})', async (more, outcome) => {
    aws.break('ssm:GetParameter', { kind: 'error', code: 'AccessDeniedException', status: 400 });
    const own = config(CONFIG.replace('minimum: 10', `minimum: 10${more}`));
    expect(await gate(request(better, { config: own }))).toMatchObject({ outcome });
    if (outcome === 'incomplete')
      expect(shown.judged?.report.gate.reasons).toMatchObject([
        { rule: 'unreadable', message: expect.stringContaining('ssm:GetParameter') },
      ]);
  });
});

describe('nested stacks', () => {
  const inner = (access: string): string =>
    JSON.stringify({
      Resources: {
        Inner: {
          Type: 'AWS::S3::Bucket',
          Properties: { AccessControl: access, PublicAccessBlockConfiguration: { BlockPublicAcls: false } },
        },
      },
    });
  const outer = (version: string): string => `
Resources:
  Storage:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: https://s3.eu-west-1.amazonaws.com/templates/${version}.json}
  Plain: {Type: AWS::S3::Bucket}
`;

  beforeEach(() => {
    aws.account.objects.set('templates/private.json', inner('Private'));
    aws.account.objects.set('templates/public.json', inner('PublicRead'));
  });

  test('are judged by their own change sets, and by what is deployed where nothing changes them', async () => {
    expect(await gate(request(outer('private')))).toMatchObject({ outcome: 'executed' });
    expect(shown.judged?.changes.map(({ logicalId }) => logicalId)).toEqual(['Storage', 'Plain', 'Storage/Inner']);

    expect(await gate(request(`${outer('private').trimEnd()}\n  More: {Type: AWS::S3::Bucket}\n`))).toMatchObject({
      outcome: 'executed',
    });
    const resources = shown.judged?.report.results.map(({ resource }) => resource);
    expect(resources).toEqual(expect.arrayContaining(['Storage/Inner', 'More']));

    expect(await gate(request(outer('public')))).toMatchObject({ outcome: 'red' });
    expect(shown.judged?.report.gate.reasons).toEqual([
      expect.objectContaining({ rule: 'noNewFailures', message: expect.stringMatching(/^Storage\/Inner fails/) }),
    ]);
  });

  test('whose change set cannot be read make the verdict incomplete', async () => {
    await gate(request(outer('private')));
    let asked = 0;
    const { cloudformation } = surroundings(aws, shown);
    const send = (command: { input: { ChangeSetName?: string; StackName?: string } }, options: object) => {
      if (command.constructor.name === 'GetTemplateCommand' && command.input.StackName?.includes('orders-prod-Storage'))
        if (command.input.ChangeSetName !== undefined && asked++ < 9)
          return Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied' }));
      return cloudformation.send(command as never, options);
    };
    const result = await gate(request(outer('public')), { cloudformation: { send } });
    expect(result).toMatchObject({ outcome: 'incomplete' });
    expect(shown.judged?.report.gate.reasons).toMatchObject([
      { rule: 'unreadable', message: expect.stringMatching(/Storage.*cloudformation:GetTemplate/) },
    ]);
  });
});

describe('interrupted', () => {
  test('while the change set is made or judged, it removes it', async () => {
    const controller = new AbortController();
    const judged = gate(request(SOUND), {
      signal: controller.signal,
      sleep: (_, signal) => {
        controller.abort(new Error('interrupted'));
        return new Promise((done, fail) => (signal?.aborted ? fail(signal.reason as Error) : done()));
      },
    });
    await expect(judged).rejects.toThrow('interrupted');
    expect(stack()).toBeUndefined();
    expect(shown.said).toContain('Removed change set');
  });

  test('while its creation is under way, it removes what was created without an answer', async () => {
    const controller = new AbortController();
    aws.break('cloudformation:CreateChangeSet', { kind: 'lost' });
    const judged = gate(request(SOUND), { signal: controller.signal });
    await expect(judged).rejects.toThrow('cloudformation:CreateChangeSet');
    expect(called('CreateChangeSet')).toBe(1);
    expect(stack()).toBeUndefined();
  });

  test('while it is executed, the operation goes on, and that is said', async () => {
    const controller = new AbortController();
    aws.account.execute = () => {
      controller.abort(new Error('interrupted'));
      return Promise.resolve();
    };
    const error: unknown = await gate(request(SOUND), { signal: controller.signal }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'interrupted', message: expect.stringContaining('goes on') });
    expect(exitStatusOf(error)).toBe(130);
    expect(stack()?.status).toBe('CREATE_IN_PROGRESS');
  });
});

describe('an execution', () => {
  const failing = (operation: string, thrown: Error) => {
    const { cloudformation } = surroundings(aws, shown);
    const send = (command: object, options: object) =>
      command.constructor.name === `${operation}Command`
        ? Promise.reject(thrown)
        : cloudformation.send(command as never, options);
    return { cloudformation: { send } as never };
  };
  const answer = (name: string, httpStatusCode: number): Error =>
    Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });
  const caught = (more: Parameters<typeof surroundings>[2]) =>
    gate(request(SOUND), more).catch((error: unknown) => error);

  test('that is refused leaves nothing behind', async () => {
    const error = await caught(failing('ExecuteChangeSet', answer('AccessDenied', 403)));
    expect(error).toMatchObject({ name: 'ReadError', action: 'cloudformation:ExecuteChangeSet' });
    expect(stack()).toBeUndefined();
    expect(shown.said).toContain('Removed change set');
  });

  test.each([
    ['no answer', new Error('socket hang up')],
    ['an error of CloudFormation', answer('InternalFailure', 500)],
    ['the status that a lost answer leaves', answer('InvalidChangeSetStatusException', 400)],
  ])('that may have begun (%s) is left alone, and that is said', async (_, thrown) => {
    const error = await caught(failing('ExecuteChangeSet', thrown));
    expect(error).toMatchObject({
      code: 'end-unknown',
      message: expect.stringMatching(/^Whether .* began is not known/),
    });
    expect(stack()?.changeSets).toHaveLength(1);
    expect(called('DeleteChangeSet')).toBe(0);
  });

  test('whose end cannot be read goes on, and it is said how to see it', async () => {
    aws.account.execute = () => {
      aws.break('cloudformation:DescribeStackEvents', { kind: 'error', code: 'ExpiredToken', status: 403 });
      return Promise.resolve();
    };
    const error = await caught({});
    expect(error).toMatchObject({
      code: 'end-unknown',
      message: expect.stringMatching(
        /^The operation on stack orders-prod goes on, and its end is not known: .*ExpiredToken/,
      ),
      hint: expect.stringContaining('describe-stacks --stack-name orders-prod --region eu-west-1'),
    });
    expect(exitStatusOf(error)).toBe(3);
    expect(called('DeleteChangeSet')).toBe(0);
  });
});

describe('a change set that CloudFormation does not make', () => {
  const failing = (reason: string) => {
    const { cloudformation } = surroundings(aws, shown);
    const send = async (command: object, options: object) => {
      const answer = (await cloudformation.send(command as never, options)) as object;
      return command.constructor.name === 'DescribeChangeSetCommand'
        ? { ...answer, Status: 'FAILED', StatusReason: reason }
        : answer;
    };
    return { cloudformation: { send } as never };
  };

  test('because a hook of the account refuses it is red', async () => {
    const result = await gate(request(SOUND), failing('The following hook(s) failed: [Acme::Fitness::Gate]'));
    expect(result).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('Acme') });
    expect(stack()).toBeUndefined();
  });

  test('for another reason is incomplete, with the reason', async () => {
    const error: unknown = await gate(request(SOUND), failing('Transform failed: no CodeUri')).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'change-set-failed', message: expect.stringContaining('no CodeUri') });
    expect(exitStatusOf(error)).toBe(3);
    expect(stack()).toBeUndefined();
  });
});

test('a template that is too large for a request goes to the bucket that is named', async () => {
  const large = `Description: ${'x'.repeat(1000)}\nMetadata:\n  Text: "${'y'.repeat(52_000)}"\n${SOUND}`;
  await expect(gate(request(large))).rejects.toMatchObject({ code: 'template-too-large' });
  const put: { Bucket?: string; Key?: string; Body?: string }[] = [];
  const s3 = {
    send: ({ input }: { input: { Bucket: string; Key: string; Body: string } }) => {
      put.push(input);
      aws.account.objects.set(`${input.Bucket}/${input.Key}`, input.Body);
      return Promise.resolve({});
    },
  };
  const settings = { disableRollback: false, parameters: {}, s3Bucket: 'artifacts', s3Prefix: 'orders prod' };
  expect(await gate(request(large, { settings }), { s3: () => Promise.resolve(s3 as never) })).toMatchObject({
    outcome: 'executed',
  });
  expect(put).toMatchObject([
    { Bucket: 'artifacts', Key: expect.stringMatching(/^orders prod\/[0-9a-f]{32}\.template$/) },
  ]);
});
