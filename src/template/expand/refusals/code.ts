/**
 * Where code and definitions are. A path in the repository is sound: `sam package` uploads it before the transform.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-package.html
 */
import { isRecord } from '../../resolve/values.ts';
import { isTruthy } from '../intrinsics.ts';
import { isUnset } from './shapes.ts';
import { isOpen, refuse, withParameter } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

const PACKAGE_TYPES = ['Zip', 'Image'];

export const functionCode: Rule = (subject) => {
  const { properties } = subject;
  const type = isTruthy(properties.PackageType) ? properties.PackageType : 'Zip';
  if (type === 'Zip') {
    zip(subject);
  } else if (type === 'Image') {
    image(subject);
  } else {
    refuse(subject, 'package-type', `PackageType is ${PACKAGE_TYPES.join(' or ')}, written out`, ['PackageType']);
  }
};

function zip(subject: Subject): void {
  const { Runtime, Handler, ImageConfig, InlineCode, CodeUri } = subject.properties;
  if (!isTruthy(Runtime) || !isTruthy(Handler))
    refuse(subject, 'runtime-and-handler', 'a function that is no image needs Runtime and Handler');
  if (isTruthy(ImageConfig))
    refuse(subject, 'package-type', 'ImageConfig is only for PackageType: Image', ['ImageConfig']);
  if (isUnset(InlineCode) && !isUnset(CodeUri)) location(subject, 'CodeUri');
}

/** `sam build` writes the ImageUri of what Metadata tells how to build. */
function image(subject: Subject): void {
  const { properties, sam } = subject;
  for (const name of ['Handler', 'Runtime', 'Layers']) {
    if (isTruthy(properties[name])) refuse(subject, 'package-type', `${name} is not for PackageType: Image`, [name]);
  }
  if (!isTruthy(properties.ImageUri) && !isRecord(sam.attributes.Metadata))
    refuse(subject, 'image-uri', 'PackageType: Image needs ImageUri, or Metadata that tells how to build the image');
}

const S3_URI = /^s3:\/\/[^/[\]?#]+\/[^?#]/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;
const DYNAMIC = /\{\{resolve:(?:ssm|ssm-secure|secretsmanager):[\w.\-/]*\/[\w.\-/]*(?::\d+)?\}\}/;

/** `s3://bucket/key`, a map of Bucket and Key, or a path in the repository. */
export function location(subject: Subject, property: string): void {
  const value = withParameter(subject, subject.properties[property]);
  const fault = (text: string) => refuse(subject, 'code-location', `${property} ${text}`, [property]);
  if (isRecord(value)) {
    const isPlace = isTruthy(value.Bucket) && isTruthy(value.Key);
    if (!isPlace && !isOpen(subject, value)) fault('needs Bucket and Key');
  } else if (typeof value !== 'string') {
    fault('has to be text or a map of Bucket and Key');
  } else if (DYNAMIC.test(value)) {
    fault('takes no dynamic reference: write a map of Bucket and Key');
  } else if (SCHEME.test(value) && !S3_URI.test(value)) {
    fault('has to be s3://bucket/key or a path in the repository');
  }
}

export const contentUri: Rule = (subject) => location(subject, 'ContentUri');
