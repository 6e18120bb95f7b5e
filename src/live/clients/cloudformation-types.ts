/** What is used of the client, so that a bundle holds no more of it. */
export { CloudFormationClient, DescribeTypeCommand } from '@aws-sdk/client-cloudformation';
