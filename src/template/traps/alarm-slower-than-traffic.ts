import { alternatives, listItems } from './context.ts';
import { own } from '../resolve/values.ts';
import { defineTrap } from './trap.ts';

/** Minutes from the first to the last shift; NaN for a configuration that is not AWS's own. */
function bakeMinutes(name: unknown): number {
  const text =
    typeof name === 'string' ? name : JSON.stringify(listItems(own(name, 'Fn::Sub')).map(({ value }) => value));
  if (/AllAtOnce/.test(text)) return 0;
  const canary = /Canary10Percent(\d+)Minutes/.exec(text);
  const linear = /Linear10PercentEvery(\d+)Minutes?/.exec(text);
  return canary ? Number(canary[1]) : linear ? Number(linear[1]) * 9 : NaN;
}

function lag({ Period, DatapointsToAlarm, EvaluationPeriods }: Readonly<Record<string, unknown>>): number {
  return Number(Period) * Number(DatapointsToAlarm ?? EvaluationPeriods);
}

export default defineTrap({
  meta: {
    code: 'alarm-slower-than-traffic',
    severity: 'warning',
    why: 'An alarm that needs longer than the first step of the traffic finds the fault when all traffic has shifted.',
    instead: '`Period` times `EvaluationPeriods` below the interval of the deployment preference.',
    docs: 'https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html',
  },
  *find(context) {
    for (const group of context.resources('AWS::CodeDeploy::DeploymentGroup')) {
      const minutes = Math.max(
        ...alternatives(group.properties.DeploymentConfigName).map(({ value }) => bakeMinutes(value)),
      );
      const configuration = ['Properties', 'AlarmConfiguration'];
      for (const { to, path } of context.graph.edgesFrom(group.logicalId)) {
        const alarm = context.template.resources.get(to);
        if (alarm?.type !== 'AWS::CloudWatch::Alarm' || path[1] !== configuration[1] || !(minutes > 0)) continue;
        const seconds = lag(alarm.properties);
        if (!(seconds > minutes * 60)) continue;
        const message = `${to} takes ${seconds} seconds to fire; ${group.sourceId} shifts all traffic within ${minutes * 60}`;
        yield { message, location: context.at(to, ['Properties', 'EvaluationPeriods']) };
      }
    }
  },
});
