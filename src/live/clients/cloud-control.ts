/** What is used of the client, so that a bundle holds no more of it. */
export { CloudControlClient, GetResourceCommand } from '@aws-sdk/client-cloudcontrol';
