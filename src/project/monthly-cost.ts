/** What a stack costs, from what its template contains. List prices of us-east-1, USD, November 2026. */
import type { Config, Trigger } from '../config/config.ts';
import { serviceFunctions, triggersOf } from './functions.ts';

export interface CostLine {
  readonly what: string;
  /** USD. */
  readonly price: number;
}

/** Page that lists the prices of a service, below https://aws.amazon.com/. */
const PRICES = {
  'API Gateway': 'api-gateway/pricing/',
  CloudWatch: 'cloudwatch/pricing/',
  DynamoDB: 'dynamodb/pricing/on-demand/',
  EventBridge: 'eventbridge/pricing/',
  'Kinesis Data Streams': 'kinesis/data-streams/pricing/',
  Lambda: 'lambda/pricing/',
  S3: 's3/pricing/',
  SQS: 'sqs/pricing/',
  'X-Ray': 'xray/pricing/',
} as const;

type Priced = keyof typeof PRICES;

const HOURS = 730;

/** What costs money by standing there. */
const STANDING: Readonly<Record<string, { what: string; price: number }>> = {
  'AWS::CloudWatch::Alarm': { what: 'alarms', price: 0.1 },
  'AWS::CloudWatch::Dashboard': { what: 'dashboard (the first three of an account are free)', price: 3 },
  'AWS::Kinesis::Stream': { what: 'Kinesis stream on demand', price: 0.04 * HOURS },
};

/** USD per request to a queue. */
const SQS_REQUEST = 0.4e-6;

/**
 * Lambda asks an empty queue with five pollers, each of which waits for 20 seconds.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const POLLING = ((5 * HOURS * 3600) / 20) * SQS_REQUEST;

/** What a custom metric costs for each month in all of whose hours it is sent. */
export const METRIC = 0.3;

/** What the stack costs a month without a single request. */
export function standingCost(template: string, config: Config): CostLine[] {
  const types = [...template.matchAll(/^ {4}Type: (AWS::\S+)$/gm)].map(([, type]) => type);
  const lines = Object.entries(STANDING).flatMap(([type, { what, price }]) => {
    const count = types.filter((one) => one === type).length;
    return count > 0
      ? [{ what: count > 1 ? `${count} ${what}` : `1 ${what.replace(/s$/, '')}`, price: count * price }]
      : [];
  });
  const queues = serviceFunctions(config).filter(({ trigger }) => trigger === 'queue').length;
  if (queues > 0)
    lines.push({
      what: `Lambda asking the ${queues > 1 ? `${queues} empty queues` : 'empty queue'} (the first million requests are free)`,
      price: queues * POLLING,
    });
  return lines;
}

/** 512 MB on arm64 for a tenth of a second, and a kilobyte of logs. */
const INVOCATION = 0.2 + 0.05 * 13.3334 + 0.5;

/** What a million events of each kind cost, and a million traces. */
export function costPerMillion(config: Config): CostLine[] {
  const functions = serviceFunctions(config);
  const write = (trigger: Trigger): number => (functions.some((fn) => fn.trigger === trigger && fn.table) ? 0.625 : 0);
  const prices: Record<Trigger, CostLine> = {
    http: { what: 'HTTP requests', price: 1 + INVOCATION + write('http') },
    // each is sent; ten share what receives and deletes them, and an invocation
    queue: { what: 'messages', price: 1e6 * SQS_REQUEST * (1 + 2 / 10) + INVOCATION / 10 + write('queue') },
    // a read of the table's description is free
    schedule: { what: 'scheduled runs', price: 1 + INVOCATION },
    // a kilobyte in and out of Kinesis; what Lambda reads of a table's stream is free
    stream: { what: 'records of the stream', price: INVOCATION / 10 + (config.table ? 0 : 0.08 + 0.04) },
    // each is put, and asked for its head
    bucket: { what: 'objects (without storing them)', price: 5 + 0.4 + INVOCATION + write('bucket') },
  };
  return [
    ...[...new Set([...config.triggers, ...triggersOf(functions)])].map((trigger) => prices[trigger]),
    // https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
    { what: 'traces (Lambda traces one invocation a second, and 5 % of what is more)', price: 5 },
  ];
}

/** Where the prices of what the service uses are listed. */
export function priceLists(config: Config): { name: string; url: string }[] {
  const triggers = triggersOf(serviceFunctions(config));
  const uses: readonly (Priced | false)[] = [
    'Lambda',
    'CloudWatch',
    'X-Ray',
    triggers.includes('http') && 'API Gateway',
    // its own queue, or the one of what failed
    triggers.some((trigger) => trigger !== 'http') && 'SQS',
    triggers.includes('schedule') && 'EventBridge',
    triggers.includes('stream') && !config.table && 'Kinesis Data Streams',
    triggers.includes('bucket') && 'S3',
    config.table && 'DynamoDB',
  ];
  return uses.filter((name) => name !== false).map((name) => ({ name, url: `https://aws.amazon.com/${PRICES[name]}` }));
}
