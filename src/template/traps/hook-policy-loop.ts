import { loopEdges } from './loops.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-policy-loop',
    severity: 'error',
    why: 'The role of a hook is finished before the hook, so a policy in it that names what waits for the alias closes a loop.',
    instead: 'Name it by a pattern, or in an `AWS::IAM::Policy` of its own on which nothing depends.',
    docs: 'https://aws.amazon.com/blogs/infrastructure-and-automation/handling-circular-dependency-errors-in-aws-cloudformation/',
  },
  *find(context) {
    for (const { kind, edge } of loopEdges(context)) {
      if (kind !== 'policy') continue;
      yield {
        message: `The role ${edge.from} of a traffic hook names ${edge.to}, which waits for the hook`,
        location: context.at(edge.from, edge.path),
      };
    }
  },
});
