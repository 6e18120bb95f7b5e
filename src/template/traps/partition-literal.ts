import { isRecord, own } from '../resolve/values.ts';
import { section, texts } from './context.ts';
import { defineTrap } from './trap.ts';

/** Text for people or for other programs. */
const CODE = new Set(['InlineCode', 'Code', 'Description', 'DashboardBody']);

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
        ({ text, path }) => /(^|["'\s])arn:aws:/.test(text) && !CODE.has(String(path[3])),
      );
      if (!first) continue;
      const also = more.length > 0 ? ` (and ${more.length} more)` : '';
      yield {
        message: `${id} has an ARN with the literal partition aws${also}`,
        location: context.atSource(first.path),
      };
    }
  },
});
