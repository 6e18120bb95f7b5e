/** Verdicts on what is measured. */
import { notApplicable, pass, unknown, type Verdict } from './check.ts';
import type { Value } from '../template/model.ts';
import { literal } from './values.ts';

export type Target = { readonly atMost: number } | { readonly atLeast: number };

/**
 * Does not apply where there is nothing to be measured, is unknown where it could not be, and fails by as much as the
 * target is missed, as part of the target.
 *
 * @param say what is wrong, in a clause, of the value as a person reads it
 *
 * @example
 * judgeMeasurement(context.measurement('errorRate', fn), { atMost: 1 }, (rate) => `${rate} % of the invocations fail`)
 */
export function judgeMeasurement(measured: Value, target: Target, say: (value: string) => string): Verdict {
  if (measured.state === 'absent') return notApplicable(measured.reason ?? 'is not measured here');
  if (measured.state === 'unknown') return unknown(measured.reason, measured);
  const value = Number(literal(measured));
  const bound = 'atMost' in target ? target.atMost : target.atLeast;
  const missing = 'atMost' in target ? value - bound : bound - value;
  if (missing <= 0) return pass(measured);
  const message = say(legible(value, 'atMost' in target ? Math.ceil : Math.floor));
  const shortfall = bound > 0 ? Math.min(1, missing / bound) : 1;
  return { status: 'fail', message, path: measured.path, value: measured, shortfall };
}

/** With one digit under 10. Rounded away from the target, so that what misses it never reads as if it did not. */
function legible(value: number, round: (value: number) => number): string {
  const exact = Number(value.toPrecision(12));
  return String(Math.abs(exact) < 10 ? round(exact * 10) / 10 : round(exact));
}
