/** The top of a report: the score, the verdict, and why. */
import type { GateReason, Report } from '../../fitness/report.ts';
import { referenceOf, signed } from '../change.ts';
import { fitnessWithout } from '../gains.ts';
import { amountOf, counted, percent, points } from '../words.ts';
import { gauge, mark } from './gauge.ts';
import { html, type Markup } from './markup.ts';
import { isCountedFailure, tile, toneOf, verdictOf } from './parts.ts';

/** Reasons that stand open; a gate with `require` may have hundreds. */
const MOST_REASONS = 6;

export function hero(report: Report): Markup {
  const { complexity, coverage, fitness, gate, penalty, raw, results } = report;
  const reachable = fitnessWithout(report, () => true);
  const failing = results.filter(isCountedFailure);
  const checks = new Set(failing.map(({ check }) => check)).size;
  const tone = toneOf(report);
  return html`<div class="hero">
    <div class="dial">
      ${gauge(fitness, reachable, tone)}
      ${
        reachable - fitness >= 0.1 &&
        html`<p class="reach">
          <span class="swatch" aria-hidden="true"></span>${points(reachable)} if all failures were mended
        </p>`
      }
      ${delta(report)}
    </div>
    <div class="verdict">
      <p class="pill tone-${tone}">${mark(tone)}${verdictOf(report)}</p>
      ${reasonsOf(report)}
      ${
        (gate.notices ?? []).length > 0 &&
        html`<details class="rest">
          <summary>${counted(gate.notices?.length ?? 0, 'notice')}</summary>
          <ul class="reasons">
            ${gate.notices?.map(reason)}
          </ul>
        </details>`
      }
      <dl class="tiles">
        ${tile('Score', points(raw), `for a penalty of ${points(penalty)}`)}
        ${tile('Complexity', html`&minus;${points(complexity.penalty)}`, amountOf('resources', complexity.terms['resources'] ?? 0))}
        ${tile('Coverage', percent(coverage), 'of the weight is known')}
        ${tile('Failures', failing.length.toLocaleString('en-US'), `of ${counted(checks, 'check')}`)}
      </dl>
    </div>
  </div>`;
}

function delta({ against }: Report): Markup | undefined {
  if (against?.gain === undefined) return undefined;
  const tone = against.gain > 0.05 ? 'good' : against.gain < -0.05 ? 'bad' : 'none';
  return html`<p class="delta tone-${tone}">
    <b>${signed(against.gain)}</b> points against <code>${referenceOf(against)}</code>
  </p>`;
}

export function reasonsOf({ gate, penalty }: Report): Markup {
  const { reasons } = gate;
  if (reasons.length === 0)
    return html`<p class="lead">
      ${penalty === 0 ? 'Nothing holds it back.' : 'Nothing stands in the way of this release.'}
    </p>`;
  const rest = reasons.slice(MOST_REASONS);
  return html`<ul class="reasons">
      ${reasons.slice(0, MOST_REASONS).map(reason)}
    </ul>
    ${
      rest.length > 0 &&
      html`<details class="rest">
        <summary>${counted(rest.length, 'reason')} more</summary>
        <ul class="reasons">
          ${rest.map(reason)}
        </ul>
      </details>`
    }`;
}

function reason({ rule, message }: GateReason): Markup {
  return html`<li><strong>${rule}</strong> ${message}</li>`;
}
