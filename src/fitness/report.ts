/** The report of `score`, of the gate and of the hooks. Its JSON is a contract. */
import type { Category } from '../checks/api.ts';
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
  /** Points of fitness that this check's failures cost together; on failing results only. */
  readonly cost?: number;
}

export interface GateReason {
  /** e.g. `minimum`, `minCoverage`, `require`, `noNewFailures`, `maxDrop`, `maxComplexityGrowth`, `requireImprovement`, `gate-weakened`. */
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
  readonly results: readonly Result[];
  readonly diagnostics: readonly Diagnostic[];
}
