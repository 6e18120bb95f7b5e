/** What is used of the client, so that a bundle holds no more of it. */
export { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
