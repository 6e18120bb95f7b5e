/** What holds a score back: the failing checks, the dearest first, each with what mending it gives. */
import type { Report } from '../../fitness/report.ts';
import type { Finding } from '../findings.ts';
import { fitnessWithout } from '../gains.ts';
import { CATEGORIES, counted, points } from '../words.ts';
import { bar } from './gauge.ts';
import { html, prose, type Markup } from './markup.ts';
import { chip, resultTable, tools } from './parts.ts';

/** So few are seen at a glance. */
const FEW = 4;

/** @param id of the list on the page */
export function blockers(report: Report, findings: readonly Finding[], id: string): Markup | undefined {
  const counting = findings.filter(({ isCounted, failing }) => isCounted && failing.length > 0);
  if (counting.length === 0) return undefined;
  const most = Math.max(...counting.map(({ cost }) => cost));
  const groups = CATEGORIES.filter((name) => counting.some(({ meta }) => meta?.category === name));
  return html`<p class="lead">
      Each gain is what mending that check alone would give, before the complexity that a fix may add. Gains do not add
      up: the curve is steeper near the top.
    </p>
    ${fixable(report, counting)}
    ${counting.length >= FEW && tools({ list: id, label: 'Filter the checks', groups, folds: true })}
    <ol class="blockers" id="${id}">
      ${counting.map((finding) => blocker(finding, most))}
    </ol>`;
}

function fixable(report: Report, findings: readonly Finding[]): Markup | undefined {
  const amount = findings.flatMap(({ failing }) => failing).filter((result) => result.fixable).length;
  if (amount === 0) return undefined;
  const fitness = fitnessWithout(report, (result) => result.fixable);
  return html`<p class="callout">
    <strong>${counted(amount, 'failure')}</strong> can be mended by <code>fitness-serverless fix</code>:
    ${points(report.fitness)} &rarr; about <strong>${points(fitness)}</strong>. <code>what-if</code> has the exact
    numbers.
  </p>`;
}

function blocker({ check, meta, failing, cost }: Finding, most: number): Markup {
  const mendable = failing.filter((result) => result.fixable).length;
  const known = failing.filter((result) => result.known).length;
  const words = [check, meta?.title, meta?.category, meta?.severity, ...failing.map(({ resource }) => resource)];
  return html`<li data-text="${words.join(' ').toLowerCase()}" data-group="${meta?.category}">
    <details>
      <summary>
        <span class="what"
          ><b>${meta?.title ?? check}</b>
          <span class="chips"
            ><code>${check}</code>
            ${meta && html`${chip(meta.category)} ${chip(meta.severity, `severity-${meta.severity}`)}`}
            ${chip(counted(failing.length, 'resource'))} ${known > 0 && chip(`${known} known`, 'accepted')}
            ${mendable > 0 && chip('fix available', 'fixable')}</span
          ></span
        >
        <span class="gain"><b>+${points(cost)}</b><span>points</span></span>
        ${bar(most > 0 ? cost / most : 0)}
      </summary>
      <div class="body">
        ${
          meta &&
          html`<p>${prose(meta.why)}</p>
            <p><b>To pass it:</b> ${prose(meta.remedy)}.</p>`
        }
        ${resultTable(failing)}
        <p class="more">
          <code>fitness-serverless ${mendable > 0 ? 'fix' : 'explain'} ${check}</code>
          ${meta && /^https:/.test(meta.docs) && html`<a href="${meta.docs}" rel="noopener noreferrer">Documentation</a>`}
        </p>
      </div>
    </details>
  </li>`;
}
