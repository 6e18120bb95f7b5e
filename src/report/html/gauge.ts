/** Drawings: the ring of the score, bars, marks. Sizes are attributes, since the page's policy allows no inline styles. */
import { points } from '../words.ts';
import { html, type Markup } from './markup.ts';

export type Tone = 'good' | 'bad' | 'open' | 'none';

/** Of the whole circle; the rest is the gap at the bottom. */
const ARC = 75;

/**
 * A ring of 100 points.
 *
 * @param reachable what the score could be, drawn behind it
 */
export function gauge(fitness: number, reachable: number, tone: Tone): Markup {
  const label = `Fitness ${points(fitness)} of 100${reachable > fitness ? `; ${points(reachable)} if all failures were mended` : ''}`;
  return html`<svg class="gauge tone-${tone}" viewBox="0 0 200 178" role="img" aria-label="${label}">
    ${arc('track', 100)}${reachable > fitness && arc('reachable', reachable)}${fitness > 0 && arc('value', fitness)}
    <text x="100" y="112" class="score">${points(fitness)}</text>
    <text x="100" y="138" class="of">of 100</text>
  </svg>`;
}

function arc(name: string, value: number): Markup {
  const length = (Math.min(100, Math.max(0, value)) / 100) * ARC;
  return html`<circle
    class="${name}"
    cx="100"
    cy="100"
    r="84"
    pathLength="100"
    stroke-dasharray="${length.toFixed(2)} 100"
    transform="rotate(135 100 100)"
  />`;
}

/** A share of the whole width, 0…1. */
export function bar(share: number, tone: Tone | 'accent' = 'accent'): Markup {
  const width = Math.min(1, Math.max(0, share)) * 100;
  return html`<svg class="bar tone-${tone}" aria-hidden="true" focusable="false">
    <rect class="track" width="100%" height="100%" rx="3" />
    <rect class="value" width="${width.toFixed(2)}%" height="100%" rx="3" />
  </svg>`;
}

const MARKS: Readonly<Record<Tone, string>> = {
  good: 'M4.5 8.3l2.4 2.4 4.6-5',
  bad: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6',
  open: 'M8 4.6v4.2M8 11.2v.1',
  none: 'M5 8h6',
};

/** A round mark; what it means stands beside it in words. */
export function mark(tone: Tone): Markup {
  return html`<svg class="mark tone-${tone}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <circle cx="8" cy="8" r="7.5" />
    <path d="${MARKS[tone]}" />
  </svg>`;
}
