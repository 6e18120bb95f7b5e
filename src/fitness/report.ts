/** The report of `score`, of the gate and of the hooks. Its JSON is a contract. */
import type { Category } from '../checks/api.ts';
import type { Measured } from '../measurements/listed.ts';
import type { Diagnostic, Evidence, Location, Path } from '../template/model.ts';

export type Status = 'pass' | 'fail' | 'unknown' | 'not-applicable';
export type Mode = 'enforced' | 'trial';

export interface Result {
  readonly check: string;
  /** Logical id after the transform, so that offline and live results compare. */
  readonly resource: string;
  readonly type: string;
  readonly status: Status;
  readonly mode: Mode;
  readonly weight: number;
  readonly message: string;
  readonly path: Path;
  readonly location?: Location;
  readonly evidence?: Evidence;
  readonly fixable: boolean;
  /** True if the template's metadata takes the resource out of the check; its status is then `not-applicable`. */
  readonly suppressed?: true;
  /** By whom and why; on suppressed results only. */
  readonly suppression?: Suppression;
  /** True if it fails and the team accepts it for now (`fitness-known-failures.json`). It costs points all the same. */
  readonly known?: true;
  /** How far a measurement is from its target, as part of it, 0…1; on failing results of such checks only. */
  readonly shortfall?: number;
  /** Points of fitness that this check's failures cost together; on failing results only. */
  readonly cost?: number;
}

/** What takes a resource out of a check. */
export interface Suppression {
  /** Whose metadata: `fitness` is ours. */
  readonly by: 'fitness' | 'guard' | 'cfn_nag' | 'cdk_nag' | 'checkov';
  /** Empty where the tool asks for none. */
  readonly reason: string;
  /** Last day on which it counts, e.g. `2026-12-31`; absent: it does not end. */
  readonly until?: string;
  readonly location?: Location;
}

export interface KnownFailuresReport {
  /** As messages name it. */
  readonly file: string;
  /** Keys of entries that fail in no environment any more. */
  readonly stale: readonly string[];
}

/** What a change of the sources did: the same template before it, judged by today's checks. */
export interface Against {
  /** As it was named: a git ref or a file. */
  readonly ref: string;
  /** Full hash of the commit; absent for a file. */
  readonly commit?: string;
  /** Of the template that was compared with; absent if it was not there: all is new. */
  readonly template?: string;
  /** Absent if the template was not there. */
  readonly before?: Pick<Report, 'fitness' | 'raw' | 'penalty' | 'coverage' | 'complexity'>;
  /** Points of fitness gained; negative: lost. Absent if there was nothing before. */
  readonly gain?: number;
  /** Checks that became better or worse, those that gained or lost most first. What is new and sound is neither. */
  readonly checks: readonly AgainstCheck[];
}

export interface AgainstCheck {
  readonly check: string;
  readonly mode: Mode;
  /** w·d of the formula: what its failures weigh. */
  readonly penalty: { readonly before: number; readonly now: number };
  readonly changes: readonly AgainstChange[];
}

/** One resource on which the verdict became better or worse. */
export interface AgainstChange {
  readonly resource: string;
  readonly type: string;
  readonly effect: 'better' | 'worse';
  /** Absent if the check had nothing to judge there. */
  readonly before?: Status;
  readonly now?: Status;
  /** Why: of the result now, or of what was before it was mended or removed. */
  readonly message: string;
  /** Where, in today's template. */
  readonly location?: Location;
}

export interface GateReason {
  /** e.g. `minimum`, `minCoverage`, `require`, `noNewFailures`, `maxDrop`, `maxComplexityGrowth`, `requireImprovement`, `gate-weakened`, `stale-known-failure`. */
  readonly rule: string;
  readonly message: string;
}

export interface GateVerdict {
  readonly verdict: 'pass' | 'fail' | 'incomplete';
  readonly mode: 'enforce' | 'observe';
  /** Why the gate is red, or in `observe` would be. */
  readonly reasons: readonly GateReason[];
  /** What changed the score without being the release's doing, and what was let through by an override. */
  readonly notices?: readonly GateReason[];
}

export interface Report {
  readonly version: 1;
  /** `create-fitness-serverless@<version>`. */
  readonly tool: string;
  readonly service: string;
  readonly environment: string;
  readonly template: string;
  readonly fitness: number;
  readonly raw: number;
  readonly penalty: number;
  /** Known weight / applicable weight, 0…1. */
  readonly coverage: number;
  readonly complexity: {
    readonly value: number;
    /** λ · value: what it takes off `raw`. */
    readonly penalty: number;
    readonly terms: Readonly<Record<string, number>>;
  };
  readonly categories: Readonly<Partial<Record<Category, { readonly fitness: number; readonly coverage: number }>>>;
  readonly gate: GateVerdict;
  /** If the team keeps a file of the failures that it accepts for now. */
  readonly knownFailures?: KnownFailuresReport;
  /** What this change does, where it was asked for. */
  readonly against?: Against;
  /** What was measured beside the template: when, and from where. */
  readonly measurements?: readonly Measured[];
  readonly results: readonly Result[];
  readonly diagnostics: readonly Diagnostic[];
}
