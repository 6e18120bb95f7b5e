import { texts } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'fitness-floor-stops-deployment',
    severity: 'error',
    why: 'An alarm on the fitness itself stops the very release that would repair it.',
    instead: 'Let the floor alarm notify; keep it out of `Alarms` of the deployment preference.',
    docs: 'https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html',
  },
  *find(context) {
    for (const group of context.resources('AWS::CodeDeploy::DeploymentGroup')) {
      for (const { to, path } of context.graph.edgesFrom(group.logicalId)) {
        const alarm = context.template.resources.get(to);
        if (path[1] !== 'AlarmConfiguration' || alarm?.type !== 'AWS::CloudWatch::Alarm') continue;
        const { Namespace, MetricName, Metrics } = alarm.properties;
        const inMetrics = texts(Metrics).some(({ text, path: at }) => text === 'Fitness' && at.at(-1) === 'Namespace');
        if (!(Namespace === 'Fitness' && typeof MetricName === 'string') && !inMetrics) continue;
        const message = `${to} watches the fitness and stops the deployments of ${group.sourceId}, those that repair it too`;
        yield { message, location: context.at(group.logicalId, path) };
      }
    }
  },
});
