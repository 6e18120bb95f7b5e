/** One HTML file that is whole in itself: it loads nothing, and a policy in it forbids that anything be loaded. */
import { createHash } from 'node:crypto';
import { isScored } from '../entry.ts';
import type { Entry, RenderContext, ScoredEntry } from '../entry.ts';
import { counted, points } from '../words.ts';
import { html, Markup } from './markup.ts';
import { overview, overviewSections } from './overview.ts';
import { hero } from './hero.ts';
import { sectionsOf, type Section } from './report.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export function renderHtml(entries: readonly Entry[], context: RenderContext): string {
  const [only] = entries;
  const isOne = entries.length === 1 && only !== undefined && isScored(only);
  const page = isOne ? pageOf(only) : pageOfMany(entries);
  return `${documentOf(page, context).text}\n`;
}

interface Page {
  readonly title: string;
  readonly heading: string;
  /** Under the heading. */
  readonly about: Markup;
  readonly hero: Markup;
  readonly sections: readonly Section[];
}

function pageOf(entry: ScoredEntry): Page {
  const { service, environment, fitness } = entry.report;
  return {
    title: `Fitness ${points(fitness)}: ${service}`,
    heading: service,
    about: html`<span>${environment}</span> <code>${entry.template}</code>`,
    hero: hero(entry.report),
    sections: sectionsOf(entry),
  };
}

function pageOfMany(entries: readonly Entry[]): Page {
  const amount = counted(entries.length, 'template');
  return {
    title: `Fitness of ${amount}`,
    heading: `Fitness of ${amount}`,
    about: html`<span>one run</span>`,
    hero: overview(entries),
    sections: overviewSections(entries),
  };
}

function documentOf({ title, heading, about, hero, sections }: Page, { now, tool }: RenderContext): Markup {
  const time = now.toISOString();
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="${tool}" />
        <title>${title}</title>
        ${new Markup(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">To the report</a>
        <header>
          <div class="wide">
            <p class="brand">${LOGO}Fitness report</p>
            <h1>${heading}</h1>
            <p class="about">${about} <time datetime="${time}">${time.slice(0, 10)} ${time.slice(11, 16)} UTC</time></p>
          </div>
        </header>
        <main id="main" class="wide">
          <section aria-label="Score and verdict">${hero}</section>
          <nav aria-label="Sections">
            <ul>
              ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
            </ul>
          </nav>
          ${sections.map(
            ({ id, title, content }) =>
              html`<section id="${id}" aria-labelledby="${id}-title">
                <h2 id="${id}-title">${title}</h2>
                ${content}
              </section>`,
          )}
        </main>
        <footer>
          <div class="wide">
            <p>
              fitness = 100 / (1 + P/50) &minus; complexity, with P = &Sigma; weight · (1 + log<sub>2</sub> failures):
              only what is wrong costs points.
            </p>
            <p>${tool}</p>
          </div>
        </footer>
        ${new Markup(`<script>${SCRIPT}</script>`)}
      </body>
    </html>`;
}

const LOGO = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
  <path class="track" d="M5.6 18.4a9 9 0 1 1 12.8 0" />
  <path class="value" d="M5.6 18.4A9 9 0 0 1 12 3" />
  <circle cx="12" cy="12" r="2" />
</svg>`;

/** Only the style and the script of the page itself, known by their hashes. https://www.w3.org/TR/CSP3/ */
function policy(): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}
