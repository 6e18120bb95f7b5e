/** Options of which only some may be given together. */
import { UserError } from '../errors.ts';

/** @throws UserError if of a row of `rows` more than one is given */
export function refuseContradiction<Flag extends string>(
  values: Readonly<Partial<Record<Flag, unknown>>>,
  rows: readonly (readonly Flag[])[],
): void {
  for (const flags of rows) {
    const both = flags.filter((flag) => values[flag] !== undefined);
    if (both.length > 1) throw together(both);
  }
}

export function together(flags: readonly string[]): UserError {
  return new UserError('contradiction', `${flags.map((flag) => `--${flag}`).join(' and ')} do not go together.`, {
    hint: 'Give one of them.',
  });
}
