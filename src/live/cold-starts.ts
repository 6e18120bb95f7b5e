/** How often a function of the stack starts anew, and how long that takes: of its logs, as no metric says it. */
import { setTimeout } from 'node:timers/promises';
import type { ResultField } from '@aws-sdk/client-cloudwatch-logs';
import type { Measurement } from '../template/model.ts';
import { member } from './answers.ts';
import { NotWanted, Unreadable, type Aws } from './aws.ts';
import { problemOf, type Measurements, type Measurer, type MeasurerOptions } from './measurer.ts';
import type { Window } from './metric-data.ts';
import { productFunctions, windowOf } from './performance.ts';
import type { DeployedResource } from './reader.ts';
import { coldStarts as calls } from './calls.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const GROUPS_PER_QUERY = 50;

/** A query is paid by what it scans and may take minutes: one that takes longer is stopped, and unknown. */
const LONGEST = 20_000;

/**
 * Both formats: `REPORT` lines, of which CloudWatch discovers `@initDuration`, and the `platform.report` of JSON logs.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
const QUERY = [
  'fields coalesce(@initDuration, record.metrics.initDurationMs) as init',
  'filter @type = "REPORT" or type = "platform.report"',
  'stats count(*) as reports, count(init) as starts, pct(init, 99) as slowest by @log',
].join('\n| ');

/** Opt-in, by the checks that need it: Logs Insights costs by the gigabyte. */
export const coldStarts: Measurer = {
  name: 'cold-starts',
  measures: ['coldStartDuration', 'coldStartRatio'],
  types: ['AWS::Lambda::Function'],
  operations: calls,
  measure: async (stack, aws, options) => {
    const byGroup = new Map<string, DeployedResource[]>();
    for (const resource of productFunctions(stack)) {
      const group = logGroupOf(resource);
      byGroup.set(group, [...(byGroup.get(group) ?? []), resource]);
    }
    const groups = [...byGroup.keys()];
    const batches: Promise<Measurements>[] = [];
    for (let first = 0; first < groups.length; first += GROUPS_PER_QUERY)
      batches.push(measureGroups(groups.slice(first, first + GROUPS_PER_QUERY), byGroup, aws, options));
    return Object.assign({}, ...(await Promise.all(batches))) as Measurements;
  },
};

function logGroupOf(resource: DeployedResource): string {
  const configured = resource.property('LoggingConfig', 'LogGroup');
  return typeof configured === 'string' ? configured : `/aws/lambda/${resource.physicalId}`;
}

async function measureGroups(
  groups: readonly string[],
  functions: ReadonlyMap<string, readonly DeployedResource[]>,
  aws: Aws,
  options: MeasurerOptions,
): Promise<Measurements> {
  const found = await countsOf(groups, aws, windowOf(options));
  return Object.assign(
    {},
    ...groups.map((group) => {
      const counts = found.get(group);
      return measurementsOf(functions.get(group) ?? [], counts instanceof Error ? problemOf(counts) : counts, options);
    }),
  ) as Measurements;
}

interface Counts {
  readonly reports: number;
  readonly starts: number;
  /** p99, milliseconds. */
  readonly slowest: number | undefined;
}

function measurementsOf(
  functions: readonly DeployedResource[],
  counts: Counts | Measurement | undefined,
  { now, performance: { minSamples } }: MeasurerOptions,
): Measurements {
  const [first, ...others] = functions;
  if (!first) return {};
  if (counts && !('reports' in counts)) return inBoth(functions, counts);
  if (others.length > 0) return inBoth(functions, { absent: 'it shares its log group with another function' });
  const { reports, starts, slowest } = counts ?? { reports: 0, starts: 0, slowest: undefined };
  if (reports < minSamples)
    return inBoth(functions, { absent: `it takes ${minSamples} invocations, and its logs have ${reports}` });
  const source = { from: `CloudWatch Logs, ${starts} of ${reports} invocations`, at: now.toISOString() };
  return inBoth(
    functions,
    slowest === undefined ? { absent: 'it did not start anew' } : { value: slowest, ...source },
    { value: (100 * starts) / reports, ...source },
  );
}

function inBoth(functions: readonly DeployedResource[], duration: Measurement, ratio = duration): Measurements {
  return Object.fromEntries(
    functions.flatMap(({ logicalId }) => [
      [`coldStartDuration/${logicalId}`, duration],
      [`coldStartRatio/${logicalId}`, ratio],
    ]),
  );
}

/** By log group; one that is not there has none, and no other group suffers for it. */
async function countsOf(
  groups: readonly string[],
  aws: Aws,
  window: Window,
): Promise<ReadonlyMap<string, Counts | Error>> {
  try {
    const rows = await query(groups, aws, window);
    if (rows) return rows;
    if (groups.length === 1) return new Map();
    const each = await Promise.all(groups.map((group) => countsOf([group], aws, window)));
    return new Map(each.flatMap((own) => [...own]));
  } catch (error) {
    if (error instanceof NotWanted) throw error;
    const failure = error instanceof Error ? error : new Error(String(error));
    return new Map(groups.map((group) => [group, failure]));
  }
}

/** Undefined if a group is not there. */
async function query(
  groups: readonly string[],
  aws: Aws,
  window: Window,
): Promise<ReadonlyMap<string, Counts> | undefined> {
  const { client, GetQueryResultsCommand, StartQueryCommand, StopQueryCommand } = await aws.client(
    'logs-insights',
    async (settings) => {
      const { CloudWatchLogsClient, ...commands } = await import('./clients/logs-insights.ts');
      return { client: new CloudWatchLogsClient(settings), ...commands };
    },
  );
  const input = {
    logGroupNames: [...groups],
    startTime: Math.floor(window.from.getTime() / 1000),
    endTime: Math.ceil(window.to.getTime() / 1000),
    queryString: QUERY,
    limit: GROUPS_PER_QUERY,
  };
  const started = await aws.ask(
    'logs:StartQuery',
    (abortSignal) => client.send(new StartQueryCommand(input), { abortSignal }),
    ['ResourceNotFoundException'],
  );
  if (started === undefined) return undefined;
  const queryId = member(started.queryId, 'logs:StartQuery', 'an id');
  const until = Date.now() + LONGEST;
  for (let pause = 250; ; pause = Math.min(2_000, pause * 2)) {
    await setTimeout(pause);
    const answer = await aws.ask('logs:GetQueryResults', (abortSignal) =>
      client.send(new GetQueryResultsCommand({ queryId }), { abortSignal }),
    );
    if (answer?.status === 'Complete') return rowsOf(answer.results ?? []);
    const isGoingOn = answer?.status === 'Running' || answer?.status === 'Scheduled';
    if (!isGoingOn) throw new Unreadable(`logs:GetQueryResults: the query is ${answer?.status ?? 'without a status'}`);
    if (Date.now() + pause > until) break;
  }
  await aws
    .ask('logs:StopQuery', (abortSignal) => client.send(new StopQueryCommand({ queryId }), { abortSignal }))
    .catch(() => undefined);
  throw new Unreadable(`logs:GetQueryResults: the query took longer than ${LONGEST / 1000} s, and was stopped`);
}

/** `@log` is `<account>:<log group>`. */
function rowsOf(results: readonly (readonly ResultField[])[]): ReadonlyMap<string, Counts> {
  return new Map(
    results.map((row): [string, Counts] => {
      const field = (name: string) => row.find((each) => each.field === name)?.value;
      const slowest = Number(field('slowest') ?? NaN);
      return [
        (field('@log') ?? '').replace(/^\d+:/, ''),
        {
          reports: Number(field('reports') ?? 0) || 0,
          starts: Number(field('starts') ?? 0) || 0,
          slowest: Number.isFinite(slowest) ? slowest : undefined,
        },
      ];
    }),
  );
}
