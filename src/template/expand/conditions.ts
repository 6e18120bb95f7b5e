/** Conditions that the transform makes of others. */
import type { Expansion } from './expansion.ts';

/** `Fn::Or` takes at most ten: of more, the first ten become one, and so on; the last has the name. */
const MOST = 10;

/** The one condition, or the name of a new one that holds when any of them does. */
export function orOf(x: Expansion, conditions: readonly string[], name: string): string | undefined {
  if (conditions.length < 2) return conditions[0];
  const waiting = [...conditions].sort();
  let left = Math.floor((waiting.length - 2) / (MOST - 1));
  for (let at = 0; at < waiting.length - 1; at += MOST) {
    const made = left > 0 ? `${name}${left}` : name;
    x.conditions[made] = { 'Fn::Or': waiting.slice(at, at + MOST).map((Condition) => ({ Condition })) };
    waiting.push(made);
    left--;
  }
  return name;
}
