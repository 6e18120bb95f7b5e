/** What is remembered between releases: the baseline, the candidate that may become it, the history, and who measures now. */
import type { SSMClient } from '@aws-sdk/client-ssm';
import { parseBaseline } from '../fitness/baseline.ts';
import type { Report } from '../fitness/report.ts';
import type { WhatChanged } from '../history/changes.ts';
import type { Below, Owner } from '../history/parameters.ts';
import { LARGEST_PARAMETER, Parameters } from '../history/parameters.ts';
import type { HistoryStore } from '../history/store.ts';
import { ParameterHistory } from '../history/store.ts';
import type { VersionVerdict } from './new-version.ts';

/** The numbers of a report that are drawn over time. */
export interface Measurement {
  readonly fitness: number;
  readonly raw: number;
  /** λ · complexity: the points that it costs. */
  readonly complexity: number;
  readonly coverage: number;
  /** Fitness by category. */
  readonly categories: Readonly<Record<string, number>>;
}

export function measurementOf(report: Report): Measurement {
  return {
    fitness: report.fitness,
    raw: report.raw,
    complexity: report.complexity.penalty,
    coverage: report.coverage,
    categories: Object.fromEntries(
      Object.entries(report.categories).map(([category, { fitness }]) => [category, fitness]),
    ),
  };
}

/** One release as it was measured, and what became of it. */
export interface ReleaseRecord {
  readonly version: 1;
  readonly releaseId: string;
  /** When it was measured: ISO 8601. */
  readonly measuredAt: string;
  readonly verdict: 'pass' | 'fail' | 'incomplete';
  /** Why it was let through, whatever the gate said. */
  readonly overrideReason?: string;
  /** A reason that was given with it, but had let an earlier release through. */
  readonly spentOverride?: string;
  readonly measurement: Measurement;
  /** What it changed, compared with the baseline of its day. */
  readonly changes?: WhatChanged;
  /** The report, compact: `serializeBaseline` of fitness/baseline.ts. */
  readonly baseline: string;
  /** When a post-traffic hook confirmed it. */
  readonly confirmedAt?: string;
  /** How the new version of each function did, of the old one, by the name of the function. */
  readonly versions?: Readonly<Record<string, VersionVerdict>>;
  /** What became of it by the stack's true outcome. */
  readonly outcome?: {
    /** `measured`: kept by the stack, and measured by the recorder itself. */
    readonly result: 'promoted' | 'measured' | 'rejected';
    /** CloudFormation's stack status, and when the stack came to it. */
    readonly stackStatus: string;
    readonly at: string;
  };
}

/**
 * - `baseline`: the last release that the stack kept. Written by the recorder alone.
 * - `candidate`: the last release that a pre-traffic hook measured.
 * - `unsettled`: a candidate of which the recorder missed that the stack kept it. Kept by the next pre-traffic hook
 *   for the recorder, because that hook writes a candidate of its own.
 */
export type RecordName = 'baseline' | 'candidate' | 'unsettled';

/** Texts by name, of which one writer can be the first: locks, and the verdicts that they turn into. */
export interface Notes {
  get(name: string, signal: AbortSignal): Promise<string | undefined>;
  put(name: string, text: string, signal: AbortSignal): Promise<unknown>;
  /** False if there is one of that name. */
  create(name: string, text: string, signal: AbortSignal): Promise<boolean>;
  /** Those whose names begin with `path/`: of very many the first, which `areAll` tells. */
  below(path: string, signal: AbortSignal): Promise<Below>;
  delete(names: readonly string[], signal: AbortSignal): Promise<void>;
}

export interface Store {
  read(name: RecordName, signal: AbortSignal): Promise<ReleaseRecord | undefined>;
  write(name: RecordName, record: ReleaseRecord, signal: AbortSignal): Promise<void>;
  readonly history: HistoryStore;
  readonly notes: Notes;
}

/** Keeps all of it in SSM Parameter Store, under `/fitness/<service>/<environment>/<stack name>/`. */
export class ParameterStore implements Store {
  readonly #parameters: Parameters;
  readonly history: HistoryStore;
  readonly notes: Notes;

  constructor(client: () => Promise<Pick<SSMClient, 'send'>>, owner: Owner) {
    this.#parameters = new Parameters(client, owner);
    this.history = new ParameterHistory(this.#parameters);
    this.notes = this.#parameters;
  }

  async read(name: RecordName, signal: AbortSignal): Promise<ReleaseRecord | undefined> {
    const text = await this.#parameters.get(name, signal);
    if (text === undefined) return undefined;
    const { parts = [], ...first } = parsed(text) ?? {};
    const more = await Promise.all(
      parts.map((version, index) => this.#parameters.get(`${partName(name, index)}:${version}`, signal)),
    );
    const record = { ...first, baseline: [first.baseline, ...more].join('') };
    if (!more.includes(undefined) && isSound(record)) return record;
    const parameter = `${this.#parameters.prefix}/${name}`;
    throw new Error(
      `the parameter ${parameter} is not a record of this tool: delete it to start anew without a baseline`,
    );
  }

  /**
   * What a parameter cannot hold goes on in others, which the first names by their versions: SSM keeps old versions, so
   * that a reader finds the parts that belong together whoever writes meanwhile.
   */
  async write(name: RecordName, whole: ReleaseRecord, signal: AbortSignal): Promise<void> {
    const record = fitting(whole);
    const [first = '', ...more] = pieces(record);
    const parts: number[] = [];
    for (const [index, text] of more.entries())
      parts.push(await this.#parameters.put(partName(name, index), text, signal));
    const written: WrittenRecord = { ...record, baseline: first, ...(parts.length > 0 && { parts }) };
    await this.#parameters.put(name, JSON.stringify(written), signal);
  }
}

/** A record as it stands in a parameter. */
type WrittenRecord = ReleaseRecord & {
  /** Versions of the parameters that the baseline goes on in. */
  readonly parts?: readonly number[];
};

/** `candidate-2`: a role that may write `candidate*` may write it. */
function partName(name: RecordName, index: number): string {
  return `${name}-${index + 2}`;
}

/** For the versions of the parts. */
const ROOM = 200;

/** Characters of what is kept of a verdict on a version where not all has room. */
const LONGEST_MESSAGE = 100;

/** What a person looks for comes first. */
const BY_NEED: readonly VersionVerdict['verdict'][] = ['fail', 'unknown', 'pass', 'not-applicable'];

/**
 * The record with as many of its `versions` as the first parameter has room for: what is worse or unknown before what is
 * not. All of them were logged by the hooks that compared.
 */
function fitting(record: ReleaseRecord): ReleaseRecord {
  const { versions, ...rest } = record;
  const whole = { ...record, baseline: '' };
  if (!versions || bytes(whole) + ROOM <= LARGEST_PARAMETER) return record;
  let left = LARGEST_PARAMETER - ROOM - bytes({ ...whole, versions: {} });
  const need = ({ verdict }: VersionVerdict) => BY_NEED.indexOf(verdict);
  const kept = Object.entries(versions)
    .sort(([, a], [, b]) => need(a) - need(b))
    .map(([name, { verdict, message }]) => [name, { verdict, message: message.slice(0, LONGEST_MESSAGE) }] as const)
    .filter(([name, verdict]) => (left -= bytes({ [name]: verdict })) >= 0);
  return { ...rest, ...(kept.length > 0 && { versions: Object.fromEntries(kept) }) };
}

function bytes(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The baseline's text, the first piece with room for the rest of the record. It is base64: a byte is a character. */
function pieces(record: ReleaseRecord): string[] {
  const { baseline } = record;
  const rest = bytes({ ...record, baseline: '' });
  if (rest + baseline.length <= LARGEST_PARAMETER) return [baseline];
  const first = Math.max(0, LARGEST_PARAMETER - rest - ROOM);
  const found = [baseline.slice(0, first)];
  for (let from = first; from < baseline.length; from += LARGEST_PARAMETER)
    found.push(baseline.slice(from, from + LARGEST_PARAMETER));
  return found;
}

function parsed(text: string): Partial<WrittenRecord> | undefined {
  try {
    const record = JSON.parse(text) as Partial<WrittenRecord> | null;
    const parts = record?.parts ?? [];
    return Array.isArray(parts) && parts.every(Number.isInteger) ? (record ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

function isSound(record: Partial<ReleaseRecord>): record is ReleaseRecord {
  try {
    parseBaseline(record.baseline ?? '');
  } catch {
    return false;
  }
  return (
    record.version === 1 &&
    typeof record.releaseId === 'string' &&
    typeof record.measurement === 'object' &&
    !Number.isNaN(Date.parse(record.measuredAt ?? ''))
  );
}
