/** What the template tells the hook functions by environment variables. */
export interface HookEnvironment {
  /** ARN of the stack. */
  readonly stackId: string;
  readonly stackName: string;
  /** Partition, Region and account of the stack. */
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** The service's environment, e.g. `prod`. */
  readonly environment: string;
  /** Empty if whoever deployed named none: `named` of unnamed-release.ts does. */
  readonly releaseId: string;
  /** Of the sources that were built; absent if the deployment did not say. */
  readonly buildId?: string;
  /** Given by the stack's parameter; fitness.yaml decides if absent. */
  readonly gateMode?: 'enforce' | 'observe';
  readonly overrideReason?: string;
}

const STACK_ID = /^arn:([\w-]+):cloudformation:([\w-]+):(\d+):stack\/([^/]+)\/[^/]+$/;

/**
 * Reads `FITNESS_STACK_ID`, `FITNESS_ENVIRONMENT`, `FITNESS_RELEASE_ID`, `FITNESS_BUILD_ID`, `FITNESS_GATE_MODE` and
 * `FITNESS_OVERRIDE_REASON`. Throws if one that is needed is missing or makes no sense.
 */
export function hookEnvironment(variables: Readonly<Record<string, string | undefined>>): HookEnvironment {
  const required = (name: string) => {
    const value = variables[name]?.trim();
    if (!value) throw new Error(`the environment variable ${name} is not set`);
    return value;
  };
  const stackId = required('FITNESS_STACK_ID');
  const [, partition, region, account, stackName] = STACK_ID.exec(stackId) ?? [];
  if (!partition || !region || !account || !stackName)
    throw new Error(`FITNESS_STACK_ID is not the ARN of a stack: ${stackId}`);
  const gateMode = modeOf(variables['FITNESS_GATE_MODE']?.trim());
  const buildId = variables['FITNESS_BUILD_ID']?.trim();
  const overrideReason = variables['FITNESS_OVERRIDE_REASON']?.trim();
  return {
    stackId,
    stackName,
    partition,
    region,
    account,
    environment: required('FITNESS_ENVIRONMENT'),
    releaseId: releaseIdOf(variables),
    ...(buildId && { buildId }),
    ...(gateMode && { gateMode }),
    ...(overrideReason && { overrideReason }),
  };
}

function releaseIdOf({ FITNESS_RELEASE_ID: releaseId }: Readonly<Record<string, string | undefined>>): string {
  if (releaseId === undefined) throw new Error('the environment variable FITNESS_RELEASE_ID is not set');
  return releaseId.trim();
}

function modeOf(text: string | undefined): 'enforce' | 'observe' | undefined {
  if (!text) return undefined;
  if (text === 'enforce' || text === 'observe') return text;
  throw new Error(`FITNESS_GATE_MODE is neither enforce nor observe: ${text}`);
}
