import {
  defineCheck,
  eventSourceOf,
  fail,
  isGiven,
  notApplicable,
  pass,
  unknown,
  unreadable,
} from 'create-fitness-serverless/check';

/**
 * Lambda reads streams and topics of Kafka in order and drops records after their retries or when they expire. Messages of a
 * queue go back to it, and from there to its own dead-letter queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 * https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
export default defineCheck({
  meta: {
    id: 'lambda-event-source-mapping-failure-destination',
    title: 'Records of a stream that could not be processed are kept',
    why: 'Lambda skips records of a stream that failed too often or grew too old, and nobody learns which ones.',
    remedy: 'set DestinationConfig.OnFailure.Destination of the mapping to a queue, topic or bucket',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::Lambda::EventSourceMapping'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html',
    references: { cdkNag: ['Serverless-LambdaEventSourceMappingDestination'] },
    liveActions: ['lambda:GetEventSourceMapping'],
  },

  evaluate(mapping) {
    const source = eventSourceOf(mapping);
    if (source === 'sqs' || source === 'mq') return notApplicable('reads a queue, to which messages return');
    if (source === 'documentdb')
      return notApplicable('reads changes of a database, for which Lambda has no destinations');
    const destination = mapping.get('DestinationConfig', 'OnFailure', 'Destination');
    const given = isGiven(mapping, 'DestinationConfig', 'OnFailure', 'Destination');
    if (given === true) return pass(destination);
    if (given === 'unknown') return unreadable(destination);
    return source === 'unknown'
      ? unknown('whether it reads a stream is known only when deployed', mapping.get('EventSourceArn'))
      : fail('skips records that it could not process, and keeps none of them', destination);
  },
});
