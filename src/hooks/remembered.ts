/** What was remembered of earlier releases, or what fitness.yaml says of the case that it cannot be read. */
import type { Config } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';
import type { Clock } from './clock.ts';
import { within } from './clock.ts';
import type { HookEnvironment } from './environment.ts';
import type { Log } from './log.ts';
import { errorFields } from './log.ts';

export interface Remembering {
  readonly config: Config;
  readonly environment: Pick<HookEnvironment, 'environment'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Time for reading, if the release can be judged without. */
  readonly milliseconds: number;
}

/**
 * What cannot be read is not nothing: it stops the release, unless `gate.withoutBaseline` says that it need not.
 *
 * @returns undefined if it cannot be read and need not
 */
export async function ifReadable<T>(
  read: (signal: AbortSignal) => Promise<T>,
  { config, environment, clock, log, signal, milliseconds }: Remembering,
): Promise<T | undefined> {
  if (forEnvironment(config, environment.environment).gate.withoutBaseline === 'fail') return read(signal);
  try {
    return await within(milliseconds, 'reading the baseline', clock, read, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    log.error('the baseline cannot be read: judged without comparing (gate.withoutBaseline)', errorFields(error));
    return undefined;
  }
}
