import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { DEPLOYMENT_TYPES, type Deployment } from '../../src/config/config.ts';
import { assess } from '../../src/fitness/assess.ts';
import { OUTCOMES } from '../../src/hooks/outcome.ts';
import { PERMISSIONS } from '../../src/hooks/permissions.ts';
import { ON_EVERYTHING } from '../../src/live/grants.ts';
import { equipmentFor } from '../../src/live/equipment.ts';
import { measurementsOf } from '../../src/measurements/index.ts';
import { enabledChecks } from '../../src/project/enabled-checks.ts';
import { serviceFunctions } from '../../src/project/functions.ts';
import { gatedAliases } from '../../src/template/gear.ts';
import { dependencyGraph } from '../../src/template/graph.ts';
import type { Resource, Template, TemplateInputs } from '../../src/template/model.ts';
import { hookOrder } from '../../src/template/order.ts';
import { findTraps } from '../../src/template/traps/index.ts';
import { service, SHAPES, TRIGGERS } from './support.ts';

const HOOKS = {
  PreTrafficHook: 'pre-traffic',
  PostTrafficHook: 'post-traffic',
  ReportFailure: 'report-failure',
  Recorder: 'recorder',
} as const;

function ofType(template: Template, type: string): Resource[] {
  return [...template.resources.values()].filter((resource) => resource.type === type);
}

describe.each(SHAPES)('%s', (_, answers, edit) => {
  const made = service(answers, edit);
  const functions = serviceFunctions(made.config);
  const template = made.template({ Environment: 'prod' });

  test('is read without a diagnostic', () => {
    expect(template.diagnostics).toEqual([]);
  });

  test('has none of the traps that a deployment falls into', () => {
    const beside = Object.fromEntries(made.files);
    for (const Environment of Object.keys(made.config.environments)) {
      for (const IgnoreAlarms of ['true', 'false']) {
        expect(findTraps(made.template({ Environment, IgnoreAlarms }), beside)).toEqual([]);
      }
    }
  });

  test('every role is bounded', () => {
    const roles = ofType(template, 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThanOrEqual(6);
    for (const { logicalId, properties } of roles) {
      expect([logicalId, properties['PermissionsBoundary']]).toEqual([
        logicalId,
        { 'Fn::If': ['HasPermissionsBoundary', { Ref: 'PermissionsBoundary' }, { Ref: 'AWS::NoValue' }] },
      ]);
    }
  });

  test('every function of the service is behind both hooks, and no hook is', () => {
    expect(gatedAliases(template).map((gated) => [gated.function, gated.preTraffic, gated.postTraffic])).toEqual(
      functions.map(({ id }) => [id, ['PreTrafficHook'], ['PostTrafficHook']]),
    );
    expect(ofType(template, 'AWS::Lambda::Alias')).toHaveLength(functions.length);
  });

  test('nothing waits for itself, and the pre-traffic hook waits for all that it can', () => {
    expect(dependencyGraph(template).cycles()).toEqual([]);
    const [pre] = hookOrder(template);
    expect(pre).toMatchObject({ hook: 'PreTrafficHook', missing: [], closing: [] });
    expect(made.data.Resources['PreTrafficHook'].DependsOn).toEqual(pre?.dependsOn);
  });

  test('alarms stop a deployment, one emergency switch detaches them', () => {
    for (const { properties } of ofType(template, 'AWS::CodeDeploy::DeploymentGroup')) {
      const [condition, off, on] = (properties['AlarmConfiguration'] as { 'Fn::If': [string, object, { Alarms: [] }] })[
        'Fn::If'
      ];
      expect([condition, off]).toEqual(['IgnoreAlarms', {}]);
      expect(on.Alarms.length).toBeGreaterThanOrEqual(4);
      expect(on.Alarms.length).toBeLessThanOrEqual(10);
      expect(properties['ServiceRoleArn']).toEqual({ 'Fn::GetAtt': ['CodeDeployRole', 'Arn'] });
    }
  });

  test('every function logs JSON into a group of its own that forgets', () => {
    for (const { logicalId, properties } of ofType(template, 'AWS::Lambda::Function')) {
      const logging = properties['LoggingConfig'] as { LogGroup: { Ref: string }; LogFormat: string };
      expect(logging).toMatchObject({ LogFormat: 'JSON', LogGroup: { Ref: `${logicalId}Logs` } });
      expect(template.resources.get(logging.LogGroup.Ref)?.properties).toHaveProperty('RetentionInDays');
    }
  });

  test('what cannot be handled goes somewhere, with an alarm on it', () => {
    const queues = functions
      .filter(({ trigger }) => trigger !== 'http')
      .map(({ id }) => id.replace(/Function$/, 'Dlq'));
    for (const queue of queues) {
      expect(template.resources.get(queue)?.type).toBe('AWS::SQS::Queue');
      expect(dependencyGraph(template).edgesTo(queue).length).toBeGreaterThan(1);
      expect(template.resources.get(`${queue}Depth`)?.properties).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
      });
    }
  });

  /** What is known of the sources of a service that was just made. */
  const NEW = measurementsOf(join(tmpdir(), 'nowhere'));

  const assessed = (environment: string, measurements: TemplateInputs['measurements']) =>
    assess({
      template: made.template({ Environment: environment }, measurements),
      config: made.config,
      environment,
      now: new Date('2026-11-23'),
      phase: 'template',
      checks: catalogue,
    });

  test.each(['dev', 'prod'])('is fit in %s', (environment) => {
    const report = assessed(environment, {
      ...NEW,
      lineCoverage: { value: 95, from: 'coverage/coverage-summary.json' },
    });
    expect(report.fitness).toBeGreaterThanOrEqual(90);
    expect(report.coverage).toBeGreaterThanOrEqual(0.95);
    expect(report.results.filter(({ status, weight }) => status === 'fail' && weight > 0)).toEqual([]);
    expect(report.gate).toMatchObject({ verdict: 'pass', reasons: [] });
  });

  test.each(['dev', 'prod'])('passes the gate in %s before its tests have run, too', (environment) => {
    const { gate, results } = assessed(environment, NEW);
    expect(gate).toMatchObject({ verdict: 'pass', reasons: [] });
    expect(results.filter(({ status }) => status === 'unknown').map(({ check }) => check)).toEqual([
      'test-coverage-line-minimum',
    ]);
  });
});

describe.each<Deployment>([...DEPLOYMENT_TYPES, 'Canary:20:1', 'Canary:50:2880', 'Linear:5:2'])(
  'deployed as %s',
  (prod) => {
    const made = service({ triggers: ['http', 'queue'], deployment: { dev: 'AllAtOnce', prod } });

    test.each(['dev', 'prod'])('there is no trap in %s', (Environment) => {
      const template = made.template({ Environment });
      expect(template.diagnostics).toEqual([]);
      expect(findTraps(template, Object.fromEntries(made.files))).toEqual([]);
      expect(hookOrder(template)[0]).toMatchObject({ missing: [], closing: [] });
    });
  },
);

describe('parameters', () => {
  const { data } = service({ environments: ['dev', 'staging', 'prod'] });

  test('the environment has no default: a bare deployment fails instead of landing somewhere', () => {
    expect(data['Parameters']).toMatchObject({ Environment: { AllowedValues: ['dev', 'staging', 'prod'] } });
    expect((data['Parameters'] as { Environment: object }).Environment).not.toHaveProperty('Default');
  });

  test('fitness.yaml decides whether the gate enforces, unless a deployment says otherwise', () => {
    expect(data['Parameters']).toMatchObject({ GateMode: { AllowedValues: ['enforce', 'observe', ''], Default: '' } });
    const { files } = service({}, (text) => text.replace('mode: enforce #', 'mode: observe #'));
    expect(files.get('samconfig.toml')).toContain(`'GateMode=""'`);
  });

  test('a release id has ten characters, all of which enter the version’s logical id', () => {
    const { AllowedPattern, Default } = (data['Parameters'] as Record<string, Record<string, string>>)['ReleaseId']!;
    const pattern = new RegExp(AllowedPattern!);
    expect(pattern.test(Default!)).toBe(true);
    expect(pattern.test('20261123101500')).toBe(false);
  });

  test('a permissions boundary is an ARN of a managed policy, or none', () => {
    const { AllowedPattern } = (data['Parameters'] as Record<string, Record<string, string>>)['PermissionsBoundary']!;
    const pattern = new RegExp(AllowedPattern!);
    const arns = [
      '',
      'arn:aws-us-gov:iam::123456789012:policy/team/Boundary',
      'arn:aws:iam::aws:policy/PowerUserAccess',
    ];
    expect(arns.map((arn) => pattern.test(arn))).toEqual([true, true, true]);
    expect(pattern.test('arn:aws:iam::123456789012:role/Boundary')).toBe(false);
  });

  test('every attempt gets a version of its own, though they differ in one character', () => {
    const versions = ['t9x4k01a2b', 't9x4k11a2b'].map((ReleaseId) => {
      const template = service().template({ Environment: 'prod', ReleaseId });
      return ofType(template, 'AWS::Lambda::Version').map(({ logicalId }) => logicalId);
    });
    expect(versions).toEqual([['HttpFunctionVersiont9x4k01a2b'], ['HttpFunctionVersiont9x4k11a2b']]);
  });
});

describe('the gate’s own functions', () => {
  const { data, config } = service({ triggers: [...TRIGGERS] });
  const { grants } = equipmentFor(enabledChecks(config), config.live);
  const statements = (id: string): Record<string, unknown>[] =>
    data.Resources[id].Properties.Policies.flatMap((policy: { Statement: [] }) => policy.Statement);

  test.each(Object.entries(HOOKS))('%s may do what it needs and no more', (id, name) => {
    const own = PERMISSIONS[name].filter(({ onlyFor }) => onlyFor === undefined);
    const reading = ['pre-traffic', 'recorder'].includes(name) ? grants : [];
    expect(statements(id).map(({ Sid, Action }) => [Sid, Action])).toEqual(
      [...own, ...reading].map(({ sid, actions }) => [sid, actions]),
    );
    for (const { Resource, Action } of statements(id)) {
      const everything = [Action].flat().every((action) => ON_EVERYTHING.has(action as string));
      if (everything) expect(Resource).toBe('*');
      else
        for (const resource of [Resource].flat())
          expect(resource).toHaveProperty('Fn::Sub', expect.stringMatching(/^arn:/));
    }
  });

  test.each(Object.keys(HOOKS))(
    '%s’s policy stays within what IAM takes inline, and is the same however large the stack',
    (id) => {
      const [policy] = data.Resources[id].Properties.Policies;
      const text = JSON.stringify(policy).replaceAll(/\$\{AWS::StackName\}/g, 'x'.repeat(128));
      expect(text.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(10_240);
    },
  );

  test('records are under a key of the service, the environment and the stack; only the recorder writes the baseline', () => {
    const records =
      'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/fitness/orders/${Environment}/${AWS::StackName}';
    const writable = (id: string) => statements(id).find(({ Action }) => [Action].flat().includes('ssm:PutParameter'));
    const names = (id: string) =>
      ([writable(id)?.['Resource']].flat() as Record<string, string>[]).map((resource) => resource['Fn::Sub']);
    expect(names('Recorder')).toEqual([`${records}/*`]);
    expect(names('PreTrafficHook')).toEqual(['candidate*', 'unsettled*', 'lock/*'].map((name) => `${records}/${name}`));
    expect(names('PostTrafficHook')).toEqual([`${records}/candidate*`]);
    expect(writable('ReportFailure')).toBeUndefined();
  });

  test.each(['PreTrafficHook', 'PostTrafficHook'])('%s never ends in silence', (id) => {
    expect(data.Resources[id].Properties.EventInvokeConfig).toEqual({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 600,
      DestinationConfig: { OnFailure: { Type: 'Lambda', Destination: { 'Fn::GetAtt': ['ReportFailure', 'Arn'] } } },
    });
  });

  test('there is one recorder at a time, which hears of every outcome of this stack', () => {
    const { Properties } = data.Resources['Recorder'];
    expect(Properties.ReservedConcurrentExecutions).toBe(1);
    expect(Properties.Events.StackStatus.Properties.Pattern).toEqual({
      source: ['aws.cloudformation'],
      'detail-type': ['CloudFormation Stack Status Change'],
      detail: { 'stack-id': [{ Ref: 'AWS::StackId' }], 'status-details': { status: Object.keys(OUTCOMES) } },
    });
  });

  test('neither an alias nor a preference of deployment is inherited', () => {
    expect(data['Globals']).not.toHaveProperty('Function.AutoPublishAlias');
    expect(data['Globals']).not.toHaveProperty('Function.DeploymentPreference');
    for (const id of Object.keys(HOOKS)) expect(data.Resources[id].Properties).not.toHaveProperty('AutoPublishAlias');
  });
});

describe('triggers', () => {
  const { data } = service({ triggers: [...TRIGGERS], table: true });
  const properties = (id: string) => data.Resources[id].Properties;

  test('http: throttled, with access logs', () => {
    expect(properties('HttpApi')).toMatchObject({
      AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['HttpApiAccessLogs', 'Arn'] } },
      DefaultRouteSettings: { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 50 },
    });
    expect(() => JSON.parse(properties('HttpApi').AccessLogSettings.Format)).not.toThrow();
  });

  test('queue: messages stay hidden six times the timeout, fail one by one, end in a dead-letter queue', () => {
    expect(properties('Queue')).toMatchObject({
      VisibilityTimeout: 6 * properties('QueueFunction').Timeout,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['QueueDlq', 'Arn'] }, maxReceiveCount: 5 },
    });
    expect(properties('QueueFunction').Events.Messages.Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('schedule: a name that a second stack can have too, and a bounded role', () => {
    expect(properties('ScheduleFunction').Events.Hourly).toMatchObject({
      Type: 'ScheduleV2',
      Properties: { OmitName: true, PermissionsBoundary: { 'Fn::If': expect.any(Array) } },
    });
  });

  test('stream: of the table if there is one, else of Kinesis', () => {
    expect(properties('Table').StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    expect(properties('StreamFunction').Events.Changes.Properties).toMatchObject({
      Stream: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['StreamDlq', 'Arn'] } } },
    });
    const alone = service({ triggers: ['stream'], table: false }).data.Resources;
    expect(alone['Stream'].Properties.StreamEncryption.EncryptionType).toBe('KMS');
    expect(alone).not.toHaveProperty('Table');
    expect(service({ triggers: ['http'] }).data.Resources['Table'].Properties).not.toHaveProperty(
      'StreamSpecification',
    );
  });

  test('bucket: what the function waits for does not wait for the bucket', () => {
    const graph = dependencyGraph(service({ triggers: ['bucket'] }).template());
    expect(graph.reaches('Bucket', 'BucketFunction')).toBe(true);
    expect(graph.reaches('BucketFunction', 'Bucket')).toBe(false);
    expect(graph.edgesTo('BucketFunctionReadsObjects')).toEqual([]);
  });

  test('a service has nothing of a trigger that it does not have', () => {
    expect(
      Object.keys(service({ triggers: ['queue'], table: false }).data.Resources).filter((id) =>
        /Http|Schedule|Stream|Bucket|Table/.test(id),
      ),
    ).toEqual([]);
  });

  test('data outlives the stack', () => {
    for (const id of ['Queue', 'QueueDlq', 'Bucket', 'AccessLogsBucket', 'BucketDlq', 'ScheduleDlq', 'StreamDlq']) {
      expect(data.Resources[id]).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
    // What is protected cannot be taken away when the first deployment fails.
    expect(data.Resources['Table']).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    });
  });
});

test('names that YAML would read as something else are quoted', () => {
  const { data, files } = service({ name: 'null', description: 'It’s "on": yes # no', environments: ['on', 'no'] });
  expect(data['Description']).toBe('It’s "on": yes # no');
  expect(data['Parameters']).toMatchObject({ Environment: { AllowedValues: ['on', 'no'] } });
  expect(Object.keys((data['Mappings'] as { Environments: object }).Environments)).toEqual(['on', 'no']);
  expect(data['Globals']).toMatchObject({
    Function: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'null' } } },
  });
  expect(files.get('template.yaml')).toMatch(/^ {6}- "on"$/m);
});

test('alarms are mailed only to an address that was given', () => {
  expect(service().data.Resources['AlarmTopic']).not.toHaveProperty('Properties');
  expect(service({ alarmEmail: 'team@example.com' }).data.Resources['AlarmTopic'].Properties).toEqual({
    Subscription: [{ Protocol: 'email', Endpoint: 'team@example.com' }],
  });
});
