/**
 * The contract of a Lambda Hook of CloudFormation.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/lambda-hooks-create-lambda-function.html
 */

export interface HookRequest {
  readonly clientRequestToken: string;
  readonly target: 'STACK' | 'CHANGE_SET';
  /** ARN; its name of a stack that is not there yet. */
  readonly stack: string;
  /** ARN, if a change set is judged or executed. */
  readonly changeSetId?: string;
  readonly isDeletion: boolean;
  /** Where the templates are. */
  readonly payload: string;
  /** From 1 on: CloudFormation asks up to three times. */
  readonly invocation: number;
}

export interface HookResponse {
  readonly hookStatus: 'SUCCESS' | 'FAILED' | 'IN_PROGRESS';
  readonly errorCode?: 'NonCompliant' | 'InternalFailure';
  readonly message: string;
  readonly clientRequestToken: string;
  readonly callbackContext?: string;
  readonly callbackDelaySeconds?: number;
}

/** Undefined if it is neither of a stack nor of a change set. The documentation spells some names in two ways. */
export function hookRequest(event: unknown): HookRequest | undefined {
  const all = recordOf(event);
  const data = recordOf(all['requestData']);
  const target = textOf(data['targetName']) || textOf(data['targetType']);
  if (target !== 'STACK' && target !== 'CHANGE_SET') return undefined;
  const changeSetId = textOf(all['changeSetId']) || (target === 'CHANGE_SET' ? textOf(data['targetLogicalId']) : '');
  const invocation = recordOf(all['requestContext'])['invocation'];
  return {
    clientRequestToken: tokenOf(event),
    target,
    stack: textOf(all['stackId']) || textOf(all['stackID']) || textOf(data['targetLogicalId']),
    ...(changeSetId && { changeSetId }),
    isDeletion: all['actionInvocationPoint'] === 'DELETE_PRE_PROVISION',
    payload: textOf(data['payload']),
    invocation: typeof invocation === 'number' ? invocation : 1,
  };
}

/** What every answer has to bear. */
export function tokenOf(event: unknown): string {
  const all = recordOf(event);
  return textOf(all['clientRequestToken']) || textOf(all['clientRequesttoken']);
}

/** The templates as they were given to CloudFormation, before any transform; empty where there is none. */
export interface HookPayload {
  readonly template: string;
  /** Of a stack's operation only. */
  readonly previousTemplate: string;
}

/** Throws if there is no template in it. */
export function hookPayload(text: string): HookPayload {
  const data = recordOf(JSON.parse(text) as unknown);
  const template = textOf(data['template']);
  if (template === '') throw new Error('the payload of the hook has no template');
  return { template, previousTemplate: textOf(data['previousTemplate']) };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
