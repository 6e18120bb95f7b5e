/** The event of a CodeDeploy lifecycle hook: these two ids and nothing else (aws/serverless-application-model#230). */
export interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/**
 * The two ids in an event that may be garbled: given as JSON text, or wrapped in the record of a failure
 * destination (`requestPayload`). Throws if they are not there, since nobody can be answered then.
 */
export function hookEvent(event: unknown): HookEvent {
  const found = search(event, 3);
  if (!found) {
    throw new Error(
      `not the event of a CodeDeploy hook: DeploymentId and LifecycleEventHookExecutionId are missing in ${abridged(event)}`,
    );
  }
  return found;
}

function search(event: unknown, depth: number): HookEvent | undefined {
  if (depth === 0) return undefined;
  if (typeof event === 'string') return search(parsed(event), depth - 1);
  if (typeof event !== 'object' || event === null) return undefined;
  const { DeploymentId, LifecycleEventHookExecutionId, requestPayload } = event as Record<string, unknown>;
  if (isId(DeploymentId) && isId(LifecycleEventHookExecutionId)) {
    return {
      DeploymentId: DeploymentId.trim(),
      LifecycleEventHookExecutionId: LifecycleEventHookExecutionId.trim(),
    };
  }
  return search(requestPayload, depth - 1);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function abridged(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
