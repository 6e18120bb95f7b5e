import type { Path } from '../model.ts';
import { own } from '../resolve/values.ts';
import type { TrapContext } from './context.ts';
import { defineTrap } from './trap.ts';
import type { Finding } from './trap.ts';

/** `!Ref Fn.Version` in the source becomes every version of the function. */
function fixOf(context: TrapContext, path: Path): Pick<Finding, 'fix'> {
  const [, fn] = /^(\w+)\.Version$/.exec(String(own(context.source(path), 'Ref'))) ?? [];
  return fn === undefined ? {} : { fix: [{ path, set: { 'Fn::Sub': `\${${fn}.Arn}:*` } }] };
}

export default defineTrap({
  meta: {
    code: 'version-in-policy',
    severity: 'warning',
    why: 'A policy that names a version is rewritten in each release, and IAM may not have spread it when the hook runs.',
    instead: "A stable ARN: `!Sub '${Fn.Arn}:*'`.",
    docs: 'https://github.com/aws/serverless-application-model/issues/838',
  },
  *find(context) {
    for (const policy of context.resources('AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')) {
      for (const { to, path } of context.graph.edgesFrom(policy.logicalId)) {
        if (context.template.resources.get(to)?.type !== 'AWS::Lambda::Version') continue;
        yield {
          message: `The policy of ${policy.sourceId} names the version ${to}, which is another one in each release`,
          location: context.at(policy.logicalId, path),
          ...fixOf(context, policy.sourcePath(path)),
        };
      }
    }
  },
});
