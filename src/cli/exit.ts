/** The one table of exit statuses; `--help`, the documentation and the tests read it. */
import { UserError } from '../errors.ts';
import type { ErrorKind } from '../errors.ts';

export const EXIT = {
  ok: 0,
  no: 1,
  usage: 2,
  incomplete: 3,
  available: 4,
  dirty: 5,
  tampered: 6,
  internal: 70,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

export const MEANING: Readonly<Record<ExitStatus, string>> = {
  0: 'yes, or done',
  1: 'the answer is no: the gate is red, a check or a finding failed',
  2: 'usage or configuration: nothing was done',
  3: 'incomplete: could not evaluate, conflicts left, dependencies not installed',
  4: 'an upgrade is available',
  5: 'uncommitted changes are in the way',
  6: 'generated files were tampered with, or their pristine copy is missing',
  70: 'internal error',
  130: 'interrupted',
};

const BY_KIND: Readonly<Record<ErrorKind, ExitStatus>> = {
  usage: EXIT.usage,
  incomplete: EXIT.incomplete,
  dirty: EXIT.dirty,
  tampered: EXIT.tampered,
  interrupted: EXIT.interrupted,
};

/** An error that nobody foresaw is internal: a crash never looks like a red gate. */
export function exitStatusOf(error: unknown): ExitStatus {
  return error instanceof UserError ? BY_KIND[error.kind] : EXIT.internal;
}

/** From the worst on: what is no template decides before a red gate, a red gate before what could not be judged. */
const WORST_FIRST: readonly ExitStatus[] = [
  EXIT.internal,
  EXIT.usage,
  EXIT.tampered,
  EXIT.dirty,
  EXIT.no,
  EXIT.incomplete,
  EXIT.available,
  EXIT.ok,
];

/** The exit status of many answers. */
export function worstOf(statuses: readonly ExitStatus[]): ExitStatus {
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? EXIT.ok;
}
