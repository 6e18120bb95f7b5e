/** Conditions that the transform makes of others. */
import type { Expansion } from './expansion.ts';

/** `Fn::Or` takes at most ten. */
const MOST = 10;

/** The one condition, or the name of a new one that holds when any of them does. */
export function orOf(x: Expansion, conditions: readonly string[], name: string): string | undefined {
  if (conditions.length < 2) return conditions[0];
  const sorted = [...conditions].sort();
  if (sorted.length <= MOST) {
    x.conditions[name] = { 'Fn::Or': sorted.map((Condition) => ({ Condition })) };
    return name;
  }
  const parts: string[] = [];
  for (let at = 0; at < sorted.length; at += MOST) {
    parts.push(orOf(x, sorted.slice(at, at + MOST), `${name}${parts.length}`) as string);
  }
  return orOf(x, parts, name);
}
