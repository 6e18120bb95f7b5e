/** What mending would give, for a person and for a program. */
import type { Report } from '../fitness/report.ts';
import type { Proposal, WhatIf } from '../fitness/what-if.ts';
import { round } from './json.ts';
import { plain, styleOf, wrapped } from './text.ts';
import type { Style } from './text.ts';

/** Lines that `fix` would write and take away. */
export interface Lines {
  readonly added: number;
  readonly removed: number;
}

export interface WhatIfContext {
  readonly report: Report;
  /** Of each section. */
  readonly limit: number;
  /** Fitness that the gate asks for. */
  readonly minimum: number;
  /** Of what `fix` does; undefined where the text cannot be edited. */
  readonly linesOf: (proposal: Proposal) => Lines | undefined;
}

/** Its shape is a contract. */
export function whatIfJson(found: WhatIf, { report, limit, minimum, linesOf }: WhatIfContext): unknown {
  const proposal = ({ edits, ...rest }: Proposal) => ({
    ...rest,
    gain: round(rest.gain),
    fitness: round(rest.fitness),
    raw: round(rest.raw),
    complexity: round(rest.complexity),
    lines: edits.length > 0 ? (linesOf({ edits, ...rest }) ?? null) : null,
  });
  const shown = (proposals: readonly Proposal[]) => proposals.slice(0, limit).map(proposal);
  const { fitness, raw, complexity, service, environment, template } = report;
  return {
    version: 1,
    service,
    environment,
    template,
    fitness: round(fitness),
    raw: round(raw),
    complexity: round(complexity.penalty),
    minimum,
    fixed: found.fixed ? proposal(found.fixed) : null,
    everything: found.everything ? proposal(found.everything) : null,
    checks: shown(found.checks),
    resources: shown(found.resources),
    failures: shown(found.failures),
    order: found.order.map(proposal),
    together: found.together.map(proposal),
    bounds: found.bounds,
  };
}

export function formatWhatIf(
  found: WhatIf,
  context: WhatIfContext,
  { color, width }: { color: boolean; width: number },
): string {
  const { report, minimum, limit } = context;
  const page = new Page(styleOf(color), Math.max(60, width), context);
  const about = [report.service, report.environment, report.template].filter(Boolean).join(' · ');
  page.line(`${page.style.bold('Fitness')} ${page.style.bold(report.fitness.toFixed(1))} ${page.style.dim('of 100')}`);
  page.line(page.style.dim(plain(about)));
  if (found.checks.length === 0) return page.line('', 'Nothing costs points but complexity.').text();
  const whole = [...new Set([found.fixed, found.everything])].filter((each) => each !== undefined);
  page.section('All', 'that `fix` does, and everything', whole, whole.length, nameOfAll);
  page.section('One check', 'all its failures mended', found.checks, limit, nameOfCheck);
  page.section('One resource', 'all its failures mended', found.resources, limit, nameOfResource);
  page.section('One failure', 'of a check that several resources fail', found.failures, limit, nameOfCheck);
  page.section('In this order', 'the most first, fitness as it adds up', found.order, found.order.length, nameOfCheck);
  const step = found.order.findIndex(({ fitness }) => fitness >= minimum);
  if (report.fitness < minimum && found.order.length > 0) page.line(page.style.dim(reached(step, minimum)));
  page.section('Together', 'two and three checks', found.together, found.together.length, nameOfChecks);
  page.line('');
  page.note('fix: `fix <check>` does it. part: it does some of it.');
  page.note('hand: a person has to decide; taken to pass, and to add no complexity.');
  const { omitted, atMost } = found.bounds;
  if (omitted > 0) page.note(`${omitted} more were left out: the template is scored some ${atMost} times.`);
  return page.text();
}

function reached(step: number, minimum: number): string {
  return step < 0
    ? `  All of it does not reach the ${minimum} that the gate asks for.`
    : `  The gate's ${minimum} is reached with step ${step + 1}.`;
}

class Page {
  readonly style: Style;
  readonly #width: number;
  readonly #context: WhatIfContext;
  readonly #lines: string[] = [];

  constructor(style: Style, width: number, context: WhatIfContext) {
    this.style = style;
    this.#width = width;
    this.#context = context;
  }

  line(...lines: string[]): this {
    this.#lines.push(...lines);
    return this;
  }

  note(text: string): void {
    this.line(...wrapped(text, this.#width).map((line) => this.style.dim(line)));
  }

  section(
    title: string,
    about: string,
    proposals: readonly Proposal[],
    limit: number,
    nameOf: (each: Proposal) => string,
  ): void {
    if (proposals.length === 0) return;
    this.line('', `${this.style.bold(title)}${this.style.dim(`: ${about}`)}`);
    this.line(
      this.style.dim(`   ${'gain'.padStart(6)}  ${'fitness'.padStart(7)}  ${'complexity'.padStart(10)}  lines`),
    );
    for (const each of proposals.slice(0, limit)) this.#row(each, nameOf(each));
    if (proposals.length > limit) this.line(this.style.dim(`   and ${proposals.length - limit} more (--limit)`));
  }

  #row(proposal: Proposal, name: string): void {
    const { gain, fitness, complexity, mechanical, edits } = proposal;
    const lines = edits.length > 0 ? this.#context.linesOf(proposal) : undefined;
    const columns = [
      this.style.green(`+${gain.toFixed(gain < 1 ? 2 : 1)}`.padStart(6)),
      fitness.toFixed(1).padStart(7),
      (Math.abs(complexity) < 0.005 ? '0' : `${complexity > 0 ? '+' : ''}${complexity.toFixed(2)}`).padStart(10),
      (lines ? `+${lines.added} −${lines.removed}` : '').padEnd(LINES),
      mechanical ? 'fix ' : this.style.yellow(edits.length > 0 ? 'part' : 'hand'),
    ];
    const [head = '', ...rest] = wrapped(plain(name), this.#width - NAME);
    const indent = ' '.repeat(NAME);
    this.line(`   ${columns.join('  ')}  ${head}`, ...rest.map((line) => `${indent}${line}`));
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** Widths of the column of lines, and of all before the name. */
const LINES = 9;
const NAME = 3 + 6 + 2 + 7 + 2 + 10 + 2 + LINES + 2 + 4 + 2;

function nameOfAll({ mends, mechanical }: Proposal): string {
  const count = mends.reduce((sum, { resources }) => sum + resources.length, 0);
  return `${mechanical ? 'all that `fix` does' : 'everything'}: ${count} failure${count === 1 ? '' : 's'} of ${mends.length} check${mends.length === 1 ? '' : 's'}`;
}

function nameOfCheck({ mends: [mend] }: Proposal): string {
  if (!mend) return '';
  const [only = '', ...more] = mend.resources;
  return more.length === 0 ? `${mend.check}: ${only}` : `${mend.check}: ${mend.resources.length} resources`;
}

function nameOfResource({ mends }: Proposal): string {
  return `${mends[0]?.resources[0] ?? ''}: ${mends.map(({ check }) => check).join(', ')}`;
}

function nameOfChecks({ mends }: Proposal): string {
  return mends.map(({ check }) => check).join(' + ');
}
