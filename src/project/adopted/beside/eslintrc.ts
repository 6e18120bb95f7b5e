/** .eslintrc.json and .eslintrc.yml, of ESLint before 9. https://eslint.org/docs/v8.x/use/configure/ignore */
import { isRecord, own } from '../../../template/resolve/values.ts';
import type { Beside, Found } from './beside.ts';
import { NOTHING, only, remark, textsOf } from './beside.ts';
import { isIgnored } from './git-patterns.ts';

/** What the owner's rules would say of our code is nothing that its owner should mend. */
export function eslintrcParts({ adopted, path, file: { data } }: Beside): Found {
  if (adopted.hooks === 'none' || !isRecord(data)) return NOTHING;
  const patterns = own(data, 'ignorePatterns');
  if (isIgnored(textsOf(patterns).join('\n'), 'fitness/x')) return NOTHING;
  if (typeof patterns === 'string') return remark(`${path} ignores one pattern: make it a list, with "fitness/" in it`);
  return only({ path: ['ignorePatterns'], item: 'fitness/' });
}
