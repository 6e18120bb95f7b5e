/** What is used of the client, so that a bundle holds no more of it. */
export { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
