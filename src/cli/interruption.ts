/** Ctrl-C and its kin, as a signal. */
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
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, interrupt);
  return {
    signal: controller.signal,
    async guard(action) {
      // what was pressed while files were written is delivered now
      await new Promise((done) => setImmediate(done));
      controller.signal.throwIfAborted();
      return action();
    },
    stop: () => {
      for (const name of signals) process.off(name, interrupt);
    },
  };
}
