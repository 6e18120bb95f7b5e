/** How readers call AWS: bounded, within a deadline, only what is wanted, and with words for what could not be read. */
import { hole } from '../template/resolve/values.ts';
import type { Resolved } from '../template/model.ts';
import { explain, isDenied } from './denied.ts';
import { actionsOf, type Operation } from './operations.ts';
import { Turns } from './turns.ts';

/** Settings of an AWS client: those of `CLIENT_SETTINGS`, and what a person at a desk chose. */
export type ClientSettings = Readonly<Record<string, unknown>>;

export interface AwsOptions {
  /** IAM actions that the enabled checks need: an operation that needs another one is not called. */
  readonly wanted: ReadonlySet<string>;
  readonly settings: ClientSettings;
  /** Aborted when the time for the whole reading is over; what is not read by then is unknown. */
  readonly signal: AbortSignal;
  /** Calls at the same time. @default 10 */
  readonly concurrency?: number;
  /** Clients that were made before, by name. */
  readonly clients?: Map<string, Promise<unknown>>;
  /** Told of every call that is made. */
  readonly onCall?: (operation: Operation) => void;
}

/** Why something that should have been readable was not. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** No enabled check needs the operation. */
export class NotWanted extends Error {
  override readonly name = 'NotWanted';
}

export class Aws {
  readonly #options: AwsOptions;
  readonly #clients: Map<string, Promise<unknown>>;
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #turns: Turns;

  constructor(options: AwsOptions) {
    this.#options = options;
    this.#clients = options.clients ?? new Map<string, Promise<unknown>>();
    this.#turns = new Turns(options.concurrency ?? 10);
  }

  /** Does some enabled check need it? */
  wants(operation: Operation): boolean {
    return actionsOf(operation).every((action) => this.#options.wanted.has(action));
  }

  /** Something that is made once and kept for the life of the process: a client with the commands that are sent. */
  client<T>(name: string, make: (settings: ClientSettings) => Promise<T>): Promise<T> {
    const client = this.#clients.get(name) ?? make(this.#options.settings);
    this.#clients.set(name, client);
    return client as Promise<T>;
  }

  /** An answer that several resources share, asked for once in a reading. */
  shared<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const answer = this.#answers.get(key) ?? ask();
    this.#answers.set(key, answer);
    return answer as Promise<T>;
  }

  /**
   * Calls an operation.
   *
   * @param nothing names of errors that say that there is nothing, e.g. `NoSuchBucketPolicy`: the answer is undefined
   * @throws NotWanted if no enabled check needs it; Unreadable, with the reason, if it was denied, failed or is late
   */
  async ask<T>(
    operation: Operation,
    call: (signal: AbortSignal) => Promise<T>,
    nothing: readonly string[] = [],
  ): Promise<T | undefined> {
    if (!this.wants(operation)) throw new NotWanted(operation);
    const { signal } = this.#options;
    return this.#turns.take(async () => {
      try {
        if (signal.aborted) throw new Unreadable(`${operation} was not called: the time for reading is over`);
        this.#options.onCall?.(operation);
        return await untilAborted(call(signal), signal, operation);
      } catch (error) {
        if (error instanceof Unreadable) throw error;
        if (error instanceof Error && nothing.includes(error.name)) return undefined;
        throw new Unreadable(reasonOf(error, operation), { cause: error });
      }
    });
  }
}

function reasonOf(error: unknown, operation: Operation): string {
  return isDenied(error) ? `denied: the role needs ${actionsOf(operation).join(' and ')}` : explain(error, operation);
}

/** A client may not listen to the signal. */
function untilAborted<T>(call: Promise<T>, signal: AbortSignal, operation: Operation): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Unreadable(`${operation} did not answer in the time for reading`));
    signal.addEventListener('abort', late, { once: true });
    call.then(resolve, reject).finally(() => signal.removeEventListener('abort', late));
  });
}

/** Properties in CloudFormation's shape: undefined where nothing is set, a hole where it could not be read. */
export type LiveProperties = Readonly<Record<string, Resolved | undefined>>;

/**
 * Awaits each property: one that is not wanted is left out (the template's stands), one that could not be read is a hole
 * with the reason.
 *
 * @example
 * const versioning = aws.ask('s3:GetBucketVersioning', (abortSignal) => client.send(…, { abortSignal }));
 * return properties({ VersioningConfiguration: versioning.then((answer) => answer?.Status && { Status: answer.Status }) });
 */
export async function properties(
  parts: Readonly<Record<string, Promise<Resolved | undefined>>>,
): Promise<LiveProperties> {
  const read = await Promise.all(
    Object.entries(parts).map(async ([name, part]): Promise<[string, Resolved | undefined][]> => {
      try {
        return [[name, await part]];
      } catch (error) {
        if (error instanceof NotWanted) return [];
        return [[name, hole(error instanceof Error ? error.message : String(error))]];
      }
    }),
  );
  return Object.fromEntries(read.flat());
}
