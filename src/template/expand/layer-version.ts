/**
 * AWS::Serverless::LayerVersion.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html
 */
import type { Expansion, SamResource } from './expansion.ts';
import { defined, isTruthy, pick } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { s3Location } from './s3-location.ts';

/** What may name parameters, which are replaced. */
const RESOLVED = ['Description', 'LayerName', 'LicenseInfo', 'RetentionPolicy'];

/** A layer version cannot change, so its logical id does, and the references to it. */
export function expandLayerVersion(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const properties = { ...sam.properties };
  for (const name of RESOLVED) if (name in properties) properties[name] = x.literalDeep(properties[name]);
  const newId = logicalId + layerDigest(sam, properties);
  const { LayerName, ContentUri, RetentionPolicy } = properties;
  const layer = {
    LayerName: isTruthy(LayerName) ? LayerName : logicalId,
    Content: s3Location(ContentUri, ['S3Bucket', 'S3Key', 'S3ObjectVersion']),
    ...pick(properties, ['Description', 'CompatibleArchitectures', 'CompatibleRuntimes', 'LicenseInfo']),
  };
  const retention = x.literal(RetentionPolicy);
  const deletion = typeof retention === 'string' && retention.toLowerCase() === 'delete' ? 'Delete' : 'Retain';
  const DeletionPolicy = isTruthy(retention) ? deletion : (sam.attributes.DeletionPolicy ?? 'Retain');
  x.addMain(sam, 'AWS::Lambda::LayerVersion', layer, {
    logicalId: newId,
    renames: { Content: ['ContentUri'] },
    attributes: { ...sam.attributes, DeletionPolicy },
  });
  x.renamed.set(logicalId, newId);
}

/** Of the layer as it is written, without what does not change its content. */
function layerDigest({ logicalId, type, attributes }: SamResource, properties: Properties): string {
  const { DeletionPolicy: _delete, UpdateReplacePolicy: _replace, Metadata: _metadata, ...others } = attributes;
  return digest({ [logicalId]: { Type: type, Properties: defined(properties), ...others } });
}
