/** The events of a function, by their type. */
import { isRecord } from '../../resolve/values.ts';
import type { Expansion, SamResource } from '../expansion.ts';
import type { Role } from '../role.ts';
import { alexaSkill } from './alexa-skill.ts';
import { api } from './api.ts';
import { cloudWatchLogs } from './cloudwatch-logs.ts';
import { cognito } from './cognito.ts';
import type { ExpandEvent, Target } from './event.ts';
import { eventBridgeRule } from './eventbridge-rule.ts';
import { eventSourceMapping } from './event-source-mapping.ts';
import { httpApi } from './http-api.ts';
import { iotRule } from './iot-rule.ts';
import { s3 } from './s3.ts';
import { schedule } from './schedule.ts';
import { scheduleV2 } from './schedule-v2.ts';
import { sns } from './sns.ts';

const EVENTS: Readonly<Record<string, ExpandEvent>> = {
  AlexaSkill: alexaSkill,
  Api: api,
  CloudWatchEvent: eventBridgeRule,
  CloudWatchLogs: cloudWatchLogs,
  Cognito: cognito,
  DocumentDB: eventSourceMapping,
  DynamoDB: eventSourceMapping,
  EventBridgeRule: eventBridgeRule,
  HttpApi: httpApi,
  IoTRule: iotRule,
  Kinesis: eventSourceMapping,
  MQ: eventSourceMapping,
  MSK: eventSourceMapping,
  S3: s3,
  Schedule: schedule,
  ScheduleV2: scheduleV2,
  SelfManagedKafka: eventSourceMapping,
  SNS: sns,
  SQS: eventSourceMapping,
};

export function expandEvents(x: Expansion, sam: SamResource, target: Target, role: Role): void {
  const events = isRecord(sam.properties.Events) ? Object.entries(sam.properties.Events) : [];
  for (const [name, event] of events.sort(byPath)) {
    if (!isRecord(event)) continue;
    const at = sam.source(['Events', name]);
    const type = String(event.Type);
    const expand = Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined;
    if (!expand) continue;
    const properties = isRecord(event.Properties) ? event.Properties : {};
    expand({ x, sam, id: sam.logicalId + name, type, properties, at, target, role });
  }
}

/** An HTTP API's `$default` route comes first: its permission covers the function's other routes. */
function byPath([nameA, a]: [string, unknown], [nameB, b]: [string, unknown]): number {
  const [left, right] = [sortKey(nameA, a), sortKey(nameB, b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortKey(name: string, event: unknown): string {
  if (!isRecord(event)) return name;
  const properties = isRecord(event.Properties) ? event.Properties : {};
  if (event.Type === 'HttpApi' && !properties.Path && !properties.Method) return '$default';
  return typeof properties.Path === 'string' ? properties.Path : name;
}
