/**
 * What a check is written with. A check imports nothing but this module, so the same text serves in the catalogue,
 * as generated code in a service's `fitness/checks/`, offline, and inside the traffic hook.
 */
import type { Hole, PartialString, Path, Resolved, Value } from '../template/model.ts';

export type { Evidence, Hole, PartialString, Path, Resolved, Value } from '../template/model.ts';

export type Category = 'security' | 'reliability' | 'performance' | 'cost' | 'operations';
export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** One option of a check: a JSON Schema (draft 7) with a default. */
export interface OptionSchema {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  readonly description: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly items?: { readonly type: string; readonly enum?: readonly unknown[] };
}

/** What is said about a check in `explain`, the docs, reports and the schema of fitness.yaml. */
export interface CheckMeta {
  /** The AWS Config managed rule's name in kebab case where there is one, e.g. `s3-bucket-versioning-enabled`. */
  readonly id: string;
  readonly title: string;
  /** One sentence: why a reader should care. */
  readonly why: string;
  readonly category: Category;
  readonly severity: Severity;
  /** Points of penalty for the first failing resource; 0 shows the check without counting it. */
  readonly weight: number;
  /** CloudFormation types that are judged (after the SAM transform). */
  readonly resourceTypes: readonly string[];
  /** True if the id is an AWS Config managed rule. */
  readonly configRule: boolean;
  /** Documentation that the logic is taken from. */
  readonly docs: string;
  readonly references?: {
    readonly guard?: readonly string[];
    readonly controlTower?: readonly string[];
    readonly cdkNag?: readonly string[];
    readonly checkov?: readonly string[];
    readonly cfnNag?: readonly string[];
    readonly securityHub?: readonly string[];
    /** True if the Security Hub control is part of AWS Foundational Security Best Practices. */
    readonly fsbp?: boolean;
  };
  /** IAM actions that a live reading needs. */
  readonly liveActions: readonly string[];
  readonly options?: Readonly<Record<string, OptionSchema>>;
}

/** A resource as a check sees it, in one scenario of the template's conditions. */
export interface ResourceView {
  readonly logicalId: string;
  readonly type: string;
  /** A property; `get()` is all of them. `get('VersioningConfiguration', 'Status')`. */
  get(...path: (string | number)[]): Value;
  /** As `get`, but what is absent takes the service's default where there is one (evidence `service-default`), unless the check runs strictly. */
  effective(...path: (string | number)[]): Value;
  /** Beside Properties: `attribute('DeletionPolicy')`, `attribute('UpdatePolicy', 'CodeDeployLambdaAliasUpdate')`. */
  attribute(...path: (string | number)[]): Value;
}

export interface CheckContext<Options = Readonly<Record<string, unknown>>> {
  /** Options of fitness.yaml over the defaults of `meta.options`. */
  readonly options: Options;
  /** The clock, so that dated tables are judged the same in tests. */
  readonly now: Date;
  /** All resources that exist in this scenario, or those of one or more types. */
  resources(...types: string[]): readonly ResourceView[];
  /**
   * Does the value identify this resource (by Ref, by GetAtt, by an ARN made with Sub, by its literal name)?
   * `unknown` when the value has holes that could be it.
   */
  refersTo(value: Value | Resolved, resource: ResourceView): boolean | 'unknown';
}

export type Verdict =
  | { readonly status: 'pass'; readonly path?: Path; readonly value?: Value }
  | { readonly status: 'fail'; readonly message: string; readonly path?: Path; readonly value?: Value }
  | { readonly status: 'unknown'; readonly message: string; readonly path?: Path }
  | { readonly status: 'not-applicable'; readonly message: string };

/** A change of a resource's source that makes the check pass. Applied as text, so every other byte stays. */
export interface Fix {
  /** Path below the resource, e.g. `['Properties', 'VersioningConfiguration', 'Status']`. */
  readonly path: Path;
  /** The value to set, in CloudFormation's shape. */
  readonly set: unknown;
}

export interface Check<Options = Readonly<Record<string, unknown>>> {
  readonly meta: CheckMeta;
  /** Judges one resource of `meta.resourceTypes`. Pure. */
  evaluate(resource: ResourceView, context: CheckContext<Options>): Verdict;
  /** The edits that would make a failing resource pass; absent if a person has to decide. */
  fix?(resource: ResourceView, context: CheckContext<Options>): readonly Fix[] | undefined;
}

/** Declares a check; only the type is checked. */
export function defineCheck<Options = Readonly<Record<string, unknown>>>(check: Check<Options>): Check<Options> {
  return check;
}

/** The resource is as it should be. Pass the value (or path) that decided, so that a report can show it. */
export function pass(at?: Value | Path): Verdict {
  return { status: 'pass', ...decidedBy(at) };
}

/** The resource is not as it should be; the message says what is wrong, in a clause without the resource's name. */
export function fail(message: string, at?: Value | Path): Verdict {
  return { status: 'fail', message, ...decidedBy(at) };
}

/** It should be readable and is not. */
export function unknown(message: string, at?: Value | Path): Verdict {
  return { status: 'unknown', message, ...(at && { path: 'state' in at ? at.path : at }) };
}

/** The check does not concern this resource, and why. */
export function notApplicable(message: string): Verdict {
  return { status: 'not-applicable', message };
}

function decidedBy(at: Value | Path | undefined): { path?: Path; value?: Value } {
  if (!at) return {};
  return 'state' in at ? { path: at.path, value: at } : { path: at };
}

export function isHole(value: Resolved | undefined): value is Hole {
  return typeof value === 'object' && value !== null && (value as Hole).kind === 'hole';
}

export function isPartialString(value: Resolved | undefined): value is PartialString {
  return typeof value === 'object' && value !== null && (value as PartialString).kind === 'partial-string';
}
