/** The events of functions and state machines: their types, their properties, and what each type asks for. */
import { isRecord } from '../../../resolve/values.ts';
import { EVENT_PROPERTIES, STATE_MACHINE_EVENT_PROPERTIES } from '../event-properties.ts';
import { checkProperties } from '../properties.ts';
import type { PropertyTable } from '../property-table.ts';
import { isMacroKey } from '../shapes.ts';
import { eventSubject, refuseAt } from '../subject.ts';
import type { Rule, Subject } from '../subject.ts';
import { cognito } from './cognito.ts';
import { deadLetters, stateOrEnabled } from './dead-letters.ts';
import { httpApi } from './http-api.ts';
import { consumerGroup, destination, filters, schemaRegistry } from './mapping.ts';
import { restApi } from './rest-api.ts';
import { s3 } from './s3.ts';
import { secretsOf } from './secrets.ts';
import { schedule } from './schedule.ts';
import { selfManagedKafka } from './self-managed-kafka.ts';
import { sns } from './sns.ts';

const TABLES: Readonly<Record<string, Readonly<Record<string, PropertyTable>>>> = {
  'AWS::Serverless::Function': EVENT_PROPERTIES,
  'AWS::Serverless::StateMachine': STATE_MACHINE_EVENT_PROPERTIES,
};

const MAPPING: readonly Rule[] = [filters, consumerGroup, destination];

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  Api: [restApi],
  CloudWatchEvent: [stateOrEnabled, deadLetters],
  Cognito: [cognito],
  DocumentDB: [...MAPPING, secretsOf(['BASIC_AUTH'])],
  DynamoDB: MAPPING,
  EventBridgeRule: [stateOrEnabled, deadLetters],
  HttpApi: [httpApi],
  Kinesis: MAPPING,
  MQ: [...MAPPING, secretsOf(['BASIC_AUTH', 'VIRTUAL_HOST'])],
  MSK: [...MAPPING, schemaRegistry],
  S3: [s3],
  SNS: [sns],
  SQS: MAPPING,
  Schedule: [stateOrEnabled, deadLetters],
  ScheduleV2: [schedule, deadLetters],
  SelfManagedKafka: [...MAPPING, selfManagedKafka, schemaRegistry],
};

export function checkEvents(owner: Subject): void {
  const tables = TABLES[owner.type];
  const { Events: events } = owner.properties;
  if (!tables || !isRecord(events)) return;
  for (const [name, event] of Object.entries(events)) {
    if (!isMacroKey(name)) checkEvent(owner, tables, name, event);
  }
}

function checkEvent(
  owner: Subject,
  tables: Readonly<Record<string, PropertyTable>>,
  name: string,
  event: unknown,
): void {
  const at = owner.at(['Events', name]);
  const fault = (code: string, text: string, ...path: string[]) => {
    refuseAt(owner, code, `${owner.name}, event ${name}: ${text}`, [...at, ...path]);
  };
  if (!isRecord(event)) {
    fault('event-not-a-mapping', 'an event has to be a map with a Type');
    return;
  }
  const { Type: type, Properties: properties = {} } = event;
  const table = typeof type === 'string' && Object.hasOwn(tables, type) ? tables[type] : undefined;
  if (typeof type !== 'string' || !table) {
    const written = typeof type === 'string' ? `SAM knows no event of type ${type} here` : 'Type is missing or no text';
    fault('unknown-event-type', `${written}; there are ${Object.keys(tables).join(', ')}`, 'Type');
  } else if (!isRecord(properties)) {
    fault('properties-not-a-mapping', 'Properties has to be a map', 'Properties');
  } else {
    const subject = eventSubject(owner, name, type, properties);
    if (checkProperties(subject, table)) for (const rule of RULES[type] ?? []) rule(subject);
  }
}
