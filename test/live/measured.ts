/** Measures a stack that the stand-in plays. */
import { Aws } from '../../src/live/aws.ts';
import { PERFORMANCE } from '../../src/config/defaults.ts';
import { deployedStack } from '../../src/live/deployed.ts';
import { stackDocument } from '../../src/live/document.ts';
import { measureAll, type Measurements, type Measurer, type MeasurerOptions } from '../../src/live/measurer.ts';
import { actionsOf, type Operation } from '../../src/live/operations.ts';
import { unreadStack } from '../../src/live/reader.ts';
import type { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { loadProcessed } from '../../src/template/processed.ts';
import { settingsOf, STACK_ID } from './readers/deployed-stack.ts';

/** Of the measurements. */
export const NOW = new Date('2026-11-23T10:00:00Z');

export function daysAgo(days: number): Date {
  return new Date(NOW.getTime() - days * 86_400_000);
}

export interface MeasuredOptions extends Partial<MeasurerOptions> {
  /** IAM actions that are wanted. @default those of the measurer */
  readonly wanted?: readonly string[];
  readonly clients?: Map<string, Promise<unknown>>;
  /** When resources were changed last, by logical id. */
  readonly updated?: Readonly<Record<string, Date>>;
}

export async function measured(
  aws: Pick<AwsStandIn, 'account' | 'endpoint'>,
  measurer: Measurer,
  { wanted, clients, updated = {}, ...options }: MeasuredOptions = {},
): Promise<{ measurements: Measurements; calls: readonly Operation[] }> {
  const { parameters, template, resources, status } = aws.account.stacks.get(STACK_ID)!;
  const { document, inputs, live } = stackDocument({
    ...unreadStack(STACK_ID),
    status,
    template,
    parameters: Object.fromEntries(parameters.map(({ key, value = '' }) => [key, value])),
    resources: resources.map(({ logicalId, type, physicalId }) => {
      const updatedAt = updated[logicalId];
      return { logicalId, type, ...(physicalId !== undefined && { physicalId }), ...(updatedAt && { updatedAt }) };
    }),
  });
  const calls: Operation[] = [];
  const client = new Aws({
    wanted: new Set(wanted ?? measurer.operations.flatMap((operation) => [...actionsOf(operation)])),
    settings: settingsOf(aws.endpoint),
    signal: new AbortController().signal,
    ...(clients && { clients }),
    onCall: (operation) => calls.push(operation),
  });
  const stack = deployedStack(loadProcessed(document, inputs), live, STACK_ID);
  const given = { now: NOW, performance: PERFORMANCE, ...options };
  return { measurements: await measureAll([measurer], stack, client, given), calls };
}

/** Every operation of the measurer that it called, and no other. */
export function withoutRepeats(calls: readonly Operation[]): readonly Operation[] {
  return [...new Set(calls)].sort();
}
