/** What is used of the client, so that a bundle holds no more of it. */
export { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
