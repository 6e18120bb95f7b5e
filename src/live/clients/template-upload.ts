/** What the upload of a template uses of the client. */
export { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
