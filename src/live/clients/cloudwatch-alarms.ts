/** What is used of the client, so that a bundle holds no more of it. */
export { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
