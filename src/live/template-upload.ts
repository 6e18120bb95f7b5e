/** Where CloudFormation gets a template from: the request itself, or a bucket if it is too large for that. */
import { createHash } from 'node:crypto';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import { partitionOf } from '../template/region.ts';
import { reading } from './denied.ts';

/** Bytes of a `TemplateBody`. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
export const LARGEST_BODY = 51_200;

export interface UploadOptions {
  /** The bucket to put it in; else the one that SAM CLI manages. */
  readonly bucket?: string | undefined;
  readonly prefix?: string | undefined;
  /** Key of AWS KMS that encrypts it. */
  readonly kmsKeyId?: string | undefined;
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  readonly s3: () => Promise<Pick<S3Client, 'send'>>;
  readonly region: string;
  readonly signal: AbortSignal;
}

/** @returns undefined if it is too large, and there is no bucket to put it in */
export async function templateSource(
  body: string,
  options: UploadOptions,
): Promise<{ readonly body: string } | { readonly url: string } | undefined> {
  if (Buffer.byteLength(body) <= LARGEST_BODY) return { body };
  const bucket = options.bucket ?? (await managedBucket(options));
  if (bucket === undefined) return undefined;
  const { PutObjectCommand } = await import('./clients/template-upload.ts');
  const Key = [options.prefix, `${createHash('sha256').update(body).digest('hex').slice(0, 32)}.template`]
    .filter(Boolean)
    .join('/');
  const encryption = options.kmsKeyId && {
    ServerSideEncryption: 'aws:kms' as const,
    SSEKMSKeyId: options.kmsKeyId,
  };
  const client = await options.s3();
  await reading(
    's3:PutObject',
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body, ...encryption }), {
      abortSignal: options.signal,
    }),
  );
  // path style is what CloudFormation takes
  const path = [bucket, ...Key.split('/')].map(encodeURIComponent).join('/');
  return { url: `https://s3.${options.region}.${partitionOf(options.region).suffix}/${path}` };
}

/** The stack of the bucket that `sam deploy --resolve-s3` makes (aws/aws-sam-cli, `SAM_CLI_STACK_NAME`). */
const MANAGED_STACK = 'aws-sam-cli-managed-default';

async function managedBucket({ cloudformation, signal }: UploadOptions): Promise<string | undefined> {
  const { DescribeStacksCommand } = await import('./clients/change-set.ts');
  try {
    const answer = await cloudformation.send(new DescribeStacksCommand({ StackName: MANAGED_STACK }), {
      abortSignal: signal,
    });
    return answer.Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'SourceBucket')?.OutputValue;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    return reading('cloudformation:DescribeStacks', Promise.reject(error as Error));
  }
}
