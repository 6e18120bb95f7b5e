import type { Account, Stack } from './account.ts';
import { AwsError } from './service.ts';

/** By name or id; with its id. */
export function findStack(account: Account, name: unknown): [id: string, stack: Stack] {
  const found = stackIfThere(account, name);
  if (!found) throw new AwsError('ValidationError', `Stack with id ${String(name)} does not exist`);
  return found;
}

export function stackIfThere(account: Account, name: unknown): [id: string, stack: Stack] | undefined {
  return [...account.stacks].find(([id]) => id === name || id.split('/')[1] === name);
}
