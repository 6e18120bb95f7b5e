import { listItems } from './context.ts';
import { own } from '../resolve/values.ts';
import { dashboards } from './dashboards.ts';
import { defineTrap } from './trap.ts';

function isOurs(dimensions: readonly unknown[]): boolean {
  return dimensions.length === 3 && ['Service', 'Environment', 'Stack'].every((name) => dimensions.includes(name));
}

export default defineTrap({
  meta: {
    code: 'fitness-metric-dimensions',
    severity: 'warning',
    why: 'A metric with other dimensions is another metric: the curve and the alarm stay empty.',
    instead: 'The dimensions `Service`, `Environment` and `Stack`.',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html',
  },
  *find(context) {
    for (const { logicalId, widgets, location } of dashboards(context)) {
      const wrong = widgets
        .flatMap(({ metrics }) => metrics)
        .find(({ namespace, dimensions }) => namespace === 'Fitness' && !isOurs(dimensions));
      if (wrong)
        yield {
          message: `${logicalId} draws ${wrong.name} with other dimensions than Service, Environment, Stack`,
          location,
        };
    }
    for (const { logicalId, properties } of context.resources('AWS::CloudWatch::Alarm')) {
      if (properties.Namespace !== 'Fitness') continue;
      if (isOurs(listItems(properties.Dimensions).map(({ value }) => own(value, 'Name')))) continue;
      const message = `${logicalId} watches the fitness with other dimensions than Service, Environment, Stack`;
      yield { message, location: context.at(logicalId, ['Properties', 'Dimensions']) };
    }
  },
});
