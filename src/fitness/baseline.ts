/** What is remembered of a good release, so that the next one can be compared with it. */
import type { Check } from '../checks/api.ts';
import type { ComplexityConfig, Config, GateConfig } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';
import { UserError } from '../errors.ts';
import { isConfigRule } from '../measurements/config-rules.ts';
import { gatedAliases, unjudgedGear } from '../template/gear.ts';
import type { Template } from '../template/model.ts';
import { checksOf } from './enabled.ts';
import { fingerprints, keyOf } from './fingerprint.ts';
import type { Mode, Report, Status } from './report.ts';

/** `template`: read from files; `stack`: read from what is deployed. */
export type Phase = 'template' | 'stack';

/** Logical ids stand in it as `keyOf` them. */
export interface Baseline {
  readonly version: 1;
  readonly tool: string;
  /** When it was measured, ISO 8601. */
  readonly at: string;
  readonly phase: Phase;
  readonly fitness: number;
  readonly raw: number;
  readonly coverage: number;
  readonly complexity: Readonly<Record<string, number>>;
  readonly config: { readonly gate: GateConfig; readonly complexity: Omit<ComplexityConfig, 'terms'> };
  readonly resources: ReadonlyMap<number, { readonly type: string; readonly mark: number }>;
  readonly checks: ReadonlyMap<string, BaselineCheck>;
  /** Functions whose deployments a hook judges before, and after, traffic shifts. */
  readonly hooks: { readonly before: readonly number[]; readonly after: readonly number[] };
}

export interface BaselineCheck {
  readonly weight: number;
  readonly mode: Mode;
  /** Of the resources to which it applies. */
  readonly statuses: ReadonlyMap<number, Exclude<Status, 'not-applicable'>>;
  /** Resources that the template's metadata takes out of it. */
  readonly suppressed: ReadonlySet<number>;
}

export interface BaselineSource {
  readonly template: Template;
  /** Of the service; the report's environment is applied to it. */
  readonly config: Config;
  readonly phase: Phase;
  /** Over fitness.yaml's, e.g. the stack's parameter GateMode. */
  readonly gateMode?: GateConfig['mode'] | undefined;
  readonly now: Date;
  /** Those that the report was made with; the built-in ones if absent. */
  readonly checks: readonly Check[];
}

/** What to remember of a report. */
export function baselineOf(report: Omit<Report, 'gate'>, source: BaselineSource): Baseline {
  const { gate, complexity, checks } = forEnvironment(source.config, report.environment);
  const statuses = new Map<string, Map<number, Exclude<Status, 'not-applicable'>>>();
  const suppressed = new Map<string, Set<number>>();
  for (const { check, resource, status, suppressed: isSuppressed } of report.results) {
    if (isSuppressed) suppressed.set(check, (suppressed.get(check) ?? new Set()).add(keyOf(resource)));
    const own = statuses.get(check) ?? new Map<number, Exclude<Status, 'not-applicable'>>();
    statuses.set(check, own);
    if (status !== 'not-applicable') own.set(keyOf(resource), status);
  }
  const gated = gatedAliases(source.template);
  const functionsWith = (hook: 'preTraffic' | 'postTraffic') =>
    gated.flatMap((each) => (each[hook].length > 0 && each.function !== undefined ? [keyOf(each.function)] : []));
  return {
    version: 1,
    tool: report.tool,
    at: source.now.toISOString(),
    phase: source.phase,
    fitness: report.fitness,
    raw: report.raw,
    coverage: report.coverage,
    complexity: report.complexity.terms,
    config: {
      gate: { ...gate, mode: source.gateMode ?? gate.mode },
      complexity: { lambda: complexity.lambda, budget: complexity.budget },
    },
    resources: withUnmarked(
      fingerprints(source.template, unjudgedGear(source.template)),
      report.results,
      source.template,
    ),
    checks: new Map(
      // What AWS Config says no release is compared by, and the rules of an account would fill the record.
      checksOf(checks, source.checks)
        .filter(({ check: { meta } }) => !isConfigRule(meta.id))
        .map(({ check: { meta }, weight, mode }) => [
          meta.id,
          {
            weight,
            mode,
            statuses: statuses.get(meta.id) ?? new Map(),
            suppressed: suppressed.get(meta.id) ?? new Set(),
          },
        ]),
    ),
    hooks: { before: functionsWith('preTraffic'), after: functionsWith('postTraffic') },
  };
}

type Fingerprints = ReturnType<typeof fingerprints>;

/** What has no mark, and what is judged beside the template, is remembered as a resource that nothing changes. */
function withUnmarked(resources: Fingerprints, results: Report['results'], { inputs }: Template): Fingerprints {
  for (const { resource, type, status } of results) {
    if (status === 'not-applicable' || inputs.deployed?.get(resource)?.found) continue;
    const key = keyOf(resource);
    if (!resources.has(key)) resources.set(key, { type, mark: 0 });
  }
  return resources;
}

/** The wire format: resources ordered by type, so that the statuses of a check are runs of equal letters. */
interface Wire {
  v: 1;
  tool: string;
  at: string;
  phase: Phase;
  score: [fitness: number, raw: number, coverage: number];
  complexity: Readonly<Record<string, number>>;
  config: Baseline['config'];
  /** Types in order, and how many resources of each. */
  types: [type: string, count: number][];
  /** Per resource 4 bytes of key and 3 of mark, base64. */
  resources: string;
  checks: [id: string, weight: number, mode: Mode, statuses: string][];
  hooks: Baseline['hooks'];
}

const LETTERS = { pass: 'p', fail: 'f', unknown: 'u' } as const;
const STATUSES: Readonly<Record<string, keyof typeof LETTERS>> = { p: 'pass', f: 'fail', u: 'unknown' };
const SUPPRESSED = 's';
const BYTES = 7;

/** As text of some 12 characters per resource: deflated JSON in base64, under 8 KB at 500 resources. */
export function serializeBaseline(baseline: Baseline): string {
  const resources = [...baseline.resources].sort(
    ([keyA, a], [keyB, b]) => Number(a.type > b.type) - Number(a.type < b.type) || keyA - keyB,
  );
  const types = new Map<string, number>();
  for (const [, { type }] of resources) types.set(type, (types.get(type) ?? 0) + 1);
  const bytes = Buffer.alloc(resources.length * BYTES);
  resources.forEach(([key, { mark }], index) => {
    bytes.writeUInt32BE(key, index * BYTES);
    bytes.writeUIntBE(mark, index * BYTES + 4, 3);
  });
  const wire: Wire = {
    v: 1,
    tool: baseline.tool,
    at: baseline.at,
    phase: baseline.phase,
    score: [baseline.fitness, baseline.raw, baseline.coverage],
    complexity: baseline.complexity,
    config: baseline.config,
    types: [...types],
    resources: bytes.toString('base64'),
    checks: [...baseline.checks].map(([id, check]) => [
      id,
      check.weight,
      check.mode,
      resources.map(([key]) => letterOf(key, check)).join(''),
    ]),
    hooks: baseline.hooks,
  };
  return zlib()
    .deflateRawSync(Buffer.from(JSON.stringify(wire)), { level: 9 })
    .toString('base64');
}

/** A baseline of 500 resources is some 20 KB of JSON; a hostile one must not fill the memory. */
const LARGEST = 4 * 1024 * 1024;

/** @throws UserError `broken-baseline` if the text is not one that `serializeBaseline` made */
export function parseBaseline(text: string): Baseline {
  try {
    const json = zlib().inflateRawSync(Buffer.from(text.trim(), 'base64'), { maxOutputLength: LARGEST });
    return fromWire(JSON.parse(json.toString()) as Wire);
  } catch (cause) {
    throw new UserError('broken-baseline', 'The baseline cannot be read.', {
      kind: 'incomplete',
      hint: 'Take it from a report of this tool, or leave it out to judge without comparing.',
      cause,
    });
  }
}

function fromWire(wire: Wire): Baseline {
  if (wire.v !== 1) throw new Error(`version ${String(wire.v)}`);
  const bytes = Buffer.from(wire.resources, 'base64');
  const typeOf = wire.types.flatMap(([type, count]) => Array<string>(count).fill(type));
  if (bytes.length !== typeOf.length * BYTES) throw new Error('resources are missing');
  const resources = typeOf.map((type, index) => {
    const mark = bytes.readUIntBE(index * BYTES + 4, 3);
    return [bytes.readUInt32BE(index * BYTES), { type, mark }] as const;
  });
  const [fitness, raw, coverage] = wire.score;
  return {
    version: 1,
    tool: wire.tool,
    at: wire.at,
    phase: wire.phase,
    fitness,
    raw,
    coverage,
    complexity: wire.complexity,
    config: wire.config,
    resources: new Map(resources),
    checks: new Map(
      wire.checks.map(([id, weight, mode, letters]) => {
        const statuses = resources.flatMap(([key], index) => {
          const status = STATUSES[letters[index] ?? '-'];
          return status ? [[key, status] as const] : [];
        });
        const suppressed = resources.flatMap(([key], index) => (letters[index] === SUPPRESSED ? [key] : []));
        return [id, { weight, mode, statuses: new Map(statuses), suppressed: new Set(suppressed) }];
      }),
    ),
    hooks: wire.hooks,
  };
}

function letterOf(key: number, { statuses, suppressed }: BaselineCheck): string {
  const status = statuses.get(key);
  return status ? LETTERS[status] : suppressed.has(key) ? SUPPRESSED : '-';
}

/** Loaded when a release is compared, or remembered. */
function zlib() {
  return process.getBuiltinModule('node:zlib');
}
