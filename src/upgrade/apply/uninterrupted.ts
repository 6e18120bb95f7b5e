/** What Ctrl-C, `kill` and a closed terminal send. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls back once every signal that came meanwhile has reached its listeners. */
export function afterSignals(then: () => void): void {
  // they are told of in the poll phase, and between two immediates there is one (libuv: check follows poll)
  setImmediate(() => setImmediate(then));
}

/**
 * Runs an action to its end: a signal that comes meanwhile ends the process after it, as it would have at once. Who
 * listens for signals already is left to it.
 */
export function uninterrupted<T>(action: () => T): T {
  const held = SIGNALS.filter((name) => process.listenerCount(name) === 0).map((name) => hold(name));
  try {
    return action();
  } finally {
    if (held.length > 0) afterSignals(() => held.forEach((release) => release()));
  }
}

/**
 * Runs an action before a signal ends the process. Who listens for signals as well is left to it.
 * @returns stops that
 */
export function beforeSignals(action: () => void): () => void {
  const held = SIGNALS.map((name) => hold(name, action));
  return () => held.forEach((release) => release());
}

function hold(name: NodeJS.Signals, action?: () => void): () => void {
  const release = (): void => void process.off(name, again);
  const again = (): void => {
    release();
    if (process.listenerCount(name) > 0) return;
    action?.();
    process.kill(process.pid, name);
  };
  process.on(name, again);
  return release;
}
