import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Answers } from '../../src/config/answers.ts';
import { TRIGGERS } from '../../src/config/config.ts';
import { UserError } from '../../src/errors.ts';
import { findTraps } from '../../src/template/traps/index.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { NAMED, service, withFunctions } from './support.ts';

const named = (functions: Readonly<Record<string, string>>, answers: Partial<Answers> = {}) =>
  service({ triggers: ['queue'], table: false, ...answers }, withFunctions(functions));

describe('a function that comes', () => {
  const before = service({ triggers: ['queue', 'stream'], table: true });
  const after = named({ report: 'schedule' }, { triggers: ['queue', 'stream'], table: true });

  test('has files of its own, and what the service has stays as it is', () => {
    expect([...after.files.keys()].filter((path) => !before.files.has(path))).toEqual([
      'events/report.json',
      'src/report.ts',
      'test/report.test.ts',
    ]);
    const changed = [...before.files].filter(([path, text]) => after.files.get(path) !== text).map(([path]) => path);
    expect(changed).toEqual(['README.md', 'fitness.yaml', 'template.yaml', 'test/template.test.ts']);
  });

  test('changes no resource but what knows every function', () => {
    const [then, now] = [before.data.Resources, after.data.Resources];
    const same = Object.keys(then).filter((id) => JSON.stringify(then[id]) === JSON.stringify(now[id]));
    expect(Object.keys(then).filter((id) => !same.includes(id))).toEqual([
      'PreTrafficHook',
      'CodeDeployRole',
      'Dashboard',
    ]);
    expect(Object.keys(now).filter((id) => !(id in then))).toEqual([
      'ReportFunction',
      'ReportDlq',
      'ReportFunctionLogs',
      'ReportFunctionErrors',
      'ReportFunctionNewVersionErrors',
      'ReportFunctionThrottles',
      'ReportFunctionDuration',
      'ReportDlqDepth',
    ]);
  });

  test('stands behind those that were there', () => {
    const ids = Object.keys(after.data.Resources);
    expect(ids.indexOf('ReportFunction')).toBe(ids.indexOf('StreamFunctionLogs') + 1);
    expect(after.files.get('template.yaml')).toContain(
      `\n  # ---- report ${'-'.repeat(100 - '# ---- report '.length)}\n`,
    );
  });

  test('is listed in the README', () => {
    expect(after.files.get('README.md')).toContain('stream.ts is StreamFunction, report.ts is ReportFunction');
  });

  test('does not touch what is the owner’s by now: it needs no table', () => {
    const code = ['src/report.ts', 'test/report.test.ts'].map((path) => after.files.get(path));
    expect(code.join()).not.toContain('items');
    expect(after.data.Resources['ReportFunction'].Properties).not.toHaveProperty('Policies');
  });
});

describe('http', () => {
  const route = { Type: 'HttpApi', Properties: { ApiId: { Ref: 'HttpApi' }, Method: 'GET', Path: '/report' } };

  test('takes a route of the API that is there', () => {
    const { data } = named({ report: 'http' }, { triggers: ['http'] });
    expect(data.Resources['ReportFunction'].Properties.Events).toEqual({ Get: route });
    const alone = service({ triggers: ['http'], table: false });
    expect(data.Resources['HttpApi']).toEqual(alone.data.Resources['HttpApi']);
  });

  test('brings an API where there is none, closed: a check that counts must not fail for it', () => {
    const { data } = named({ report: 'http', other: 'http' });
    expect(data.Resources['HttpApi'].Properties.Auth).toEqual({
      EnableIamAuthorizer: true,
      DefaultAuthorizer: 'AWS_IAM',
    });
    expect(data['Outputs']).toHaveProperty('HttpApiUrl');
    const alarms = Object.keys(data.Resources).filter((id) => id.endsWith('ServerErrors'));
    expect(alarms).toEqual(['HttpApiServerErrors']);
    for (const id of ['ReportFunction', 'OtherFunction'])
      expect(data.Resources[id].Properties.DeploymentPreference.Alarms['Fn::If'][2]).toContainEqual({
        'Fn::Sub': '${AWS::StackName}-HttpApiServerErrors',
      });
  });

  test('its sample event is of its route', () => {
    const { files } = named({ report: 'http' });
    expect(JSON.parse(files.get('events/report.json')!)).toMatchObject({
      routeKey: 'GET /report',
      rawPath: '/report',
      requestContext: { http: { method: 'GET', path: '/report' } },
    });
  });
});

describe('what functions have of their own, and what they share', () => {
  test('a queue and its dead letters', () => {
    const { data } = named({ refunds: 'queue' });
    expect(data.Resources['RefundsFunction'].Properties.Events.Messages.Properties.Queue).toEqual({
      'Fn::GetAtt': ['RefundsQueue', 'Arn'],
    });
    expect(data.Resources['RefundsQueue'].Properties.RedrivePolicy.deadLetterTargetArn).toEqual({
      'Fn::GetAtt': ['RefundsDlq', 'Arn'],
    });
    expect(data['Outputs']).toMatchObject({ RefundsQueueUrl: { Value: { Ref: 'RefundsQueue' } }, QueueUrl: {} });
  });

  test.each([[['bucket']], [['queue']]] as const)('buckets, with one for the access logs of all (%s)', (triggers) => {
    const { data } = named({ upload: 'bucket', import: 'bucket' }, { triggers });
    const logs = Object.keys(data.Resources).filter((id) => id.startsWith('AccessLogs'));
    expect(logs).toEqual(['AccessLogsBucket', 'AccessLogsBucketPolicy']);
    expect(data.Resources['ImportBucket'].Properties.LoggingConfiguration).toEqual({
      DestinationBucketName: { Ref: 'AccessLogsBucket' },
      LogFilePrefix: 'import/',
    });
    expect(data['Outputs']).toMatchObject({ UploadBucketName: {}, ImportBucketName: {} });
  });

  test('the stream of the table, else one of Kinesis', () => {
    const ofTable = named({ follow: 'stream' }, { table: true }).data.Resources;
    expect(ofTable['Table'].Properties).toHaveProperty('StreamSpecification');
    expect(ofTable['FollowFunction'].Properties.Events).toHaveProperty('Changes');
    expect(ofTable).not.toHaveProperty('Stream');
    const ofKinesis = named({ follow: 'stream', watch: 'stream' }).data.Resources;
    for (const id of ['FollowFunction', 'WatchFunction'])
      expect(ofKinesis[id].Properties.Events.Records.Properties.Stream).toEqual({ 'Fn::GetAtt': ['Stream', 'Arn'] });
    expect(ofKinesis['Stream'].Type).toBe('AWS::Kinesis::Stream');
  });

  test('prices and packages are those of what they use', () => {
    const { files } = named({ refunds: 'queue', upload: 'bucket' });
    const readme = files.get('README.md');
    expect(readme).toContain('- Lambda asking the 2 empty queues (the first million requests are free): $0.53');
    expect(readme).toContain('- objects (without storing them): ');
    expect(readme).toContain('[S3](');
    expect(JSON.parse(files.get('package.json')!)).toMatchObject({
      dependencies: { '@aws-sdk/client-s3': expect.any(String) },
    });
  });
});

interface Widget {
  type: string;
  properties: { title: string; metrics?: unknown[][]; alarms?: string[] };
}

const widgetsOf = ({ data }: ReturnType<typeof service>): Widget[] => {
  const [text] = data.Resources['Dashboard'].Properties.DashboardBody['Fn::Sub'] as [string];
  return (JSON.parse(text.replaceAll('${Floor}', '80')) as { widgets: Widget[] }).widgets;
};

describe('the dashboard', () => {
  const titled = (widgets: Widget[], title: string) => widgets.filter(({ properties }) => properties.title === title);

  test('has a line for each function, and a widget for each queue', () => {
    const widgets = widgetsOf(named(NAMED));
    expect(titled(widgets, 'Traffic')[0]?.properties.metrics).toHaveLength(10);
    expect(['Queue', 'RefundsQueue', 'ReturnsQueue'].map((title) => titled(widgets, title))).toEqual([
      [expect.anything()],
      [expect.anything()],
      [expect.anything()],
    ]);
    expect(titled(widgets, 'API')).toHaveLength(1);
    expect(titled(widgets, 'Behind the stream (ms)')).toHaveLength(1);
  });

  test('splits the alarms of very many', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, 'queue']));
    const alarms = titled(widgetsOf(named(many, { triggers: [...TRIGGERS] })), 'Alarms');
    expect(alarms.map(({ properties }) => properties.alarms?.length)).toEqual([100, 26]);
  });
});

test('as many functions as there may be fit a stack', () => {
  const heaviest = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, 'bucket']));
  const made = named(heaviest, { triggers: [...TRIGGERS], table: true });
  const template = made.template({ Environment: 'prod' });
  expect(template.diagnostics).toEqual([]);
  expect(findTraps(template, Object.fromEntries(made.files))).toEqual([]);
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  expect(template.resources.size).toBeLessThanOrEqual(500);
  expect(Buffer.byteLength(made.files.get('template.yaml')!)).toBeLessThan(1_000_000);
});

test('whatever functions are called, nothing has the name of something else', () => {
  const words = [
    ...['a', 'a1', '1', 'access', 'logs', 'bucket', 'policy', 'function', 'dlq', 'depth', 'queue', 'http', 'api'],
    ...['stream', 'table', 'pre', 'traffic', 'hook', 'code', 'deploy', 'role', 'alarm', 'topic', 'report', 'failure'],
    ...['items', 'template', 'codedeploy', 'gate', 'errors', 'url', 'name', 'constructor', 'environment'],
  ];
  const name = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('-'));
  const functions = fc.dictionary(name, fc.constantFrom(...TRIGGERS), { minKeys: 1, maxKeys: 5 });
  let rendered = 0;
  fc.assert(
    fc.property(functions, fc.subarray([...TRIGGERS], { minLength: 1 }), fc.boolean(), (given, triggers, table) => {
      let made;
      try {
        made = named(given, { triggers, table });
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect(error).toMatchObject({ code: 'invalid-config' });
        return;
      }
      rendered++;
      const { diagnostics } = parseDocument(made.files.get('template.yaml')!, 'template.yaml');
      expect(diagnostics).toEqual([]);
      expect(made.template().diagnostics).toEqual([]);
    }),
    { numRuns: 80 },
  );
  expect(rendered).toBeGreaterThan(10);
});
