/** `s3://bucket/key?versionId=v`, or a map with Bucket, Key and Version, as CloudFormation names it. */
import { isRecord } from '../resolve/values.ts';
import type { Properties } from './intrinsics.ts';
import { isIntrinsic } from './intrinsics.ts';

/** What is no S3 location stays as it is: a local path before it is packaged. */
export function s3Location(value: unknown, [bucket, key, version]: readonly [string, string, string]): unknown {
  const parts = typeof value === 'string' ? parse(value) : isRecord(value) && !isIntrinsic(value) ? value : undefined;
  if (!parts) return value;
  return {
    [bucket]: parts.Bucket,
    [key]: parts.Key,
    ...(parts.Version !== undefined && { [version]: parts.Version }),
  };
}

function parse(uri: string): Properties | undefined {
  const [, bucket, key, version] = /^s3:\/\/([^/?]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(uri) ?? [];
  return bucket === undefined
    ? undefined
    : { Bucket: bucket, Key: key, ...(version !== undefined && { Version: version }) };
}
