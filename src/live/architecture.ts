/** The architecture of a deployed stack as one template that checks judge: what CloudFormation says, what is deployed, what is measured. */
import { setMaxListeners } from 'node:events';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CheckMeta } from '../checks/api.ts';
import type { Config } from '../config/config.ts';
import type { Baseline } from '../fitness/baseline.ts';
import { fingerprints, keyOf } from '../fitness/fingerprint.ts';
import type { Measurement, Template } from '../template/model.ts';
import { loadProcessed } from '../template/processed.ts';
import { Aws, type ClientSettings } from './aws.ts';
import { CLIENT_SETTINGS } from './client-settings.ts';
import { readStack } from './cloudformation.ts';
import { deployedStack, withDeployed } from './deployed.ts';
import { stackDocument } from './document.ts';
import { measureAll, type Measurer } from './measurer.ts';
import type { Operation } from './operations.ts';
import type { DeployedResource, LiveStack, ResourceReader } from './reader.ts';

export interface ArchitectureInput {
  /** As far as it is known: its ARN at least. */
  readonly stack: LiveStack;
  readonly cloudformation: () => Promise<Pick<CloudFormationClient, 'send'>>;
  readonly readers: readonly ResourceReader[];
  readonly measurers: readonly Measurer[];
  /** Of the checks that are enabled: what none of them needs is not asked for. */
  readonly checks: readonly CheckMeta[];
  readonly config: Config;
  /** The last good release: what it is compared with to tell drift from what an update has yet to do. */
  readonly baseline?: Baseline | undefined;
  /** Of the build, by name. */
  readonly measurements?: Readonly<Record<string, Measurement>> | undefined;
  readonly now: Date;
  /** Milliseconds for what is asked of the resources; what is not read by then is unknown. */
  readonly readingTime: number;
  /** Aborted, nothing is known. */
  readonly signal: AbortSignal;
  readonly settings?: ClientSettings;
  /** Clients that are kept from one reading to the next. */
  readonly clients?: Map<string, Promise<unknown>>;
  readonly onCall?: (operation: Operation) => void;
}

export interface Architecture {
  readonly template: Template;
  /** Parts of the stack that could not be read at all, and why. */
  readonly unread: readonly string[];
  /** A resource as the template has it, references replaced by physical ids; undefined if it is not deployed. */
  readonly resourceOf: (logicalId: string) => DeployedResource | undefined;
}

/** @throws ReadError if not even the template of the stack can be read */
export async function architectureOf(input: ArchitectureInput): Promise<Architecture> {
  const stack = await readStack(input.stack, { signal: input.signal, cloudformation: input.cloudformation });
  const { document, inputs, live, unread: gaps } = stackDocument(stack);
  const written = loadProcessed(document, inputs);
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(Math.max(0, Math.round(input.readingTime)))]);
  setMaxListeners(0, signal);
  const aws = new Aws({
    wanted: new Set(input.checks.flatMap(({ liveActions }) => liveActions)),
    settings: input.settings ?? CLIENT_SETTINGS,
    signal,
    ...(input.clients && { clients: input.clients }),
    ...(input.onCall && { onCall: input.onCall }),
  });
  const deployed = deployedStack(written, live, stack.stackId);
  const [template, observed] = await Promise.all([
    withDeployed(deployed, live, { aws, readers: input.readers, changes: changesSince(input.baseline, written) }),
    measureAll(input.measurers, deployed, aws, {
      now: input.now,
      since: input.baseline && new Date(input.baseline.at),
      performance: input.config.performance,
    }),
  ]);
  input.signal.throwIfAborted();
  const unlisted = stack.resources.length === 0 && gaps.length === 0 && written.resources.size > 0;
  const unread = unlisted ? ['cloudformation:ListStackResources names no resource of the stack'] : gaps;
  const measurements = { ...input.measurements, ...observed };
  return {
    template: { ...template, inputs: { ...template.inputs, measurements } },
    unread,
    resourceOf: deployed.resource,
  };
}

/** Without a baseline every resource may be changed by the update that goes on. */
function changesSince(baseline: Baseline | undefined, template: Template): (logicalId: string) => boolean {
  if (!baseline) return () => true;
  let known: ReturnType<typeof fingerprints> | undefined;
  return (logicalId) => {
    const marks = (known ??= fingerprints(template, new Set()));
    const key = keyOf(logicalId);
    // what has no mark is new in every release
    return !marks.has(key) || baseline.resources.get(key)?.mark !== marks.get(key)?.mark;
  };
}
