import { loopEdges } from './loops.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'circular-dependency',
    severity: 'error',
    why: 'CloudFormation refuses resources that wait for each other; `sam validate` sees only the source, where the loop is not yet there.',
    instead: 'Name one of them by text or pattern instead of by `!Ref` and `!GetAtt`.',
    docs: 'https://aws.amazon.com/blogs/infrastructure-and-automation/handling-circular-dependency-errors-in-aws-cloudformation/',
  },
  *find(context) {
    for (const { kind, edge } of loopEdges(context)) {
      if (kind !== 'other') continue;
      yield {
        message: `${edge.from} needs ${edge.to}, which needs ${edge.from}`,
        location: context.at(edge.from, edge.path),
      };
    }
  },
});
