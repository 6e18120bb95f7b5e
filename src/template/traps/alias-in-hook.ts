import { aliasFix } from './alias-fix.ts';
import { loopEdges } from './loops.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'alias-in-hook',
    severity: 'error',
    why: 'The alias waits for its hooks, so a hook that needs the alias, or what needs the alias, closes a loop that CloudFormation refuses.',
    instead: "Name the alias by text: `!Sub '${Fn}:live'`.",
    docs: 'https://aws.amazon.com/blogs/infrastructure-and-automation/handling-circular-dependency-errors-in-aws-cloudformation/',
  },
  *find(context) {
    for (const { kind, edge } of loopEdges(context)) {
      if (kind !== 'hook') continue;
      yield {
        message: `${edge.from} is a traffic hook and needs ${edge.to}, which waits for it`,
        location: context.at(edge.from, edge.path),
        ...aliasFix(context, edge, 'Arn'),
      };
    }
  },
});
