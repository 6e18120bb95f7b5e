/**
 * N functions, one release: CodeDeploy calls the hook for each of them, and all have to give one verdict. The first that
 * makes the lock of the release measures and leaves its verdict in the lock; the others wait for it. A lock is a note
 * that is made only where there is none; one whose holder died is not taken away but followed by the next generation.
 */
import { createHash } from 'node:crypto';
import { within } from './clock.ts';
import { errorFields } from './log.ts';
import type { HookResult, Run } from './traffic-hook.ts';

/** Path of the locks in the store. */
const LOCKS = 'lock';

/** What stands in a lock. */
type Lock =
  | { readonly holder: string; readonly until: string }
  /** Measured. `at`: when, so that the recorder knows which nobody waits for any more. */
  | { readonly result: HookResult; readonly at: string }
  /** It could not be judged, and why: no other function of the release fares better, and the stack goes back as a whole.
   * `overridden`: its holder had found the override to be the release's own. */
  | { readonly failed: string; readonly overridden: boolean; readonly at: string };

/** Milliseconds between two looks at the lock: SSM allows 40 reads a second to a whole account. */
const POLL = { first: 500, most: 3_000 };

/** So many holders in a row died: something else is wrong. */
const MOST_GENERATIONS = 20;

/** Characters of a verdict's reason: a standard parameter has 4 KB. */
const LONGEST_REASON = 3_000;

/**
 * The verdict of `measure`, made once for all functions of a release.
 *
 * @param operation what tells this update of the stack from another with the same release id; undefined: it is not
 * known, so nothing is shared
 */
export async function sharedVerdict(
  run: Run,
  operation: string | undefined,
  measure: () => Promise<HookResult>,
): Promise<HookResult> {
  if (operation === undefined) return measure();
  const turn = await waitForTurn(new Waiting(run, `${LOCKS}/${keyOf(run.environment.releaseId, operation)}`));
  if ('result' in turn) return turn.result;
  if ('failed' in turn) {
    const { overrideReason } = run.environment;
    if (turn.overridden && overrideReason) run.acceptOverride(overrideReason);
    throw new Error(turn.failed);
  }
  if ('alone' in turn) {
    run.log.warn(`${turn.alone}: measuring without the other functions of the release`);
    return measure();
  }
  return measureForAll(run, turn.name, measure);
}

/** Letters that SSM allows. Two ids that read alike still differ. */
function keyOf(releaseId: string, operation: string): string {
  const mark = createHash('sha256').update(`${releaseId}\n${operation}`).digest('hex').slice(0, 12);
  return `${releaseId.replace(/[^\w.-]/g, '').slice(0, 40)}-${mark}`;
}

type Turn =
  | { readonly result: HookResult }
  | { readonly failed: string; readonly overridden: boolean }
  /** The name of the lock that is ours. */
  | { readonly name: string }
  /** Why nothing is shared. */
  | { readonly alone: string };

/** One function's wait. */
class Waiting {
  readonly run: Run;
  readonly lock: string;
  readonly #started: number;
  readonly #holder: string;
  #slept = 0;
  #pause = POLL.first;

  constructor(run: Run, lock: string) {
    this.run = run;
    this.lock = lock;
    this.#started = run.clock.now().getTime();
    this.#holder = run.ids.LifecycleEventHookExecutionId;
  }

  /** By the clock, unless that stood still. */
  get #elapsed(): number {
    return Math.max(this.#slept, this.run.clock.now().getTime() - this.#started);
  }

  /** Two thirds of the time are kept for measuring: reading what is deployed may take half of it. */
  get isOver(): boolean {
    return this.#elapsed >= this.run.budget / 3;
  }

  async pause(): Promise<void> {
    await this.run.clock.sleep(this.#pause, this.run.signal);
    this.#slept += this.#pause;
    this.#pause = Math.min(this.#pause * 1.5, POLL.most);
  }

  async claim(name: string): Promise<boolean> {
    const until = new Date(this.#started + this.run.budget).toISOString();
    const lock: Lock = { holder: this.#holder, until };
    return bounded(this.run, 'making the lock', (signal) =>
      this.run.store.notes.create(name, JSON.stringify(lock), signal),
    );
  }

  async look(name: string): Promise<Lock | 'gone' | 'broken'> {
    const text = await bounded(this.run, 'reading the lock', (signal) => this.run.store.notes.get(name, signal));
    return text === undefined ? 'gone' : (parsed(text) ?? 'broken');
  }

  /** The answer to our own claim may have been lost on its way. */
  isMine(lock: Lock): boolean {
    return 'holder' in lock && lock.holder === this.#holder;
  }

  isExpired(lock: Lock): boolean {
    return 'until' in lock && Date.parse(lock.until) <= this.run.clock.now().getTime();
  }
}

async function waitForTurn(waiting: Waiting): Promise<Turn> {
  const { run } = waiting;
  try {
    for (let generation = 1; generation <= MOST_GENERATIONS; generation++) {
      const turn = await turnAt(waiting, `${waiting.lock}/${generation}`);
      if (turn) return turn;
      run.log.warn('who was to measure this release is gone: taking over', { generation: generation + 1 });
    }
    return { alone: `${MOST_GENERATIONS} functions took the measurement over, and none finished` };
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.log.warn('the lock of the release cannot be used', errorFields(error));
    return { alone: 'no lock' };
  }
}

/** Undefined: its holder is gone, or nobody can tell. */
async function turnAt(waiting: Waiting, name: string): Promise<Turn | undefined> {
  if (await waiting.claim(name)) return { name };
  while (!waiting.isOver) {
    const lock = await waiting.look(name);
    if (lock === 'broken') return undefined;
    if (lock !== 'gone') {
      if ('result' in lock) return { result: lock.result };
      if ('failed' in lock) return { failed: lock.failed, overridden: lock.overridden };
      if (waiting.isMine(lock)) return { name };
      if (waiting.isExpired(lock)) return undefined;
    }
    waiting.run.step('waiting for the function of this release that measures (ssm:GetParameter)');
    await waiting.pause();
  }
  return { alone: 'a third of the time is over, and the function that measures has not finished' };
}

async function measureForAll(run: Run, name: string, measure: () => Promise<HookResult>): Promise<HookResult> {
  const at = () => run.clock.now().toISOString();
  try {
    const { status, reason } = await measure();
    const told = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON - 1)}…` : reason;
    await tell(run, name, { result: { status, reason: told }, at: at() });
    return { status, reason };
  } catch (error) {
    if (!run.signal.aborted) {
      const failed = error instanceof Error ? error.message : String(error);
      const overridden = run.acceptedOverride() !== undefined;
      await tell(run, name, { failed: failed.slice(0, LONGEST_REASON), overridden, at: at() });
    }
    throw error;
  }
}

/** If it cannot be told, the others take over when the lock expires. */
async function tell(run: Run, name: string, lock: Lock): Promise<void> {
  try {
    await bounded(run, 'telling the verdict', (signal) => run.store.notes.put(name, JSON.stringify(lock), signal));
  } catch (error) {
    run.log.warn('the other functions of the release were not told the verdict', errorFields(error));
  }
}

/** No step of this may take the time that the verdict needs. */
function bounded<T>(run: Run, what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return within(Math.min(5_000, run.budget / 6), what, run.clock, work, run.signal);
}

function parsed(text: string): Lock | undefined {
  try {
    const lock = JSON.parse(text) as Partial<{
      holder: string;
      until: string;
      result: HookResult;
      failed: string;
      overridden: boolean;
      at: string;
    }> | null;
    if (typeof lock?.failed === 'string')
      return { failed: lock.failed, overridden: lock.overridden === true, at: String(lock.at) };
    const { status, reason } = lock?.result ?? {};
    if ((status === 'Succeeded' || status === 'Failed') && typeof reason === 'string')
      return { result: { status, reason }, at: String(lock?.at) };
    const { holder, until } = lock ?? {};
    if (typeof holder === 'string' && !Number.isNaN(Date.parse(until ?? ''))) return { holder, until: until ?? '' };
  } catch {
    // said below
  }
  return undefined;
}

/** Longer than any function lives: nobody waits for a lock that is over for so long. */
const KEPT = 60 * 60 * 1000;

/** Deletes the locks of releases that are through. The recorder's task, so that no hook deletes what another waits for. */
export async function sweepLocks({
  store,
  clock,
  log,
  signal,
}: Pick<Run, 'store' | 'clock' | 'log' | 'signal'>): Promise<number> {
  const before = clock.now().getTime() - KEPT;
  const { found, areAll } = await store.notes.below(LOCKS, signal);
  if (!areAll) log.warn('removing old locks: there are more than can be read at once, the rest is for the next time');
  const over = [...found].flatMap(([name, text]) => {
    const lock = parsed(text);
    const at = Date.parse(!lock ? '' : 'until' in lock ? lock.until : lock.at);
    return Number.isNaN(at) || at < before ? [name] : [];
  });
  if (over.length > 0) await store.notes.delete(over, signal);
  return over.length;
}
