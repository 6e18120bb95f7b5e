import { dashboards } from './dashboards.ts';
import { defineTrap } from './trap.ts';

/** Days of a range that is relative to now, e.g. `-P3M`; 0 for others. */
function daysOf(start: unknown): number {
  const [, count, unit = ''] = /^-P(\d+)([DWMY])$/.exec(String(start)) ?? [];
  return Number(count ?? 0) * ({ D: 1, W: 7, M: 30, Y: 365 }[unit] ?? 0);
}

export default defineTrap({
  meta: {
    code: 'fitness-period',
    severity: 'warning',
    why: 'CloudWatch keeps points of a minute for 15 days and of five minutes for 63: older fitness disappears from the curve.',
    instead: '`"period": 3600` or more.',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html',
  },
  *find(context) {
    for (const { logicalId, start, widgets, location } of dashboards(context)) {
      for (const { metrics, period, ...widget } of widgets) {
        const days = daysOf(widget.start ?? start);
        for (const metric of metrics) {
          const seconds = Number(metric.options.period ?? period);
          if (metric.namespace !== 'Fitness' || !(days > 15) || !(seconds < 3600)) continue;
          const message = `${logicalId} draws ${metric.name} over ${days} days with a period of ${seconds} seconds`;
          yield { message, location };
          break;
        }
      }
    }
  },
});
