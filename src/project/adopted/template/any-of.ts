/** Conditions that `Fn::Or` takes. */
const MOST = 10;

/** Holds where any of them does; in halves, if they are too many. */
export function anyOf(conditions: readonly unknown[]): unknown {
  if (conditions.length === 1) return conditions[0];
  if (conditions.length <= MOST) return { 'Fn::Or': conditions };
  const half = Math.ceil(conditions.length / 2);
  return { 'Fn::Or': [anyOf(conditions.slice(0, half)), anyOf(conditions.slice(half))] };
}
