import { setTimeout } from 'node:timers/promises';

/** Time, so that tests need not wait for it. */
export interface Clock {
  now(): Date;
  /** Resolves after `milliseconds`, or rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};

/** The time for a piece of work ran out. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/**
 * Gives `work` so many milliseconds; then its signal is aborted and `OutOfTime` is thrown, whether or not the work
 * listens to the signal. A parent's abort is passed on.
 */
export async function within<T>(
  milliseconds: number,
  what: string,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const signal = parent ? AbortSignal.any([controller.signal, parent]) : controller.signal;
  const timer = new AbortController();
  const timeout = clock.sleep(Math.max(0, milliseconds), timer.signal).then(
    () => {
      throw new OutOfTime(`${what} took longer than ${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`);
    },
    () => new Promise<never>(() => {}), // cancelled because the work ended
  );
  try {
    return await Promise.race([work(signal), timeout]);
  } finally {
    timer.abort();
    controller.abort();
  }
}
