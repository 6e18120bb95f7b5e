/** A schedule of EventBridge Scheduler with the role that it runs as; for functions and state machines. */
import type { Path } from '../../model.ts';
import { isRecord } from '../../resolve/values.ts';
import type { Expansion, SamResource } from '../expansion.ts';
import { defined, getAtt, isTruthy, pick } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { assumeRolePolicy, destinationPolicy } from '../policies.ts';
import { from } from '../source.ts';
import type { Source } from '../source.ts';
import { addDeadLetterQueue } from './eventbridge.ts';

const SAME = [
  'ScheduleExpression',
  'State',
  'Description',
  'StartDate',
  'EndDate',
  'ScheduleExpressionTimezone',
  'GroupName',
  'KmsKeyArn',
];

export interface ScheduleEvent {
  readonly x: Expansion;
  readonly sam: SamResource;
  readonly id: string;
  readonly properties: Readonly<Properties>;
  readonly at: Path;
  readonly boundary: unknown;
}

export function addSchedule(event: ScheduleEvent, arn: unknown, invoke: Properties, source: Source): void {
  const { x, sam, id, properties } = event;
  const { FlexibleTimeWindow, Name, OmitName } = properties;
  const queueArn = deadLetterArn(event);
  const role = isTruthy(properties.RoleArn) ? properties.RoleArn : addRole(event, invoke, queueArn);
  const schedule = defined({
    ...pick(properties, SAME),
    Name: OmitName === true ? undefined : isTruthy(Name) ? Name : id,
    FlexibleTimeWindow: isTruthy(FlexibleTimeWindow) ? FlexibleTimeWindow : { Mode: 'OFF' },
    Target: {
      Arn: arn,
      RoleArn: role,
      ...pick(properties, ['Input', 'RetryPolicy']),
      ...(queueArn !== undefined && { DeadLetterConfig: { Arn: queueArn } }),
    },
  });
  x.addGenerated(sam, id, 'AWS::Scheduler::Schedule', schedule, source);
}

function deadLetterArn(event: ScheduleEvent): unknown {
  const config = event.properties.DeadLetterConfig;
  if (!isRecord(config)) return undefined;
  return config.Arn ?? getAtt(addDeadLetterQueue(event, event.id), 'Arn');
}

function addRole({ x, sam, id, at, boundary }: ScheduleEvent, invoke: Properties, queueArn: unknown): Properties {
  const send = queueArn === undefined ? [] : [destinationPolicy('SQS', queueArn, id)];
  const role = defined({
    AssumeRolePolicyDocument: assumeRolePolicy('scheduler.amazonaws.com'),
    Policies: [invoke, ...send],
    PermissionsBoundary: boundary,
  });
  x.addGenerated(sam, `${id}Role`, 'AWS::IAM::Role', role, from(at));
  return getAtt(`${id}Role`, 'Arn');
}
