/** What `measure` found, for a terminal: a row for each function, then the service. */
import type { MeasurementName } from '../measurements/names.ts';
import type { Measurement } from '../template/model.ts';
import { plain, styleOf } from './text.ts';

type Measurements = Readonly<Record<string, Measurement>>;

interface Column {
  readonly title: string;
  readonly name: MeasurementName;
  readonly shown: (value: number) => string;
}

const whole = (value: number) => String(Math.round(value));

const COLUMNS: readonly Column[] = [
  { title: 'complexity', name: 'cyclomaticComplexity', shown: whole },
  { title: 'mean', name: 'cyclomaticMean', shown: (value) => value.toFixed(1) },
  { title: 'worst', name: 'cyclomaticMaximum', shown: whole },
  { title: 'lines', name: 'linesOfCode', shown: whole },
  { title: 'duplicated', name: 'duplicatedLines', shown: (value) => `${value.toFixed(1)} %` },
  { title: 'bundle', name: 'bundleSize', shown: (value) => `${Math.ceil(value / 1000)} kB` },
  { title: 'packages', name: 'dependencyCount', shown: whole },
];

/** @param functions logical ids */
export function formatMeasured(
  measurements: Measurements,
  functions: readonly string[],
  { color }: { readonly color: boolean },
): string {
  const style = styleOf(color);
  const first = Math.max('service'.length, ...functions.map((id) => plain(id).length));
  const row = (name: string, of: string) =>
    [plain(name).padEnd(first), ...COLUMNS.map((column) => cell(column, measurements, of))].join('  ');
  return [
    style.dim([' '.repeat(first), ...COLUMNS.map(({ title }) => title)].join('  ')),
    ...functions.map((id) => row(id, `/${id}`)),
    style.bold(row('service', '')),
    ...worst(measurements),
    ...new Set([coverage(measurements, 'lineCoverage', 'lines'), coverage(measurements, 'branchCoverage', 'branches')]),
    '',
  ].join('\n');
}

/** `-`: there is none; `?`: it could not be measured. */
function cell({ title, name, shown }: Column, measurements: Measurements, of: string): string {
  const found = measurements[`${name}${of}`];
  const text = !found || 'absent' in found ? '-' : 'problem' in found ? '?' : shown(found.value);
  return text.padStart(title.length);
}

function worst({ cyclomaticMaximum: found }: Measurements): string[] {
  return found && 'value' in found ? [`most complex: ${plain(found.from)}`] : [];
}

function coverage(measurements: Measurements, name: MeasurementName, of: string): string {
  const found = measurements[name];
  if (!found) return `no report says which ${of} tests run`;
  if ('value' in found) return `tests run ${found.value.toFixed(1)} % of the ${of} (${found.from})`;
  return 'problem' in found ? found.problem : found.absent;
}
