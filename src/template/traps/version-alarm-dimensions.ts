import { listItems } from './context.ts';
import { own } from '../resolve/values.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'version-alarm-dimensions',
    severity: 'warning',
    why: 'Metrics of a version behind an alias have three dimensions; an alarm with others never sees a point.',
    instead: '`FunctionName`, `Resource` (`${Fn}:live`) and `ExecutedVersion` (`!GetAtt Fn.Version.Version`).',
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
  },
  *find(context) {
    for (const alarm of context.resources('AWS::CloudWatch::Alarm')) {
      const dimensions = listItems(alarm.properties.Dimensions).map(({ value }) => own(value, 'Name'));
      if (
        !dimensions.includes('ExecutedVersion') ||
        ['FunctionName', 'Resource'].every((name) => dimensions.includes(name))
      )
        continue;
      const message = `${alarm.logicalId} watches ExecutedVersion without FunctionName and Resource, so it never sees a point`;
      yield { message, location: context.at(alarm.logicalId, ['Properties', 'Dimensions']) };
    }
  },
});
