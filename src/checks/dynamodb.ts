/** Settings that a table has once, and a global table in each of its replicas. Part of the check API. */
import { fail, pass, unreadable, type Fix, type ResourceView, type Verdict } from './check.ts';
import type { Value } from '../template/model.ts';
import { isTrue, isUndetermined, listOf, literal } from './values.ts';

/**
 * Is a setting true, in every replica?
 *
 * @param message what is wrong with a table where it is not, in a clause
 */
export function judgeReplicas(table: ResourceView, setting: readonly string[], message: string): Verdict {
  const { values, open } = settingsOf(table, setting);
  if (open) return unreadable(open);
  const off = values.find(({ value }) => !isUndetermined(value) && !isTrue(literal(value)));
  if (off) return fail(off.replica === undefined ? message : `its replica in ${off.replica} ${message}`, off.value);
  const unread = values.find(({ value }) => isUndetermined(value));
  return unread ? unreadable(unread.value) : pass(values[0]?.value);
}

/** The edits that set it where it is not. */
export function replicasToFix(table: ResourceView, setting: readonly string[]): readonly Fix[] {
  return settingsOf(table, setting)
    .values.filter(({ value }) => !isTrue(literal(value)))
    .map(({ value: { path } }) => ({ path, set: true }));
}

interface Setting {
  readonly value: Value;
  /** Region of the replica, of a global table. */
  readonly replica?: string;
}

/** `open`: a list of replicas that cannot be read. */
function settingsOf(table: ResourceView, setting: readonly string[]): { values: Setting[]; open?: Value } {
  if (table.type !== 'AWS::DynamoDB::GlobalTable') return { values: [{ value: table.get(...setting) }] };
  const replicas = table.get('Replicas');
  if (isUndetermined(replicas)) return { values: [], open: replicas };
  return {
    values: listOf(replicas).map((_, index) => ({
      value: table.get('Replicas', index, ...setting),
      replica: literal(table.get('Replicas', index, 'Region')) ?? `place ${index + 1}`,
    })),
  };
}
