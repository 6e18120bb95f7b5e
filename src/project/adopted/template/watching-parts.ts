/** Alarms that stop a deployment, where they are published, and the dashboard. */
import type { KeyPart } from '../../../insert/part.ts';
import { forEnvironment } from '../../../config/defaults.ts';
import {
  alarmStatus,
  business,
  dashboardBody,
  duration,
  errors,
  fitness,
  rows,
  traffic,
} from '../../dashboard-widgets.ts';
import type { InvocationAlarm } from '../../invocation-alarms.ts';
import { isRecord, own } from '../../../template/resolve/values.ts';
import { grantedTo } from './grant-parts.ts';
import { nameText } from './name-text.ts';
import { resource, waiting } from './resources.ts';
import type { GatedFunction, Rendering } from './rendering.ts';

export function watchingParts(rendering: Rendering): KeyPart[] {
  const alarms = explainedOnce(
    rendering.functions.flatMap((fn) => fn.alarms.map((alarm) => alarmPart(alarm, fn, rendering))),
  );
  return [...(alarms.length > 0 ? [topicPart(rendering)] : []), ...alarms, rendering.dashboard];
}

/** What is said of one holds for all that are of its kind. */
function explainedOnce(parts: readonly KeyPart[]): KeyPart[] {
  const said = new Set<string>();
  return parts.map(({ comment, ...part }) => {
    const text = comment?.join();
    if (comment === undefined || text === undefined || said.has(text)) return part;
    said.add(text);
    return { ...part, comment };
  });
}

function topicPart({ called, config }: Rendering): KeyPart {
  const { email } = config.alarms;
  const reason =
    'It tells the names and states of alarms and no data; a key of KMS that CloudWatch may use costs more than it keeps.';
  return {
    path: ['Resources', called('AlarmTopic')],
    value: {
      Type: 'AWS::SNS::Topic',
      Metadata: { fitness: { suppress: [{ id: 'sns-encrypted-kms', reason }] } },
      ...(email !== undefined && { Properties: { Subscription: [{ Protocol: 'email', Endpoint: email }] } }),
    },
    comment: ['The alarms that stop a deployment are published here: subscribe whoever is on call.'],
  };
}

function alarmPart(alarm: InvocationAlarm, fn: GatedFunction, rendering: Rendering): KeyPart {
  const { condition } = fn.written;
  const part = resource(
    alarm.id,
    'AWS::CloudWatch::Alarm',
    {
      AlarmDescription: alarm.description,
      Namespace: alarm.namespace,
      MetricName: alarm.metric,
      Dimensions: alarm.dimensions.map(([Name, Value]) => ({ Name, Value })),
      Statistic: alarm.statistic,
      Period: alarm.period,
      EvaluationPeriods: alarm.periods,
      ComparisonOperator: alarm.comparison,
      Threshold: alarm.threshold,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: rendering.called('AlarmTopic') }],
    },
    {
      ...(condition !== undefined && { Condition: condition }),
      // the deployment waits for its alarms, and so for the permission to call the hooks
      ...waiting(grantedTo(fn, rendering)),
    },
  );
  return alarm.comment.length > 0 ? { ...part, comment: alarm.comment } : part;
}

/** What exists under a condition only is not drawn: a dashboard names what is there. */
export function dashboardPart({
  adopted: { environment },
  called,
  config,
  functions,
  template,
}: Pick<Rendering, 'adopted' | 'called' | 'config' | 'functions' | 'template'>): KeyPart {
  const certain = functions.filter(({ written }) => written.condition === undefined);
  const measured = certain.map(({ written: { id }, alias }) => ({ id, alias }));
  const [status, ...more] = alarmStatus(certain.flatMap(({ alarms }) => alarms.map(({ id }) => id)));
  const body = dashboardBody(
    [
      [
        fitness(config, environment, floors(config)),
        ...(status && certain.some(({ alarms }) => alarms.length > 0) ? [status] : []),
      ],
      ...(measured.length > 0 ? [[traffic(measured), errors(measured), duration(measured)]] : []),
      ...rows([...more, ...config.dashboard.metrics.map((metric) => business(metric, environment))], 3),
    ],
    true,
  );
  const part = resource(called('Dashboard'), 'AWS::CloudWatch::Dashboard', {
    // dashboards share one namespace across Regions, so the name says which
    DashboardName: { 'Fn::Sub': freeName(template) },
    DashboardBody: { 'Fn::Sub': body },
  });
  return { ...part, comment: ['Fitness, traffic, errors and duration of what is gated.'] };
}

/** A dashboard of its owner's may have the name that is ours elsewhere: two of one name are not deployed. */
function freeName(template: unknown): string {
  const resources = own(template, 'Resources');
  const taken = new Set(
    (isRecord(resources) ? Object.values(resources) : [])
      .filter((each) => own(each, 'Type') === 'AWS::CloudWatch::Dashboard')
      .map((each) => nameText(own(own(each, 'Properties'), 'DashboardName'))),
  );
  const usual = '${AWS::StackName}-${AWS::Region}';
  let name = usual;
  for (let count = 1; taken.has(name); count++) name = `${usual}-fitness${count > 1 ? count : ''}`;
  return name;
}

/** The minimum of the gate, or of each environment that has another. */
function floors(config: Rendering['config']): { label: string; value: number }[] {
  const byEnvironment = Object.keys(config.environments).map((name) => [name, forEnvironment(config, name)] as const);
  const values = new Map<number, string[]>();
  for (const [name, { gate }] of byEnvironment) values.set(gate.minimum, [...(values.get(gate.minimum) ?? []), name]);
  if (values.size === 1) return [...values.keys()].map((value) => ({ label: 'floor', value }));
  return [...values].map(([value, names]) => ({ label: `floor of ${names.join(', ')}`, value }));
}
