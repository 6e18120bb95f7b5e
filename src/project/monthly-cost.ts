/** What a stack costs, from what its template contains. List prices of us-east-1, USD, November 2026. */
import type { Config } from '../config/config.ts';

export interface CostLine {
  readonly what: string;
  /** USD. */
  readonly price: number;
}

const HOURS = 730;

/** What costs money by standing there: https://aws.amazon.com/cloudwatch/pricing, /kinesis/data-streams/pricing */
const STANDING: Readonly<Record<string, { what: string; price: number }>> = {
  'AWS::CloudWatch::Alarm': { what: 'alarms', price: 0.1 },
  'AWS::CloudWatch::Dashboard': { what: 'dashboard (the first three of an account are free)', price: 3 },
  'AWS::Kinesis::Stream': { what: 'Kinesis stream on demand', price: 0.04 * HOURS },
};

/** What the stack costs a month without a single request. */
export function standingCost(template: string, config: Config): CostLine[] {
  const types = [...template.matchAll(/^ {4}Type: (AWS::\S+)$/gm)].map(([, type]) => type);
  const lines = Object.entries(STANDING).flatMap(([type, { what, price }]) => {
    const count = types.filter((one) => one === type).length;
    return count > 0
      ? [{ what: count > 1 ? `${count} ${what}` : `1 ${what.replace(/s$/, '')}`, price: count * price }]
      : [];
  });
  const metrics = config.dashboard.metrics.length;
  if (metrics > 0) lines.push({ what: `${metrics} business metric${metrics > 1 ? 's' : ''}`, price: metrics * 0.3 });
  return lines;
}

/** 512 MB on arm64 for a tenth of a second, and a kilobyte of logs. */
const INVOCATION = 0.2 + 0.05 * 13.3334 + 0.5;

/** What a million events of each kind cost. */
export function costPerMillion(config: Config): CostLine[] {
  const write = config.table ? 0.625 : 0;
  const prices: Record<Config['triggers'][number], CostLine> = {
    http: { what: 'HTTP requests', price: 1 + INVOCATION + write },
    // sent, received and deleted; ten messages share an invocation
    queue: { what: 'messages', price: 3 * 0.4 + INVOCATION / 10 + write },
    schedule: { what: 'scheduled runs', price: 1 + INVOCATION },
    stream: { what: 'records of the stream', price: INVOCATION / 10 + (config.table ? 0.02 : 0.08) },
    bucket: { what: 'objects (without storing them)', price: 5 + INVOCATION + write },
  };
  return config.triggers.map((trigger) => prices[trigger]);
}
