/** The curve of fitness, release by release, as a drawing: what the release dashboard shows, without CloudWatch. */
import { inWords } from '../../history/changes.ts';
import type { PastRelease } from '../history.ts';
import { OUTCOME_WORDS, toldOf } from '../history.ts';
import { points } from '../words.ts';
import type { Tone } from './gauge.ts';
import { html, type Markup } from './markup.ts';

/** Of the drawing, in its own units. */
const SIZE = { width: 1060, height: 430 };
/** Names of changes stand slanted over the plot, and end to the right of it. */
const PLOT = { left: 40, top: 136, right: 150, bottom: 44 };

/** Between two slanted texts that do not touch, and between two names on the axis. */
const GAP = { label: 24, name: 52 };

const LONGEST_LABEL = 30;

/** How a release is drawn, and coloured in tables. */
export function toneOfRelease({ outcome, overrideReason }: PastRelease): Tone {
  if (outcome === 'rejected') return 'bad';
  return overrideReason === undefined ? 'none' : 'open';
}

/**
 * One step per release: in time they stand too close here and too far there to be read. What was rolled back is off the
 * line, which goes on from what was good before it.
 */
export function curve(releases: readonly PastRelease[], floor: number): Markup {
  const scale = new Scale(releases, floor);
  const last = releases.findLast(({ outcome }) => outcome !== 'rejected');
  const label = `Fitness over ${releases.length} releases${last ? `, now ${points(last.fitness)} of 100` : ''}; the floor is ${floor}`;
  return html`<div class="scroll">
    <svg class="curve" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${label}">
      ${scale.ticks.map((value) => gridLine(scale, value))}
      <line class="floor" x1="${PLOT.left}" x2="${scale.right}" y1="${scale.y(floor)}" y2="${scale.y(floor)}" />
      <text class="floor-label" x="${scale.right + 8}" y="${scale.y(floor) + 4}">floor ${floor}</text>
      ${line(scale, releases)} ${marks(scale, releases)}
    </svg>
  </div>`;
}

class Scale {
  readonly right = SIZE.width - PLOT.right;
  readonly bottom = SIZE.height - PLOT.bottom;
  readonly ticks: readonly number[];
  readonly #lowest: number;
  readonly #step: number;
  readonly #first: number;

  constructor(releases: readonly PastRelease[], floor: number) {
    const least = Math.min(floor, ...releases.map(({ fitness }) => fitness));
    this.#lowest = Math.max(0, Math.floor((least - 5) / 10) * 10);
    const size = 100 - this.#lowest > 50 ? 20 : 10;
    const ticks: number[] = [];
    for (let value = 100; value >= this.#lowest; value -= size) ticks.push(value);
    this.ticks = ticks;
    const width = this.right - PLOT.left - 40;
    this.#step = releases.length > 1 ? width / (releases.length - 1) : 0;
    this.#first = PLOT.left + (releases.length > 1 ? 20 : 20 + width / 2);
  }

  x(index: number): number {
    return rounded(this.#first + index * this.#step);
  }

  y(value: number): number {
    const share = (Math.min(100, Math.max(this.#lowest, value)) - this.#lowest) / (100 - this.#lowest);
    return rounded(this.bottom - share * (this.bottom - PLOT.top));
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function gridLine(scale: Scale, value: number): Markup {
  return html`<line
      class="grid"
      x1="${PLOT.left}"
      x2="${scale.right}"
      y1="${scale.y(value)}"
      y2="${scale.y(value)}"
    /><text class="end" x="${PLOT.left - 8}" y="${scale.y(value) + 4}"> ${value} </text>`;
}

/** Each value is drawn on until the next release, as the dashboard does. */
function line(scale: Scale, releases: readonly PastRelease[]): Markup | undefined {
  const kept = releases.flatMap(({ outcome, fitness }, index) => (outcome === 'rejected' ? [] : [{ index, fitness }]));
  const [first] = kept;
  if (!first) return undefined;
  const steps = kept.map(({ index, fitness }, at) =>
    at === 0 ? `M${scale.x(index)} ${scale.y(fitness)}` : `H${scale.x(index)}V${scale.y(fitness)}`,
  );
  const path = `${steps.join('')}H${scale.right}`;
  return html`<path class="area" d="${path}V${scale.bottom}H${scale.x(first.index)}Z" /><path
      class="line"
      d="${path}"
    />`;
}

function marks(scale: Scale, releases: readonly PastRelease[]): readonly Markup[] {
  const labelled = spaced(scale, releases.length, GAP.label);
  const named = spaced(scale, releases.length, GAP.name);
  return releases.map((release, index) =>
    markOf(scale, release, index, { labelled: labelled.has(index), named: named.has(index) }),
  );
}

/** The releases that have room for a text, from the newest on. */
function spaced(scale: Scale, count: number, gap: number): ReadonlySet<number> {
  const chosen = new Set<number>();
  let last = Infinity;
  for (let index = count - 1; index >= 0; index--) {
    if (last - scale.x(index) < gap) continue;
    chosen.add(index);
    last = scale.x(index);
  }
  return chosen;
}

function markOf(
  scale: Scale,
  release: PastRelease,
  index: number,
  { labelled, named }: { labelled: boolean; named: boolean },
): Markup {
  const [x, y] = [scale.x(index), scale.y(release.fitness)];
  const { name, at, outcome, fitness } = release;
  const label = cut(`${name} ${inWords(release)}`, LONGEST_LABEL);
  const told = `${name}, ${at.slice(0, 10)}: ${OUTCOME_WORDS[outcome]}, fitness ${points(fitness)}; ${toldOf(release)}`;
  return html`<g class="release tone-${toneOfRelease(release)}">
    <title>${told}</title>
    <line x1="${x}" x2="${x}" y1="${PLOT.top}" y2="${scale.bottom}" />
    ${
      outcome === 'rejected'
        ? html`<path d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10" />`
        : html`<circle cx="${x}" cy="${y}" r="5.5" />`
    }
    ${labelled && html`<text x="${x + 3}" y="${PLOT.top - 8}" transform="rotate(-40 ${x + 3} ${PLOT.top - 8})">${label}</text>`}
    ${
      named &&
      html`<text class="name middle" x="${x}" y="${scale.bottom + 18}">${cut(name, 8)}</text>
        <text class="middle" x="${x}" y="${scale.bottom + 34}">${at.slice(2, 10)}</text>`
    }
  </g>`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
