/** Metadata by which the author of a template says that a check does not concern a resource, ours and those of other tools. */
import type { Diagnostic, Resource, Template } from '../template/model.ts';
import type { CheckMeta } from './check.ts';

export interface Suppression {
  /** Where it stands, e.g. `cfn_nag`. */
  readonly by: string;
  readonly reason: string;
}

interface Written extends Suppression {
  readonly id: string;
  readonly until?: string;
}

/**
 * What suppresses a check on a resource; undefined if nothing does.
 *
 * - `Metadata.fitness.suppress: [{id, reason, until}]`: ours; without a reason, or after the day `until`, it does not count
 * - `Metadata.guard.SuppressedRules: [RULE]`
 * - `Metadata.cfn_nag.rules_to_suppress` and `Metadata.cdk_nag.rules_to_suppress: [{id, reason}]`
 * - `Metadata.checkov.skip: [{id, comment}]`
 *
 * Read from the source: the SAM transform copies metadata only in part.
 */
export function suppressionOf(
  template: Template,
  resource: Resource,
  { id, references }: CheckMeta,
  now: Date,
): Suppression | undefined {
  const metadata = metadataOf(template, resource);
  if (!metadata) return undefined;
  const guard = references?.guard?.map((path) => path.replace(/^.*\/|\.guard$/g, '').toUpperCase()) ?? [];
  const foreign: [by: string, ids: readonly string[]][] = [
    ['guard', [...guard, ...(references?.guardRules ?? []), id.replaceAll('-', '_').toUpperCase()]],
    ['cfn_nag', references?.cfnNag ?? []],
    ['cdk_nag', references?.cdkNag ?? []],
    ['checkov', references?.checkov ?? []],
  ];
  const own = ownSuppressions(metadata).find((each) => each.id === id && isValid(each, now));
  if (own) return own;
  for (const [by, ids] of foreign) {
    const found = READERS[by]?.(metadata).find((each) => ids.includes(each.id));
    if (found) return { by, reason: found.reason };
  }
  return undefined;
}

/** Our own suppressions that do not do what their author means: of no check, without a reason, past their day. */
export function suppressionDiagnostics(template: Template, ids: ReadonlySet<string>, now: Date): Diagnostic[] {
  return [...template.resources.values()]
    .filter(({ generated }) => !generated)
    .flatMap((resource) => {
      const metadata = metadataOf(template, resource);
      const path = ['Resources', resource.sourceId, 'Metadata', 'fitness', 'suppress'];
      return (metadata ? ownSuppressions(metadata) : []).flatMap((written, index): Diagnostic[] => {
        const problem = problemOf(written, ids, now);
        if (problem === undefined) return [];
        const location = template.document.locate([...path, index]);
        const message = `the suppression of ${written.id || 'nothing'} on ${resource.logicalId} ${problem}`;
        return [{ severity: 'warning', code: 'suppression-ignored', message, ...(location && { location }) }];
      });
    });
}

function problemOf(written: Written, ids: ReadonlySet<string>, now: Date): string | undefined {
  if (!ids.has(written.id)) return 'names no check';
  if (!written.reason) return 'has no reason, and does not count';
  return isValid(written, now) ? undefined : `ended on ${written.until}`;
}

function isValid({ reason, until }: Written, now: Date): boolean {
  // The day named is the last one.
  return reason !== '' && (until === undefined || now.toISOString().slice(0, 10) <= until);
}

type Data = Readonly<Record<string, unknown>>;

const READERS: Readonly<Record<string, (metadata: Data) => Written[]>> = {
  guard: (metadata) =>
    items(metadata, 'guard', 'SuppressedRules').map((rule) => ({ by: 'guard', id: text(rule), reason: '' })),
  cfn_nag: (metadata) => withReasons(metadata, 'cfn_nag', 'rules_to_suppress', 'reason'),
  cdk_nag: (metadata) => withReasons(metadata, 'cdk_nag', 'rules_to_suppress', 'reason'),
  checkov: (metadata) => withReasons(metadata, 'checkov', 'skip', 'comment'),
};

function withReasons(metadata: Data, by: string, key: string, reason: string): Written[] {
  return items(metadata, by, key).map((item) => ({ by, id: text(of(item, 'id')), reason: text(of(item, reason)) }));
}

function ownSuppressions(metadata: Data): Written[] {
  return items(metadata, 'fitness', 'suppress').map((item) => {
    const until = text(of(item, 'until'));
    const written = { by: 'fitness', id: text(of(item, 'id')), reason: text(of(item, 'reason')).trim() };
    return until ? { ...written, until } : written;
  });
}

function metadataOf({ document }: Template, { sourceId }: Resource): Data | undefined {
  const metadata = of(of(of(document.data, 'Resources'), sourceId), 'Metadata');
  return typeof metadata === 'object' && metadata !== null ? (metadata as Data) : undefined;
}

function items(metadata: Data, tool: string, key: string): unknown[] {
  const list = of(of(metadata, tool), key);
  return Array.isArray(list) ? list : [];
}

function of(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key) ? (data as Data)[key] : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
