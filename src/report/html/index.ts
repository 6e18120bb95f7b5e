/** One HTML file that is whole in itself: it loads nothing, and a policy in it forbids that anything be loaded. */
import { isScored } from '../entry.ts';
import type { Entry, RenderContext, ScoredEntry } from '../entry.ts';
import { counted, points } from '../words.ts';
import { html } from './markup.ts';
import { overview, overviewSections } from './overview.ts';
import { hero } from './hero.ts';
import type { Page } from './page.ts';
import { pageText } from './page.ts';
import { sectionsOf } from './report.ts';

export function renderHtml(entries: readonly Entry[], context: RenderContext): string {
  const [only] = entries;
  const isOne = entries.length === 1 && only !== undefined && isScored(only);
  const page = isOne ? pageOf(only) : pageOfMany(entries);
  return pageText(page, context);
}

const BRAND = 'Fitness report';
const HERO = 'Score and verdict';

function pageOf(entry: ScoredEntry): Page {
  const { service, environment, fitness } = entry.report;
  return {
    brand: BRAND,
    heroLabel: HERO,
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
    brand: BRAND,
    heroLabel: HERO,
    title: `Fitness of ${amount}`,
    heading: `Fitness of ${amount}`,
    about: html`<span>one run</span>`,
    hero: overview(entries),
    sections: overviewSections(entries),
  };
}
