import type { Location } from './template/model.ts';

/** What a failure means to the caller; the exit statuses are in `cli/exit.ts`. */
export type ErrorKind = 'usage' | 'incomplete' | 'dirty' | 'tampered' | 'interrupted';

/** An error that its reader can do something about: what is wrong, where, and what to do. Printed without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** Stable, kebab-case, for `--json`. */
  readonly code: string;
  readonly kind: ErrorKind;
  readonly location: Location | undefined;
  readonly hint: string | undefined;

  constructor(
    code: string,
    message: string,
    more: { kind?: ErrorKind; location?: Location | undefined; hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.kind = more.kind ?? 'usage';
    this.location = more.location;
    this.hint = more.hint;
  }
}
