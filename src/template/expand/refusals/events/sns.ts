import { isRecord } from '../../../resolve/values.ts';
import { isTruthy } from '../../intrinsics.ts';
import { refuse } from '../subject.ts';
import type { Rule } from '../subject.ts';

/** Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sqssubscriptionobject.html */
export const sns: Rule = (subject) => {
  const { SqsSubscription: queue } = subject.properties;
  if (!isTruthy(queue) || !isRecord(queue) || (isTruthy(queue.QueueArn) && isTruthy(queue.QueueUrl))) return;
  refuse(subject, 'sqs-subscription', 'SqsSubscription is true, or a map with QueueArn and QueueUrl', [
    'SqsSubscription',
  ]);
};
