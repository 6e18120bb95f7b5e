/** Where the releases of a stack are kept. */
import type { HistoryEntry, NewEntry } from './entry.ts';
import { parseEntry, serializeEntry } from './entry.ts';
import type { Parameters } from './parameters.ts';

export interface History {
  /** The oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** Names of what stands there and is no entry, e.g. `v3`. */
  readonly unreadable: readonly string[];
}

export interface HistoryStore {
  read(signal: AbortSignal): Promise<History>;
  /** Gives the entry its number. */
  append(entry: NewEntry, signal: AbortSignal): Promise<HistoryEntry>;
}

/** Name of the parameter. */
const HISTORY = 'history';

/**
 * One parameter, `history`, whose versions are the entries: nothing is read to be written, each entry has the 4 KB of
 * a standard parameter for itself, and SSM's version is the number of the release. SSM keeps the last 100 versions and
 * drops the oldest when one is added, so the oldest releases roll off; what was measured of them is in the logs.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
 */
export class ParameterHistory implements HistoryStore {
  readonly #parameters: Parameters;

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  async read(signal: AbortSignal): Promise<History> {
    const entries: HistoryEntry[] = [];
    const unreadable: string[] = [];
    for (const { text, version } of await this.#parameters.versions(HISTORY, signal)) {
      const entry = parseEntry(text, version);
      if (entry) entries.push(entry);
      else unreadable.push(`v${version}`);
    }
    return { entries, unreadable };
  }

  async append(entry: NewEntry, signal: AbortSignal): Promise<HistoryEntry> {
    const text = serializeEntry(entry);
    const number = await this.#parameters.put(HISTORY, text, signal);
    return parseEntry(text, number) ?? { ...entry, number };
  }
}
