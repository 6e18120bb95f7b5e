/** What the parts of one template are made of. */
import type { KeyPart } from '../../../insert/part.ts';
import type { AdoptedConfig, AdoptedFunction, Config } from '../../../config/config.ts';
import type { GradualDeployment } from '../../gradual-deployment.ts';
import type { HookFunction } from '../../hook-functions.ts';
import type { InvocationAlarm } from '../../invocation-alarms.ts';
import type { Called } from './called.ts';
import type { NamedResource } from './named-resources.ts';
import type { KeptPermission } from './permission-parts.ts';
import type { Caller, Slots, WrittenFunction } from './written-function.ts';

/** A function that is gated. */
export interface GatedFunction {
  readonly written: WrittenFunction;
  readonly hooks: AdoptedFunction['hooks'];
  /** The hook of its owner that ours calls, if it does: logical id, name or ARN. */
  readonly next?: string;
  /** Text for `Fn::Sub`: name of its alias. */
  readonly alias: string;
  readonly caller: Caller;
  readonly slots: Slots;
  /** Those that stop its deployment. */
  readonly alarms: readonly InvocationAlarm[];
}

/** What a resource of ours waits for. */
export interface Waits {
  /** `DependsOn`. */
  readonly dependsOn: readonly string[];
  /** References to what is there under a condition, or is called otherwise each time. */
  readonly after: readonly unknown[];
}

/** What the graph of the whole decides. */
export interface Order {
  /** Before the pre-traffic hook measures, and before the stack gate does. */
  readonly preTraffic: Waits;
  readonly stack: Waits;
  /** Functions that wait for an alias: nothing that an alias waits for may name them. */
  readonly late: ReadonlySet<string>;
  /** Conditions of what SAM makes: by logical id. */
  readonly conditions: ReadonlyMap<string, string>;
}

export interface Rendering {
  readonly config: Config;
  readonly adopted: AdoptedConfig;
  /** The owner's template. */
  readonly template: unknown;
  readonly called: Called;
  readonly functions: readonly GatedFunction[];
  readonly hooks: readonly HookFunction[];
  /** What those that measure read with. */
  readonly reading: HookFunction['statements'];
  /** What the patterns of that do not reach. */
  readonly named: readonly NamedResource[];
  readonly deployment: GradualDeployment;
  /** Drawn once: the order changes nothing in it. */
  readonly dashboard: KeyPart;
  readonly order: Order;
  /** What functions allow today that an alias would take from them. */
  readonly kept: readonly KeptPermission[];
}
