/** The report of one template, as sections of a page. */
import type { Against, Report, Result } from '../../fitness/report.ts';
import type { Diagnostic } from '../../template/model.ts';
import { changesOf, movement, referenceOf, signed, type Change } from '../change.ts';
import type { ScoredEntry } from '../entry.ts';
import { findingsOf, type Finding } from '../findings.ts';
import { capital, CATEGORIES, counted, percent, placeOf, points, spaced } from '../words.ts';
import { blockers } from './blockers.ts';
import { bar, mark, type Tone } from './gauge.ts';
import { html, type Markup } from './markup.ts';
import { chip, columns, marked, resultTable, table, tile } from './parts.ts';
import { resources } from './resources.ts';

/** A section of the page: its anchor, and its name in the navigation. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

/** Everything below the score; sections without content are left out. */
export function sectionsOf(entry: ScoredEntry): Section[] {
  const { report } = entry;
  const findings = findingsOf(entry);
  return [
    ...section('change', 'This change', report.against && change(report.against, report)),
    ...section('fixes', 'What holds it back', blockers(report, findings, 'fix-list')),
    ...section('categories', 'By category', categories(entry)),
    ...section('resources', 'By resource', resources(report, 'resource-list')),
    ...section('complexity', 'Complexity', complexity(report)),
    ...section('measured', 'Measured', measured(report)),
    ...section('unknown', 'Not known', unknown(findings)),
    ...section('uncounted', 'Shown, not counted', uncounted(findings)),
    ...section('known', 'Known failures', known(report)),
    ...section('suppressed', 'Suppressed', suppressed(report.results)),
    ...section('diagnostics', 'Diagnostics', diagnosticsOf(report.diagnostics)),
    ...section('passing', 'Sound', passing(entry)),
  ];
}

function section(id: string, title: string, content: Markup | undefined): Section[] {
  return content ? [{ id, title, content }] : [];
}

function change(against: Against, { fitness, raw, complexity, coverage }: Report): Markup {
  const { before } = against;
  const { worse, better } = changesOf(against);
  const row = (name: string, then: string, now: string): Markup =>
    html`<tr>
      <th scope="row">${name}</th>
      <td class="n">${then}</td>
      <td class="n"><b>${now}</b></td>
    </tr>`;
  return html`<p class="lead">
      Against
      <code>${referenceOf(against)}</code>${before ? '' : ', which did not have the template: all of it is new'}.
    </p>
    ${
      before &&
      table(
        columns('', '#Before', '#Now'),
        [
          row('Fitness', points(before.fitness), `${points(fitness)} (${signed(against.gain ?? 0)})`),
          row('Score', points(before.raw), points(raw)),
          row('Complexity', points(before.complexity.penalty), points(complexity.penalty)),
          row('Coverage', percent(before.coverage), percent(coverage)),
        ],
        'numbers',
      )
    }
    ${
      worse.length > 0 &&
      html`<h3>${counted(worse.length, 'verdict')} worse</h3>
        ${changeTable(worse)}`
    }
    ${
      better.length > 0 &&
      html`<h3>${counted(better.length, 'verdict')} better</h3>
        ${changeTable(better)}`
    }
    ${worse.length + better.length === 0 && html`<p class="lead">No verdict is another one.</p>`}`;
}

function changeTable(changes: readonly Change[]): Markup {
  return table(
    columns('Resource', 'Check', 'What happened', 'Place'),
    changes.map(
      (each) =>
        html`<tr>
          <th scope="row"><code>${each.resource}</code></th>
          <td><code>${each.check}</code></td>
          <td>${chip(movement(each))} ${each.message}</td>
          <td class="place">${each.location && html`<code>${placeOf(each.location)}</code>`}</td>
        </tr>`,
    ),
  );
}

function categories({ report, checks }: ScoredEntry): Markup | undefined {
  const category = new Map(checks.map(({ meta }) => [meta.id, meta.category]));
  const cards = CATEGORIES.flatMap((name) => {
    const score = report.categories[name];
    if (!score) return [];
    const own = report.results.filter(({ check, mode }) => category.get(check) === name && mode === 'enforced');
    return [card(name, score, own)];
  });
  if (cards.length === 0) return undefined;
  return html`<p class="lead">By the same formula, without complexity, which belongs to no category.</p>
    <ul class="cards">
      ${cards}
    </ul>`;
}

function card(
  name: string,
  { fitness, coverage }: { readonly fitness: number; readonly coverage: number },
  results: readonly Result[],
): Markup {
  const count = (status: Result['status']) => results.filter((result) => result.status === status).length;
  const [failing, open] = [count('fail'), count('unknown')];
  const tone: Tone = failing === 0 ? 'good' : 'bad';
  return html`<li class="card">
    <h3>${name}</h3>
    <p class="number">${points(fitness)}</p>
    ${bar(fitness / 100, tone)}
    <p class="counts">
      <span>${mark('good')}${count('pass')} pass</span>
      ${failing > 0 && html`<span>${mark('bad')}${failing} fail</span>`}
      ${open > 0 && html`<span>${mark('open')}${open} not known</span>`}
    </p>
    ${coverage < 1 && html`<p class="note">coverage ${percent(coverage)}</p>`}
  </li>`;
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
  cyclomatic: 'paths through the functions of the code',
  dependencies: 'npm packages that are deployed',
};

/** What was measured beside the template; what there was nothing to measure of is not listed. */
function measured({ measurements = [] }: Report): Markup | undefined {
  const taken = measurements.filter((each) => !('absent' in each));
  if (taken.length === 0) return undefined;
  return table(
    columns('What', 'Of', '#Value', 'From', 'When'),
    taken.map(
      (each) =>
        html`<tr>
          <th scope="row">${capital(spaced(each.name))}</th>
          <td>${each.resource === undefined ? 'the service' : html`<code>${each.resource}</code>`}</td>
          ${
            'value' in each
              ? html`<td class="n">${rounded(each.value)} ${each.unit === 'count' ? '' : each.unit}</td>
                  <td>${each.from}</td>
                  <td>${each.at?.slice(0, 16).replace('T', ' ')}</td>`
              : html`<td colspan="3">not known: ${'problem' in each && each.problem}</td>`
          }
        </tr>`,
    ),
  );
}

function rounded(value: number): string {
  return (Math.round(value * 100) / 100).toLocaleString('en-US');
}

function unknown(findings: readonly Finding[]): Markup | undefined {
  const open = findings.filter((finding) => finding.isCounted && finding.unknown.length > 0);
  if (open.length === 0) return undefined;
  return html`<p class="lead">
      Not a pass and not a fail: it cannot be read before deployment, and is missing from coverage.
    </p>
    ${foldedChecks(open, (finding) => finding.unknown)}`;
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
              ><b>${finding.meta?.title ?? finding.check}</b>
              <span class="chips"><code>${finding.check}</code> ${chip(counted(own.length, 'resource'))}</span></span
            >
          </summary>
          <div class="body">${resultTable(own)}</div>
        </details>
      </li>`;
    })}
  </ul>`;
}

/** What the team accepts for now; it costs points all the same. */
function known({ results, knownFailures }: Report): Markup | undefined {
  const own = results.filter((result) => result.known);
  const stale = knownFailures?.stale ?? [];
  if (!knownFailures || own.length + stale.length === 0) return undefined;
  return html`<p class="lead">
      Accepted for now in <code>${knownFailures.file}</code>: they cost points, but are not new.
      ${stale.length > 0 && html`<strong>${stale.length === 1 ? '1 entry fails' : `${stale.length} entries fail`} no longer.</strong>`}
    </p>
    ${
      own.length > 0 &&
      table(
        columns('Resource', 'Check', 'What is wrong'),
        own.map(
          ({ resource, check, message }) =>
            html`<tr>
              <th scope="row"><code>${resource}</code></th>
              <td><code>${check}</code></td>
              <td>${message}</td>
            </tr>`,
        ),
      )
    }
    ${
      stale.length > 0 &&
      html`<ul class="diagnostics">
        ${stale.map((key) => marked('open', html`<p><code>${key}</code></p>`))}
      </ul>`
    }`;
}

function suppressed(results: readonly Result[]): Markup | undefined {
  const own = results.filter((result) => result.suppressed);
  if (own.length === 0) return undefined;
  return table(
    columns('Resource', 'Check', 'Why', 'Place'),
    own.map(({ resource, check, message, suppression, location }) => {
      const place = suppression?.location ?? location;
      return html`<tr>
        <th scope="row"><code>${resource}</code></th>
        <td><code>${check}</code></td>
        <td>${message}${suppression?.until !== undefined && html` ${chip(`until ${suppression.until}`)}`}</td>
        <td class="place">${place && html`<code>${placeOf(place)}</code>`}</td>
      </tr>`;
    }),
  );
}

export function diagnosticsOf(diagnostics: readonly Diagnostic[]): Markup | undefined {
  if (diagnostics.length === 0) return undefined;
  return html`<ul class="diagnostics">
    ${diagnostics.map(({ severity, code, message, location }) =>
      marked(
        severity === 'error' ? 'bad' : 'open',
        html`<p><b>${severity}</b> <code>${code}</code></p>
          <p>${message}</p>
          ${location && html`<p class="place"><code>${placeOf(location)}</code></p>`}`,
      ),
    )}
  </ul>`;
}

/** Checks that every resource passes which they concern. */
function passing({ report, checks }: ScoredEntry): Markup | undefined {
  const having = (...statuses: Result['status'][]) =>
    new Set(report.results.flatMap(({ check, status }) => (statuses.includes(status) ? check : [])));
  const open = having('fail', 'unknown');
  const passed = having('pass');
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
