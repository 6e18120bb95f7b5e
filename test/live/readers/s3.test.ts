import { s3 } from '../../../src/live/readers/s3.ts';
import type { Account } from '../../../src/rehearsal/aws/account.ts';
import { sameVerdicts } from './same-verdicts.ts';

await sameVerdicts([s3], outside);

/** Buckets of other stacks. */
function outside(account: Account): void {
  for (const [, { properties }] of account.ofType('AWS::S3::BucketPolicy')) {
    const name = String(properties['Bucket']);
    if (!account.resources.has(name))
      account.resources.set(name, { logicalId: name, type: 'AWS::S3::Bucket', properties: {} });
  }
}
