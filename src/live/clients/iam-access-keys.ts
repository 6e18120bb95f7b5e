/** What is used of the client, so that a bundle holds no more of it. */
export { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
