/** Markdown for a comment on a pull request: what decides first, and never more than the comment holds. */
import type { Against } from '../fitness/report.ts';
import { changesOf, movement, referenceOf, signed, type Change } from './change.ts';
import { isScored } from './entry.ts';
import type { Entry, RenderContext, ScoredEntry } from './entry.ts';
import { findingsOf, type Finding } from './findings.ts';
import { mostFailing } from './summary.ts';
import { plain } from './text.ts';
import { amountOf, CATEGORIES, counted, percent, placeOf, points } from './words.ts';

/** GitHub's comments hold 65,536 characters; in bytes, that is safe for any host that counts them. */
const MOST_BYTES = 65_000;
/** Lines of a fold; nobody reads more. */
const MOST_LINES = 100;
/** Kept for the line that says what is left out. */
const RESERVE = 300;

const MARKS = { pass: '✅', fail: '❌', incomplete: '❔' } as const;

export function renderMarkdown(entries: readonly Entry[], { tool }: RenderContext): string {
  const comment = new Comment();
  const [only] = entries;
  if (entries.length === 1 && only && isScored(only)) {
    comment.add([`**${headline(only)}**`, '']);
    writeReport(comment, only);
  } else writeOverview(comment, entries);
  return comment.text(`<sub>${code(tool)}</sub>`);
}

/** A text of bounded size: a block that does not fit any more is counted instead. */
class Comment {
  readonly #lines: string[] = [];
  #room = MOST_BYTES - RESERVE;
  #left = 0;

  /** All of the lines, or none. */
  add(lines: readonly string[]): boolean {
    const size = sizeOf(lines);
    if (size > this.#room) {
      this.#left++;
      return false;
    }
    this.#room -= size;
    this.#lines.push(...lines);
    return true;
  }

  /** As many of the blocks as fit between a first and a last part. */
  enclose(head: readonly string[], blocks: readonly (readonly string[])[], foot: readonly string[]): void {
    const smallest = sizeOf([...head, ...(blocks[0] ?? []), ...foot]);
    if (smallest > this.#room) {
      this.#left += Math.max(1, blocks.length);
      return;
    }
    this.#room -= sizeOf(foot);
    this.add(head);
    for (const block of blocks) this.add(block);
    this.#lines.push(...foot);
  }

  text(last: string): string {
    const left =
      this.#left > 0
        ? [
            '',
            `_The comment is full: ${counted(this.#left, 'entry').replace(/ys$/, 'ies')} left out; \`score --format html\` has all._`,
          ]
        : [];
    return `${[...this.#lines, ...left, '', last].join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
  }
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

/** The first line, which is what a notification shows. */
function headline({ template, report }: ScoredEntry): string {
  const { against, gate, fitness, service, environment } = report;
  const wouldFail = gate.mode === 'observe' && gate.reasons.length > 0;
  const verdict = { pass: 'gate green', fail: 'gate red', incomplete: 'could not be judged' }[gate.verdict];
  const about = [service, environment, template].filter(Boolean).map(escaped).join(' · ');
  const mode = wouldFail ? `${verdict}, would be red if it were enforced` : verdict;
  const moved =
    against?.gain === undefined ? '' : ` (${signed(against.gain)} against ${escaped(referenceOf(against))})`;
  return `${MARKS[gate.verdict]} Fitness ${points(fitness)} of 100${moved}, ${mode}: ${about}`;
}

function writeReport(comment: Comment, entry: ScoredEntry): void {
  const { report } = entry;
  const { gate, diagnostics } = report;
  if (gate.reasons.length > 0)
    comment.enclose(
      [gate.mode === 'observe' ? 'It only observes; it would have stopped this:' : 'Why the gate says so:', ''],
      gate.reasons.map(({ rule, message }) => [`- **${escaped(rule)}**: ${escaped(message)}`]),
      [''],
    );
  if (report.against) writeChange(comment, report.against);
  const findings = findingsOf(entry);
  const dear = findings.filter(({ isCounted, failing }) => isCounted && failing.length > 0);
  if (dear.length > 0)
    comment.enclose(
      ['| What holds it back | Resources | Costs | To pass it |', '| --- | ---: | ---: | --- |'],
      dear.map((finding) => [rowOf(finding)]),
      [''],
    );
  for (const finding of dear)
    writeFinding(comment, `${finding.check}: ${counted(finding.failing.length, 'resource')}`, finding);
  const unknown = findings.filter((finding) => finding.isCounted && finding.unknown.length > 0);
  writeFold(comment, `Not known before deployment: ${counted(unknown.length, 'check')}`, unknown.flatMap(unknownLines));
  const free = findings.filter((finding) => !finding.isCounted);
  writeFold(
    comment,
    `Shown, not counted: ${counted(free.length, 'check')}`,
    free.flatMap((finding) => [...failingLines(finding, true), ...unknownLines(finding)]),
  );
  const suppressed = report.results.filter((result) => result.suppressed);
  writeFold(
    comment,
    `Suppressed: ${counted(suppressed.length, 'result')}`,
    suppressed.map(({ check, resource, message }) => `- ${code(check)} on ${code(resource)}: ${escaped(message)}`),
  );
  const lines = diagnostics.map(({ severity, code: id, message, location }) => {
    const place = location ? ` (${code(placeOf(location))})` : '';
    return `- ${severity === 'error' ? '❌' : '⚠️'} **${escaped(id)}**: ${escaped(message)}${place}`;
  });
  writeFold(comment, `Diagnostics: ${lines.length}`, lines);
  const notices = (gate.notices ?? []).map(({ rule, message }) => `- **${escaped(rule)}**: ${escaped(message)}`);
  writeFold(comment, `Notices: ${notices.length}`, notices);
  writeNumbers(comment, entry);
}

/** Worse first, and open: it is what a reviewer decides about. */
function writeChange(comment: Comment, against: Against): void {
  const { worse, better } = changesOf(against);
  const line = (each: Change): string => {
    const place = each.location ? ` (${code(placeOf(each.location))})` : '';
    return `- ${code(each.check)}, ${code(each.resource)}${place}, ${movement(each)}: ${escaped(each.message)}`;
  };
  if (worse.length > 0)
    comment.enclose(
      [`**This change makes ${counted(worse.length, 'verdict')} worse**`, ''],
      worse.slice(0, MOST_LINES).map((each) => [line(each)]),
      worse.length > MOST_LINES ? [`- … and ${(worse.length - MOST_LINES).toLocaleString('en-US')} more`, ''] : [''],
    );
  writeFold(comment, `This change makes ${counted(better.length, 'verdict')} better`, better.map(line));
}

function rowOf({ check, failing, cost, meta }: Finding): string {
  return `| ${code(check, true)} | ${failing.length} | ${points(cost)} | ${escaped(meta?.remedy ?? '')} |`;
}

/** A check with the resources that fail it, folded. */
function writeFinding(comment: Comment, summary: string, finding: Finding): void {
  writeFold(comment, summary, failingLines(finding, false));
}

function failingLines({ check, failing }: Finding, withCheck: boolean): string[] {
  return failing.map(({ resource, message, known, location }) => {
    const place = location ? ` (${code(placeOf(location))})` : '';
    const accepted = known ? 'a known failure: ' : '';
    return `- ${withCheck ? `${code(check)}, ` : ''}${code(resource)}${place}: ${accepted}${escaped(message)}`;
  });
}

function unknownLines({ check, unknown }: Finding): string[] {
  return unknown.map(({ resource, message }) => `- ${code(check)}, ${code(resource)}: ${escaped(message)}`);
}

function writeFold(comment: Comment, summary: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  comment.enclose(
    [`<details><summary>${html(summary)}</summary>`, ''],
    lines.slice(0, MOST_LINES).map((line) => [line]),
    [
      ...(lines.length > MOST_LINES ? [`- … and ${(lines.length - MOST_LINES).toLocaleString('en-US')} more`] : []),
      '',
      '</details>',
      '',
    ],
  );
}

function writeNumbers(comment: Comment, { report }: ScoredEntry): void {
  const { raw, penalty, coverage, complexity, categories } = report;
  const terms = Object.entries(complexity.terms).map(([term, amount]) => amountOf(term, amount));
  const own = CATEGORIES.flatMap((name) => {
    const score = categories[name];
    return score ? [{ name, ...score }] : [];
  });
  comment.enclose(
    ['<details><summary>The numbers</summary>', ''],
    [
      [
        `Score ${points(raw)} for a penalty of ${points(penalty)}; complexity −${points(complexity.penalty)} points (${terms.map(escaped).join(', ')}); coverage ${percent(coverage)}.`,
        '',
      ],
      ...(own.length > 0
        ? [
            [
              '| Category | Fitness | Coverage |',
              '| --- | ---: | ---: |',
              ...own.map(({ name, fitness, coverage }) => `| ${name} | ${points(fitness)} | ${percent(coverage)} |`),
            ],
          ]
        : []),
    ],
    ['', '</details>', ''],
  );
}

/** The least fit first: what is to be done stands on top, whatever does not fit. */
function writeOverview(comment: Comment, entries: readonly Entry[]): void {
  const scored = entries.filter(isScored);
  const red = scored.filter(({ report }) => report.gate.verdict === 'fail').length;
  const open = scored.filter(({ report }) => report.gate.verdict === 'incomplete').length;
  const unread = entries.length - scored.length;
  const said = [
    red > 0 && `${counted(red, 'gate')} red`,
    open > 0 && `${open.toLocaleString('en-US')} could not be judged`,
    unread > 0 && `${unread.toLocaleString('en-US')} could not be read`,
  ].filter(Boolean);
  const mark = red > 0 || unread > 0 ? MARKS.fail : open > 0 ? MARKS.incomplete : MARKS.pass;
  comment.add([
    `**${mark} Fitness of ${counted(entries.length, 'template')}: ${said.join(', ') || 'every gate green'}**`,
    '',
  ]);
  const ordered = [...entries].sort((a, b) => fitnessOf(a) - fitnessOf(b));
  const more = ordered.length - MOST_LINES;
  comment.enclose(
    ['| Template | Fitness | Gate | Failing | Unknown |', '| --- | ---: | --- | ---: | ---: |'],
    ordered.slice(0, MOST_LINES).map((entry) => [overviewRow(entry)]),
    more > 0 ? ['', `… and ${more.toLocaleString('en-US')} more, which are fitter.`, ''] : [''],
  );
  const worst = mostFailing(scored).map(
    ({ check, resources, templates }) =>
      `- ${code(check)}: ${counted(resources, 'resource')} in ${counted(templates, 'template')}`,
  );
  writeFold(comment, 'What fails most', worst);
  for (const entry of ordered) {
    if (!isScored(entry)) continue;
    const findings = findingsOf(entry).filter(({ isCounted, failing }) => isCounted && failing.length > 0);
    const reasons = entry.report.gate.reasons.map(({ rule, message }) => `- **${escaped(rule)}**: ${escaped(message)}`);
    const lines = [...reasons, ...findings.flatMap((finding) => failingLines(finding, true))];
    writeFold(
      comment,
      `${entry.template}: ${points(entry.report.fitness)}, ${counted(findings.length, 'failing check')}`,
      lines,
    );
  }
}

function fitnessOf(entry: Entry): number {
  return isScored(entry) ? entry.report.fitness : -1;
}

function overviewRow(entry: Entry): string {
  if (!isScored(entry))
    return `| ${code(entry.template, true)} | – | ${MARKS.fail} ${escaped(entry.error.message)} | – | – |`;
  const { fitness, gate, results } = entry.report;
  const count = (status: string) => results.filter((result) => result.status === status).length;
  return `| ${code(entry.template, true)} | ${points(fitness)} | ${MARKS[gate.verdict]} ${gate.verdict} | ${count('fail')} | ${count('unknown')} |`;
}

/** A name, as code: in it nothing is markup, a mention or a link. */
function code(name: string, inTable = false): string {
  const text = plain(name);
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || /^ | $/.test(text) ? ' ' : '';
  const written = `${fence}${pad}${text || ' '}${pad}${fence}`;
  // a table ends its cells at bars before it looks at code
  return inTable ? written.replaceAll('|', '\\|') : written;
}

/** Text, in which names of unknown origin may stand: no markup, no HTML, and nobody is mentioned. */
function escaped(text: string): string {
  return html(plain(text).replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&'));
}

/** Text inside of HTML, where Markdown is not read. */
function html(text: string): string {
  return plain(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b');
}
