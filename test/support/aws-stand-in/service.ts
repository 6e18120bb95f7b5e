/** An operation that is played: takes the request's parameters, answers or throws an `AwsError`. */
export type Operation = (input: Readonly<Record<string, unknown>>) => object;

/** An error as a service sends it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
