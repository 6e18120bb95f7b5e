import { aliasFix } from './alias-fix.ts';
import { loopEdges } from './loops.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'alias-in-alarm',
    severity: 'error',
    why: 'The alias waits for the alarms of its deployment group, so an alarm that needs the alias closes a loop.',
    instead: "Name the alias by text in the dimensions: `!Sub '${Fn}:live'`.",
    docs: 'https://aws.amazon.com/blogs/infrastructure-and-automation/handling-circular-dependency-errors-in-aws-cloudformation/',
  },
  *find(context) {
    for (const { kind, edge } of loopEdges(context)) {
      if (kind !== 'alarm') continue;
      yield {
        message: `${edge.from} stops deployments and needs ${edge.to}, which waits for it`,
        location: context.at(edge.from, edge.path),
        ...aliasFix(context, edge, undefined),
      };
    }
  },
});
