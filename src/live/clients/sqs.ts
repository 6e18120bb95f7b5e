/** What is used of the client, so that a bundle holds no more of it. */
export { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
