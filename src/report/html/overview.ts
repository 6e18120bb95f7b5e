/** Many templates: how they are spread, a table that leads to each, and each folded. */
import { isScored } from '../entry.ts';
import type { Entry, FailedEntry, ScoredEntry } from '../entry.ts';
import { findingsOf, type Finding } from '../findings.ts';
import { mostFailing } from '../summary.ts';
import { counted, placeOf, points } from '../words.ts';
import { bar, mark, type Tone } from './gauge.ts';
import { reasonsOf } from './hero.ts';
import { html, type Content, type Markup } from './markup.ts';
import { columns, table, tile, toneOf, tools, verdictOf } from './parts.ts';
import { diagnosticsOf, type Section } from './report.ts';

/** Resources that are named for each check. */
const MOST_NAMES = 20;

/** Checks that are shown as failing most. */
const WORST = 12;

export function overview(entries: readonly Entry[]): Markup {
  const scored = entries.filter(isScored);
  const unread = entries.length - scored.length;
  const count = (tone: Tone) => scored.filter(({ report }) => toneOf(report) === tone).length;
  const [green, red, open] = [count('good'), count('bad'), count('open')];
  const fitness = scored.map(({ report }) => report.fitness).sort((a, b) => a - b);
  const median = fitness[fitness.length >> 1];
  const { tone, text } = verdictOn(red, open, unread);
  return html`<div class="hero many">
    <div class="dial">${histogram(fitness)}</div>
    <div class="verdict">
      <p class="pill tone-${tone}">${mark(tone)}${text}</p>
      <dl class="tiles">
        ${median !== undefined && tile('Median', points(median), 'fitness')}
        ${tile('Green', green.toLocaleString('en-US'), 'gates')} ${tile('Red', red.toLocaleString('en-US'), 'gates')}
        ${tile('Open', open.toLocaleString('en-US'), 'not judged, or observed')}
        ${unread > 0 && tile('Unreadable', unread.toLocaleString('en-US'), 'templates')}
      </dl>
    </div>
  </div>`;
}

function verdictOn(red: number, open: number, unread: number): { tone: Tone; text: string } {
  if (red > 0) return { tone: 'bad', text: `${counted(red, 'gate')} red` };
  if (unread > 0) return { tone: 'bad', text: `${counted(unread, 'template')} could not be read` };
  if (open > 0) return { tone: 'open', text: `${counted(open, 'gate')} open` };
  return { tone: 'good', text: 'Every gate green' };
}

/** How many templates there are in each tenth of the scale. */
function histogram(fitness: readonly number[]): Markup {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const value of fitness) {
    const at = Math.min(9, Math.floor(value / 10));
    tenths[at] = (tenths[at] ?? 0) + 1;
  }
  const most = Math.max(1, ...tenths);
  const label = tenths
    .flatMap((amount, at) => (amount > 0 ? [`${at * 10} to ${at * 10 + 10}: ${amount}`] : []))
    .join('; ');
  return html`<figure>
    <svg class="histogram" viewBox="0 0 300 150" role="img" aria-label="Templates by fitness. ${label}">
      ${tenths.map((amount, at) => {
        const height = amount === 0 ? 0 : Math.max(3, (amount / most) * 108);
        const x = 4 + at * 29.4;
        return html`<rect class="track" x="${x}" y="127" width="25" height="2" rx="1" /><rect
            class="value"
            x="${x}"
            y="${(126 - height).toFixed(1)}"
            width="25"
            height="${height.toFixed(1)}"
            rx="3"
          />${amount > 0 && html`<text x="${x + 12.5}" y="${(121 - height).toFixed(1)}">${amount}</text>`}<text
            class="axis"
            x="${x + 12.5}"
            y="145"
            >${at * 10}</text
          >`;
      })}
    </svg>
    <figcaption>Templates by fitness</figcaption>
  </figure>`;
}

export function overviewSections(entries: readonly Entry[]): Section[] {
  const worst = mostFailing(entries.filter(isScored)).slice(0, WORST);
  return [
    { id: 'templates', title: 'Templates', content: templates(entries) },
    ...(worst.length > 0 ? [{ id: 'worst', title: 'What fails most', content: failures(worst) }] : []),
    {
      id: 'reports',
      title: 'Reports',
      content: html`<p class="lead">
          In short; <code>fitness-serverless score</code> of one template alone has all of it.
        </p>
        ${entries.map(folded)}`,
    },
  ];
}

function templates(entries: readonly Entry[]): Markup {
  const groups = [...new Set(entries.map(verdictIn))];
  return html`${tools({ list: 'template-list', label: 'Filter the templates', groups })}
    <div id="template-list">
      ${table(columns('Template', 'Gate', '#Fitness', '#Failing', '#Not known'), entries.map(row), 'templates')}
    </div>`;
}

function row(entry: Entry, index: number): Markup {
  const count = (status: string) =>
    isScored(entry) && entry.report.results.filter((result) => result.status === status).length;
  const cell = (content: Content) => html`<td class="n">${content === false ? html`&ndash;` : content}</td>`;
  return html`<tr data-text="${entry.template.toLowerCase()}" data-group="${verdictIn(entry)}">
    <th scope="row">
      <a href="#t${index + 1}"><code>${entry.template}</code></a>
    </th>
    <td class="verdict-cell">${mark(toneIn(entry))}${verdictIn(entry)}</td>
    ${cell(isScored(entry) && html`<b>${points(entry.report.fitness)}</b>`)} ${cell(count('fail'))}
    ${cell(count('unknown'))}
  </tr>`;
}

function failures(worst: ReturnType<typeof mostFailing>): Markup {
  const most = worst[0]?.resources ?? 1;
  return html`<ol class="worst">
    ${worst.map(
      ({ check, resources, templates }) =>
        html`<li>
          <code>${check}</code>
          <span class="note">${counted(resources, 'resource')} in ${counted(templates, 'template')}</span>
          ${bar(resources / most)}
        </li>`,
    )}
  </ol>`;
}

function toneIn(entry: Entry): Tone {
  return isScored(entry) ? toneOf(entry.report) : 'bad';
}

function verdictIn(entry: Entry): string {
  return isScored(entry) ? verdictOf(entry.report) : 'Could not be read';
}

function folded(entry: Entry, index: number): Markup {
  return html`<details class="template" id="t${index + 1}">
    <summary>
      ${mark(toneIn(entry))}
      <span class="what"
        ><b><code>${entry.template}</code></b> <span class="note">${verdictIn(entry)}</span></span
      >
      <span class="gain"><b>${isScored(entry) ? points(entry.report.fitness) : html`&ndash;`}</b></span>
    </summary>
    <div class="body">${isScored(entry) ? briefOf(entry) : errorOf(entry)}</div>
  </details>`;
}

/** What is to be known of one among many; its own report has all of it. */
function briefOf(entry: ScoredEntry): Markup {
  const { report } = entry;
  const findings = findingsOf(entry).filter(({ isCounted }) => isCounted);
  const diagnostics = diagnosticsOf(report.diagnostics);
  return html`${reasonsOf(report)}
  ${
    findings.length > 0 &&
    html`<h3>What holds it back</h3>
      ${table(columns('Check', 'Resources', '#Gain'), findings.map(findingRow))}`
  }
  ${
    diagnostics &&
    html`<h3>Diagnostics</h3>
      ${diagnostics}`
  }`;
}

function findingRow({ check, meta, failing, unknown, cost }: Finding): Markup {
  const own = [...failing, ...unknown];
  const rest = own.length - MOST_NAMES;
  return html`<tr>
    <th scope="row">${meta?.title ?? check}<span class="type">${check}</span></th>
    <td>
      <ul class="inline">
        ${own.slice(0, MOST_NAMES).map(({ resource, status }) => html`<li><code>${resource}</code>${status === 'unknown' && ' (not known)'}</li>`)}
        ${rest > 0 && html`<li>and ${rest.toLocaleString('en-US')} more</li>`}
      </ul>
    </td>
    <td class="n">${cost > 0 ? `+${points(cost)}` : html`&ndash;`}</td>
  </tr>`;
}

function errorOf({ error: { code, message, location, hint } }: FailedEntry): Markup {
  return html`<p><code>${code}</code> ${message}</p>
    ${location !== null && html`<p class="place"><code>${placeOf(location)}</code></p>`}${hint !== null && html`<p>${hint}</p>`}`;
}
