/** A report resource by resource: those with something open, the dearest first; the sound ones folded behind them. */
import type { Report, Result } from '../../fitness/report.ts';
import { gainsByResource } from '../gains.ts';
import { counted, points } from '../words.ts';
import { mark } from './gauge.ts';
import { html, type Content, type Markup } from './markup.ts';
import { columns, isCountedFailure, table, tools } from './parts.ts';

/** So few are seen at a glance. */
const FEW = 8;

interface Judged {
  readonly resource: string;
  readonly results: readonly Result[];
  readonly gain: number;
}

/** @param id of the list on the page */
export function resources(report: Report, id: string): Markup | undefined {
  const all = judgedResources(report);
  if (all.length === 0) return undefined;
  const open = all.filter(({ results }) => results.some(({ status }) => status !== 'pass'));
  const sound = all.filter(({ results }) => results.every(({ status }) => status === 'pass'));
  const heads = columns('Resource', 'Fails', '#Pass', '#Not known', '#Gain');
  const tableOf = (some: readonly Judged[]) => table(heads, some.map(row), 'resources');
  return html`${
    open.length > 0
      ? html`<p class="lead">The gain is what mending everything that is wrong with the resource would give.</p>
          ${open.length >= FEW && tools({ list: id, label: 'Filter the resources' })}
          <div id="${id}">${tableOf(open)}</div>`
      : html`<p class="lead">${mark('good')} Every resource passes every check that concerns it.</p>`
  }
  ${
    sound.length > 0 &&
    html`<details class="rest">
      <summary>${counted(sound.length, 'resource')} without anything open</summary>
      ${tableOf(sound)}
    </details>`
  }`;
}

function judgedResources(report: Report): Judged[] {
  const gains = gainsByResource(report);
  const groups = new Map<string, Result[]>();
  for (const result of report.results) {
    if (result.status === 'not-applicable') continue;
    const own = groups.get(result.resource);
    if (own) own.push(result);
    else groups.set(result.resource, [result]);
  }
  return [...groups]
    .map(([resource, results]) => ({ resource, results, gain: gains.get(resource) ?? 0 }))
    .sort((a, b) => b.gain - a.gain);
}

function row({ resource, results, gain }: Judged): Markup {
  const failing = results.filter(({ status }) => status === 'fail');
  const count = (status: Result['status']) => results.filter((result) => result.status === status).length;
  const type = results[0]?.type ?? '';
  const words = [resource, type, ...failing.map(({ check }) => check)].join(' ').toLowerCase();
  return html`<tr data-text="${words}">
    <th scope="row"><code>${resource}</code><span class="type">${type}</span></th>
    <td>
      <ul class="inline">
        ${failing.map((result) => html`<li><code>${result.check}</code>${!isCountedFailure(result) && ' (not counted)'}</li>`)}
      </ul>
    </td>
    <td class="n">${count('pass')}</td>
    <td class="n">${count('unknown')}</td>
    <td class="n">${gainOf(gain)}</td>
  </tr>`;
}

function gainOf(gain: number): Content {
  if (gain <= 0) return html`&ndash;`;
  return gain < 0.1 ? '<0.1' : `+${points(gain)}`;
}
