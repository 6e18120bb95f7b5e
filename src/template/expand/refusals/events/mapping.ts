/** What all event source mappings share: filters, consumer groups, destinations, schema registries. */
import { isList, isRecord } from '../../../resolve/values.ts';
import { isIntrinsic, isTruthy } from '../../intrinsics.ts';
import { refuse } from '../subject.ts';
import type { Rule } from '../subject.ts';

export const filters: Rule = (subject) => {
  const { FilterCriteria: criteria } = subject.properties;
  if (!isRecord(criteria) || isIntrinsic(criteria)) return;
  const others = Object.keys(criteria).filter((key) => key !== 'Filters');
  if (others.length > 0)
    refuse(subject, 'filter-criteria', `FilterCriteria has Filters and nothing else, not ${others.join(', ')}`, [
      'FilterCriteria',
    ]);
};

export const consumerGroup: Rule = (subject) => {
  const isKafka = subject.type === 'MSK' || subject.type === 'SelfManagedKafka';
  if (!isKafka && isTruthy(subject.properties.ConsumerGroupId))
    refuse(subject, 'unknown-property', `${subject.type} has no ConsumerGroupId: only Kafka has`, ['ConsumerGroupId']);
};

const DESTINATIONS = ['SQS', 'SNS', 'S3', 'Kafka'];

export const destination: Rule = (subject) => {
  const { DestinationConfig: config } = subject.properties;
  if (!isRecord(config) || !isTruthy(config)) return;
  const { OnFailure: onFailure } = config;
  const path = ['DestinationConfig', 'OnFailure'];
  if (!isRecord(onFailure)) refuse(subject, 'property-shape', 'DestinationConfig needs OnFailure, a map', path);
  else if (isTruthy(onFailure.Type) && !DESTINATIONS.includes(onFailure.Type as string))
    refuse(subject, 'destination', `the Type of a destination is one of ${DESTINATIONS.join(', ')}`, [...path, 'Type']);
};

const REGISTRY = ['SchemaRegistryURI', 'EventRecordFormat', 'SchemaValidationConfigs'];

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html */
export const schemaRegistry: Rule = (subject) => {
  const { SchemaRegistryConfig: registry } = subject.properties;
  if (!isRecord(registry) || !isTruthy(registry)) return;
  const fault = (text: string, ...path: string[]) => {
    refuse(subject, 'schema-registry', `SchemaRegistryConfig ${text}`, ['SchemaRegistryConfig', ...path]);
  };
  const missing = REGISTRY.filter((name) => !(name in registry));
  for (const name of missing) fault(`needs ${name}`);
  if (missing.length > 0) return;
  const { EventRecordFormat: format, SchemaValidationConfigs: validations, AccessConfigs: access } = registry;
  if (format !== 'JSON' && format !== 'SOURCE') fault('.EventRecordFormat is JSON or SOURCE', 'EventRecordFormat');
  if (!isList(validations)) fault('.SchemaValidationConfigs has to be a list', 'SchemaValidationConfigs');
  if (!isTruthy(access)) return;
  const isComplete = isList(access) && access.every((each) => isRecord(each) && 'Type' in each && 'URI' in each);
  if (!isComplete) fault('.AccessConfigs has to be a list of maps with Type and URI', 'AccessConfigs');
};
