/** What is used of the client, so that a bundle holds no more of it. */
export { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
