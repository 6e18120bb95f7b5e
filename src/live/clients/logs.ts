/** What is used of the client, so that a bundle holds no more of it. */
export { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
