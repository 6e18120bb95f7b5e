import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Aws } from '../aws.ts';
import type * as Clients from '../clients/lambda.ts';
import type { Operation } from '../operations.ts';

/** Calls Lambda, whose client is there once something is wanted of it. */
export function ask<T>(
  aws: Aws,
  operation: Operation,
  call: (lambda: typeof Clients & { client: LambdaClient }, options: { abortSignal: AbortSignal }) => Promise<T>,
  nothing: readonly string[] = [],
): Promise<T | undefined> {
  const send = async (abortSignal: AbortSignal) => {
    const lambda = await aws.client('lambda', async (settings) => {
      const commands = await import('../clients/lambda.ts');
      return { ...commands, client: new commands.LambdaClient(settings) };
    });
    return call(lambda, { abortSignal });
  };
  return aws.ask(operation, send, nothing);
}

/** What Lambda answers where something is not set. */
export const NONE = ['ResourceNotFoundException'];
