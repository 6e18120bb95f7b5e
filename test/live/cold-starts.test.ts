import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { coldStarts } from '../../src/live/cold-starts.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { measured, NOW, withoutRepeats } from './measured.ts';
import { deploy } from './readers/deployed-stack.ts';

const TEMPLATE = `
Resources:
  Orders: { Type: AWS::Lambda::Function, Properties: { FunctionName: orders, Role: r, Code: { ZipFile: x } } }
  Mailer:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: mailer, Role: r, Code: { ZipFile: x }, LoggingConfig: { LogGroup: mail } }`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
  await deploy(aws.account, TEMPLATE);
});
afterEach(() => aws.stop());

type Row = readonly [log: string, reports: number, starts: number, slowest: number | undefined];

class Started {
  readonly input: { logGroupNames: string[]; queryString: string; startTime: number; endTime: number };
  constructor(input: Started['input']) {
    this.input = input;
  }
}
class Asked {}
class Stopped {}

/** Logs Insights: one answer of each status in turn, the last again and again; groups that are not there are refused. */
function insights(rows: readonly Row[], statuses: readonly string[] = ['Complete'], missing: readonly string[] = []) {
  let asked = 0;
  const sent: object[] = [];
  const send = (command: object): Promise<object> => {
    sent.push(command);
    if (command instanceof Started) {
      if (command.input.logGroupNames.some((group) => missing.includes(group)))
        return Promise.reject(Object.assign(new Error('no such group'), { name: 'ResourceNotFoundException' }));
      return Promise.resolve({ queryId: command.input.logGroupNames.join() });
    }
    if (command instanceof Stopped) return Promise.resolve({ success: true });
    const status = statuses[Math.min(asked++, statuses.length - 1)];
    const results = rows.map(([log, reports, starts, slowest]) => [
      { field: '@log', value: `123456789012:${log}` },
      { field: 'reports', value: String(reports) },
      { field: 'starts', value: String(starts) },
      ...(slowest === undefined ? [] : [{ field: 'slowest', value: String(slowest) }]),
    ]);
    return Promise.resolve({ status, results: status === 'Complete' ? results : [] });
  };
  const commands = { StartQueryCommand: Started, GetQueryResultsCommand: Asked, StopQueryCommand: Stopped };
  return {
    sent,
    clients: new Map<string, Promise<unknown>>([['logs-insights', Promise.resolve({ client: { send }, ...commands })]]),
  };
}

describe('coldStarts', () => {
  test('of every function, by one query over their log groups', async () => {
    const { sent, clients } = insights([
      ['/aws/lambda/orders', 400, 20, 812.5],
      ['mail', 100, 0, undefined],
    ]);
    const { measurements, calls } = await measured(aws, coldStarts, { clients });
    expect(measurements).toEqual({
      'coldStartDuration/Orders': {
        value: 812.5,
        from: 'CloudWatch Logs, 20 of 400 invocations',
        at: NOW.toISOString(),
      },
      'coldStartRatio/Orders': { value: 5, from: 'CloudWatch Logs, 20 of 400 invocations', at: NOW.toISOString() },
      'coldStartDuration/Mailer': { absent: 'it did not start anew' },
      'coldStartRatio/Mailer': { value: 0, from: 'CloudWatch Logs, 0 of 100 invocations', at: NOW.toISOString() },
    });
    expect(withoutRepeats(calls)).toEqual(['logs:GetQueryResults', 'logs:StartQuery']);
    const [started] = sent as Started[];
    expect(started!.input).toMatchObject({
      logGroupNames: ['/aws/lambda/orders', 'mail'],
      startTime: NOW.getTime() / 1000 - 86_400,
      endTime: NOW.getTime() / 1000,
    });
    // both formats of logs
    expect(started!.input.queryString).toContain('@type = "REPORT" or type = "platform.report"');
    expect(started!.input.queryString).toContain('coalesce(@initDuration, record.metrics.initDurationMs)');
  });

  test('waits for the answer', async () => {
    const { clients } = insights([['/aws/lambda/orders', 400, 20, 800]], ['Scheduled', 'Running', 'Complete']);
    const { measurements } = await measured(aws, coldStarts, { clients });
    expect(measurements['coldStartRatio/Orders']).toMatchObject({ value: 5 });
  });

  test('a log group that is not there: no invocations, and the others do not suffer', async () => {
    const { clients } = insights([['/aws/lambda/orders', 400, 20, 800]], ['Complete'], ['mail']);
    const { measurements } = await measured(aws, coldStarts, { clients });
    expect(measurements).toMatchObject({
      'coldStartRatio/Orders': { value: 5 },
      'coldStartRatio/Mailer': { absent: 'it takes 100 invocations, and its logs have 0' },
    });
  });

  test('functions that share a log group cannot be told apart', async () => {
    aws.account.stacks.clear();
    await deploy(
      aws.account,
      TEMPLATE.replace('ZipFile: x } } }', 'ZipFile: x }, LoggingConfig: { LogGroup: mail } } }'),
    );
    const { clients } = insights([['mail', 400, 20, 800]]);
    const { measurements } = await measured(aws, coldStarts, { clients });
    const absent = 'it shares its log group with another function';
    expect(measurements).toMatchObject({ 'coldStartRatio/Orders': { absent }, 'coldStartRatio/Mailer': { absent } });
  });

  test('a query that fails: unknown', async () => {
    const { clients } = insights([], ['Failed']);
    const { measurements } = await measured(aws, coldStarts, { clients });
    const problem = 'logs:GetQueryResults: the query is Failed';
    expect(measurements).toMatchObject({
      'coldStartRatio/Orders': { problem },
      'coldStartDuration/Mailer': { problem },
    });
  });

  test('one that takes too long is stopped: unknown', async () => {
    const { sent, clients } = insights([], ['Running']);
    const clock = jest.spyOn(Date, 'now');
    let now = 0;
    clock.mockImplementation(() => (now += 15_000));
    try {
      const { measurements } = await measured(aws, coldStarts, { clients });
      const problem = 'logs:GetQueryResults: the query took longer than 20 s, and was stopped';
      expect(measurements['coldStartRatio/Orders']).toEqual({ problem });
      expect(sent.some((command) => command instanceof Stopped)).toBe(true);
    } finally {
      clock.mockRestore();
    }
  });

  test('is not asked for where no check needs it', async () => {
    const { sent, clients } = insights([]);
    expect((await measured(aws, coldStarts, { clients, wanted: [] })).measurements).toEqual({});
    expect(sent).toEqual([]);
  });
});
