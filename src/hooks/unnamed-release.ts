/**
 * A release that nobody named: a service that was adopted may be deployed as it always was, without a `ReleaseId`. Then the
 * operation of the stack that brings it is its name.
 */
import type { LiveStack } from '../live/reader.ts';
import type { HookEnvironment } from './environment.ts';

/** @param stack as DescribeStacks has it, if it answered */
export function named<E extends Pick<HookEnvironment, 'releaseId'>>(
  environment: E,
  stack: Pick<LiveStack, 'operationAt'> | undefined,
): E {
  return environment.releaseId === '' ? { ...environment, releaseId: nameOf(stack) } : environment;
}

/** Did its deployer name it? */
export function hasName(releaseId: string): boolean {
  return !/^(unnamed$|\d{4}-\d\d-)/.test(releaseId);
}

/** To the second: `2026-11-23T10:00:00Z`. */
function nameOf(stack: Pick<LiveStack, 'operationAt'> | undefined): string {
  const at = stack?.operationAt?.toISOString();
  return at === undefined ? 'unnamed' : at.replace(/\.\d+/, '');
}
