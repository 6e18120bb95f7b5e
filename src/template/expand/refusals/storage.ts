/** Layers, tables and nested applications. */
import { isList, isRecord } from '../../resolve/values.ts';
import { isIntrinsic, isTruthy, refName } from '../intrinsics.ts';
import { isUnset } from './shapes.ts';
import { isOpen, refuse, withMapping, withParameter } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

/** Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html */
export const retentionPolicy: Rule = (subject) => {
  const value = withParameter(subject, subject.properties.RetentionPolicy);
  const isPolicy = typeof value === 'string' && ['retain', 'delete'].includes(value.toLowerCase());
  if (isUnset(value) || isPolicy || isOpen(subject, value)) return;
  const text = 'RetentionPolicy is Retain or Delete, written out or from a parameter';
  refuse(subject, 'retention-policy', text, ['RetentionPolicy']);
};

/** SAM puts these into a digest, so it needs the parameter's value, and text. */
export const layerTexts: Rule = (subject) => {
  for (const name of ['LayerName', 'LicenseInfo', 'Description']) {
    const written = subject.properties[name];
    const value = withParameter(subject, written);
    if (refName(written) === undefined || isUnset(value) || typeof value === 'string' || isIntrinsic(value)) continue;
    refuse(subject, 'property-shape', `the parameter in ${name} has to be text`, [name]);
  }
};

const ARCHITECTURES = ['x86_64', 'arm64'];

export const layerArchitectures: Rule = (subject) => {
  const { CompatibleArchitectures: architectures } = subject.properties;
  (isList(architectures) ? architectures : []).forEach((architecture, index) => {
    if (isIntrinsic(architecture) || ARCHITECTURES.includes(architecture as string)) return;
    refuse(subject, 'layer-architecture', `an architecture is ${ARCHITECTURES.join(' or ')}`, [
      'CompatibleArchitectures',
      index,
    ]);
  });
};

const KEY_TYPES = ['String', 'Number', 'Binary'];

/** Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-simpletable-primarykeyobject.html */
export const primaryKey: Rule = (subject) => {
  const { PrimaryKey: key } = subject.properties;
  if (!isRecord(key) || !isTruthy(key)) return;
  for (const name of ['Name', 'Type']) {
    if (isUnset(key[name])) refuse(subject, 'primary-key', `PrimaryKey needs a ${name}`, ['PrimaryKey']);
  }
  if (!isUnset(key.Type) && !KEY_TYPES.includes(key.Type as string))
    refuse(subject, 'primary-key', `PrimaryKey.Type is one of ${KEY_TYPES.join(', ')}`, ['PrimaryKey', 'Type']);
};

/** Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-application-applicationlocationobject.html */
export const applicationLocation: Rule = (subject) => {
  const { Location } = subject.properties;
  if (!isRecord(Location) || (isIntrinsic(Location) && subject.resolvedBefore)) return;
  for (const name of ['ApplicationId', 'SemanticVersion']) checkLocation(subject, Location, name);
};

const DYNAMIC = /\{\{resolve:ssm:[\w.\-/]+(?::\d+)?\}\}/;

function checkLocation(subject: Subject, location: Readonly<Record<string, unknown>>, name: string): void {
  const value = withMapping(subject, location[name]);
  if (isOpen(subject, value)) return;
  const fault = (text: string) =>
    refuse(subject, 'application-location', `Location.${name} ${text}`, ['Location', name]);
  if (!isTruthy(value)) fault('is missing');
  else if (isRecord(value)) fault('is text, a parameter or a mapping: SAM resolves no other function there');
  else if (typeof value !== 'string') fault('has to be text');
  else if (name === 'ApplicationId' && DYNAMIC.test(value)) fault('takes no dynamic reference');
}
