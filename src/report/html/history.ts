/** The past of a service as a page: where it stands, the curve, and every release. */
import { signed } from '../change.ts';
import type { Past, PastRelease } from '../history.ts';
import { gainOf, OUTCOME_WORDS, toldOf } from '../history.ts';
import { counted, percent, points } from '../words.ts';
import { curve, toneOfRelease } from './curve.ts';
import { gauge, mark, type Tone } from './gauge.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';
import { columns, table, tile } from './parts.ts';
import type { Section } from './report.ts';

export function historyPage(past: Past, context: { readonly now: Date; readonly tool: string }): string {
  const { service, environment, stack } = past;
  const from = stack === undefined ? html`<span>git tags</span>` : html`<code>${stack}</code>`;
  return pageText(
    {
      brand: 'Fitness history',
      title: `Fitness history: ${service}`,
      heading: service,
      about: html`<span>${environment}</span> ${from}`,
      heroLabel: 'Where it stands',
      hero: hero(past),
      sections: sectionsOf(past),
    },
    context,
  );
}

function hero(past: Past): Markup {
  const { releases, floor, unreadable } = past;
  const last = releases.findLast(({ outcome }) => outcome !== 'rejected');
  const first = releases.find(({ outcome }) => outcome !== 'rejected');
  if (!last || !first) return html`<p class="lead">${past.notes.join(' ') || 'There is no release yet.'}</p>`;
  const tone: Tone = last.fitness < floor ? 'bad' : 'good';
  const rejected = releases.filter(({ outcome }) => outcome === 'rejected').length;
  const overridden = releases.filter(({ overrideReason }) => overrideReason !== undefined).length;
  return html`<div class="hero">
    <div class="dial">${gauge(last.fitness, last.fitness, tone)}</div>
    <div class="verdict">
      <p class="pill tone-${tone}">${mark(tone)}${tone === 'good' ? 'Over the floor' : 'Under the floor'}</p>
      <p class="lead">${last.name} of ${last.at.slice(0, 10)}: ${toldOf(last)}</p>
      <dl class="tiles">
        ${tile('Since the first', html`${signed(last.fitness - first.fitness)}`, `points, from ${points(first.fitness)}`)}
        ${tile('Releases', String(releases.length), unreadable.length > 0 ? `and ${unreadable.length} without a score` : 'with a score')}
        ${past.stack !== undefined && tile('Rolled back', String(rejected), overridden > 0 ? `${counted(overridden, 'override')}` : 'no override')}
        ${tile('Coverage', percent(last.coverage), 'of the weight is known')}
      </dl>
    </div>
  </div>`;
}

function sectionsOf(past: Past): Section[] {
  const { releases, floor, unreadable, notes } = past;
  const sections: (Section | undefined)[] = [
    releases.length > 0
      ? {
          id: 'curve',
          title: 'Fitness over time',
          content: html`<p class="lead">
              One step per release.
              ${releases.some(({ outcome }) => outcome === 'rejected') && 'What was rolled back is red, and off the line.'}
              ${releases.some(({ overrideReason }) => overrideReason !== undefined) && 'What an override let through is amber.'}
            </p>
            ${curve(releases, floor)}`,
        }
      : undefined,
    releases.length > 0 ? { id: 'releases', title: 'Releases', content: releaseTable(releases) } : undefined,
    unreadable.length > 0
      ? {
          id: 'unreadable',
          title: 'Without a score',
          content: table(
            columns('Release', 'Why'),
            unreadable.map(
              ({ name, reason }) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  <td>${reason}</td>
                </tr>`,
            ),
          ),
        }
      : undefined,
    notes.length > 0 && releases.length > 0
      ? { id: 'notes', title: 'To know', content: html`${notes.map((note) => html`<p class="note">${note}</p>`)}` }
      : undefined,
  ];
  return sections.filter((section) => section !== undefined);
}

/** The newest first. */
function releaseTable(releases: readonly PastRelease[]): Markup {
  const rows = releases.map((release, index) => row(release, gainOf(releases, index))).reverse();
  return table(columns('Release', 'Outcome', '#Fitness', '#Gain', 'What changed'), rows, 'releases');
}

function row(release: PastRelease, gain: number | undefined): Markup {
  const { name, at, outcome, fitness, commit } = release;
  return html`<tr class="tone-${toneOfRelease(release)}">
    <th scope="row">
      ${name}<span class="type"
        >${at.slice(0, 16).replace('T', ' ')}${commit && html` <code>${commit.slice(0, 7)}</code>`}</span
      >
    </th>
    <td class="outcome">${OUTCOME_WORDS[outcome]}</td>
    <td class="n">${points(fitness)}</td>
    <td class="n">${gain !== undefined && signed(gain)}</td>
    <td>${toldOf(release)}</td>
  </tr>`;
}
