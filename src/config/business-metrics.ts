import type { BusinessMetric, Trigger } from './config.ts';

/** What the generated handlers count, with a table and without: the numbers of `src/` that a dashboard shows at first. */
const COUNTED: Readonly<Record<Trigger, readonly [withTable: Counted, without: Counted]>> = {
  http: [
    { metric: 'ItemsStored', stat: 'Sum', label: 'Items stored' },
    { metric: 'Greetings', stat: 'Sum', label: 'Greetings' },
  ],
  queue: [
    { metric: 'MessagesHandled', stat: 'Sum', label: 'Messages handled' },
    { metric: 'MessagesHandled', stat: 'Sum', label: 'Messages handled' },
  ],
  schedule: [
    { metric: 'Items', stat: 'Maximum', label: 'Items in the table' },
    { metric: 'RunDelay', stat: 'Maximum', label: 'Delay of scheduled runs (ms)' },
  ],
  stream: [
    { metric: 'Changes', stat: 'Sum', label: 'Changes of items' },
    { metric: 'RecordsHandled', stat: 'Sum', label: 'Records handled' },
  ],
  bucket: [
    { metric: 'BytesReceived', stat: 'Sum', label: 'Bytes received' },
    { metric: 'BytesReceived', stat: 'Sum', label: 'Bytes received' },
  ],
};

type Counted = Pick<BusinessMetric, 'metric' | 'stat' | 'label'>;

/** The business metrics of a new service, as Powertools publishes them: one line per stack. */
export function businessMetrics(service: string, triggers: readonly Trigger[], table: boolean): BusinessMetric[] {
  return triggers.map((trigger) => metricOf(service, COUNTED[trigger][table ? 0 : 1]));
}

/** What a function with a name of its own counts. Only the stream's works with the table; what others count, they share. */
export function namedFunctionMetric(service: string, trigger: Trigger, table: boolean): BusinessMetric {
  if (trigger === 'http') return metricOf(service, { metric: 'Requests', stat: 'Sum', label: 'Requests' });
  return metricOf(service, COUNTED[trigger][table && trigger === 'stream' ? 0 : 1]);
}

/** In the order in which fitness.yaml writes it. */
function metricOf(service: string, { metric, stat, label }: Counted): BusinessMetric {
  return { namespace: service, metric, dimensions: { service, stack: '${AWS::StackName}' }, stat, label };
}
