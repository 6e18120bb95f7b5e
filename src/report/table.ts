/** The report for a person at a terminal. */
import type { Check } from '../checks/api.ts';
import { catalogue } from '../checks/catalogue.ts';
import type { Against, GateReason, Report, Result } from '../fitness/report.ts';
import type { Diagnostic } from '../template/model.ts';
import { isScored } from './entry.ts';
import type { Entry, RenderContext } from './entry.ts';
import { formatSummary } from './summary.ts';
import { plain, styleOf, wrapped, type Style } from './text.ts';
import { amountOf, CATEGORIES, percent, placeOf, points } from './words.ts';

export interface TableOptions {
  readonly color: boolean;
  /** Columns; no line is longer. */
  readonly width: number;
  /** Those that the report was made with; the built-in ones if absent. */
  readonly checks?: readonly Check[];
}

/** From here on a line holds a resource, the reason and the place beside each other. */
const WIDE = 110;

/** A longer name stands on a line of its own. */
const LONGEST_NAME = 36;

/** One template in full; of several, a line for each. */
export function renderTable(entries: readonly Entry[], { color, width }: RenderContext): string {
  const [entry] = entries;
  if (entries.length !== 1 || !entry || !isScored(entry)) return formatSummary(entries, { color, width });
  const { ownChecks, report, checks } = entry;
  const own =
    ownChecks.length > 0 ? `Runs ${ownChecks.length} of this repository's own checks (--no-custom runs none).\n\n` : '';
  return `${own}${formatTable(report, { color, width, checks })}`;
}

function isOpen({ status }: Result): boolean {
  return status === 'fail' || status === 'unknown';
}

/** What is shown without being counted takes one line. */
function isWeightless({ weight }: Result): boolean {
  return weight === 0;
}

export function formatTable(report: Report, { color, width, checks = catalogue }: TableOptions): string {
  const open = report.results.filter((result) => isOpen(result) && !isWeightless(result));
  const longest = Math.max(0, ...open.map(({ resource }) => resource.length));
  const page = new Page(styleOf(color), Math.max(40, width), Math.min(longest, LONGEST_NAME));
  const known = new Map(checks.map((check) => [check.meta.id, check]));
  const categoryOf = ({ check }: Result) => known.get(check)?.meta.category ?? 'operations';
  writeHead(page, report);
  if (report.against) writeAgainst(page, report.against, report);
  for (const category of CATEGORIES) {
    const own = report.results.filter((result) => categoryOf(result) === category);
    const score = report.categories[category];
    if (own.some(({ status }) => status !== 'not-applicable')) {
      const coverage = score && score.coverage < 1 ? `   coverage ${percent(score.coverage)}` : '';
      page.line(
        '',
        `${page.style.bold(category)}${score ? `  ${points(score.fitness)}` : ''}${page.style.dim(coverage)}`,
      );
      writeCategory(page, own, known);
    }
  }
  if (!report.results.some(({ status }) => status !== 'not-applicable')) {
    page.line('', page.style.dim('Nothing in the template concerns the enabled checks.'));
  }
  writeDiagnostics(page, report.diagnostics);
  writeGate(page, report);
  return page.text();
}

/** Lines of a width, and what is written on them. */
class Page {
  readonly style: Style;
  readonly width: number;
  /** Of the column of resources, on a wide page. */
  readonly names: number;
  readonly #lines: string[] = [];

  constructor(style: Style, width: number, names: number) {
    this.style = style;
    this.width = width;
    this.names = names;
  }

  line(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  /** Text that goes on under itself, behind a first column. */
  paragraph(first: string, firstWidth: number, text: string, paint: (line: string) => string = (line) => line): void {
    const [head = '', ...rest] = wrapped(plain(text), this.width - firstWidth);
    this.line(`${first}${paint(head)}`, ...rest.map((line) => `${' '.repeat(firstWidth)}${paint(line)}`));
  }

  text(): string {
    return `${this.#lines.join('\n').trimStart()}\n`;
  }
}

function writeHead(page: Page, report: Report): void {
  const { style } = page;
  const { complexity, coverage, fitness, raw, penalty } = report;
  const about = [report.service, report.environment, report.template].filter(Boolean).join(' · ');
  const paint = report.gate.verdict === 'pass' ? style.green : style.red;
  page.line(`${style.bold('Fitness')} ${style.bold(paint(points(fitness)))} ${style.dim('of 100')}`);
  page.paragraph('', 0, about, style.dim);
  page.line('');
  const terms = Object.entries(complexity.terms).map(([term, amount]) => amountOf(term, amount));
  const rows = [
    ['score', `${points(raw)}, for a penalty of ${points(penalty)}`],
    ['complexity', `-${points(complexity.penalty)} points: ${terms.join(', ')}`],
    ['coverage', percent(coverage)],
  ] as const;
  for (const [name, text] of rows) page.paragraph(`${style.dim(name.padEnd(10))}  `, 12, text);
}

const EFFECTS = { worse: '▼', better: '▲' } as const;

/** What this change did, the worst first. */
function writeAgainst(page: Page, against: Against, report: Report): void {
  const { style } = page;
  const { ref, commit, template, before, gain = 0, checks } = against;
  const at = commit === undefined ? '' : ` (${commit.slice(0, 12)})`;
  const signed = `${gain < 0 ? '-' : '+'}${points(Math.abs(gain))}`;
  const moved = before
    ? `${points(before.fitness)} → ${points(report.fitness)}, ${signed} points`
    : template === undefined
      ? 'there was no such template: everything is new'
      : 'nothing is compared';
  page.line('');
  page.paragraph(`${style.bold('against')}     `, 12, `${ref}${at}: ${moved}`);
  const paint = { worse: style.red, better: style.green };
  for (const effect of ['worse', 'better'] as const) {
    for (const { check, mode, changes } of checks) {
      const own = changes.filter((change) => change.effect === effect);
      if (own.length === 0) continue;
      const trial = mode === 'trial' ? ', in trial' : '';
      page.paragraph(`  ${paint[effect](EFFECTS[effect])} `, 4, `${check}${trial}`, style.bold);
      for (const { resource, before: then = 'new', now = 'gone', message } of own)
        page.paragraph('      ', 6, `${resource}: ${then} → ${now}: ${message}`);
    }
  }
  if (checks.length === 0 && before) page.paragraph('    ', 4, 'No check became better or worse.', style.dim);
}

const RANK: Readonly<Record<Result['status'], number>> = { fail: 0, unknown: 1, pass: 2, 'not-applicable': 3 };

function writeCategory(page: Page, results: readonly Result[], known: ReadonlyMap<string, Check>): void {
  const byCheck = new Map<string, Result[]>();
  for (const result of results) byCheck.set(result.check, [...(byCheck.get(result.check) ?? []), result]);
  const groups = [...byCheck].map(([check, own]) => ({
    check,
    own,
    rank: Math.min(...own.map(({ status }) => RANK[status])),
    isCounted: !own.every(isWeightless),
    cost: Math.max(0, ...own.map(({ cost }) => cost ?? 0)),
  }));
  const open = groups
    .filter(({ rank }) => rank < RANK.pass)
    .sort((a, b) => Number(b.isCounted) - Number(a.isCounted) || a.rank - b.rank || b.cost - a.cost);
  for (const { check, own } of open) writeCheck(page, check, own, known.get(check)?.meta.remedy);
  const passing = groups.filter(({ rank }) => rank === RANK.pass);
  if (passing.length > 0) {
    page.paragraph(`  ${page.style.green('✓')} `, 4, passing.map(({ check }) => check).join(', '), page.style.dim);
  }
}

function writeCheck(page: Page, check: string, results: readonly Result[], remedy: string | undefined): void {
  const { style, width } = page;
  const open = results.filter(isOpen);
  if (open.every(isWeightless)) {
    const names = [...new Set(open.map(({ resource }) => resource))].join(', ');
    return page.paragraph(`  ${style.dim('·')} `, 4, `${check}, not counted: ${names}`, style.dim);
  }
  const failing = open.filter(({ status }) => status === 'fail');
  const unknown = open.filter(({ status }) => status === 'unknown');
  const mark = failing.length > 0 ? style.red('✗') : style.yellow('?');
  const price = failing.length > 0 ? priceOf(failing) : 'unknown';
  const name = plain(check);
  const paint = failing.length > 0 ? style.red : style.yellow;
  const gap = width - 4 - name.length - price.length;
  if (gap >= 2) page.line(`  ${mark} ${style.bold(name)}${' '.repeat(gap)}${paint(price)}`);
  else {
    page.paragraph(`  ${mark} `, 4, name, style.bold);
    page.paragraph('    ', 4, price, paint);
  }
  for (const result of [...failing, ...unknown]) writeResult(page, result);
  if (failing.length > 0 && remedy !== undefined) page.paragraph(`      ${style.green('→')} `, 8, remedy);
}

function priceOf([first]: readonly Result[]): string {
  if (first?.mode === 'trial') return 'trial, not counted';
  return `-${points(first?.cost ?? 0)} points`;
}

function writeResult(page: Page, { resource, message, status, known, location }: Result): void {
  const { style, width, names } = page;
  const name = plain(resource);
  const why = status === 'unknown' ? `not known: ${message}` : known ? `a known failure: ${message}` : message;
  const place = location ? placeOf(location) : '';
  const room = width - 6 - names - 2 - (place ? place.length + 2 : 0);
  if (width < WIDE || name.length > names || room < 30) {
    const gap = Math.max(2, width - 6 - name.length - place.length);
    if (6 + name.length + 2 + place.length <= width)
      page.line(`      ${name}${place && ' '.repeat(gap)}${style.dim(place)}`.trimEnd());
    else {
      page.paragraph('      ', 6, name);
      page.paragraph('      ', 6, place, style.dim);
    }
    page.paragraph('        ', 8, why, status === 'unknown' ? style.yellow : undefined);
    return;
  }
  const [head = '', ...rest] = wrapped(plain(why), room);
  const paint = status === 'unknown' ? style.yellow : (text: string) => text;
  page.line(
    `      ${name.padEnd(names)}  ${paint(head)}${' '.repeat(room - head.length + 2)}${style.dim(place)}`.trimEnd(),
  );
  for (const line of rest) page.line(`${' '.repeat(6 + names + 2)}${paint(line)}`);
}

function writeDiagnostics(page: Page, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const { style } = page;
  page.line('', style.bold('diagnostics'));
  for (const { severity, code, message, location } of diagnostics) {
    const mark = severity === 'error' ? style.red('✗') : style.yellow('!');
    page.paragraph(`  ${mark} `, 4, `${code}: ${message}`);
    if (location) page.paragraph('    ', 4, placeOf(location), style.dim);
  }
}

function writeGate(page: Page, { gate }: Report): void {
  const { style } = page;
  const { verdict, mode, reasons, notices = [] } = gate;
  const paint = verdict === 'pass' ? style.green : style.red;
  const would = mode === 'observe' && reasons.length > 0 ? ', would have stopped this' : '';
  page.line('', `${style.bold('Gate')} ${style.bold(paint(verdict))} ${style.dim(`(${mode}${would})`)}`);
  for (const reason of reasons) writeReason(page, mode === 'observe' ? style.yellow('✗') : style.red('✗'), reason);
  for (const notice of notices) writeReason(page, style.yellow('!'), notice);
}

function writeReason(page: Page, mark: string, { rule, message }: GateReason): void {
  page.paragraph(`  ${mark} `, 4, `${rule}: ${message}`);
}
