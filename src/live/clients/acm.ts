/** What is used of the client, so that a bundle holds no more of it. */
export { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
