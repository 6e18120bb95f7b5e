/** JUnit's XML, as CI servers read it: a suite per template, a case per check and resource, and one for the gate. */
import type { Result } from '../fitness/report.ts';
import { isScored } from './entry.ts';
import type { Entry, RenderContext, ScoredEntry } from './entry.ts';
import { isCountedResult } from './findings.ts';
import { placeOf, points } from './words.ts';

/** An element of the cases of a suite, and what it counts as. */
interface Case {
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly className: string;
  readonly name: string;
  /** In one line. */
  readonly message?: string;
  readonly details?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly properties: Readonly<Record<string, string>>;
  readonly output: string;
}

export function renderJunit(entries: readonly Entry[], { now, tool }: RenderContext): string {
  const suites = entries.map((entry) => (isScored(entry) ? suiteOf(entry) : failedSuite(entry)));
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: tool, ...countsOf(all), time: '0' })}>`,
    ...suites.flatMap((suite) => linesOf(suite, now)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteOf({ template, report, checks }: ScoredEntry): Suite {
  const { gate, diagnostics } = report;
  const remedies = new Map(checks.map(({ meta }) => [meta.id, meta.remedy]));
  const reasons = gate.reasons.map(({ rule, message }) => `${rule}: ${message}`);
  const outcome = gate.verdict === 'pass' ? 'passed' : gate.verdict === 'fail' ? 'failure' : 'error';
  const verdict: Case = {
    outcome,
    className: 'fitness',
    name: 'gate',
    ...(outcome !== 'passed' && { message: `gate ${gate.verdict}: ${reasons[0] ?? ''}`, details: reasons.join('\n') }),
  };
  return {
    name: template,
    cases: [verdict, ...report.results.flatMap((result) => caseOf(result, remedies.get(result.check)))],
    properties: {
      service: report.service,
      environment: report.environment,
      fitness: points(report.fitness),
      coverage: report.coverage.toFixed(4),
      'gate.mode': gate.mode,
    },
    output: diagnostics
      .map(({ severity, code, message, location }) =>
        [location && placeOf(location), `${severity}: ${code}: ${message}`].filter(Boolean).join(' '),
      )
      .join('\n'),
  };
}

/** What does not concern a resource is no case; what is not counted, or accepted, is skipped: it turns nothing red. */
function caseOf(result: Result, remedy: string | undefined): Case[] {
  const { check, resource, status, message, location, suppressed, known } = result;
  const named = { className: check, name: resource };
  const place = location ? `${placeOf(location)}\n` : '';
  const details = `${place}${message}${remedy === undefined ? '' : `\nTo pass it: ${remedy}.`}`;
  if (suppressed) return [{ ...named, outcome: 'skipped', message }];
  switch (status) {
    case 'pass':
      return [{ ...named, outcome: 'passed' }];
    case 'unknown':
      return [{ ...named, outcome: 'skipped', message: `not known: ${message}` }];
    case 'fail':
      if (known) return [{ ...named, outcome: 'skipped', message: `a known failure: ${message}` }];
      return isCountedResult(result)
        ? [{ ...named, outcome: 'failure', message, details }]
        : [{ ...named, outcome: 'skipped', message: `not counted: ${message}` }];
    case 'not-applicable':
      return [];
  }
}

function failedSuite({ template, error }: Exclude<Entry, ScoredEntry>): Suite {
  const details = [error.location && placeOf(error.location), error.message, error.hint].filter(Boolean).join('\n');
  const only: Case = { outcome: 'error', className: 'fitness', name: 'template', message: error.message, details };
  return { name: template, cases: [only], properties: {}, output: '' };
}

function countsOf(cases: readonly Case[]): Record<string, string> {
  const count = (outcome: Case['outcome']) => String(cases.filter((each) => each.outcome === outcome).length);
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function linesOf({ name, cases, properties, output }: Suite, now: Date): string[] {
  const timestamp = now.toISOString().replace(/\.\d+Z$/, '');
  const written = Object.entries(properties);
  return [
    `  <testsuite ${attributes({ name, ...countsOf(cases), time: '0', timestamp })}>`,
    ...(written.length > 0
      ? [
          '    <properties>',
          ...written.map(([key, value]) => `      <property ${attributes({ name: key, value })}/>`),
          '    </properties>',
        ]
      : []),
    ...cases.map(lineOf),
    ...(output === '' ? [] : [`    <system-out>${escaped(output)}</system-out>`]),
    '  </testsuite>',
  ];
}

function lineOf({ outcome, className, name, message = '', details = '' }: Case): string {
  const start = `    <testcase ${attributes({ classname: className, name, time: '0' })}`;
  if (outcome === 'passed') return `${start}/>`;
  const inner = `<${outcome} ${attributes(outcome === 'skipped' ? { message } : { message, type: className })}`;
  return `${start}>${details === '' ? `${inner}/>` : `${inner}>${escaped(details)}</${outcome}>`}</testcase>`;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(value).replace(/\s/g, ' ')}"`)
    .join(' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Without the characters that no XML 1.0 may hold: https://www.w3.org/TR/xml/#charsets */
function escaped(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- control characters are what it is about
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
  );
}
