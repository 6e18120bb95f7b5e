/** What is used of the client, so that a bundle holds no more of it. */
export { GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
