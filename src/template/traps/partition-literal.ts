import { isRecord, own } from '../resolve/values.ts';
import { section, texts } from './context.ts';
import type { Edit } from '../edit.ts';
import type { Path } from '../model.ts';
import type { TrapContext } from './context.ts';
import { defineTrap } from './trap.ts';

/** Text for people or for other programs. */
const CODE = new Set(['InlineCode', 'Code', 'Description', 'DashboardBody']);

/** The partition by `Fn::Sub`, where CloudFormation takes one for sure: in the resources of policies. */
function fixOf(context: TrapContext, path: Path): Edit | undefined {
  const text = context.source(path);
  if (typeof text !== 'string' || !path.some((key) => key === 'Resource' || key === 'ManagedPolicyArns'))
    return undefined;
  const sub = path.lastIndexOf('Fn::Sub');
  const inSub = sub >= 0 && (sub === path.length - 1 || (sub === path.length - 2 && path.at(-1) === 0));
  if (!inSub && text.includes('${')) return undefined;
  const set = text.replace('arn:aws:', 'arn:${AWS::Partition}:');
  return { path, set: inSub ? set : { 'Fn::Sub': set } };
}

/** A role of ours has the boundary that its owner wrote for theirs: there it would have to change first. */
function isBoundaryOfGear({ gear, template }: TrapContext, [, id, , key]: Path): boolean {
  const role = String(id);
  return key === 'PermissionsBoundary' && gear.has(role) && template.resources.get(role)?.type === 'AWS::IAM::Role';
}

export default defineTrap({
  meta: {
    code: 'partition-literal',
    severity: 'warning',
    why: '`arn:aws:` is wrong in China and GovCloud.',
    instead: '`arn:${AWS::Partition}:`.',
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  },
  *find(context) {
    if (context.hooks.size === 0) return;
    for (const [id, resource] of Object.entries(section(context.document.data, 'Resources'))) {
      if (!isRecord(resource)) continue;
      const [first, ...more] = texts(own(resource, 'Properties'), ['Resources', id, 'Properties']).filter(
        ({ text, path }) =>
          /(^|["'\s])arn:aws:/.test(text) && !CODE.has(String(path[3])) && !isBoundaryOfGear(context, path),
      );
      if (!first) continue;
      const all = [first, ...more].map((each) => fixOf(context, each.path));
      const fix = all.every((edit) => edit !== undefined) ? { fix: all } : {};
      const also = more.length > 0 ? ` (and ${more.length} more)` : '';
      yield {
        message: `${id} has an ARN with the literal partition aws${also}`,
        location: context.atSource(first.path),
        ...fix,
      };
    }
  },
});
