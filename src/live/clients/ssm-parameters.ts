/** What is used of the client, so that a bundle holds no more of it. */
export { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
