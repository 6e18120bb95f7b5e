/** Puts the dashboards. Nothing depends on them: what fails is logged, and drawn the next time. */
import { forEnvironment } from '../config/defaults.ts';
import { stackResources } from '../live/cloudformation.ts';
import { reading } from '../live/denied.ts';
import { hasFitness, withFitness } from '../report/existing-dashboard.ts';
import type { DashboardConfig } from '../report/release-dashboard.ts';
import {
  fitnessWidgets,
  markerOf,
  releaseDashboard,
  releaseDashboardName,
  substituted,
} from '../report/release-dashboard.ts';
import type { HistoryEntry } from '../history/entry.ts';
import { errorFields } from './log.ts';
import type { RecorderRun } from './record.ts';

/** The release dashboard, and fitness on the product's own where fitness.yaml names one. */
export async function draw(run: RecorderRun): Promise<void> {
  const { entries } = await run.store.history.read(run.signal);
  const config = await dashboardConfig(run);
  await tried(run, 'the release dashboard', () =>
    put(run, releaseDashboardName(config), releaseDashboard(config, entries)),
  );
  const { existing } = run.config.dashboard;
  if (existing === undefined) return;
  const name = substituted(existing, config);
  await tried(run, `fitness on the dashboard ${name}`, () => putInto(run, name, config, entries));
}

async function tried(run: RecorderRun, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.log.warn(`${what} was not drawn`, errorFields(error));
  }
}

async function dashboardConfig(run: RecorderRun): Promise<DashboardConfig> {
  const { environment, config } = run;
  const { environment: name, stackName, region, account } = environment;
  return {
    service: config.service,
    environment: name,
    stackName,
    region,
    account,
    floor: forEnvironment(config, name).gate.minimum,
    metrics: config.dashboard.metrics,
    functions: await functionsOf(run),
  };
}

const ALIAS = /^arn:[\w-]+:lambda:[\w-]+:\d+:function:([^:]+):([^:]+)$/;

/** The functions that take traffic by an alias: so the gate's own are none. */
async function functionsOf({ clients, environment, log, signal }: RecorderRun): Promise<DashboardConfig['functions']> {
  try {
    const resources = await stackResources(await clients.cloudformation(), environment.stackId, signal);
    return resources.flatMap(({ type, physicalId = '' }) => {
      const [, name, alias] = (type === 'AWS::Lambda::Alias' && ALIAS.exec(physicalId)) || [];
      return name && alias ? [{ name, alias }] : [];
    });
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn('the dashboard goes without the functions', errorFields(error));
    return [];
  }
}

async function put(run: RecorderRun, name: string, body: object | string): Promise<void> {
  const [client, { PutDashboardCommand }] = await Promise.all([
    run.clients.cloudwatch(),
    import('../live/clients/cloudwatch-dashboards.ts'),
  ]);
  const DashboardBody = typeof body === 'string' ? body : JSON.stringify(body);
  const command = new PutDashboardCommand({ DashboardName: name, DashboardBody });
  const answer = await reading('cloudwatch:PutDashboard', client.send(command, { abortSignal: run.signal }));
  const messages = (answer.DashboardValidationMessages ?? []).map(({ Message }) => Message);
  if (messages.length > 0) run.log.warn(`CloudWatch has something against the dashboard ${name}`, { messages });
}

/** Others may write the same dashboard at the same time, and CloudWatch has no compare-and-set. */
const TRIES = 3;

/** Read, merge our own widgets by their marker, write, and read again whether they are there. */
async function putInto(
  run: RecorderRun,
  name: string,
  config: DashboardConfig,
  history: readonly HistoryEntry[],
): Promise<void> {
  const stack = await managingStack(run, name);
  if (stack !== undefined)
    throw new Error(
      `CloudFormation manages it (stack ${stack}), and would undo the change or call it drift: put the widgets into its template`,
    );
  const own = fitnessWidgets(config, history);
  const marker = markerOf(config);
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const body = await bodyOf(run, name);
    if (hasFitness(body, own, marker)) return;
    await put(run, name, withFitness(body, own, marker));
  }
  if (!hasFitness(await bodyOf(run, name), own, marker))
    throw new Error(`it was written ${TRIES} times, and others wrote it without the widgets`);
}

async function bodyOf(run: RecorderRun, name: string): Promise<string> {
  const [client, { GetDashboardCommand }] = await Promise.all([
    run.clients.cloudwatch(),
    import('../live/clients/cloudwatch-dashboards.ts'),
  ]);
  const command = new GetDashboardCommand({ DashboardName: name });
  const answer = await reading('cloudwatch:GetDashboard', client.send(command, { abortSignal: run.signal }));
  return answer.DashboardBody ?? '';
}

/**
 * The stack of this Region that the dashboard belongs to. A resource of no stack is told by an error.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 */
async function managingStack({ clients, signal }: RecorderRun, name: string): Promise<string | undefined> {
  const [client, { DescribeStackResourcesCommand }] = await Promise.all([
    clients.cloudformation(),
    import('../live/clients/stack-of-resource.ts'),
  ]);
  const command = new DescribeStackResourcesCommand({ PhysicalResourceId: name });
  try {
    const { StackResources = [] } = await client.send(command, { abortSignal: signal });
    const found = StackResources.find(
      ({ PhysicalResourceId, ResourceType, ResourceStatus }) =>
        PhysicalResourceId === name &&
        ResourceType === 'AWS::CloudWatch::Dashboard' &&
        ResourceStatus !== 'DELETE_COMPLETE',
    );
    return found?.StackName;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist'))
      return undefined;
    return reading('cloudformation:DescribeStackResources', Promise.reject(error as Error));
  }
}
