const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AccessDeniedFault',
  'UnauthorizedOperation',
  'NotAuthorized',
  'NotAuthorizedException',
]);

/** Did IAM refuse the call? */
export function isDenied(error: unknown): boolean {
  return error instanceof Error && DENIED.has(error.name);
}

/** An AWS call that failed, in words that name the IAM action where that is missing. */
export function explain(error: unknown, action: string): string {
  if (isDenied(error)) return `denied: the role needs ${action}`;
  const { name, message } = error instanceof Error ? error : { name: 'error', message: String(error) };
  return `${action} failed: ${name}: ${message}`;
}

/** Fails with `explain`'s words and keeps the cause. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly action: string;
  readonly denied: boolean;

  constructor(error: unknown, action: string) {
    super(explain(error, action), { cause: error });
    this.action = action;
    this.denied = isDenied(error);
  }
}

/** Makes an AWS call; its failure becomes a `ReadError`. */
export async function reading<T>(action: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new ReadError(error, action);
  }
}
