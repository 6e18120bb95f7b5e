/** Ctrl-C and its kin, as a signal. */
import { SIGNALS, afterSignals } from '../upgrade/apply/uninterrupted.ts';

export interface Interruption {
  readonly signal: AbortSignal;
  /** Runs an action that the signal may end. */
  guard<T>(action: () => Promise<T>): Promise<T>;
  /** From now on the process ends as it would without. */
  stop(): void;
}

export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(new Error('interrupted'));
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    async guard(action) {
      // what was pressed while files were written is delivered now
      await new Promise<void>(afterSignals);
      controller.signal.throwIfAborted();
      return action();
    },
    stop: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
