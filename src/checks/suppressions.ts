/** Metadata by which the author of a template says that a check does not concern a resource, ours and those of other tools. */
import { nearest } from '../config/nearest.ts';
import type { Status, Suppression } from '../fitness/report.ts';
import type { Diagnostic, Location, Path, Resource, Template } from '../template/model.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import type { CheckMeta } from './check.ts';

type Tool = Suppression['by'];
type Data = Readonly<Record<string, unknown>>;

/** Where each tool reads what is suppressed, and its word for the reason. */
const DIALECTS: readonly { readonly by: Tool; readonly key: string; readonly reason?: string }[] = [
  { by: 'fitness', key: 'suppress', reason: 'reason' },
  // names, or in the registry's rules maps of names to reasons: https://github.com/aws-cloudformation/aws-guard-rules-registry
  { by: 'guard', key: 'SuppressedRules' },
  // https://github.com/stelligent/cfn_nag#per-resource-rule-suppression
  { by: 'cfn_nag', key: 'rules_to_suppress', reason: 'reason' },
  // https://github.com/cdklabs/cdk-nag#suppressing-a-rule
  { by: 'cdk_nag', key: 'rules_to_suppress', reason: 'reason' },
  // https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
  { by: 'checkov', key: 'skip', reason: 'comment' },
];

/** One suppression that somebody wrote. */
interface Written {
  readonly by: Tool;
  readonly id: string;
  readonly reason: string;
  readonly until?: string;
  readonly path: Path;
  /** Ours that would be none: why. */
  readonly problem?: string;
  /** What the check says of the resources that it was written for. */
  readonly statuses: Set<Status>;
}

/**
 * The suppressions of a template:
 *
 * - `Metadata.fitness.suppress: [{id, reason, until}]`: ours; without a reason, or after the day `until`, it does not count
 * - `Metadata.guard.SuppressedRules: [RULE]`, or `[{RULE: reason}]`
 * - `Metadata.cfn_nag.rules_to_suppress` and `Metadata.cdk_nag.rules_to_suppress: [{id, reason}]`
 * - `Metadata.checkov.skip: [{id, comment}]`
 *
 * Read from the source, as the SAM transform copies metadata only in part: what SAM makes of a resource is suppressed with it.
 */
export class Suppressions {
  readonly #template: Template;
  readonly #today: string;
  /** By the logical id in the source. */
  readonly #written = new Map<string, readonly Written[]>();
  readonly #malformed: Diagnostic[] = [];
  /** Names of other tools for a check, by its id. */
  readonly #names = new Map<string, ReadonlyMap<Tool, readonly string[]>>();

  constructor(template: Template, now: Date) {
    this.#template = template;
    this.#today = now.toISOString().slice(0, 10);
    for (const resource of template.resources.values()) {
      const { sourceId } = resource;
      if (this.#written.has(sourceId)) continue;
      const metadata = metadataOf(template, resource);
      if (metadata) this.#written.set(sourceId, this.#read(metadata, sourceId));
    }
  }

  /** What suppresses a check on a resource of which it says `status`; undefined if nothing does. */
  of({ sourceId }: Resource, meta: CheckMeta, status: Status): Suppression | undefined {
    const written = this.#written.get(sourceId);
    if (!written || written.length === 0) return undefined;
    const names = this.#namesOf(meta);
    const concerned = written.filter(({ by, id }) => names.get(by)?.includes(id));
    for (const { statuses } of concerned) statuses.add(status);
    if (status === 'not-applicable') return undefined;
    const found = concerned.find((each) => each.problem === undefined && !this.#isOver(each));
    if (!found) return undefined;
    const { by, reason, until, path } = found;
    const location = this.#template.document.locate(path);
    return { by, reason, ...(until !== undefined && { until }), ...(location && { location }) };
  }

  /**
   * Suppressions that do not do what their author means: malformed, of no check, without a reason, past their day, or of
   * a check that has nothing against the resource. Call it when all checks have run.
   *
   * @param known ids that one of ours may name
   * @param ran the checks that have run: of others nobody knows whether they are needed
   */
  diagnostics(known: ReadonlySet<string>, ran: readonly CheckMeta[]): Diagnostic[] {
    const metas = new Map(ran.map((meta) => [meta.id, meta]));
    const ignored = [...this.#written].flatMap(([sourceId, all]) =>
      all.flatMap((written): Diagnostic[] => {
        if (written.by !== 'fitness') return [];
        const problem = this.#problemOf(written, known);
        const code = problem === undefined ? 'suppression-unused' : 'suppression-ignored';
        const said = problem ?? this.#unusedBecause(written, sourceId, metas.get(written.id));
        if (said === undefined) return [];
        return [
          this.#diagnostic(code, `the suppression of ${written.id || 'nothing'} on ${sourceId} ${said}`, written),
        ];
      }),
    );
    return [...this.#malformed, ...ignored];
  }

  #problemOf(written: Written, known: ReadonlySet<string>): string | undefined {
    const { id, problem, until } = written;
    if (problem !== undefined) return problem;
    if (!known.has(id)) {
      const near = nearest(id, known);
      return `names no check${near === undefined ? '' : `; did you mean ${near}?`}`;
    }
    return this.#isOver(written) ? `ended on ${until}` : undefined;
  }

  /** Undefined if it is needed, or if what it concerns does not exist here. */
  #unusedBecause({ statuses }: Written, sourceId: string, meta: CheckMeta | undefined): string | undefined {
    if (!meta || statuses.has('fail') || statuses.has('unknown')) return undefined;
    if (statuses.has('pass')) return 'is not needed: the check passes';
    const made = [...this.#template.resources.values()].filter((resource) => resource.sourceId === sourceId);
    const isElsewhere = statuses.size === 0 && made.some(({ type }) => meta.resourceTypes.includes(type));
    return isElsewhere ? undefined : 'is not needed: the check does not apply';
  }

  /** The day named is the last one. */
  #isOver({ until }: Written): boolean {
    return until !== undefined && this.#today > until;
  }

  #namesOf({ id, references }: CheckMeta): ReadonlyMap<Tool, readonly string[]> {
    const known = this.#names.get(id);
    if (known) return known;
    const files = references?.guard?.map((path) => path.replace(/^.*\/|\.guard$/g, '').toUpperCase()) ?? [];
    const names = new Map<Tool, readonly string[]>([
      ['fitness', [id]],
      ['guard', [...files, ...(references?.guardRules ?? []), id.replaceAll('-', '_').toUpperCase()]],
      ['cfn_nag', references?.cfnNag ?? []],
      ['cdk_nag', references?.cdkNag ?? []],
      ['checkov', references?.checkov ?? []],
    ]);
    this.#names.set(id, names);
    return names;
  }

  #read(metadata: Data, sourceId: string): Written[] {
    this.#findStrayKeys(metadata, sourceId);
    return DIALECTS.flatMap(({ by, key, reason }) => {
      const section = own(metadata, by);
      const list = own(section, key);
      if (list === undefined || list === null) return [];
      const path = ['Resources', sourceId, 'Metadata', by, key];
      if (!Array.isArray(list)) {
        this.#malformed.push(
          this.#diagnostic('suppression-ignored', `${by}.${key} in the Metadata of ${sourceId} is not a list`, {
            path,
          }),
        );
        return [];
      }
      return list.map((item: unknown, index): Written => {
        const at = { by, path: [...path, index], statuses: new Set<Status>() };
        if (by === 'fitness') return { ...at, ...ours(item) };
        if (reason === undefined) return { ...at, ...named(item) };
        return { ...at, id: textOf(own(item, 'id')), reason: textOf(own(item, reason)) };
      });
    });
  }

  /** A typo of `suppress` must not go unnoticed. */
  #findStrayKeys(metadata: Data, sourceId: string): void {
    const section = own(metadata, 'fitness');
    if (!isRecord(section)) return;
    for (const key of Object.keys(section)) {
      if (FITNESS_KEYS.has(key)) continue;
      const path = ['Resources', sourceId, 'Metadata', 'fitness', key];
      const message = `fitness in the Metadata of ${sourceId} has a key ${JSON.stringify(key)}${didYouMean(key, ['suppress'])}, which does not count`;
      this.#malformed.push(this.#diagnostic('suppression-ignored', message, { path }));
    }
  }

  #diagnostic(code: string, message: string, { path }: { path: Path }): Diagnostic {
    const location: Location | undefined = this.#template.document.locate(path);
    return { severity: 'warning', code, message, ...(location && { location }) };
  }
}

/** `RULE`, or `{RULE: reason}`. */
function named(item: unknown): Pick<Written, 'id' | 'reason'> {
  const [entry] = isRecord(item) ? Object.entries(item) : [];
  return entry ? { id: entry[0], reason: textOf(entry[1]) } : { id: textOf(item), reason: '' };
}

/** What `Metadata.fitness` may hold: what is suppressed, and what the resource waits for where `DependsOn` cannot say it. */
const FITNESS_KEYS: ReadonlySet<string> = new Set(['suppress', 'after']);

const KEYS = ['id', 'reason', 'until'];

/** A typo must not make a suppression eternal, nor one of another check. */
function ours(item: unknown): Pick<Written, 'id' | 'reason' | 'until' | 'problem'> {
  const id = textOf(own(item, 'id')).trim();
  const reason = textOf(own(item, 'reason')).trim();
  const until = own(item, 'until');
  const written = { id, reason, ...(typeof until === 'string' && { until }) };
  const stray = isRecord(item) ? Object.keys(item).find((key) => !KEYS.includes(key)) : undefined;
  const problem = !isRecord(item)
    ? 'is no map of id, reason and until'
    : stray !== undefined
      ? `has a key ${JSON.stringify(stray)}${didYouMean(stray)}, and does not count`
      : id === ''
        ? 'has no id, and does not count'
        : reason === ''
          ? 'has no reason, and does not count'
          : until !== undefined && !isDay(until)
            ? `ends on ${JSON.stringify(until)}, which is no day such as 2027-01-31, and does not count`
            : undefined;
  return problem === undefined ? written : { ...written, problem };
}

function didYouMean(key: string, keys = KEYS): string {
  const near = nearest(key, keys);
  return near === undefined ? '' : ` (${near}?)`;
}

/** `2027-01-31`, and not `2027-02-31`. */
function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

function metadataOf({ document }: Template, { sourceId, attributes }: Resource): Data | undefined {
  const source = own(own(document.data, 'Resources'), sourceId);
  // what a loop makes has no text of its own under that name
  const metadata = source === undefined ? own(attributes, 'Metadata') : own(source, 'Metadata');
  return isRecord(metadata) ? metadata : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
