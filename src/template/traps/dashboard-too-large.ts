import { dashboards } from './dashboards.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'dashboard-too-large',
    severity: 'error',
    why: 'A dashboard has at most 500 widgets.',
    instead: 'Several dashboards.',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html',
  },
  *find(context) {
    for (const { logicalId, widgets, location } of dashboards(context)) {
      if (widgets.length > 500) yield { message: `${logicalId} has ${widgets.length} widgets, of 500`, location };
    }
  },
});
