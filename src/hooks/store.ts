/** What is remembered between releases: the baseline, and the candidate that may become it. */
import type { SSMClient } from '@aws-sdk/client-ssm';
import { parseBaseline } from '../fitness/baseline.ts';
import type { Report } from '../fitness/report.ts';
import { reading } from '../live/denied.ts';

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
  /** The report, compact: `serializeBaseline` of fitness/baseline.ts. */
  readonly baseline: string;
  /** When a post-traffic hook confirmed it. */
  readonly confirmedAt?: string;
  /** What became of it by the stack's true outcome. */
  readonly outcome?: {
    readonly result: 'promoted' | 'rejected';
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

export interface Store {
  read(name: RecordName, signal: AbortSignal): Promise<ReleaseRecord | undefined>;
  write(name: RecordName, record: ReleaseRecord, signal: AbortSignal): Promise<void>;
}

/** Keeps the records in SSM Parameter Store, under `/fitness/<service>/<environment>/<stack name>/`. */
export class ParameterStore implements Store {
  readonly #client: () => Promise<Pick<SSMClient, 'send'>>;
  readonly #prefix: string;

  constructor(
    client: () => Promise<Pick<SSMClient, 'send'>>,
    { service, environment, stackName }: { service: string; environment: string; stackName: string },
  ) {
    this.#client = client;
    this.#prefix = `/fitness/${service}/${environment}/${stackName}`;
  }

  async read(name: RecordName, signal: AbortSignal): Promise<ReleaseRecord | undefined> {
    const [client, { GetParameterCommand }] = await Promise.all([this.#client(), import('@aws-sdk/client-ssm')]);
    const Name = `${this.#prefix}/${name}`;
    try {
      const answer = await client.send(new GetParameterCommand({ Name }), { abortSignal: signal });
      return parseRecord(answer.Parameter?.Value, Name);
    } catch (error) {
      if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
      return reading('ssm:GetParameter', Promise.reject(error as Error));
    }
  }

  async write(name: RecordName, record: ReleaseRecord, signal: AbortSignal): Promise<void> {
    const [client, { PutParameterCommand }] = await Promise.all([this.#client(), import('@aws-sdk/client-ssm')]);
    await reading(
      'ssm:PutParameter',
      client.send(
        new PutParameterCommand({
          Name: `${this.#prefix}/${name}`,
          Value: JSON.stringify(record),
          Type: 'String',
          Tier: 'Intelligent-Tiering',
          Overwrite: true,
        }),
        { abortSignal: signal },
      ),
    );
  }
}

function parseRecord(text: string | undefined, name: string): ReleaseRecord {
  try {
    const record = JSON.parse(text ?? '') as ReleaseRecord;
    if (isSound(record)) return record;
  } catch {
    // said below
  }
  throw new Error(`the parameter ${name} is not a record of this tool: delete it to start anew without a baseline`);
}

function isSound(record: Partial<ReleaseRecord>): boolean {
  parseBaseline(record.baseline ?? '');
  return (
    record.version === 1 &&
    typeof record.releaseId === 'string' &&
    typeof record.measurement === 'object' &&
    !Number.isNaN(Date.parse(record.measuredAt ?? ''))
  );
}
