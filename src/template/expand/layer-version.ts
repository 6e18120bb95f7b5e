/**
 * AWS::Serverless::LayerVersion.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html
 */
import type { Expansion } from './expansion.ts';
import { defined, isTruthy, pick } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { s3Location } from './s3-location.ts';

/** A layer version cannot change, so its logical id does, and the references to it. */
export function expandLayerVersion(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const { properties } = sam;
  const newId = logicalId + digest(x.literalDeep({ Type: sam.type, Properties: properties }));
  const retention = x.literal(properties.RetentionPolicy);
  const deletion = typeof retention === 'string' && retention.toLowerCase() === 'delete' ? 'Delete' : 'Retain';
  const layer = defined({
    LayerName: isTruthy(properties.LayerName) ? x.literalDeep(properties.LayerName) : logicalId,
    Content: s3Location(properties.ContentUri, ['S3Bucket', 'S3Key', 'S3ObjectVersion']),
    ...pick(properties, ['CompatibleArchitectures', 'CompatibleRuntimes']),
    Description: x.literalDeep(properties.Description),
    LicenseInfo: x.literalDeep(properties.LicenseInfo),
  });
  const DeletionPolicy = isTruthy(retention) ? deletion : (sam.attributes.DeletionPolicy ?? 'Retain');
  x.addMain(sam, 'AWS::Lambda::LayerVersion', layer, {
    logicalId: newId,
    renames: { Content: ['ContentUri'] },
    attributes: { ...sam.attributes, DeletionPolicy },
  });
  x.renamed.set(logicalId, newId);
}
