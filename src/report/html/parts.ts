/** Pieces that several sections of the page are made of. */
import type { Report, Result } from '../../fitness/report.ts';
import { isCountedResult } from '../findings.ts';
import { counted, placeOf } from '../words.ts';
import { mark, type Tone } from './gauge.ts';
import { html, type Content, type Markup } from './markup.ts';

/** Rows that stand open; those behind them are a click away. */
const MOST_ROWS = 100;

export function toneOf({ gate }: Report): Tone {
  if (gate.verdict === 'incomplete') return 'open';
  if (gate.verdict === 'fail') return 'bad';
  return gate.mode === 'observe' && gate.reasons.length > 0 ? 'open' : 'good';
}

/** The verdict in words. */
export function verdictOf({ gate }: Report): string {
  if (gate.verdict === 'incomplete') return 'Could not be judged';
  if (gate.verdict === 'fail') return 'Gate red';
  return gate.mode === 'observe' && gate.reasons.length > 0 ? 'Observed: would be red' : 'Gate green';
}

export function isCountedFailure(result: Result): boolean {
  return result.status === 'fail' && isCountedResult(result);
}

export function chip(text: Content, kind = ''): Markup {
  return html`<span class="chip ${kind}">${text}</span>`;
}

/** A number with its name and a note, in a list of such. */
export function tile(name: string, value: Content, note: string): Markup {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd><b>${value}</b><span>${note}</span></dd>
  </div>`;
}

interface Tools {
  /** Id of what is filtered. */
  readonly list: string;
  readonly label: string;
  /** Values of `data-group` to choose from. */
  readonly groups?: readonly string[];
  /** Whether there is something to unfold. */
  readonly folds?: boolean;
}

/** Filters, which need the script to do anything, and show only with it. */
export function tools({ list, label, groups = [], folds = false }: Tools): Markup {
  return html`<div class="tools" data-tools="${list}" hidden>
    <label>${label}<input type="search" autocomplete="off" placeholder="name, type, check" /></label>
    ${
      groups.length > 1 &&
      html`<label
        >Show<select>
          <option value="">all</option>
          ${groups.map((group) => html`<option>${group}</option>`)}
        </select></label
      >`
    }
    ${folds && html`<button type="button">Unfold all</button>`}
    <span role="status"></span>
  </div>`;
}

/** A table whose rows are all there, most of them folded if they are many. */
export function table(columns: Markup, rows: readonly Markup[], kind = ''): Markup {
  const part = (own: readonly Markup[]): Markup =>
    html`<div class="scroll">
      <table class="list ${kind}">
        <thead>
          <tr>
            ${columns}
          </tr>
        </thead>
        <tbody>
          ${own}
        </tbody>
      </table>
    </div>`;
  const rest = rows.slice(MOST_ROWS);
  return html`${part(rows.slice(0, MOST_ROWS))}
  ${
    rest.length > 0 &&
    html`<details class="rest">
      <summary>${counted(rest.length, 'row')} more</summary>
      ${part(rest)}
    </details>`
  }`;
}

/** Column heads; one that begins with `#` is of numbers. */
export function columns(...names: string[]): Markup {
  return html`${names.map((name) =>
    name.startsWith('#') ? html`<th scope="col" class="n">${name.slice(1)}</th>` : html`<th scope="col">${name}</th>`,
  )}`;
}

/** Results of one check: resource by resource, what is wrong and where. */
export function resultTable(results: readonly Result[]): Markup {
  return table(
    columns('Resource', 'What is wrong', 'Place'),
    results.map(
      ({ resource, message, location, known }) =>
        html`<tr>
          <th scope="row"><code>${resource}</code></th>
          <td>${message}${known && html` ${chip('known', 'accepted')}`}</td>
          <td class="place">${location && html`<code>${placeOf(location)}</code>`}</td>
        </tr>`,
    ),
  );
}

/** A line of a list with a mark before it. */
export function marked(tone: Tone, content: Content): Markup {
  return html`<li class="tone-${tone}">
    ${mark(tone)}
    <div>${content}</div>
  </li>`;
}
