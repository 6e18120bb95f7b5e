/** What rules and schedules of EventBridge have in common. */
import type { Path } from '../../model.ts';
import { isRecord } from '../../resolve/values.ts';
import type { Expansion, SamResource } from '../expansion.ts';
import { getAtt, isTruthy, ref } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { from } from '../source.ts';

/** A target's id has at most 64 characters. */
const TARGET_ID_LENGTH = 64;

export function targetId(logicalId: string, suffix: string): string {
  return logicalId.slice(0, TARGET_ID_LENGTH - suffix.length) + suffix;
}

/** As SAM sees it, `Enabled: !If` is a map, and so true. */
export function ruleState({ State, Enabled }: Readonly<Properties>): unknown {
  if (Enabled === undefined || Enabled === null) return isTruthy(State) ? State : undefined;
  return isTruthy(Enabled) ? 'ENABLED' : 'DISABLED';
}

interface Owner {
  readonly x: Expansion;
  readonly sam: SamResource;
  readonly properties: Readonly<Properties>;
  readonly at: Path;
}

/** The target's dead-letter queue: the one that is named, or a new one with a policy that lets the rule send. */
export function deadLetterTarget({ x, sam, properties, at }: Owner, ruleId: string): Properties {
  const config = properties.DeadLetterConfig;
  if (!isRecord(config)) return {};
  if (config.Arn !== undefined && config.Arn !== null) return { DeadLetterConfig: { Arn: config.Arn } };
  const queueId = addDeadLetterQueue({ x, sam, properties, at }, ruleId);
  const arn = getAtt(queueId, 'Arn');
  const statement = {
    Action: 'sqs:SendMessage',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': getAtt(ruleId, 'Arn') } },
  };
  const policy = { PolicyDocument: { Version: '2012-10-17', Statement: [statement] }, Queues: [ref(queueId)] };
  x.addGenerated(
    sam,
    `${ruleId}QueuePolicy`,
    'AWS::SQS::QueuePolicy',
    policy,
    from([...at, 'Properties', 'DeadLetterConfig']),
  );
  return { DeadLetterConfig: { Arn: arn } };
}

/** @returns its logical id */
export function addDeadLetterQueue({ x, sam, properties, at }: Owner, id: string): string {
  const config = isRecord(properties.DeadLetterConfig) ? properties.DeadLetterConfig : {};
  const queueId = typeof config.QueueLogicalId === 'string' ? config.QueueLogicalId : `${id}Queue`;
  x.addGenerated(sam, queueId, 'AWS::SQS::Queue', {}, from([...at, 'Properties', 'DeadLetterConfig']));
  return queueId;
}
