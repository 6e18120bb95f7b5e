/** `--enforce`: what is in trial counts from now on. */
import { parseDocument } from '../../template/parse.ts';
import type { Edit } from '../../template/edit.ts';
import { isRecord } from '../../template/resolve/values.ts';
import { CONFIG_FILE } from '../service-folder.ts';

/** What an environment says of a check for itself is its owner's decision, and stays. */
export function enforcing(configText: string): Edit[] {
  const { data } = parseDocument(configText, CONFIG_FILE);
  const checks = isRecord(data) && Object.hasOwn(data, 'checks') ? data['checks'] : undefined;
  if (!isRecord(checks)) return [];
  return Object.entries(checks).flatMap(([id, check]): Edit[] => {
    if (!isRecord(check) || !Object.hasOwn(check, 'mode') || check['mode'] !== 'trial') return [];
    return [
      { path: ['checks', id, 'mode'], set: 'enforced' },
      { path: ['checks', id, 'since'], remove: true },
    ];
  });
}
