/** Everything that was measured, for a report: what, of what, when and from where, or why not. */
import type { Measurement } from '../template/model.ts';
import { MEASUREMENTS, type MeasurementName } from './names.ts';

/** One thing that was measured, of the whole service or of one resource. */
export type Measured = {
  readonly name: string;
  /** Logical id; absent: of the whole service. */
  readonly resource?: string;
  readonly unit: string;
} & Measurement;

/** In the order of the names, then of the resources. */
export function listed(measurements: Readonly<Record<string, Measurement>> = {}): Measured[] {
  const order = Object.keys(MEASUREMENTS);
  const all = Object.entries(measurements).flatMap(([key, measurement]): Measured[] => {
    const [name = '', ...rest] = key.split('/');
    if (!Object.hasOwn(MEASUREMENTS, name)) return [];
    const { unit } = MEASUREMENTS[name as MeasurementName];
    return [{ name, ...(rest.length > 0 && { resource: rest.join('/') }), unit, ...measurement }];
  });
  const at = ({ name }: Measured) => order.indexOf(name);
  return all.sort((a, b) => at(a) - at(b) || ((a.resource ?? '') < (b.resource ?? '') ? -1 : 1));
}
