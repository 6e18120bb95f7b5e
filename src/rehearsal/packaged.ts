/** A template as `sam package` leaves it: what it names of this disk is in a bucket. */
import { isRecord, own } from '../template/resolve/values.ts';

/** As JSON. */
export function packaged(data: unknown): string {
  const template = structuredClone(data) as Record<string, unknown>;
  upload(own(own(template, 'Globals'), 'Function'), 'globals');
  const resources = own(template, 'Resources');
  for (const [logicalId, resource] of Object.entries(isRecord(resources) ? resources : {}))
    upload(own(resource, 'Properties'), logicalId);
  return JSON.stringify(template);
}

const PATHS = ['CodeUri', 'ContentUri', 'DefinitionUri'];

/** Of plain CloudFormation, which names a file in a bucket by its parts. */
const PLAIN_PATHS = ['Code', 'Content'];

function upload(properties: unknown, name: string): void {
  if (!isRecord(properties)) return;
  for (const key of PATHS) {
    const path = own(properties, key);
    if (typeof path === 'string' && !/^(?:s3|https):\/\//.test(path))
      (properties as Record<string, unknown>)[key] = `s3://rehearsal/${name}`;
  }
  for (const key of PLAIN_PATHS) {
    if (typeof own(properties, key) === 'string')
      (properties as Record<string, unknown>)[key] = { S3Bucket: 'rehearsal', S3Key: name };
  }
}
