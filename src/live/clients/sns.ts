/** What is used of the client, so that a bundle holds no more of it. */
export { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
