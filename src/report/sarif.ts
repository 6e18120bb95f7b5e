/**
 * SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub reads of it:
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { CheckMeta, Severity } from '../checks/api.ts';
import type { Result } from '../fitness/report.ts';
import type { Diagnostic, Location } from '../template/model.ts';
import { isScored } from './entry.ts';
import type { Entry, RenderContext, ScoredEntry } from './entry.ts';
import { levelOf, levelOfResult } from './findings.ts';
import type { Level } from './findings.ts';
import { repositoryPath } from './repository-path.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** GitHub's scale: critical above 9, high from 7, medium from 4. Only checks of security are on it. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

/** GitHub's names for how grave the findings of a rule are that is not about security. */
const PROBLEM_SEVERITY: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'recommendation',
};

export function renderSarif(entries: readonly Entry[], context: RenderContext): string {
  const scored = entries.filter(isScored);
  const rules = rulesOf(scored);
  const indexes = new Map(rules.map(({ meta: { id } }, index) => [id, index]));
  const [, version] = /@([^@]+)$/.exec(context.tool) ?? [];
  const run = {
    tool: {
      driver: {
        name: 'create-fitness-serverless',
        ...(version !== undefined && { version, semanticVersion: version }),
        rules: rules.map(({ meta }) => rule(meta)),
      },
    },
    // what is uploaded for another tool of the repository stays apart from it
    automationDetails: { id: 'create-fitness-serverless/' },
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: scored.length === entries.length,
        endTimeUtc: context.now.toISOString(),
        toolExecutionNotifications: entries.flatMap((entry) => notifications(entry, context)),
      },
    ],
    results: scored.flatMap((entry) => results(entry, indexes, context)),
    properties: {
      fitness: scored.map(({ template, report }) => ({
        template,
        environment: report.environment,
        fitness: report.fitness,
        coverage: report.coverage,
        gate: report.gate.verdict,
        reasons: report.gate.reasons,
      })),
    },
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

/** Each check once, though every service has its own list. */
function rulesOf(entries: readonly ScoredEntry[]): { meta: CheckMeta }[] {
  const ran = new Set(entries.flatMap(({ report }) => report.results.map(({ check }) => check)));
  const known = new Map(entries.flatMap(({ checks }) => checks.map((check) => [check.meta.id, check])));
  return [...known.values()].filter(({ meta }) => ran.has(meta.id));
}

function rule(meta: CheckMeta): object {
  const level = levelOf(meta);
  return {
    id: meta.id,
    name: pascal(meta.id),
    shortDescription: { text: meta.title },
    fullDescription: { text: meta.why },
    help: { text: `${meta.why}\n\nTo pass it: ${meta.remedy}.`, markdown: helpOf(meta) },
    ...(/^https?:/.test(meta.docs) && { helpUri: meta.docs }),
    defaultConfiguration: { level },
    properties: {
      tags: [...new Set<string>([meta.category, 'aws', 'serverless', 'infrastructure-as-code'])],
      precision: 'very-high',
      'problem.severity': PROBLEM_SEVERITY[level],
      ...(meta.category === 'security' && { 'security-severity': SECURITY_SEVERITY[meta.severity] }),
    },
  };
}

function helpOf({ id, title, why, remedy, docs, category, severity, weight }: CheckMeta): string {
  return [
    `**${title}**`,
    '',
    why,
    '',
    `**To pass it:** ${remedy}.`,
    '',
    `Category ${category}, severity ${severity}, weight ${weight}. \`fitness-serverless explain ${id}\` says more.`,
    '',
    `[Documentation](${docs})`,
  ].join('\n');
}

/** `s3-bucket-versioning-enabled` → `S3BucketVersioningEnabled` */
function pascal(id: string): string {
  return id.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** What fails, and what would count had its author not suppressed it. */
function results(
  { template, report, checks }: ScoredEntry,
  indexes: ReadonlyMap<string, number>,
  context: RenderContext,
): object[] {
  const metas = new Map(checks.map(({ meta }) => [meta.id, meta]));
  return report.results
    .filter(({ status, suppressed }) => status === 'fail' || suppressed)
    .map((result) => {
      const { check, resource, type, message, path, mode, weight, cost, fixable } = result;
      const meta = metas.get(check);
      const remedy = meta && !result.suppressed ? ` To pass ${check}: ${meta.remedy}.` : '';
      return {
        ruleId: check,
        ...(indexes.has(check) && { ruleIndex: indexes.get(check) }),
        level: levelOfResult(result, meta),
        message: { text: `${resource}: ${message}.${remedy}` },
        locations: [
          { ...physical(result.location, context), logicalLocations: [{ name: resource, kind: 'resource' }] },
        ],
        partialFingerprints: fingerprints(result, template, context),
        ...suppressions(result, report.knownFailures?.file, context),
        properties: { type, path: path.join('.'), mode, weight, ...(cost !== undefined && { cost }), fixable },
      };
    });
}

/** Suppressed in the template itself, or accepted in the team's file of known failures. */
function suppressions(result: Result, knownIn: string | undefined, context: RenderContext): object {
  const { suppressed, suppression, known, message } = result;
  if (!suppressed && !known) return {};
  const one = suppressed
    ? {
        kind: 'inSource',
        status: 'accepted',
        justification: suppression?.reason ? suppression.reason : message,
        ...(suppression?.location && { location: physical(suppression.location, context) }),
      }
    : { kind: 'external', status: 'accepted', justification: `a known failure${knownIn ? ` of ${knownIn}` : ''}` };
  return { suppressions: [one] };
}

/**
 * The same when lines move: of the check, the file and the resource. GitHub matches alerts by `primaryLocationLineHash`,
 * which its uploader takes from the text of the line if it is not given.
 */
function fingerprints({ check, resource }: Result, template: string, context: RenderContext): object {
  const file = repositoryPath(template, context) ?? template;
  const hash = createHash('sha256').update([check, file, resource].join('\0')).digest('hex').slice(0, 32);
  return { primaryLocationLineHash: `${hash}:1`, 'fitness/v1': hash };
}

function physical(location: Location | undefined, context: RenderContext): object {
  if (!location) return {};
  const { file, line, column } = location;
  const path = repositoryPath(file, context);
  const artifactLocation =
    path === undefined
      ? { uri: pathToFileURL(file).href }
      : { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
  return { physicalLocation: { artifactLocation, region: { startLine: line, startColumn: column } } };
}

/** Diagnostics, and what could not be known: not findings, but nobody shall take their absence for a pass. */
function notifications(entry: Entry, context: RenderContext): object[] {
  if (!isScored(entry)) {
    const { code, message, location, hint } = entry.error;
    const text = [message, hint].filter(Boolean).join(' ');
    return [notification({ code, message: text, severity: 'error', ...(location && { location }) }, context)];
  }
  const { diagnostics, results } = entry.report;
  return [
    ...diagnostics.map((diagnostic) => notification(diagnostic, context)),
    ...results
      .filter(({ status }) => status === 'unknown')
      .map(({ check, resource, message, location }) => ({
        ...notification(
          { code: 'unknown', message: `${resource}: not known: ${message}`, ...(location && { location }) },
          context,
        ),
        associatedRule: { id: check },
      })),
  ];
}

function notification(
  { severity, code, message, location }: Omit<Diagnostic, 'severity'> & { severity?: Diagnostic['severity'] },
  context: RenderContext,
): object {
  return {
    descriptor: { id: code },
    level: severity ?? 'note',
    message: { text: message },
    ...(location && { locations: [physical(location, context)] }),
  };
}
