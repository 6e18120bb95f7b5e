/** .eslintrc.json and .eslintrc.yml, of ESLint before 9. https://eslint.org/docs/v8.x/use/configure/ignore */
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Beside, Found } from './beside.ts';
import { NOTHING, only, remark, textsOf } from './beside.ts';
import { isIgnored } from './git-patterns.ts';
import { itemLines, parseJsonc } from './jsonc.ts';

/** What the owner's rules would say of our code is nothing that its owner should mend. */
export function eslintrcParts({ adopted, path, file: { data: strict, text } }: Beside): Found {
  const data = strict ?? parseJsonc(text);
  if (adopted.hooks === 'none' || !isRecord(data)) return NOTHING;
  const patterns = own(data, 'ignorePatterns');
  if (isIgnored(textsOf(patterns).join('\n'), 'fitness/x')) return NOTHING;
  const item = 'fitness/';
  // one pattern may stand for a list
  const isOne = patterns !== undefined && !isList(patterns);
  if (strict !== undefined && !isOne) return only({ path: ['ignorePatterns'], item });
  const lines = isOne ? undefined : itemLines(text, data, 'ignorePatterns', [item]);
  return lines ? only(lines) : remark(`${path}: have ESLint ignore "${item}", whose code is not for your rules`);
}
