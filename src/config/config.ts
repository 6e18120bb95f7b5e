/** fitness.yaml: the only record of a service's answers, and the configuration of its checks, gate and dashboard. */
import type { Mode } from '../fitness/report.ts';
import { DEPLOYMENT_TYPES } from '../template/deployment-types.ts';

export type Runtime = 'nodejs24.x' | 'nodejs22.x';
export type PackageManager = 'npm' | 'pnpm' | 'yarn';

/** What starts a function. */
export const TRIGGERS = ['http', 'queue', 'schedule', 'stream', 'bucket'] as const;
export type Trigger = (typeof TRIGGERS)[number];

export { DEPLOYMENT_TYPES };

/**
 * How traffic shifts: one of SAM's types, or an own one written `Canary:20:7` or `Linear:5:2` (percent, minutes),
 * which becomes an `AWS::CodeDeploy::DeploymentConfig`.
 */
export type Deployment =
  (typeof DEPLOYMENT_TYPES)[number] | `Canary:${number}:${number}` | `Linear:${number}:${number}`;

export interface CheckConfig {
  readonly enabled: boolean;
  /** Points of penalty for the first failing resource; the check's default if absent. */
  readonly weight?: number;
  /** `trial`: shown, not counted. */
  readonly mode: Mode;
  /** Tool version that brought the check, for those in trial. */
  readonly since?: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface GateConfig {
  readonly mode: 'enforce' | 'observe';
  /** Least fitness, 0…100. */
  readonly minimum: number;
  /** Least coverage, 0…1. */
  readonly minCoverage: number;
  readonly noNewFailures: boolean;
  /** Largest fall of `raw` against the baseline, in points; absent: not judged. */
  readonly maxDrop?: number;
  /** Largest growth of the complexity penalty against the baseline, in points. */
  readonly maxComplexityGrowth?: number;
  /** Until this fitness is reached, a release that changes resources must improve it. */
  readonly requireImprovement?: number;
  /** Ids of checks that must pass. */
  readonly require: readonly string[];
  /** In the hooks, where the baseline cannot be read. Where there is none, at a first release, nothing is compared. */
  readonly withoutBaseline: 'fail' | 'pass';
}

export interface ComplexityConfig {
  /** λ: points that a complexity of 1 (the budget) costs. */
  readonly lambda: number;
  /** Weight of each term in the weighted sum. */
  readonly terms: Readonly<Record<string, number>>;
  /** Weighted sum at which complexity is 1. */
  readonly budget: number;
}

/** How performance is measured, of what runs and of a new version against the old one. Targets are options of the checks. */
export interface PerformanceConfig {
  /** Hours of the past that are measured, from the last release on if that is nearer. */
  readonly windowHours: number;
  /** Fewer invocations say nothing: what is measured of them does not apply. */
  readonly minSamples: number;
  /** How much worse a new version may be before its release is rolled back. */
  readonly tolerance: {
    /** Percent by which p50 and p99 of the duration may rise. */
    readonly duration: number;
    /** Percentage points by which the rate of errors may rise. */
    readonly errorRate: number;
  };
}

export interface BusinessMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** CloudWatch statistic, e.g. `Sum`, `Average`, `p99`. */
  readonly stat: string;
  readonly label: string;
}

export interface EnvironmentConfig {
  readonly deployment: Deployment;
  /** AWS Region; the service's if absent. */
  readonly region?: string;
  readonly gate?: Partial<GateConfig>;
  readonly checks?: Readonly<Record<string, Partial<CheckConfig>>>;
}

/** A function with a name of its own. */
export interface FunctionConfig {
  readonly trigger: Trigger;
}

/** How a deployed stack is read. */
export interface LiveConfig {
  /** Whether Cloud Control reads what has no reader of its own: all types that checks judge, or these. */
  readonly cloudControl: boolean | readonly string[];
}

/** A service that was there before this tool: which files hold a part of ours, and which of its functions are gated. */
export interface AdoptedConfig {
  /** Its template, by its path in the service. */
  readonly template: string;
  /** `source`: TypeScript that the service's build compiles. `prebuilt`: bundles in fitness/dist/. `none`: the template has no function to gate. */
  readonly hooks: 'source' | 'prebuilt' | 'none';
  /** Functions that are gated, by logical id. */
  readonly functions: Readonly<Record<string, AdoptedFunction>>;
  /** Parameter of the template that says which environment a stack is: the owner's, or ours. */
  readonly environment: string;
  /** What of ours gave way to a name that its owner has: our name → how it is called here. */
  readonly names: Readonly<Record<string, string>>;
  /** Files beside the template that hold a part of ours. */
  readonly files: readonly string[];
}

export interface AdoptedFunction {
  /**
   * What calls CodeDeploy's hooks: ours; ours before the traffic, which then calls its owner's (`chained`); ours only where its
   * owner has none (`beside`).
   */
  readonly hooks: 'ours' | 'chained' | 'beside';
  /** Of `chained`: the hook that comes next, by its logical id, name or ARN. */
  readonly next?: string;
  /** What its owner calls the alias that we gave it. Default: `live`. */
  readonly alias?: string;
}

/** fitness.yaml with every default filled in. */
export interface Config {
  /** npm specification of the tool, e.g. `^0.1.0`. */
  readonly tool: string;
  readonly service: string;
  readonly description: string;
  readonly runtime: Runtime;
  readonly triggers: readonly Trigger[];
  /** Beside those of the triggers, by name: `report` is src/report.ts and `ReportFunction`. */
  readonly functions: Readonly<Record<string, FunctionConfig>>;
  readonly table: boolean;
  readonly region: string;
  readonly packageManager: PackageManager;
  /** Absent: this tool made the service. */
  readonly adopted?: AdoptedConfig;
  readonly alarms: { readonly email?: string };
  /** In order; the last is the default of `--env`. */
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
  readonly checks: Readonly<Record<string, CheckConfig>>;
  readonly gate: GateConfig;
  /** Whether a custom resource judges the stack once more, after everything else of an operation. */
  readonly stackGate: boolean;
  readonly complexity: ComplexityConfig;
  readonly performance: PerformanceConfig;
  readonly live: LiveConfig;
  readonly dashboard: {
    readonly metrics: readonly BusinessMetric[];
    /** Name of a dashboard of the product's own, which the recorder puts fitness into. */
    readonly existing?: string;
  };
}
