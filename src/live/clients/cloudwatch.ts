/** What is used of the client, so that a bundle holds no more of it. */
export { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
