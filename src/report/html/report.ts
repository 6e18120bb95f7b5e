/** The report of one template, as sections of a page. */
import type { Diagnostic } from '../../template/model.ts';
import type { Report, Result } from '../../fitness/report.ts';
import type { ScoredEntry } from '../entry.ts';
import { findingsOf, type Finding } from '../findings.ts';
import { fitnessWithout, gainsByResource } from '../gains.ts';
import { amountOf, CATEGORIES, counted, percent, placeOf, points, spaced } from '../words.ts';
import { bar, gauge, mark, type Tone } from './gauge.ts';
import { html, prose, type Content, type Markup } from './markup.ts';

/** A section of the page: its anchor, and its name in the navigation. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

/** Rows that stand open; those behind them are a click away. */
const MOST_ROWS = 200;

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

/** The score, the verdict and why. */
export function hero(entry: ScoredEntry): Markup {
  const { report } = entry;
  const { gate, raw, penalty, complexity, coverage, results } = report;
  const reachable = fitnessWithout(report, () => true);
  const failing = results.filter(isCountedFailure).length;
  const tone = toneOf(report);
  return html`<div class="hero">
    <div class="dial">
      ${gauge(report.fitness, reachable, tone)}${reachable - report.fitness >= 0.1 && html`<p class="reach"><span class="swatch" aria-hidden="true"></span>${points(reachable)} if all failures were mended</p>`}
    </div>
    <div class="verdict">
      <p class="pill tone-${tone}">${mark(tone)}${verdictOf(report)}</p>
      ${reasonsOf(report)}
      ${
        gate.notices &&
        gate.notices.length > 0 &&
        html`<details class="notices">
          <summary>${counted(gate.notices.length, 'notice')}</summary>
          <ul class="reasons">
            ${gate.notices.map(reason)}
          </ul>
        </details>`
      }
      <dl class="tiles">
        ${tile('Score', points(raw), `for a penalty of ${points(penalty)}`)}
        ${tile('Complexity', `−${points(complexity.penalty)}`, amountOf('resources', complexity.terms['resources'] ?? 0))}
        ${tile('Coverage', percent(coverage), 'of the weight is known')}
        ${tile('Failures', failing.toLocaleString('en-US'), `in ${counted(new Set(results.filter(isCountedFailure).map(({ check }) => check)).size, 'check')}`)}
      </dl>
    </div>
  </div>`;
}

function reasonsOf({ gate, fitness }: Report): Markup {
  if (gate.reasons.length === 0)
    return html`<p class="lead">
      ${fitness >= 99.95 ? 'Nothing holds it back.' : 'Nothing stands in the way of this release.'}
    </p>`;
  return html`<ul class="reasons">
    ${gate.reasons.slice(0, 8).map(reason)}${gate.reasons.length > 8 && html`<li>and ${counted(gate.reasons.length - 8, 'reason')} more</li>`}
  </ul>`;
}

function reason({ rule, message }: { readonly rule: string; readonly message: string }): Markup {
  return html`<li><strong>${rule}</strong> ${message}</li>`;
}

function tile(name: string, value: string, note: string): Markup {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd><b>${value}</b><span>${note}</span></dd>
  </div>`;
}

function isCountedFailure({ status, mode, weight }: Result): boolean {
  return status === 'fail' && mode === 'enforced' && weight > 0;
}

/**
 * Everything below the score; sections without content are left out.
 *
 * @param prefix of the anchors, which are those of one page
 */
export function sectionsOf(entry: ScoredEntry, prefix = ''): Section[] {
  const { report } = entry;
  const findings = findingsOf(entry);
  const section = (name: string, title: string, content: Markup | undefined): Section[] =>
    content ? [{ id: `${prefix}${name}`, title, content }] : [];
  return [
    ...section('fixes', 'What holds it back', blockers(report, findings, `${prefix}fix-list`)),
    ...section('categories', 'By category', categories(entry)),
    ...section('resources', 'By resource', resources(report, `${prefix}resource-list`)),
    ...section('complexity', 'Complexity', complexity(report)),
    ...section('unknown', 'Not known', unknown(findings)),
    ...section('uncounted', 'Shown, not counted', uncounted(findings)),
    ...section('suppressed', 'Suppressed', suppressed(report.results)),
    ...section('diagnostics', 'Diagnostics', diagnosticsOf(report.diagnostics)),
    ...section('passing', 'Sound', passing(entry)),
  ];
}

/** Failing checks, the dearest first, with what mending each gives. */
function blockers(report: Report, findings: readonly Finding[], id: string): Markup | undefined {
  const counting = findings.filter(({ isCounted, failing }) => isCounted && failing.length > 0);
  if (counting.length === 0) return undefined;
  const most = Math.max(...counting.map(({ cost }) => cost));
  const fixable = counting.flatMap(({ failing }) => failing).filter((result) => result.fixable).length;
  const fixed = fitnessWithout(report, (result) => result.fixable);
  const present = CATEGORIES.filter((name) => counting.some(({ meta }) => meta?.category === name));
  return html`<p class="lead">
      Each gain is what mending that check alone would give, before the complexity that a fix may add. Gains do not add
      up: the curve is steeper near the top.
    </p>
    ${
      fixable > 0 &&
      html`<p class="callout">
        <span
          ><strong>${counted(fixable, 'failure')}</strong> can be mended by <code>fitness-serverless fix</code>: about
          ${points(report.fitness)} → <strong>${points(fixed)}</strong>.</span
        >
      </p>`
    }
    ${tools(id, 'Filter the checks', present, counting.length)}
    <ol class="blockers" id="${id}">
      ${counting.map((finding) => blocker(finding, most))}
    </ol>`;
}

/** Filters, which need the script to do anything. */
export function tools(list: string, label: string, groups: readonly string[], amount: number): Markup | false {
  if (amount < 4) return false;
  return html`<div class="tools" data-tools="${list}" hidden>
    <label>${label}<input type="search" autocomplete="off" placeholder="name, resource, file" /></label>${
      groups.length > 1 &&
      html`<label
        >Show<select>
          <option value="">all</option>
          ${groups.map((group) => html`<option>${group}</option>`)}
        </select></label
      >`
    }<button type="button">Unfold all</button><span role="status"></span>
  </div>`;
}

function blocker({ check, meta, failing, cost }: Finding, most: number): Markup {
  const fixable = failing.filter((result) => result.fixable).length;
  const words = [check, meta?.title, meta?.category, meta?.severity, ...failing.map(({ resource }) => resource)];
  return html`<li data-text="${words.join(' ').toLowerCase()}" data-group="${meta?.category}">
    <details>
      <summary>
        <span class="what"
          ><b>${meta?.title ?? check}</b
          ><span class="chips"
            ><code>${check}</code
            >${meta && chip(meta.category)}${meta && chip(meta.severity, `severity-${meta.severity}`)}${chip(counted(failing.length, 'resource'))}${fixable > 0 && chip('fix available', 'fixable')}</span
          ></span
        ><span class="gain"><b>+${points(cost)}</b><span>points</span></span
        >${bar(most > 0 ? cost / most : 0)}
      </summary>
      <div class="body">
        ${
          meta &&
          html`<p>${prose(meta.why)}</p>
            <p class="remedy"><b>To pass it:</b> ${prose(meta.remedy)}.</p>`
        }
        ${resourceTable(failing)}
        <p class="more">
          <code>fitness-serverless ${fixable > 0 ? 'fix' : 'explain'} ${check}</code
          >${meta && /^https:/.test(meta.docs) && html` <a href="${meta.docs}" rel="noopener noreferrer">Documentation</a>`}
        </p>
      </div>
    </details>
  </li>`;
}

function chip(text: string, kind = ''): Markup {
  return html`<span class="chip ${kind}">${text}</span>`;
}

function resourceTable(results: readonly Result[]): Markup {
  const row = ({ resource, message, location }: Result): Markup =>
    html`<tr>
      <th scope="row"><code>${resource}</code></th>
      <td>${message}</td>
      <td class="place">${location && html`<code>${placeOf(location)}</code>`}</td>
    </tr>`;
  const head = html`<thead>
    <tr>
      <th scope="col">Resource</th>
      <th scope="col">What is wrong</th>
      <th scope="col">Place</th>
    </tr>
  </thead>`;
  const rest = results.slice(MOST_ROWS);
  return html`<div class="scroll">
      <table class="list">
        ${head}
        <tbody>
          ${results.slice(0, MOST_ROWS).map(row)}
        </tbody>
      </table>
    </div>
    ${
      rest.length > 0 &&
      html`<details class="rest">
        <summary>${counted(rest.length, 'resource')} more</summary>
        <div class="scroll">
          <table class="list">
            ${head}
            <tbody>
              ${rest.map(row)}
            </tbody>
          </table>
        </div>
      </details>`
    }`;
}

function categories({ report, checks }: ScoredEntry): Markup | undefined {
  const category = new Map(checks.map(({ meta }) => [meta.id, meta.category]));
  const cards = CATEGORIES.flatMap((name) => {
    const score = report.categories[name];
    if (!score) return [];
    const own = report.results.filter(({ check, mode }) => category.get(check) === name && mode === 'enforced');
    const count = (status: Result['status']) => own.filter((result) => result.status === status).length;
    const failing = count('fail');
    const tone: Tone = failing === 0 ? 'good' : 'bad';
    return [
      html`<li class="card">
        <h3>${name}</h3>
        <p class="number">${points(score.fitness)}</p>
        ${bar(score.fitness / 100, tone)}
        <p class="counts">
          ${mark('good')}${count('pass')} pass
          ${failing > 0 && html`${mark('bad')}${failing} fail `}${count('unknown') > 0 && html`${mark('open')}${count('unknown')} not known`}
        </p>
        ${score.coverage < 1 && html`<p class="note">coverage ${percent(score.coverage)}</p>`}
      </li>`,
    ];
  });
  if (cards.length === 0) return undefined;
  return html`<p class="lead">By the same formula, without complexity, which belongs to no category.</p>
    <ul class="cards">
      ${cards}
    </ul>`;
}

/** The resources with something open, the dearest first; the sound ones folded behind them. */
function resources(report: Report, id: string): Markup | undefined {
  const gains = gainsByResource(report);
  const groups = new Map<string, Result[]>();
  for (const result of report.results) {
    if (result.status === 'not-applicable') continue;
    const own = groups.get(result.resource);
    if (own) own.push(result);
    else groups.set(result.resource, [result]);
  }
  if (groups.size === 0) return undefined;
  const all = [...groups].map(([resource, results]) => ({ resource, results, gain: gains.get(resource) ?? 0 }));
  const isSound = (results: readonly Result[]) => results.every(({ status }) => status === 'pass');
  const open = all.filter(({ results }) => !isSound(results)).sort((a, b) => b.gain - a.gain);
  const sound = all.filter(({ results }) => isSound(results));
  const rows = (some: typeof all) => some.map(({ resource, results, gain }) => resourceRow(resource, results, gain));
  const table = (body: Content, listId?: string): Markup =>
    html`<div class="scroll"><table class="list resources"><thead><tr><th scope="col">Resource</th><th scope="col">Fails</th><th scope="col" class="n">Pass</th><th scope="col" class="n">Not known</th><th scope="col" class="n">Gain</th></tr></thead><tbody${listId !== undefined && html` id="${listId}"`}>${body}</tbody></table></div>`;
  return html`${
    open.length > 0
      ? html`${tools(id, 'Filter the resources', [], open.length)}${table(rows(open), id)}`
      : html`<p class="lead">${mark('good')} Every resource passes every check that concerns it.</p>`
  }${
    sound.length > 0 &&
    html`<details class="rest">
      <summary>${counted(sound.length, 'resource')} without anything open</summary>
      ${table(rows(sound))}
    </details>`
  }`;
}

function resourceRow(resource: string, results: readonly Result[], gain: number): Markup {
  const failing = results.filter(({ status }) => status === 'fail');
  const count = (status: Result['status']) => results.filter((result) => result.status === status).length;
  const type = results[0]?.type ?? '';
  const words = [resource, type, ...failing.map(({ check }) => check)].join(' ').toLowerCase();
  return html`<tr data-text="${words}">
    <th scope="row"><code>${resource}</code><span class="type">${type}</span></th>
    <td>
      ${
        failing.length > 0
          ? html`<ul class="plain">
              ${failing.map((result) => html`<li><code>${result.check}</code>${!isCountedFailure(result) && ' (not counted)'}</li>`)}
            </ul>`
          : '–'
      }
    </td>
    <td class="n">${count('pass')}</td>
    <td class="n">${count('unknown')}</td>
    <td class="n">${gain > 0 ? `+${points(gain)}` : '–'}</td>
  </tr>`;
}

function complexity({ complexity: { value, penalty, terms } }: Report): Markup | undefined {
  const entries = Object.entries(terms);
  if (entries.length === 0) return undefined;
  return html`<p class="lead">
      Of two architectures that pass the same checks, the simpler one is fitter. Complexity is ${value.toFixed(2)},
      where 1 is the budget, and costs <strong>${points(penalty)} points</strong>.
    </p>
    <dl class="tiles">
      ${entries.map(([term, amount]) => tile(capital(spaced(term)), amount.toLocaleString('en-US'), TERM_NOTES[term] ?? ''))}
    </dl>`;
}

const TERM_NOTES: Readonly<Record<string, string>> = {
  resources: 'after the SAM transform',
  functions: 'Lambda functions among them',
  edges: 'references between resources',
  iamStatements: 'in policies of roles, users, groups',
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function unknown(findings: readonly Finding[]): Markup | undefined {
  const open = findings.filter((finding) => finding.isCounted && finding.unknown.length > 0);
  if (open.length === 0) return undefined;
  return html`<p class="lead">
      Not a pass and not a fail: it can be read only when deployed, and is missing from coverage.
    </p>
    ${foldedChecks(open, ({ unknown }) => unknown)}`;
}

function uncounted(findings: readonly Finding[]): Markup | undefined {
  const free = findings.filter(({ isCounted }) => !isCounted);
  if (free.length === 0) return undefined;
  return html`<p class="lead">In trial, or without weight.</p>
    ${foldedChecks(free, ({ failing, unknown }) => [...failing, ...unknown])}`;
}

function foldedChecks(findings: readonly Finding[], resultsOf: (finding: Finding) => readonly Result[]): Markup {
  return html`<ul class="folds">
    ${findings.map((finding) => {
      const own = resultsOf(finding);
      return html`<li>
        <details>
          <summary>
            <span class="what"
              ><b>${finding.meta?.title ?? finding.check}</b
              ><span class="chips"><code>${finding.check}</code>${chip(counted(own.length, 'resource'))}</span></span
            >
          </summary>
          <div class="body">${resourceTable(own)}</div>
        </details>
      </li>`;
    })}
  </ul>`;
}

function suppressed(results: readonly Result[]): Markup | undefined {
  const own = results.filter((result) => result.suppressed);
  if (own.length === 0) return undefined;
  return html`<div class="scroll">
    <table class="list">
      <thead>
        <tr>
          <th scope="col">Resource</th>
          <th scope="col">Check</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        ${own.map(
          ({ resource, check, message }) =>
            html`<tr>
              <th scope="row"><code>${resource}</code></th>
              <td><code>${check}</code></td>
              <td>${message}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export function diagnosticsOf(diagnostics: readonly Diagnostic[]): Markup | undefined {
  if (diagnostics.length === 0) return undefined;
  return html`<ul class="diagnostics">
    ${diagnostics.map(({ severity, code, message, location }) => {
      const tone = severity === 'error' ? 'bad' : 'open';
      return html`<li class="tone-${tone}">
        ${mark(tone)}
        <div>
          <p><b>${severity}</b> <code>${code}</code></p>
          <p>${message}</p>
          ${location && html`<p class="place"><code>${placeOf(location)}</code></p>`}
        </div>
      </li>`;
    })}
  </ul>`;
}

/** Checks that every resource passes which they concern. */
function passing({ report, checks }: ScoredEntry): Markup | undefined {
  const open = new Set(
    report.results.flatMap(({ check, status }) => (status === 'fail' || status === 'unknown' ? check : [])),
  );
  const passed = new Set(report.results.flatMap(({ check, status }) => (status === 'pass' ? check : [])));
  const sound = checks.filter(({ meta: { id } }) => passed.has(id) && !open.has(id));
  if (sound.length === 0) return undefined;
  return html`<details class="rest">
    <summary>${counted(sound.length, 'check')} that every resource passes</summary>
    <ul class="sound">
      ${sound.map(
        ({ meta }) =>
          html`<li>
            ${mark('good')}<span>${meta.title} <code>${meta.id}</code></span>
          </li>`,
      )}
    </ul>
  </details>`;
}
