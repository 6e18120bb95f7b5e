/** The contract of a custom resource: CloudFormation asks by an event, and waits for an answer at a URL. */
import type { Clock } from './clock.ts';
import { within } from './clock.ts';
import type { Log } from './log.ts';
import { errorFields } from './log.ts';
import type { HookResult } from './traffic-hook.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

/** Throws if nobody can be answered. */
export function customResourceEvent(event: unknown): CustomResourceEvent {
  const { ResponseURL, RequestType, StackId, RequestId, LogicalResourceId, PhysicalResourceId, ResourceProperties } = (
    typeof event === 'object' && event !== null ? event : {}
  ) as Record<string, unknown>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  if (!/^https?:\/\//.test(text(ResponseURL)))
    throw new Error('not the event of a custom resource: there is no ResponseURL to answer');
  return {
    // what CloudFormation may ask for one day is no reason to judge, and none to leave it without an answer
    RequestType: RequestType === 'Create' || RequestType === 'Update' ? RequestType : 'Delete',
    ResponseURL: text(ResponseURL),
    StackId: text(StackId),
    RequestId: text(RequestId),
    LogicalResourceId: text(LogicalResourceId),
    ...(text(PhysicalResourceId) && { PhysicalResourceId: text(PhysicalResourceId) }),
    ResourceProperties:
      typeof ResourceProperties === 'object' && ResourceProperties !== null
        ? (ResourceProperties as Record<string, unknown>)
        : {},
  };
}

export type PutAnswer = (url: string, body: string, signal: AbortSignal) => Promise<void>;

/** The URL is signed for an empty content type. */
export const putAnswer: PutAnswer = async (url, body, signal) => {
  const response = await fetch(url, { method: 'PUT', body, headers: { 'Content-Type': '' }, signal });
  if (!response.ok) throw new Error(`the answer was not taken: ${response.status} ${response.statusText}`);
};

/** One that changes would make CloudFormation delete the old resource: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const PHYSICAL_ID = 'fitness-gate';

/** Characters; the whole answer may have 4,096 bytes. */
const LONGEST_REASON = 800;

/** Time kept for throwing, so that Lambda tries again. */
const LAST_WORDS = 300;

/** Answers until it is taken, or the time is over; throws if it never was, so that Lambda tries the event again. */
export async function answerCustomResource(
  asked: CustomResourceEvent,
  { status, reason }: HookResult,
  { put, clock, log, remaining }: { put: PutAnswer; clock: Clock; log: Log; remaining: () => number },
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = asked;
  const body = JSON.stringify({
    Status: status === 'Succeeded' ? 'SUCCESS' : 'FAILED',
    Reason: reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason,
    PhysicalResourceId: asked.PhysicalResourceId ?? PHYSICAL_ID,
    StackId,
    RequestId,
    LogicalResourceId,
  });
  let failure: unknown = new Error('no time was left');
  for (let attempt = 0; ; attempt++) {
    const left = remaining() - LAST_WORDS;
    if (left <= 0) break;
    try {
      await within(Math.min(left, Math.max(500, Math.min(left / 3, 10_000))), 'the answer', clock, (signal) =>
        put(asked.ResponseURL, body, signal),
      );
      log.info(`answered ${status}`, { attempt: attempt + 1 });
      return;
    } catch (error) {
      failure = error;
      log.warn('the answer was not taken', { attempt: attempt + 1, ...errorFields(error) });
    }
    const pause = Math.min(200 * 2 ** attempt, 20_000);
    if (remaining() - LAST_WORDS <= pause) break;
    await clock.sleep(pause);
  }
  log.error(`could not answer ${status}`, errorFields(failure));
  throw new Error(`could not answer ${status} to CloudFormation`, { cause: failure });
}
