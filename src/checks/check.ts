/** What a check is: its meta, what it sees of a template, and the verdicts that it gives. */
import type { MeasurementName } from '../measurements/names.ts';
import type { Path, Resolved, Value } from '../template/model.ts';
import { isUndetermined } from './values.ts';

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

/** For checks of settings that the service itself makes safe when they are not written. */
export const strictOption: OptionSchema = {
  type: 'string',
  enum: ['off', 'explicit'],
  default: 'off',
  description: '`explicit` demands that the setting is written in the template, even where AWS has a safe default',
};

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
  /** What to write so that a failing resource passes, in a clause, e.g. `set VersioningConfiguration.Status to Enabled`. */
  readonly remedy: string;
  /** CloudFormation types that are judged (after the SAM transform); `source` for the code of the service, `account` for where it is deployed, by what was measured. */
  readonly resourceTypes: readonly string[];
  /** Types that `context.resources()` is asked for, because a verdict depends on other resources too: a bucket's policy, a function's alias. */
  readonly relatedTypes?: readonly string[];
  /** True if the id is an AWS Config managed rule. */
  readonly configRule: boolean;
  /** False for checks that are not part of the default set: they run where fitness.yaml enables them. */
  readonly recommended?: false;
  /**
   * The version of the tool whose catalogue first recommends it: services of older ones get it in trial.
   * @default 0.1.0
   */
  readonly since?: string;
  /** Documentation that the logic is taken from. */
  readonly docs: string;
  readonly references?: {
    readonly guard?: readonly string[];
    /** Names of Guard rules that are not those of their files. */
    readonly guardRules?: readonly string[];
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
  /** The resources of these types that exist in this scenario; each type is one of `meta.relatedTypes`. */
  resources(...types: [string, ...string[]]): readonly ResourceView[];
  /**
   * Does the value identify this resource (by Ref, by GetAtt, by an ARN made with Sub, by its literal name)?
   * `unknown` when the value has holes that could be it.
   */
  refersTo(value: Value | Resolved, resource: ResourceView): boolean | 'unknown';
  /**
   * What was measured beside the template, a number: of the whole service, or of one resource. Unknown where it could
   * have been and was not; absent, with a `reason`, where it cannot be.
   */
  measurement(name: MeasurementName, of?: ResourceView): Value;
}

/** Where the property that decided stands: in the judged resource, unless `resource` names another. */
interface Place {
  readonly path?: Path;
  readonly resource?: string;
}

export type Verdict =
  | ({ readonly status: 'pass'; readonly value?: Value } & Place)
  | ({
      readonly status: 'fail';
      readonly message: string;
      readonly value?: Value;
      /** How far a measurement is from its target, as part of it, 0…1; a resource that fails is as far as can be. */
      readonly shortfall?: number;
    } & Place)
  | ({ readonly status: 'unknown'; readonly message: string; readonly value?: Value } & Place)
  | { readonly status: 'not-applicable'; readonly message: string };

/** A change of the source that makes the check pass. Applied as text, so every other byte stays. */
export type Fix = {
  /** Path below the resource, e.g. `['Properties', 'VersioningConfiguration', 'Status']`. */
  readonly path: Path;
  /** Logical id of the resource to change, if it is not the judged one; with an empty path, of one to add. */
  readonly resource?: string;
} & (
  | {
      /** The value to set, in CloudFormation's shape. */
      readonly set: unknown;
    }
  | { readonly remove: true }
);

export interface Check<Options = Readonly<Record<string, unknown>>> {
  readonly meta: CheckMeta;
  /** Judges one resource of `meta.resourceTypes`. Pure. */
  evaluate(resource: ResourceView, context: CheckContext<Options>): Verdict;
  /** The edits that would make a failing resource pass; absent if a person has to decide. */
  fix?(resource: ResourceView, context: CheckContext<Options>): readonly Fix[] | undefined;
}

/**
 * Declares a check; only the type is checked. Its options are of no concern to those who run it, so that checks of
 * all kinds stand in one list: fitness.yaml is validated by `meta.options` before any check sees it.
 */
export function defineCheck<Options = Readonly<Record<string, unknown>>>(check: Check<Options>): Check {
  return check as Check;
}

/**
 * The resource is as it should be. Pass the value (or path) that decided, so that a report can show it,
 * and the resource that it was read from if that is not the judged one.
 */
export function pass(at?: Value | Path, of?: ResourceView): Verdict {
  return { status: 'pass', ...decidedBy(at, of) };
}

/** The resource is not as it should be; the message says what is wrong, in a clause without the resource's name. */
export function fail(message: string, at?: Value | Path, of?: ResourceView): Verdict {
  return { status: 'fail', message, ...decidedBy(at, of) };
}

/** It should be readable and is not. */
export function unknown(message: string, at?: Value | Path, of?: ResourceView): Verdict {
  return { status: 'unknown', message, ...decidedBy(at, of) };
}

/** The value that would decide cannot be read; says why. */
export function unreadable(value: Value, of?: ResourceView): Verdict {
  const name = value.path.filter((key) => key !== 'Properties').join('.');
  const reason = value.state === 'unknown' ? value.reason : 'its value is known only when deployed';
  return unknown(name ? `${name} cannot be read: ${reason}` : `its properties cannot be read: ${reason}`, value, of);
}

/** Of several verdicts on one resource the one that decides: a failure, else what is unknown, else a pass; the first of its kind. */
export function strictestOf(...verdicts: readonly [Verdict, ...Verdict[]]): Verdict {
  const order = ['fail', 'unknown', 'pass'] as const;
  const deciding = order.find((status) => verdicts.some((verdict) => verdict.status === status));
  return verdicts.find(({ status }) => status === deciding) ?? verdicts[0];
}

/** The check does not concern this resource, and why. */
export function notApplicable(message: string): Verdict {
  return { status: 'not-applicable', message };
}

function decidedBy(at: Value | Path | undefined, of?: ResourceView): { path?: Path; value?: Value; resource?: string } {
  const place = of && { resource: of.logicalId };
  if (!at) return { ...place };
  return 'state' in at ? { path: at.path, value: at, ...place } : { path: at, ...place };
}

/**
 * The verdict for one value that is compared with something: unreadable where it cannot be known,
 * else passing or failing by `test`, which gets `undefined` for an absent value.
 *
 * @example
 * judge(bucket.get('VersioningConfiguration', 'Status'), (status) => status === 'Enabled', 'versioning is not enabled')
 */
export function judge(value: Value, test: (value: Resolved | undefined) => boolean, message: string): Verdict {
  if (isUndetermined(value)) return unreadable(value);
  return test(value.state === 'absent' ? undefined : value.value) ? pass(value) : fail(message, value);
}
