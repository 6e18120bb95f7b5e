/** Lambda's part in asynchronous invocation: retries, and the record for the failure destination. */
import { arnOf, invoke, type Invocation, type LambdaFunction } from '../runtime-client/runtime.ts';

export interface AsyncFunction extends LambdaFunction {
  /** @default 0, as the template sets it on hooks */
  readonly maximumRetryAttempts?: number;
  /** Destination for what failed. */
  readonly onFailure?: AsyncFunction;
  /** Called when the destination's turn comes. */
  readonly afterFailure?: () => void;
}

/** Invokes as `InvocationType: Event` does, to the end of the last destination. The first is the function itself. */
export async function invokeAsync(fn: AsyncFunction, event: unknown): Promise<Invocation[]> {
  const invocations: Invocation[] = [];
  const attempts = 1 + (fn.maximumRetryAttempts ?? 0);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const invocation = await invoke(fn, event);
    invocations.push(invocation);
    if (invocation.outcome === 'ok') return invocations;
  }
  const last = invocations.at(-1)!;
  fn.afterFailure?.();
  if (fn.onFailure) invocations.push(...(await invokeAsync(fn.onFailure, failureRecord(fn, event, last, attempts))));
  return invocations;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function failureRecord(fn: AsyncFunction, event: unknown, last: Invocation, attempts: number): object {
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: 'e4b46cbf-b738-xmpl-8880-a18cdf61200e',
      functionArn: `${arnOf(fn)}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: last.payload,
  };
}
