/** Many templates at a terminal: a line for each, why some are held up, and what fails most. */
import { isScored } from './entry.ts';
import type { Entry, ScoredEntry } from './entry.ts';
import { plain, styleOf, wrapped, type Style } from './text.ts';
import { counted, placeOf, points, grouped } from './words.ts';

/** Reasons of a red gate that are shown; the rest is counted. */
const REASONS = 3;
/** Checks that are named at the end. */
const WORST = 5;

export function formatSummary(
  entries: readonly Entry[],
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const style = styleOf(color);
  const room = Math.max(40, width);
  const lines = [
    style.dim('  fitness  gate        failing  unknown  template'),
    ...entries.flatMap((entry) => [row(entry, style), ...details(entry, style, room)]),
    '',
    ...paragraph('', totals(entries), room),
  ];
  const worst = mostFailing(entries.filter(isScored)).slice(0, WORST);
  if (worst.length > 0) lines.push('', style.bold('What fails most'));
  for (const { check, resources, templates } of worst) {
    const text = `${check}: ${counted(resources, 'resource')} in ${counted(templates, 'template')}`;
    lines.push(...paragraph('  ', text, room));
  }
  return `${lines.join('\n')}\n`;
}

function row(entry: Entry, style: Style): string {
  const name = plain(entry.template);
  if (!isScored(entry)) return `${style.red('!')}       -  ${style.red('error'.padEnd(10))}        -        -  ${name}`;
  const { fitness, gate, results } = entry.report;
  const count = (status: string) => String(results.filter((result) => result.status === status).length);
  const isGreen = gate.verdict === 'pass';
  const paint = isGreen ? style.green : gate.verdict === 'fail' ? style.red : style.yellow;
  const mark = paint(isGreen ? '✓' : gate.verdict === 'fail' ? '✗' : '?');
  const cells = [points(fitness).padStart(7), paint(gate.verdict.padEnd(10)), count('fail').padStart(7)];
  return `${mark} ${cells.join('  ')}  ${count('unknown').padStart(7)}  ${name}`;
}

/** Why a gate is red, or a template is none. */
function details(entry: Entry, style: Style, width: number): string[] {
  if (!isScored(entry)) {
    const { message, location } = entry.error;
    const place = location && !message.startsWith(`${location.file}:`) ? `${placeOf(location)}: ` : '';
    return paragraph('          ', `${place}${message}`, width);
  }
  const { verdict, reasons } = entry.report.gate;
  if (verdict === 'pass') return [];
  const more = reasons.length - REASONS;
  return [
    ...reasons.slice(0, REASONS).flatMap(({ rule, message }) => paragraph('          ', `${rule}: ${message}`, width)),
    ...(more > 0 ? [style.dim(`          and ${counted(more, 'reason')} more`)] : []),
  ];
}

function totals(entries: readonly Entry[]): string {
  const scored = entries.filter(isScored);
  const gates = new Map<string, number>();
  for (const { report } of scored) gates.set(report.gate.verdict, (gates.get(report.gate.verdict) ?? 0) + 1);
  const parts = ['pass', 'fail', 'incomplete'].flatMap((verdict) => {
    const amount = gates.get(verdict);
    return amount === undefined ? [] : [`${grouped(amount)} ${verdict}`];
  });
  const unread = entries.length - scored.length;
  if (unread > 0) parts.push(`${grouped(unread)} could not be read`);
  return `${counted(entries.length, 'template')}: ${parts.join(', ')}`;
}

interface Failing {
  readonly check: string;
  readonly weight: number;
  resources: number;
  templates: number;
}

/** Failing checks over all templates, those with the most failures first; of equals, the weightiest. */
export function mostFailing(entries: readonly ScoredEntry[]): Readonly<Failing>[] {
  const found = new Map<string, Failing>();
  for (const { report } of entries) {
    const seen = new Set<string>();
    for (const { check, status, mode, weight } of report.results) {
      if (status !== 'fail' || mode !== 'enforced' || weight === 0) continue;
      const entry = found.get(check) ?? { check, weight, resources: 0, templates: 0 };
      found.set(check, entry);
      entry.resources++;
      if (!seen.has(check)) entry.templates++;
      seen.add(check);
    }
  }
  return [...found.values()].sort(
    (a, b) => b.resources - a.resources || b.weight - a.weight || (a.check < b.check ? -1 : 1),
  );
}

function paragraph(indent: string, text: string, width: number): string[] {
  return wrapped(plain(text), width - indent.length).map((line) => `${indent}${line}`);
}
