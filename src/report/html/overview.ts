/** Many templates: how they are spread, a table that leads to each, and each folded. */
import { isScored } from '../entry.ts';
import type { Entry, FailedEntry, ScoredEntry } from '../entry.ts';
import { mostFailing } from '../summary.ts';
import { counted, placeOf, points } from '../words.ts';
import { bar, mark, type Tone } from './gauge.ts';
import { html, type Markup } from './markup.ts';
import { hero, sectionsOf, toneOf, tools, verdictOf, type Section } from './report.ts';

/** Checks that are shown as failing most. */
const WORST = 12;

export function overview(entries: readonly Entry[]): Markup {
  const scored = entries.filter(isScored);
  const count = (tone: Tone) => scored.filter(({ report }) => toneOf(report) === tone).length;
  const unread = entries.length - scored.length;
  const fitness = scored.map(({ report }) => report.fitness).sort((a, b) => a - b);
  const median = fitness[fitness.length >> 1];
  const tone: Tone = count('bad') + unread > 0 ? 'bad' : count('open') > 0 ? 'open' : 'good';
  const red = count('bad');
  const verdict =
    red > 0
      ? `${counted(red, 'gate')} red`
      : unread > 0
        ? `${unread} could not be read`
        : count('open') > 0
          ? `${count('open')} could not be judged`
          : 'Every gate green';
  return html`<div class="hero many">
    <div class="dial">${histogram(fitness)}</div>
    <div class="verdict">
      <p class="pill tone-${tone}">${mark(tone)}${verdict}</p>
      <dl class="tiles">
        <div class="tile">
          <dt>Templates</dt>
          <dd><b>${entries.length.toLocaleString('en-US')}</b><span>in one run</span></dd>
        </div>
        <div class="tile">
          <dt>Green</dt>
          <dd><b>${count('good').toLocaleString('en-US')}</b><span>gates</span></dd>
        </div>
        <div class="tile">
          <dt>Red</dt>
          <dd><b>${red.toLocaleString('en-US')}</b><span>gates</span></dd>
        </div>
        <div class="tile">
          <dt>Not judged</dt>
          <dd><b>${(count('open') + unread).toLocaleString('en-US')}</b><span>${unread} unreadable</span></dd>
        </div>
        ${
          median !== undefined &&
          html`<div class="tile">
            <dt>Median</dt>
            <dd><b>${points(median)}</b><span>fitness</span></dd>
          </div>`
        }
      </dl>
    </div>
  </div>`;
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
  const most = worst[0]?.resources ?? 1;
  return [
    { id: 'templates', title: 'Templates', content: table(entries) },
    ...(worst.length > 0
      ? [
          {
            id: 'worst',
            title: 'What fails most',
            content: html`<ol class="worst">
              ${worst.map(
                ({ check, resources, templates }) =>
                  html`<li>
                    <span><code>${check}</code></span
                    ><span class="note">${counted(resources, 'resource')} in ${counted(templates, 'template')}</span
                    >${bar(resources / most)}
                  </li>`,
              )}
            </ol>`,
          },
        ]
      : []),
    { id: 'reports', title: 'Reports', content: html`${entries.map(folded)}` },
  ];
}

function table(entries: readonly Entry[]): Markup {
  return html`${tools('template-list', 'Filter the templates', [...new Set(entries.map(verdictIn))], entries.length)}
    <div class="scroll">
      <table class="list templates">
        <thead>
          <tr>
            <th scope="col">Template</th>
            <th scope="col">Gate</th>
            <th scope="col" class="n">Fitness</th>
            <th scope="col" class="n">Failing</th>
            <th scope="col" class="n">Not known</th>
          </tr>
        </thead>
        <tbody id="template-list">
          ${entries.map(row)}
        </tbody>
      </table>
    </div>`;
}

function row(entry: Entry, index: number): Markup {
  const name = html`<th scope="row">
    <a href="#t${index + 1}"><code>${entry.template}</code></a>
  </th>`;
  const attributes = html`data-text="${entry.template.toLowerCase()}" data-group="${verdictIn(entry)}"`;
  if (!isScored(entry))
    return html`<tr ${attributes}>
      ${name}
      <td>${mark('bad')}${verdictIn(entry)}</td>
      <td class="n">–</td>
      <td class="n">–</td>
      <td class="n">–</td>
    </tr>`;
  const { fitness, results } = entry.report;
  const count = (status: string) => results.filter((result) => result.status === status).length;
  return html`<tr ${attributes}>
    ${name}
    <td>${mark(toneOf(entry.report))}${verdictIn(entry)}</td>
    <td class="n"><b>${points(fitness)}</b></td>
    <td class="n">${count('fail')}</td>
    <td class="n">${count('unknown')}</td>
  </tr>`;
}

function verdictIn(entry: Entry): string {
  return isScored(entry) ? verdictOf(entry.report) : 'Could not be read';
}

function folded(entry: Entry, index: number): Markup {
  const tone = isScored(entry) ? toneOf(entry.report) : 'bad';
  const score = isScored(entry) ? points(entry.report.fitness) : '–';
  return html`<details class="template" id="t${index + 1}">
    <summary>
      ${mark(tone)}<span class="what"
        ><b><code>${entry.template}</code></b
        ><span class="note">${verdictIn(entry)}</span></span
      ><span class="gain"><b>${score}</b></span>
    </summary>
    <div class="body">${isScored(entry) ? reportOf(entry, `t${index + 1}-`) : errorOf(entry)}</div>
  </details>`;
}

function reportOf(entry: ScoredEntry, prefix: string): Markup {
  return html`${hero(entry)}${sectionsOf(entry, prefix).map(
    ({ title, content }) =>
      html`<h3>${title}</h3>
        ${content}`,
  )}`;
}

function errorOf({ error: { code, message, location, hint } }: FailedEntry): Markup {
  return html`<p><code>${code}</code> ${message}</p>
    ${location !== null && html`<p class="place"><code>${placeOf(location)}</code></p>`}${hint !== null && html`<p>${hint}</p>`}`;
}
