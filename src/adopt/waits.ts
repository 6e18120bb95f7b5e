/** What a hook or gate of ours has to wait for since its owner's template changed, so that it measures a release whole. */
import { isKey } from '../insert/part.ts';
import type { Part } from '../insert/part.ts';
import { isList, own } from '../template/resolve/values.ts';

export interface Waits {
  /** Logical id of ours. */
  readonly id: string;
  /** Logical ids that came, and that went. */
  readonly more: readonly string[];
  readonly fewer: readonly string[];
}

/** @param before parts that are in the template, @param after those that will be */
export function waitsSince(before: readonly Part[], after: readonly Part[]): Waits[] {
  const then = dependenciesOf(before);
  return [...dependenciesOf(after)].flatMap(([id, now]): Waits[] => {
    const known = then.get(id);
    if (!known) return [];
    const [more, fewer] = [now.filter((each) => !known.includes(each)), known.filter((each) => !now.includes(each))];
    return more.length + fewer.length === 0 ? [] : [{ id, more, fewer }];
  });
}

function dependenciesOf(parts: readonly Part[]): Map<string, string[]> {
  return new Map(
    parts.flatMap((part): [string, string[]][] => {
      const [section, id] = isKey(part) && part.path.length === 2 ? part.path : [];
      if (!isKey(part) || section !== 'Resources' || typeof id !== 'string') return [];
      const named = own(part.value, 'DependsOn');
      return [[id, (isList(named) ? named : [named]).filter((each): each is string => typeof each === 'string')]];
    }),
  );
}
