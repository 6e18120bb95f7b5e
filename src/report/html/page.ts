/** The frame of every page: it loads nothing, and a policy in it forbids that anything be loaded. */
import { createHash } from 'node:crypto';
import { html, Markup } from './markup.ts';
import type { Section } from './report.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export interface Page {
  /** What kind of page it is, e.g. `Fitness report`. */
  readonly brand: string;
  readonly title: string;
  readonly heading: string;
  /** Under the heading. */
  readonly about: Markup;
  /** What the hero says, for those who do not see it. */
  readonly heroLabel: string;
  readonly hero: Markup;
  readonly sections: readonly Section[];
}

/** The whole text of a page. */
export function pageText(page: Page, context: { readonly now: Date; readonly tool: string }): string {
  return `${documentOf(page, context).text}\n`;
}

function documentOf(
  { brand, title, heading, about, heroLabel, hero, sections }: Page,
  { now, tool }: { readonly now: Date; readonly tool: string },
): Markup {
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
            <p class="brand">${LOGO}${brand}</p>
            <h1>${heading}</h1>
            <p class="about">${about} <time datetime="${time}">${time.slice(0, 10)} ${time.slice(11, 16)} UTC</time></p>
          </div>
        </header>
        <main id="main" class="wide">
          <section aria-label="${heroLabel}">${hero}</section>
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
